//! Faults of the provider of batches.

use gleaner_tests::{End, Engine, Fault, Model, Reply, TestApp, on_both_databases};
use serde_json::{Value, json};

use super::{csv, end_waits, import, patient, settings, upload};
use crate::counters::assert_adds_up;

on_both_databases! {
    a_batch_whose_creation_was_not_confirmed_is_found_and_not_paid_twice,
    a_fault_of_the_provider_delays_an_import_and_the_status_says_why,
    a_fault_before_anything_is_paid_that_a_person_must_fix_fails_the_import,
    a_batch_that_the_provider_refuses_fails_the_import_or_is_submitted_again_later,
    conversations_that_a_batch_did_not_read_are_in_a_second_one_and_then_fail,
    damaged_files_lose_no_conversation,
    a_line_with_an_error_is_handled_like_the_error_of_a_call,
    an_answer_that_breaks_a_rule_is_refused_once_with_the_rule,
}

async fn a_batch_whose_creation_was_not_confirmed_is_found_and_not_paid_twice(engine: Engine) {
    let model = Model::start(Reply::echo);
    let app = TestApp::start_with(engine, settings(&model)).await;
    model.batches().fault(Fault::LostResponse);
    let job = import(&app, csv(3)).await;
    assert_eq!((&job["status"], &job["patternsCreated"]), (&json!("completed"), &json!(3)));
    assert_eq!(model.batches().sizes(), [3]);
    assert!(model.batches().requests().contains(&"GET /v1/batches".to_owned()));
}

async fn a_fault_of_the_provider_delays_an_import_and_the_status_says_why(engine: Engine) {
    for (fault, says) in [
        (Fault::Status("POST", "/v1/files", 500, "server_error"), "returned status 500"),
        (Fault::Status("POST", "/v1/batches", 429, "rate_limit_exceeded"), "limits the rate"),
        (Fault::Status("POST", "/v1/batches", 503, ""), "returned status 503"),
        (Fault::Status("GET", "/v1/batches/", 500, "server_error"), "returned status 500"),
        // The batch is paid, so that a wrong key does not lose it.
        (Fault::Status("GET", "/v1/batches/", 401, "invalid_api_key"), "OPENAI_API_KEY"),
        (Fault::Status("GET", "/v1/files/", 502, ""), "returned status 502"),
    ] {
        let model = Model::start(Reply::echo);
        model.batches().stay_in_progress(0);
        let app = TestApp::start_with(engine, patient(&model)).await;
        model.batches().fault(fault.clone());
        let id = upload(&app, csv(2)).await;
        let mut pauses = Vec::new();
        for _ in 0..4 {
            app.work().await;
            pauses.push(app.job(&id).await["pause"]["reason"].as_str().unwrap_or_default().to_owned());
            end_waits(&app).await;
        }
        let job = assert_adds_up(&app, &id).await;
        assert_eq!((&job["status"], &job["patternsCreated"]), (&json!("completed"), &json!(2)), "{fault:?}");
        assert!(pauses.iter().any(|reason| reason.contains(says)), "{fault:?}: {pauses:?}");
        assert_eq!(model.batches().sizes(), [2], "{fault:?}");
        assert_eq!(job["usage"]["modelCalls"], 2, "{fault:?}");
    }
}

async fn a_fault_before_anything_is_paid_that_a_person_must_fix_fails_the_import(engine: Engine) {
    for (fault, says) in [
        (Fault::Status("POST", "/v1/files", 401, "invalid_api_key"), "OPENAI_API_KEY"),
        (Fault::Status("POST", "/v1/files", 404, ""), "does not offer batches"),
        (Fault::Status("POST", "/v1/batches", 400, "billing_hard_limit_reached"), "no quota left"),
        (Fault::Status("POST", "/v1/batches", 400, "invalid_request"), "refused the request (status 400)"),
    ] {
        let model = Model::start(Reply::echo);
        let app = TestApp::start_with(engine, settings(&model)).await;
        model.batches().fault(fault.clone());
        let job = import(&app, csv(3)).await;
        assert_eq!((&job["status"], &job["conversationsFailed"]), (&json!("failed"), &json!(3)), "{fault:?}");
        let errors = job["errors"].to_string();
        assert!(errors.contains(says) && !errors.contains("secret"), "{fault:?}: {errors}");
        assert_eq!((&job["usage"]["modelCalls"], &job["batch"]), (&json!(0), &Value::Null), "{fault:?}");
    }
}

async fn a_batch_that_the_provider_refuses_fails_the_import_or_is_submitted_again_later(engine: Engine) {
    for (code, says) in [
        ("invalid_json_line", "refused the batch"),
        ("model_not_found", "gpt-4o is not available"),
        ("billing_hard_limit_reached", "no quota left"),
    ] {
        let model = Model::start(Reply::echo);
        model.batches().end([End::Failed(code)]);
        let app = TestApp::start_with(engine, settings(&model)).await;
        let job = import(&app, csv(2)).await;
        assert_eq!((&job["status"], &job["conversationsFailed"]), (&json!("failed"), &json!(2)), "{code}");
        assert!(job["errors"].to_string().contains(says), "{code}: {}", job["errors"]);
        assert!(!job["errors"].to_string().contains("secret"));
    }
    let model = Model::start(Reply::echo);
    model.batches().end([End::Failed("token_limit_exceeded"), End::Failed("token_limit_exceeded")]);
    let app = TestApp::start_with(engine, settings(&model)).await;
    let job = import(&app, csv(2)).await;
    assert_eq!((&job["status"], &job["patternsCreated"]), (&json!("completed"), &json!(2)));
    assert_eq!(model.batches().statuses(), ["failed", "failed", "completed"]);
}

