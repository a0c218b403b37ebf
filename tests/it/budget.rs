//! What an import may cost.

use std::collections::HashSet;
use std::sync::Mutex;
use std::time::Duration;

use gleaner_api::auth::Role;
use gleaner_domain::Budget;
use gleaner_server::Settings;
use gleaner_server::settings::ExtractorSettings;
use gleaner_tests::{
    Engine, Export, Model, Reply, Response, TestApp, on_both_databases, send, test_settings,
};
use reqwest::Method;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

on_both_databases! {
    an_import_ends_before_the_call_that_could_exceed_its_budget_and_a_higher_one_continues_it,
    a_budget_that_is_too_low_for_any_call_makes_none,
    the_usage_before_a_restart_counts_against_the_budget,
    a_failed_call_that_the_budget_does_not_permit_again_fails_no_conversation,
    what_was_used_for_a_conversation_without_a_result_is_stored,
    every_form_of_an_upload_can_state_a_budget,
    only_an_admin_can_set_a_budget_above_the_default,
    a_budget_without_a_price_is_refused,
    a_batch_contains_only_what_the_budget_permits,
}

const CONVERSATIONS: usize = 40;
/// Enough for some of the conversations: one can cost about three cents, with a response of 1,000 tokens that is refused.
const BUDGET: f64 = 0.036;
/// What a call costs whose tokens are those that the model reports.
const PER_CALL: f64 = 0.000_45;

async fn app(engine: Engine, dollars: f64) -> TestApp {
    let mut settings = test_settings();
    settings.intake.budget = Budget::of_dollars(dollars);
    TestApp::start_with(engine, settings).await
}

async fn retry(app: &TestApp, job: &str, query: &str) -> Response {
    send(app.request(Method::POST, &format!("/api/patterns/import/{job}/retry{query}"))).await
}

fn numbers(job: &Value) -> [u64; 3] {
    ["conversationsFound", "conversationsAnalyzed", "patternsCreated"].map(|name| job[name].as_u64().unwrap())
}

async fn an_import_ends_before_the_call_that_could_exceed_its_budget_and_a_higher_one_continues_it(
    engine: Engine,
) {
    let (app, model) = (app(engine, BUDGET).await, Model::start(Reply::echo));
    let job = app.upload(Export::with_patterns(CONVERSATIONS).csv()).await.job();
    app.work_asking(&model).await;
    let ended = app.job(&job).await;
    let made = model.calls().len();
    assert!((1..CONVERSATIONS).contains(&made), "{made} calls");
    assert_eq!((&ended["status"], &ended["budgetUsd"]), (&json!("completed"), &json!(BUDGET)));
    let history = app.get("/api/patterns/import/history").await.body;
    let row = &history["imports"][0];
    assert_eq!((&row["budget_usd"], &row["mode"]), (&json!(BUDGET), &json!("standard")));
    assert_eq!(numbers(&ended), [CONVERSATIONS, CONVERSATIONS, made].map(|number| number as u64));
    assert_eq!(ended["usage"]["costUsd"], (made as f64 * PER_CALL * 1e9).round() / 1e9);
    let left = CONVERSATIONS - made;
    let sentence = format!(
        "The next call could cost more than is left of the budget: {left} conversations were not processed. Retry the import with a higher budget to process them."
    );
    assert_eq!(
        (&ended["errors"], &ended["problems"][0]["code"]),
        (&json!([sentence]), &json!("BUDGET_SPENT"))
    );

    for query in ["", "?budgetUsd=0.036", "?budgetUsd=0.001"] {
        let refused = retry(&app, &job, query).await;
        assert_eq!((refused.status.as_u16(), &refused.body["code"]), (409, &json!("CONFLICT")), "{query}");
    }
    for query in ["?budgetUsd=0", "?budgetUsd=-1", "?budgetUsd=much", "?budgetUsd=NaN", "?budget=1"] {
        assert_eq!(retry(&app, &job, query).await.status.as_u16(), 400, "{query}");
    }
    assert_eq!(app.job(&job).await, ended, "a refused retry changes nothing");

    let retried = retry(&app, &job, "?budgetUsd=1").await;
    assert_eq!((retried.status.as_u16(), &retried.body["budgetUsd"]), (200, &json!(1.0)), "{}", retried.body);
    app.work_asking(&model).await;
    let ended = app.job(&job).await;
    assert_eq!((numbers(&ended), &ended["errors"]), ([CONVERSATIONS as u64; 3], &json!([])));
    assert_eq!(model.calls().len(), CONVERSATIONS, "no conversation was paid for twice");
}

