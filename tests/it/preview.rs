//! The preview states what an import will do and cost, and stores nothing.

use gleaner_api::auth::Role;
use gleaner_domain::Price;
use gleaner_extraction::OpenAiSettings;
use gleaner_persistence::jobs::{self, HistoryFilter};
use gleaner_server::Settings;
use gleaner_server::settings::ExtractorSettings;
use gleaner_tests::{
    Engine, Export, Model, Reply, Response, TestApp, on_both_databases, send, test_settings,
};
use reqwest::Method;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

on_both_databases! {
    a_preview_states_what_the_import_then_does_and_stores_nothing,
    every_kind_of_body_is_previewed,
    a_file_that_an_import_would_refuse_is_refused,
    messages_that_were_imported_before_are_counted,
}

const PATH: &str = "/api/patterns/import/preview";

async fn preview(app: &TestApp, csv: impl Into<reqwest::Body>) -> Response {
    send(app.request(Method::POST, PATH).header("content-type", "text/csv").body(csv)).await
}

async fn assert_nothing_is_stored(app: &TestApp) {
    assert_eq!(jobs::history(&app.db, &HistoryFilter::default(), 9).await.unwrap().jobs, []);
}

async fn a_preview_states_what_the_import_then_does_and_stores_nothing(engine: Engine) {
    let mut settings = test_settings();
    settings.intake.max_conversations = 3;
    settings.intake.per_user_per_hour = Some(1);
    let app = TestApp::start_with(engine, settings).await;
    let csv = Export::with_patterns(5).conversation("CNalone", &[("in", "Hello?")]).csv();
    let csv = format!("{csv}\nAC9,CN9,Hi,,,,sideways,\n").replace(',', ";");
    let mut seen = Value::Null;
    for _ in 0..3 {
        let answer = preview(&app, csv.clone()).await;
        assert_eq!(answer.status.as_u16(), 200, "{}", answer.body);
        seen = answer.body;
    }
    assert_nothing_is_stored(&app).await;
    let accepted = app.upload(csv).await;
    accepted.job();
    for field in ["totalMessages", "conversationsFound", "conversationsSkipped", "skipped", "rows"] {
        assert!(!seen[field].is_null(), "{field}");
        assert_eq!(seen[field], accepted.body[field], "{field}");
    }
    assert_eq!((&seen["totalMessages"], &seen["conversationsFound"]), (&json!(16), &json!(3)));
    assert_eq!(seen["skipped"], json!({ "oneSided": 1, "overLimit": 2 }));
    assert_eq!(seen["rows"]["rejected"], 1);
    let codes: Vec<_> = seen["warnings"].as_array().unwrap().iter().map(|warning| &warning["code"]).collect();
    assert_eq!(codes, ["rejected_rows", "over_limit"]);

    let file = &seen["file"];
    assert_eq!(
        (&file["encoding"], &file["delimiter"], &file["headerLine"]),
        (&json!("UTF-8"), &json!(";"), &json!(1))
    );
    assert_eq!(file["columns"][2], json!({ "column": "body", "header": "body", "position": 3 }));
    assert_eq!(seen["dateRange"]["from"], "2025-09-01T00:00:00Z");
    let rows = seen["firstRows"].as_array().unwrap();
    assert_eq!((rows.len(), &rows[0]["line"], &rows[0]["outcome"]), (5, &json!(2), &json!("imported")));
    assert_eq!(rows[0]["cells"]["direction"], "incoming");
    assert_eq!(rows[0]["sentAt"], "2025-09-01T00:00:00Z");
    let estimate = &seen["estimate"];
    assert_eq!(
        (&estimate["extractor"], &estimate["model"], &estimate["costUsd"]),
        (&json!("local"), &Value::Null, &json!(0.0))
    );
}

async fn every_kind_of_body_is_previewed(engine: Engine) {
    let app = TestApp::start(engine).await;
    let csv = Export::with_patterns(1).csv();
    let form = Form::new().part("file", Part::text(csv.clone()).file_name("a.csv"));
    let json = json!({ "csvData": csv });
    for answer in [
        preview(&app, csv.clone()).await,
        send(app.request(Method::POST, PATH).multipart(form)).await,
        send(app.request(Method::POST, PATH).json(&json)).await,
    ] {
        assert_eq!((answer.status.as_u16(), &answer.body["conversationsFound"]), (200, &json!(1)));
    }
    let support = app.token("sam", Role::Support);
    let refused = app.request_of(&support, Method::POST, PATH).header("content-type", "text/csv").body(csv);
    assert_eq!(send(refused).await.code(), "FORBIDDEN");
}

async fn a_file_that_an_import_would_refuse_is_refused(engine: Engine) {
    let app = TestApp::start(engine).await;
    assert_eq!(preview(&app, "a,b\n1,2\n").await.code(), "INVALID_FORMAT");
    assert_eq!(preview(&app, "id,body,direction,from,to,sentAt\n").await.code(), "NO_CONVERSATIONS");
}