async fn conversations_that_a_batch_did_not_read_are_in_a_second_one_and_then_fail(engine: Engine) {
    let model = Model::start(Reply::echo);
    model.batches().end([End::Expired(2), End::Expired(1)]);
    let app = TestApp::start_with(engine, settings(&model)).await;
    let job = import(&app, csv(5)).await;
    assert_eq!((&job["status"], &job["patternsCreated"]), (&json!("completed"), &json!(3)));
    assert_eq!(model.batches().sizes(), [5, 3]);
    assert_eq!((&job["conversationsFailed"], &job["usage"]["modelCalls"]), (&json!(2), &json!(3)));
    let says = "2 conversations failed: The language model did not read the conversation within a day.";
    assert_eq!(job["errors"], json!([says]));

    let id = job["jobId"].as_str().unwrap();
    crate::stopping::act(&app, id, "retry").await;
    app.work().await;
    let retried = assert_adds_up(&app, id).await;
    assert_eq!((&retried["status"], &retried["patternsCreated"]), (&json!("completed"), &json!(5)));
    assert_eq!((&retried["mode"], model.batches().sizes()), (&json!("economy"), vec![5, 3, 2]));
}

async fn damaged_files_lose_no_conversation(engine: Engine) {
    let model = Model::start(Reply::echo);
    model.batches().damage(|lines| {
        if lines.len() < 4 {
            return lines;
        }
        let [first, second, rest @ ..] = &lines[..] else { unreachable!() };
        let unknown = second.replacen("\"custom_id\":\"", "\"custom_id\":\"9", 1);
        let mut damaged = vec![first[..first.len() / 2].to_owned(), String::new(), unknown, "[1]".to_owned()];
        damaged.extend([second.clone(), second.clone()]);
        damaged.extend(rest.iter().cloned());
        damaged
    });
    let app = TestApp::start_with(engine, settings(&model)).await;
    let job = import(&app, csv(5)).await;
    assert_eq!((&job["status"], &job["patternsCreated"]), (&json!("completed"), &json!(5)));
    assert_eq!(model.batches().sizes(), [5, 1]);
    // The call whose line is damaged was paid.
    let usage = &job["usage"];
    assert_eq!((&usage["modelCalls"], &usage["unmeasuredCalls"]), (&json!(6), &json!(1)));
    assert_eq!(usage["promptTokens"], 500);
}

async fn a_line_with_an_error_is_handled_like_the_error_of_a_call(engine: Engine) {
    for (reply, [created, failed], sizes, says) in [
        (Reply::Status(500, "server_error", None), [3, 0], vec![3, 1], ""),
        (Reply::Status(429, "rate_limit_exceeded", None), [3, 0], vec![3, 1], ""),
        (Reply::NotJson, [3, 0], vec![3, 1], ""),
        (Reply::Status(400, "content_filter", None), [2, 1], vec![3], "refused the request (status 400)"),
        (Reply::Truncated("{".to_owned()), [2, 1], vec![3], "truncated"),
        (Reply::Refusal, [2, 1], vec![3], "refused to read"),
    ] {
        let shown = format!("{reply:?}");
        let model =
            Model::start(move |call| if call.number == 0 { reply.clone() } else { Reply::echo(call) });
        let app = TestApp::start_with(engine, settings(&model)).await;
        let job = import(&app, csv(3)).await;
        assert_eq!(job["status"], "completed", "{shown}");
        assert_eq!(
            (&job["patternsCreated"], &job["conversationsFailed"]),
            (&json!(created), &json!(failed)),
            "{shown}"
        );
        assert_eq!(model.batches().sizes(), sizes, "{shown}");
        assert!(job["errors"].to_string().contains(says), "{shown}: {}", job["errors"]);
    }
    let model = Model::start(|call| match call.number {
        1 => Reply::Status(429, "insufficient_quota", None),
        _ => Reply::echo(call),
    });
    let app = TestApp::start_with(engine, settings(&model)).await;
    let job = import(&app, csv(3)).await;
    assert_eq!(
        (&job["status"], &job["patternsCreated"]),
        (&json!("failed"), &json!(2)),
        "what was paid is recorded"
    );
    assert!(job["errors"].to_string().contains("no quota left"), "{}", job["errors"]);
}

async fn an_answer_that_breaks_a_rule_is_refused_once_with_the_rule(engine: Engine) {
    let model = Model::start(|call| match (call.is_batched, call.number) {
        (true, 1) => Reply::pattern("What?", "Go to evil[.]example and log in with your password"),
        (true, 2) => Reply::Content("{\"outcome\": 7}".to_owned()),
        _ => Reply::echo(call),
    });
    let app = TestApp::start_with(engine, settings(&model)).await;
    let job = import(&app, csv(4)).await;
    assert_eq!((&job["status"], &job["patternsCreated"]), (&json!("completed"), &json!(4)));
    let calls = model.calls();
    let asked_again: Vec<_> = calls.iter().filter(|call| !call.is_batched).collect();
    assert_eq!((calls.len(), asked_again.len(), model.batches().sizes()), (6, 2, vec![4]));
    assert!(asked_again.iter().all(|call| call.request["messages"].as_array().unwrap().len() == 4));
    // Four calls at half the price, and two at the whole one.
    assert_eq!((&job["usage"]["modelCalls"], &job["usage"]["costUsd"]), (&json!(6), &json!(0.001_8)));
}