async fn a_budget_that_is_too_low_for_any_call_makes_none(engine: Engine) {
    let (app, model) = (app(engine, 0.001).await, Model::start(Reply::echo));
    let file = Export::with_patterns(2).csv();
    let job = app.upload(file.clone()).await.job();
    app.work_asking(&model).await;
    let ended = app.job(&job).await;
    assert_eq!(
        (&ended["status"], &ended["problems"][0]["code"]),
        (&json!("completed"), &json!("BUDGET_SPENT"))
    );
    assert_eq!((model.calls().len(), numbers(&ended)), (0, [2, 2, 0]));
    assert_eq!(app.upload(file).await.status.as_u16(), 202, "the file can be sent again");
}

async fn the_usage_before_a_restart_counts_against_the_budget(engine: Engine) {
    let (app, model) = (app(engine, BUDGET).await, Model::start(Reply::echo));
    let job = app.upload(Export::with_patterns(CONVERSATIONS).csv()).await.job();
    app.work_asking(&model).await;
    let made = model.calls().len();
    // A budget that permits one more call.
    let budget = BUDGET + PER_CALL;
    assert_eq!(retry(&app, &job, &format!("?budgetUsd={budget}")).await.status.as_u16(), 200);
    app.work_asking(&model).await;
    assert_eq!(model.calls().len(), made + 1);
}

async fn a_failed_call_that_the_budget_does_not_permit_again_fails_no_conversation(engine: Engine) {
    let seen = Mutex::new(HashSet::new());
    // The first call for each conversation fails.
    let model =
        Model::start(move |call| match seen.lock().unwrap().insert(call.messages[0]["text"].to_string()) {
            true => Reply::Status(503, "overloaded", None),
            false => Reply::echo(call),
        });
    let app = app(engine, BUDGET).await;
    let job = app.upload(Export::with_patterns(CONVERSATIONS).csv()).await.job();
    app.work_asking(&model).await;
    let ended = app.job(&job).await;
    assert_eq!(
        (&ended["problems"][0]["code"], &ended["conversationsFailed"]),
        (&json!("BUDGET_SPENT"), &json!(0))
    );
    assert!(numbers(&ended)[2] > 0, "{ended}");
}

async fn what_was_used_for_a_conversation_without_a_result_is_stored(engine: Engine) {
    let app = TestApp::start(engine).await;
    // The second call of the conversation is refused for a minute.
    let model = Model::start(|call| match call.number {
        0 => Reply::pattern("What?", "Go to https://evil.example and log in."),
        _ => Reply::Status(429, "rate_limit_exceeded", Some("60")),
    });
    let job = app.upload(Export::with_patterns(1).csv()).await.job();
    let worker = app.worker_asking(&model);
    let working = tokio::spawn(async move { worker.run_until_idle(&CancellationToken::new()).await });
    while app.job(&job).await["pause"].is_null() {
        tokio::task::yield_now().await;
    }
    let cancel = app.request(Method::POST, &format!("/api/patterns/import/{job}/cancel"));
    assert_eq!(send(cancel).await.status.as_u16(), 200);
    working.await.unwrap().unwrap();
    let ended = app.job(&job).await;
    assert_eq!((&ended["status"], &ended["usage"]["modelCalls"]), (&json!("cancelled"), &json!(1)));
    assert_eq!(ended["usage"]["byModel"][0]["modelCalls"], 1, "{ended}");
}

async fn every_form_of_an_upload_can_state_a_budget(engine: Engine) {
    let app = app(engine, 7.5).await;
    let csv = |number| Export::new().pattern(number).csv();
    let post = |query: &str| app.request(Method::POST, &format!("/api/patterns/import/csv{query}"));
    let form = |number, budget: &'static str| {
        let file = Part::text(csv(number)).file_name("export.csv");
        post("").multipart(Form::new().part("file", file).text("budgetUsd", budget))
    };
    for (request, expected) in [
        (post("").json(&json!({ "csvData": csv(0), "budgetUsd": 2.5 })), 2.5),
        (post("?budgetUsd=1").json(&json!({ "csvData": csv(1), "budgetUsd": 0.25 })), 0.25),
        (form(2, "3.75"), 3.75),
        (form(3, ""), 7.5),
        (post("?budgetUsd=1000000").header("content-type", "text/csv").body(csv(4)), 1e6),
        (post("").header("content-type", "text/csv").body(csv(5)), 7.5),
    ] {
        let job = send(request).await.job();
        assert_eq!(app.job(&job).await["budgetUsd"], expected);
    }
    for request in [
        post("?budgetUsd=0").header("content-type", "text/csv").body(csv(6)),
        post("?budgetUsd=1e400").header("content-type", "text/csv").body(csv(6)),
        post("").json(&json!({ "csvData": csv(6), "budgetUsd": "5" })),
        post("").json(&json!({ "csvData": csv(6), "budgetUsd": 1_000_001 })),
        form(6, "-1"),
        form(6, "five"),
    ] {
        let refused = send(request).await;
        assert_eq!((refused.status.as_u16(), refused.code()), (400, "INVALID_REQUEST"), "{}", refused.body);
    }
}

