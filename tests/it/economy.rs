//! Imports in the mode economy: one batch instead of one call for each conversation.

mod faults;
mod stops;

use std::time::Duration;

use gleaner_server::Settings;
use gleaner_server::settings::ExtractorSettings;
use gleaner_tests::{
    Engine, Export, Model, Reply, Response, TestApp, on_both_databases, send, test_settings,
};
use reqwest::Method;
use reqwest::multipart::{Form, Part};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use crate::counters::assert_adds_up;

on_both_databases! {
    every_form_of_an_upload_can_ask_for_the_mode_economy,
    without_a_language_model_an_import_runs_in_the_mode_standard_with_a_warning,
    a_preview_states_the_cost_of_both_modes,
    an_import_in_the_mode_economy_learns_the_same_with_one_batch_at_half_the_price,
    while_a_batch_is_processed_no_worker_has_the_job_and_any_worker_records_its_results,
    asking_often_is_no_failed_attempt,
    answers_that_another_import_has_used_are_not_submitted,
    conversations_in_the_batch_of_another_import_are_not_submitted_again,
}

const UPLOAD: &str = "/api/patterns/import/csv";

/// Settings of a service that calls `model`, and asks for a batch again without a delay.
fn settings(model: &Model) -> Settings {
    let mut settings = Settings { extractor: ExtractorSettings::OpenAi(model.settings()), ..test_settings() };
    settings.worker.economy_poll = Duration::ZERO;
    settings
}

/// Settings of a service that asks for a batch once an hour.
fn patient(model: &Model) -> Settings {
    let mut settings = settings(model);
    settings.worker.economy_poll = Duration::from_secs(3_600);
    settings
}

async fn upload(app: &TestApp, csv: String) -> String {
    let request = app.request(Method::POST, &format!("{UPLOAD}?mode=economy"));
    let accepted = send(request.header("content-type", "text/csv").body(csv)).await;
    assert_eq!(accepted.body["mode"], "economy", "{}", accepted.body);
    accepted.job()
}

/// Uploads a CSV in the mode economy, processes it, and returns the status of the job.
async fn import(app: &TestApp, csv: String) -> Value {
    let job = upload(app, csv).await;
    app.work().await;
    assert_adds_up(app, &job).await
}

/// Ends the waits of all jobs, as if their time was over.
async fn end_waits(app: &TestApp) {
    let statement = "UPDATE pattern_import_jobs SET claimable_at = created_at WHERE claimable_at IS NOT NULL";
    app.db.connection().execute_unprepared(statement).await.unwrap();
}

fn csv(patterns: usize) -> String {
    Export::with_patterns(patterns).csv()
}

/// The patterns of the library, without what depends on their order.
async fn learned(app: &TestApp) -> Vec<String> {
    let fields = ["trigger_text", "response_template", "confidence_score", "evidence_count"];
    let row = |pattern: &Value| fields.map(|field| pattern[field].to_string()).join(" ");
    let mut learned: Vec<_> = app.patterns().await.iter().map(row).collect();
    learned.sort();
    learned
}

async fn every_form_of_an_upload_can_ask_for_the_mode_economy(engine: Engine) {
    let model = Model::start(Reply::echo);
    let app = TestApp::start_with(engine, settings(&model)).await;
    let csv = |number| Export::new().pattern(number).csv();
    let post = |query: &str| app.request(Method::POST, &format!("{UPLOAD}{query}"));
    let form = |number, mode: &'static str| {
        let file = Part::text(csv(number)).file_name("export.csv");
        post("").multipart(Form::new().part("file", file).text("mode", mode))
    };
    for (number, (request, expected)) in [
        (post("").json(&json!({ "csvData": csv(0), "mode": "economy" })), "economy"),
        (post("?mode=economy").json(&json!({ "csvData": csv(1), "mode": "standard" })), "standard"),
        (form(2, "economy"), "economy"),
        (form(3, ""), "standard"),
        (post("?mode=economy").header("content-type", "text/csv").body(csv(4)), "economy"),
        (post("").header("content-type", "text/csv").body(csv(5)), "standard"),
    ]
    .into_iter()
    .enumerate()
    {
        let accepted = send(request).await;
        assert_eq!((accepted.status.as_u16(), &accepted.body["mode"]), (202, &json!(expected)), "{number}");
        assert_eq!(app.job(&accepted.job()).await["mode"], expected);
    }
    let refused = async |request| -> Response { send(request).await };
    for request in [
        post("?mode=cheap").header("content-type", "text/csv").body(csv(6)),
        post("").json(&json!({ "csvData": csv(6), "mode": "cheap" })),
        form(6, "cheap"),
    ] {
        let refused = refused(request).await;
        assert_eq!((refused.status.as_u16(), refused.code()), (400, "INVALID_REQUEST"), "{}", refused.body);
    }
}

