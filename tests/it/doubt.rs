//! Patterns that may be the same: the language model is asked once.

use gleaner_tests::model::Call;
use gleaner_tests::{Engine, Export, Model, Reply, TestApp, on_both_databases, test_settings};
use serde_json::{Value, json};

on_both_databases! {
    a_draft_that_the_model_calls_the_same_confirms_the_pattern_and_the_pair_is_asked_about_once,
    a_draft_that_the_model_calls_different_is_a_pattern_without_doubt,
    a_doubt_that_the_model_does_not_settle_remains_for_review,
    an_import_asks_no_more_often_than_permitted,
}

const PARKING: [&str; 2] =
    ["Where can I leave my car?", "You can park behind the building near the red door."];
const FRONT: [&str; 2] = ["Any parking spaces there?", "You can park in front of the gate by noon."];

fn export(conversations: &[(&str, [&str; 2])]) -> String {
    let export = conversations.iter().fold(Export::new(), |export, (id, [question, answer])| {
        export.conversation(id, &[("in", question), ("out", answer)])
    });
    export.csv()
}

async fn start(engine: Engine, merge_questions: u32) -> TestApp {
    let mut settings = test_settings();
    settings.worker.merge_questions = merge_questions;
    TestApp::start_with(engine, settings).await
}

/// A model that extracts the conversation's own words, and compares patterns with `compare`.
fn model(compare: impl Fn() -> Reply + Send + Sync + 'static) -> Model {
    Model::start(move |call| if call.is_comparison() { compare() } else { Reply::echo(call) })
}

async fn import(app: &TestApp, model: &Model, conversations: &[(&str, [&str; 2])]) -> Value {
    let job = app.upload(export(conversations)).await.job();
    app.work_asking(model).await;
    app.job(&job).await
}

fn comparisons(model: &Model) -> Vec<Call> {
    model.calls().into_iter().filter(Call::is_comparison).collect()
}

async fn a_draft_that_the_model_calls_the_same_confirms_the_pattern_and_the_pair_is_asked_about_once(
    engine: Engine,
) {
    let app = start(engine, 10).await;
    let model = model(|| Reply::same(true));
    import(&app, &model, &[("CN1", PARKING)]).await;
    let job = import(&app, &model, &[("CN2", FRONT)]).await;
    assert_eq!((&job["patternsCreated"], &job["patternsEnhanced"]), (&json!(0), &json!(1)));
    assert_eq!(
        (&job["usage"]["modelCalls"], &job["usage"]["promptTokens"]),
        (&json!(2), &json!(200)),
        "the extraction and the comparison"
    );
    let patterns = app.patterns().await;
    assert_eq!((patterns.len(), &patterns[0]["response_template"]), (1, &json!(PARKING[1])));
    assert!(patterns[0]["trigger_examples"].to_string().contains(FRONT[0]));

    let asked = comparisons(&model);
    let request = &asked[0].request;
    assert_eq!(request["response_format"]["json_schema"]["strict"], true);
    let pair: Value = serde_json::from_str(request["messages"][1]["content"].as_str().unwrap()).unwrap();
    let said = |[question, answer]: [&str; 2]| json!({ "question": question, "answer": answer });
    assert_eq!(pair, json!({ "first": said(FRONT), "second": said(PARKING) }));
    assert!(!request["messages"][0].to_string().contains("park"), "the instructions contain no pattern");

    let job = import(&app, &model, &[("CN3", FRONT)]).await;
    assert_eq!((&job["patternsEnhanced"], &job["usage"]["modelCalls"]), (&json!(1), &json!(1)));
    assert_eq!(comparisons(&model).len(), 1);
}

async fn a_draft_that_the_model_calls_different_is_a_pattern_without_doubt(engine: Engine) {
    let app = start(engine, 10).await;
    let model = model(|| Reply::same(false));
    import(&app, &model, &[("CN1", PARKING)]).await;
    let job = import(&app, &model, &[("CN2", FRONT)]).await;
    assert_eq!((&job["patternsCreated"], &job["usage"]["modelCalls"]), (&json!(1), &json!(2)));
    let patterns = app.patterns().await;
    assert_eq!(patterns.len(), 2);
    assert!(patterns.iter().all(|pattern| pattern["maybe_same_as"].is_null()), "{patterns:?}");
}

async fn a_doubt_that_the_model_does_not_settle_remains_for_review(engine: Engine) {
    for (reply, calls) in [
        (Reply::Status(500, "server_error", None), 1),
        (Reply::Status(401, "invalid_api_key", None), 1),
        (Reply::NotJson, 2),
        (Reply::Refusal, 2),
        (Reply::Truncated("{\"same\": tr".into()), 2),
        (Reply::Content("{\"same\": \"maybe\"}".into()), 2),
        (Reply::Content("{\"same\": true, \"run\": \"rm\"}".into()), 2),
    ] {
        let app = start(engine, 10).await;
        let fault = reply.clone();
        let model = model(move || fault.clone());
        import(&app, &model, &[("CN1", PARKING)]).await;
        let job = import(&app, &model, &[("CN2", FRONT)]).await;
        assert_eq!((&job["status"], &job["patternsCreated"]), (&json!("completed"), &json!(1)), "{reply:?}");
        assert_eq!(job["usage"]["modelCalls"], calls, "{reply:?}");
        let patterns = app.patterns().await;
        let doubtful = patterns.iter().filter(|pattern| !pattern["maybe_same_as"].is_null()).count();
        assert_eq!((patterns.len(), doubtful), (2, 1), "{reply:?}");
    }
}

async fn an_import_asks_no_more_often_than_permitted(engine: Engine) {
    const GARAGE: [&str; 2] = ["Is there a garage?", "You can park a bike at the fence all day."];
    for (permitted, asked) in [(0, 0), (1, 1), (10, 2)] {
        let app = start(engine, permitted).await;
        let model = model(|| Reply::same(false));
        import(&app, &model, &[("CN1", PARKING)]).await;
        import(&app, &model, &[("CN2", FRONT), ("CN3", GARAGE)]).await;
        assert_eq!((app.patterns().await.len(), comparisons(&model).len()), (3, asked));
    }
}