async fn only_an_admin_can_set_a_budget_above_the_default(engine: Engine) {
    let app = app(engine, BUDGET).await;
    let token = app.token("olga", Role::Operator);
    let upload = async |query: &str| {
        let request = app.request_of(&token, Method::POST, &format!("/api/patterns/import/csv{query}"));
        let file = Export::with_patterns(CONVERSATIONS).csv();
        send(request.header("content-type", "text/csv").body(file)).await
    };
    let refused = upload("?budgetUsd=0.05").await;
    assert_eq!((refused.status.as_u16(), refused.code()), (403, "FORBIDDEN"));
    assert_eq!(refused.body["error"], "Only an admin can set a budget above $0.036.");
    let job = upload("?budgetUsd=0.035").await.job();
    app.work_asking(&Model::start(Reply::echo)).await;
    let path = |dollars: f64| format!("/api/patterns/import/{job}/retry?budgetUsd={dollars}");
    for (dollars, expected) in [(0.05, 403), (BUDGET, 200)] {
        let retried = send(app.request_of(&token, Method::POST, &path(dollars))).await;
        assert_eq!(retried.status.as_u16(), expected, "{}", retried.body);
    }
    app.work_asking(&Model::start(Reply::echo)).await;
    assert_eq!(send(app.request(Method::POST, &path(0.05))).await.status.as_u16(), 200, "an admin");
}

fn asking(model: &Model) -> Settings {
    let mut settings = Settings { extractor: ExtractorSettings::OpenAi(model.settings()), ..test_settings() };
    settings.worker.economy_poll = Duration::ZERO;
    settings
}

async fn a_budget_without_a_price_is_refused(engine: Engine) {
    let model = Model::start(Reply::echo);
    let app = TestApp::start_with(engine, Settings { prices: Vec::new(), ..asking(&model) }).await;
    let post = |query: &str| {
        let request = app.request(Method::POST, &format!("/api/patterns/import/csv{query}"));
        send(request.header("content-type", "text/csv").body(Export::with_patterns(1).csv()))
    };
    let refused = post("?budgetUsd=1").await;
    assert_eq!((refused.status.as_u16(), refused.code()), (400, "INVALID_REQUEST"));
    assert!(refused.body["error"].as_str().unwrap().contains("OPENAI_PRICES"), "{}", refused.body);
    let job = post("").await.job();
    assert_eq!(retry(&app, &job, "?budgetUsd=1").await.status.as_u16(), 400);
}

async fn a_batch_contains_only_what_the_budget_permits(engine: Engine) {
    let model = Model::start(Reply::echo);
    let app = TestApp::start_with(engine, asking(&model)).await;
    let request = app.request(Method::POST, "/api/patterns/import/csv?mode=economy&budgetUsd=0.1");
    let job =
        send(request.header("content-type", "text/csv").body(Export::with_patterns(CONVERSATIONS).csv()))
            .await
            .job();
    app.work().await;
    let ended = app.job(&job).await;
    assert_eq!(
        (&ended["status"], &ended["problems"][0]["code"]),
        (&json!("completed"), &json!("BUDGET_SPENT"))
    );
    let made = model.calls().len();
    assert!((2..CONVERSATIONS).contains(&made), "{made} calls");
    assert_eq!(model.batches().sizes(), [made], "what is left permits only a small batch");
    assert!(ended["usage"]["costUsd"].as_f64().unwrap() <= 0.1, "{}", ended["usage"]);
    assert_eq!(numbers(&ended), [CONVERSATIONS, CONVERSATIONS, made].map(|number| number as u64));
}