async fn without_a_language_model_an_import_runs_in_the_mode_standard_with_a_warning(engine: Engine) {
    let app = TestApp::start(engine).await;
    let request = app.request(Method::POST, &format!("{UPLOAD}?mode=economy"));
    let accepted = send(request.header("content-type", "text/csv").body(csv(2))).await;
    app.work().await;
    let job = app.job(&accepted.job()).await;
    for body in [&accepted.body, &job] {
        assert_eq!(
            (&body["mode"], &body["warnings"][0]["code"]),
            (&json!("standard"), &json!("economy_unavailable"))
        );
    }
    assert_eq!((&job["status"], &job["patternsCreated"]), (&json!("completed"), &json!(2)));
}

async fn a_preview_states_the_cost_of_both_modes(engine: Engine) {
    let model = Model::start(Reply::echo);
    let app = TestApp::start_with(engine, settings(&model)).await;
    let preview = async |app: &TestApp| {
        let request = app.request(Method::POST, "/api/patterns/import/preview?mode=economy");
        send(request.header("content-type", "text/csv").body(csv(20))).await.body["estimate"].clone()
    };
    let estimate = preview(&app).await;
    let dollars = |field: &str| estimate[field].as_f64().unwrap();
    assert!(dollars("costUsd") > 0.01, "{estimate}");
    assert!((dollars("economyCostUsd") - dollars("costUsd") / 2.0).abs() <= 1e-4, "{estimate}");
    assert_eq!(preview(&TestApp::start(engine).await).await["economyCostUsd"], Value::Null);
}

async fn an_import_in_the_mode_economy_learns_the_same_with_one_batch_at_half_the_price(engine: Engine) {
    let (economical, standard) = (Model::start(Reply::echo), Model::start(Reply::echo));
    let app = TestApp::start_with(engine, settings(&economical)).await;
    let export =
        Export::with_patterns(5).conversation("CNhi", &[("in", "Hi!"), ("out", "Hello, thank you!")]);
    let job = import(&app, export.csv()).await;
    assert_eq!((&job["status"], &job["patternsCreated"]), (&json!("completed"), &json!(5)));
    assert_eq!((&job["conversationsWithoutPattern"], &job["batch"]), (&json!(1), &Value::Null));
    assert_eq!(app.get("/api/patterns/import/history").await.body["imports"][0]["mode"], "economy");
    assert_eq!((economical.batches().sizes(), economical.batches().files()), (vec![5], 0));
    assert!(economical.calls().iter().all(|call| call.is_batched));

    let other = TestApp::start_with(engine, settings(&standard)).await;
    let undisturbed = other.import(export.csv()).await;
    assert_eq!(learned(&app).await, learned(&other).await);
    let requests = |model: &Model| {
        let mut requests: Vec<_> = model.calls().iter().map(|call| call.request.to_string()).collect();
        requests.sort();
        requests
    };
    assert_eq!(requests(&economical), requests(&standard));
    let [mine, theirs] = [&job["usage"], &undisturbed["usage"]];
    for field in ["model", "modelCalls", "promptTokens", "cachedTokens", "completionTokens"] {
        assert_eq!(mine[field], theirs[field], "{field}");
    }
    // 100 tokens at $1.25 and 20 at $5 per million, five times.
    assert_eq!((&mine["costUsd"], &theirs["costUsd"]), (&json!(0.001_125), &json!(0.002_25)));
}