async fn messages_that_were_imported_before_are_counted(engine: Engine) {
    let app = TestApp::start(engine).await;
    let csv = Export::with_patterns(2).csv();
    app.import(csv.clone()).await;
    let answer = preview(&app, csv).await.body;
    assert_eq!((&answer["alreadyImported"], &answer["conversationsFound"]), (&json!(6), &json!(0)));
    assert_eq!(answer["firstRows"][0]["code"], "imported_before");
    let codes: Vec<_> =
        answer["warnings"].as_array().unwrap().iter().map(|warning| &warning["code"]).collect();
    assert_eq!(codes, ["nothing_new", "duplicate_file"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_estimate_is_for_the_configured_model_and_close_to_what_is_then_sent() {
    let model = Model::start(Reply::echo);
    let price =
        Price { model: "gpt-4o".into(), prompt: 2.5, completion: 10.0, as_of: "2026-11-01".parse().unwrap() };
    let openai = OpenAiSettings {
        model: "gpt-4o-2024-08-06".into(),
        pacing: OpenAiSettings::new(Default::default()).pacing,
        ..model.settings()
    };
    let settings =
        Settings { extractor: ExtractorSettings::OpenAi(openai), prices: vec![price], ..test_settings() };
    let app = TestApp::start_with(Engine::Sqlite, settings).await;
    // Twelve that are read, and one that needs no call.
    let csv =
        Export::with_patterns(12).conversation("CNhi", &[("in", "Hi!"), ("out", "Hello, thank you!")]).csv();
    let estimate = preview(&app, csv.clone()).await.body["estimate"].clone();
    assert_eq!((&estimate["model"], &estimate["calls"]), (&json!("gpt-4o-2024-08-06"), &json!(12)));
    // Two batches of two seconds each, and the pause between them.
    assert_eq!(estimate["durationSeconds"], 6);
    assert_eq!(estimate["price"]["asOf"], "2026-11-01");
    let (prompt, completion) =
        (estimate["promptTokens"].as_f64().unwrap(), estimate["completionTokens"].as_f64().unwrap());
    let cost = (prompt * 2.5 + completion * 10.0) / 1e6;
    assert!((estimate["costUsd"].as_f64().unwrap() - cost).abs() < 1e-4 && cost > 0.01, "{estimate}");

    app.upload(csv).await.job();
    app.work_asking(&model).await;
    let calls = model.calls();
    assert_eq!(calls.len(), 12);
    // A token has about 4.25 characters.
    let characters = |call: &gleaner_tests::model::Call| {
        ["messages", "response_format"].map(|part| call.request[part].to_string().len()).iter().sum::<usize>()
    };
    let sent = calls.iter().map(characters).sum::<usize>() as f64 / 4.25;
    assert!((prompt / sent - 1.0).abs() < 0.15, "estimated {prompt}, sent about {sent}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_cost_of_a_model_without_a_price_is_unknown() {
    let model = Model::start(Reply::echo);
    let extractor = ExtractorSettings::OpenAi(model.settings());
    let settings = Settings { extractor, prices: vec![], ..test_settings() };
    let app = TestApp::start_with(Engine::Sqlite, settings).await;
    let answer = preview(&app, Export::with_patterns(1).csv()).await.body;
    assert_eq!(answer["estimate"]["costUsd"], Value::Null);
    assert_eq!(answer["warnings"][0]["code"], "unknown_price");
}

#[tokio::test(flavor = "multi_thread")]
async fn columns_with_unknown_names_can_be_named_in_every_kind_of_body() {
    let app = TestApp::start(Engine::Sqlite).await;
    let header = "id;Gespräch;Nachricht;sentAt;An;Von;Richtung;Zeit";
    let csv = Export::with_patterns(1).csv().replace(',', ";");
    let csv = format!("{header}\n{}", csv.split_once('\n').unwrap().1);
    assert_eq!(preview(&app, csv.clone()).await.code(), "INVALID_FORMAT");

    let map = json!({
        "conversationId": "Gespräch", "body": "nachricht", "to": "An", "from": "Von", "direction": "Richtung",
        "created_at": "Zeit",
    });
    let query = |path: &str, map: &Value| {
        let request = app.request(Method::POST, path).query(&[("column_map", map.to_string())]);
        request.header("content-type", "text/csv").body(csv.clone())
    };
    let form = || {
        let file = Part::text(csv.clone()).file_name("a.csv");
        Form::new().part("file", file).text("column_map", map.to_string())
    };
    let body = json!({ "csvData": csv, "column_map": map });
    for answer in [
        send(query(PATH, &map)).await,
        send(app.request(Method::POST, PATH).multipart(form())).await,
        send(app.request(Method::POST, PATH).json(&body)).await,
    ] {
        assert_eq!(
            (answer.status.as_u16(), &answer.body["totalMessages"]),
            (200, &json!(3)),
            "{}",
            answer.body
        );
        assert_eq!(answer.body["file"]["columns"][2]["header"], "Nachricht");
    }
    // An upload accepts it too.
    send(app.request(Method::POST, "/api/patterns/import-csv").multipart(form())).await.job();

    let upload = "/api/patterns/import/csv";
    for wrong in [json!({ "colour": "Von" }), json!({ "body": 7 }), json!([1])] {
        let answer = send(query(upload, &wrong)).await;
        assert_eq!((answer.status.as_u16(), answer.code()), (400, "INVALID_REQUEST"), "{wrong}");
        let body = json!({ "csvData": csv, "column_map": wrong });
        let answer = send(app.request(Method::POST, upload).json(&body)).await;
        assert!(answer.status.is_client_error(), "{wrong}");
    }
    // Another file, since this one was imported.
    let other = app.request(Method::POST, upload).query(&[("columnMap", r#"{"body": "nowhere"}"#)]);
    let in_vain = send(other.header("content-type", "text/csv").body(format!("{csv}\n"))).await;
    assert_eq!(in_vain.body["details"]["missingColumns"][0], "body");
    let unknown = app.request(Method::POST, &format!("{PATH}?colour=1")).header("content-type", "text/csv");
    assert_eq!(send(unknown.body(csv)).await.code(), "INVALID_REQUEST");
}