async fn while_a_batch_is_processed_no_worker_has_the_job_and_any_worker_records_its_results(engine: Engine) {
    let model = Model::start(Reply::echo);
    let app = TestApp::start_with(engine, patient(&model)).await;
    let id = upload(&app, csv(3)).await;
    app.work().await;
    let waiting = app.job(&id).await;
    assert_eq!((&waiting["status"], &waiting["pause"]), (&json!("processing"), &Value::Null));
    let time = |field: &str| -> chrono::DateTime<chrono::Utc> {
        waiting["batch"][field].as_str().unwrap().parse().unwrap()
    };
    assert_eq!((time("nextCheckAt") - time("submittedAt")).num_minutes(), 60);
    let asked = model.batches().requests().len();
    app.work().await;
    assert_eq!(model.batches().requests().len(), asked, "it is not asked for before");
    // Another import does not wait for it.
    let other = app.import(Export::new().pattern(70).csv()).await;
    assert_eq!(other["status"], "completed");

    let elsewhere = app.start_beside(patient(&model)).await;
    for _ in 0..2 {
        assert_eq!(app.job(&id).await["status"], "processing");
        end_waits(&app).await;
        elsewhere.work().await;
    }
    let ended = assert_adds_up(&elsewhere, &id).await;
    assert_eq!((&ended["status"], &ended["patternsCreated"]), (&json!("completed"), &json!(3)));
    assert_eq!(model.batches().sizes(), [3]);
}

async fn asking_often_is_no_failed_attempt(engine: Engine) {
    let model = Model::start(Reply::echo);
    model.batches().stay_in_progress(20);
    let app = TestApp::start_with(engine, settings(&model)).await;
    let job = import(&app, csv(2)).await;
    assert_eq!((&job["status"], &job["patternsCreated"]), (&json!("completed"), &json!(2)));
    let asked =
        model.batches().requests().iter().filter(|request| *request == "GET /v1/batches/batch_0").count();
    assert_eq!(asked, 21);
}

async fn conversations_in_the_batch_of_another_import_are_not_submitted_again(engine: Engine) {
    let model = Model::start(Reply::echo);
    let app = TestApp::start_with(engine, patient(&model)).await;
    let first = upload(&app, csv(3)).await;
    app.work().await;
    // The same rows in other files, one of them with a conversation of its own.
    let (same, more) = (csv(3) + "\n", csv(4));
    let (waiting, second) = (upload(&app, same).await, upload(&app, more).await);
    app.work().await;
    assert_eq!(model.batches().sizes(), [3, 1]);
    let reason = &app.job(&waiting).await["pause"]["reason"];
    assert_eq!(reason, "Another import is processing the same conversations.");
    // The wait may be longer than the time of an import that submits nothing.
    stops::start_hours_ago(&app, 30).await;
    for _ in 0..4 {
        end_waits(&app).await;
        app.work().await;
    }
    for (job, created) in [(&first, 3), (&waiting, 0), (&second, 1)] {
        let ended = assert_adds_up(&app, job).await;
        assert_eq!((&ended["status"], &ended["patternsCreated"]), (&json!("completed"), &json!(created)));
    }
    assert_eq!(model.batches().sizes(), [3, 1]);
}

async fn answers_that_another_import_has_used_are_not_submitted(engine: Engine) {
    let model = Model::start(Reply::echo);
    let app = TestApp::start_with(engine, settings(&model)).await;
    let job = upload(&app, csv(3)).await;
    let other = app.upload(csv(2)).await.job();
    let worker = app.worker();
    worker.process(crate::jobs::id(&other), &Default::default()).await.unwrap();
    app.work().await;
    let ended = assert_adds_up(&app, &job).await;
    assert_eq!((&ended["status"], &ended["patternsCreated"]), (&json!("completed"), &json!(1)));
    assert_eq!(model.batches().sizes(), [1]);
}
