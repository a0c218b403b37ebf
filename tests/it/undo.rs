//! Undoing an import, and doing it again.

mod dropped;
mod replay;

use std::collections::BTreeSet;

use gleaner_api::auth::Role;
use gleaner_domain::UserId;
use gleaner_persistence::audit::Author;
use gleaner_persistence::jobs::{self, Release};
use gleaner_tests::evidence::lease;
use gleaner_tests::{Engine, Export, Response, TestApp, on_both_databases, send, test_settings};
use reqwest::Method;
use sea_orm::{ConnectionTrait, TransactionTrait};
use serde_json::{Value, json};

on_both_databases! {
    what_only_the_import_taught_is_gone_and_its_file_is_accepted_again,
    what_the_import_confirmed_is_restored_and_a_redo_confirms_it_again,
    what_a_person_changed_is_kept_and_named,
    a_dry_run_says_the_same_and_changes_nothing,
    an_import_that_runs_or_was_undone_is_not_undone,
    an_import_is_not_redone_after_its_messages_were_imported_again,
    an_import_of_the_rest_of_a_file_does_not_prevent_that_it_is_sent_again,
    a_redo_is_refused_while_another_import_of_the_file_is_complete,
    a_file_that_contains_one_whose_import_was_undone_is_accepted_again,
    conflicts_survive_an_undo_and_a_redo,
    an_import_is_undone_and_redone_while_another_one_runs,
    a_failure_in_the_middle_of_an_undo_changes_nothing,
}

async fn act(app: &TestApp, job: &Value, action: &str) -> Response {
    let path = format!("/api/patterns/import/{}/{action}", job.as_str().unwrap());
    send(app.request(Method::POST, &path)).await
}

/// The export of a conversation about `topic`, with the ids and the time of `run`.
fn about(topic: usize, run: usize) -> Export {
    let answer =
        ["Enter your code on the keypad and push hard.", "Behind the building, in one of the marked spaces."];
    let question = ["How do I open the front door?", "Where can I park my car?"];
    let padding = (0..run).fold(Export::new(), |export, _| export.conversation("CNpad", &[]));
    let messages = [("in", question[topic]), ("out", answer[topic]), ("in", "Thanks!")];
    padding.conversation(&format!("CN{topic}x{run}"), &messages)
}

/// What readers see of the library.
async fn library_of(app: &TestApp) -> Vec<Value> {
    let mut patterns = app.patterns().await;
    for pattern in &mut patterns {
        pattern.as_object_mut().unwrap().remove("updated_at");
    }
    patterns
}

async fn what_only_the_import_taught_is_gone_and_its_file_is_accepted_again(engine: Engine) {
    let app = TestApp::start(engine).await;
    let file = Export::with_patterns(3).csv();
    let job = app.import(file.clone()).await["jobId"].clone();
    let before = library_of(&app).await;
    let undone = act(&app, &job, "undo").await;
    assert_eq!(undone.status.as_u16(), 200, "{}", undone.body);
    assert_eq!((&undone.body["removed"]["count"], &undone.body["messages"]), (&json!(3), &json!(9)));
    let removed = undone.body["removed"]["patterns"].as_array().unwrap();
    assert!(removed.iter().all(|pattern| pattern["confidenceAfter"].is_null()), "{}", undone.body);
    assert_eq!(app.patterns().await, Vec::<Value>::new());
    let status = app.job(job.as_str().unwrap()).await;
    assert_eq!((&status["status"], &status["patternsCreated"]), (&json!("undone"), &json!(0)));

    let again = app.import(file).await;
    assert_eq!((&again["patternsCreated"], &again["duplicateMessages"]), (&json!(3), &json!(0)));
    let texts = |patterns: &[Value]| -> BTreeSet<String> {
        patterns.iter().map(|pattern| pattern["trigger_text"].to_string()).collect()
    };
    assert_eq!(texts(&library_of(&app).await), texts(&before));
}

async fn what_the_import_confirmed_is_restored_and_a_redo_confirms_it_again(engine: Engine) {
    let app = TestApp::start(engine).await;
    app.import(about(0, 1).csv()).await;
    let original = library_of(&app).await;
    let second = app.import(about(0, 2).csv()).await;
    assert_eq!(second["patternsEnhanced"], 1, "{second}");
    app.import(about(0, 3).csv()).await;
    let with_all = library_of(&app).await;
    let job = &second["jobId"];
    let undone = act(&app, job, "undo").await.body;
    let restored = &undone["restored"]["patterns"][0];
    assert_eq!((&undone["restored"]["count"], &restored["id"]), (&json!(1), &original[0]["id"]));
    let confidence = |library: &[Value]| library[0]["confidence_score"].as_f64().unwrap();
    let boost = confidence(&with_all) - confidence(&original);
    let after = confidence(&library_of(&app).await);
    assert!((after - confidence(&original) - boost / 2.0).abs() < 1e-9, "{after}");
    assert_eq!(
        (&restored["confidenceBefore"], &restored["confidenceAfter"]),
        (&json!(confidence(&with_all)), &json!(after))
    );
    assert_eq!(app.sources(&original[0]["id"]).await.len(), 2);

    let redone = act(&app, job, "redo").await;
    assert_eq!((&redone.body["restored"]["count"], &redone.body["messages"]), (&json!(1), &json!(3)));
    assert_eq!(library_of(&app).await, with_all);
    let status = app.job(job.as_str().unwrap()).await;
    assert_eq!((&status["status"], &status["patternsEnhanced"]), (&json!("completed"), &json!(1)));
    let refused = app.upload(about(0, 2).csv()).await;
    assert_eq!(refused.code(), "DUPLICATE_FILE");
    let actions: Vec<_> = app.get("/api/patterns/audit?limit=2").await.body["entries"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["action"].clone())
        .collect();
    assert_eq!(actions, ["redo_import", "undo_import"]);
}

async fn what_a_person_changed_is_kept_and_named(engine: Engine) {
    let app = TestApp::start(engine).await;
    let job = app.import(Export::with_patterns(2).csv()).await["jobId"].clone();
    let id = app.patterns().await[0]["id"].clone();
    let edit = json!({ "response_template": "Ask at the front desk.", "confidence_score": 0.9 });
    let edited = send(app.request(Method::PUT, &format!("/api/patterns/{id}")).json(&edit)).await;
    let undone = act(&app, &job, "undo").await.body;
    assert_eq!((&undone["removed"]["count"], &undone["kept"]["count"]), (&json!(1), &json!(1)), "{undone}");
    let kept = &undone["kept"]["patterns"][0];
    assert_eq!((&kept["id"], &kept["reason"]), (&id, &json!("It was changed by ada.")));
    let library = library_of(&app).await;
    assert_eq!(library.len(), 1);
    for field in ["trigger_text", "response_template", "confidence_score"] {
        assert_eq!(library[0][field], edited.body["pattern"][field], "{field}");
    }
}

async fn a_dry_run_says_the_same_and_changes_nothing(engine: Engine) {
    let app = TestApp::start(engine).await;
    app.import(about(0, 1).csv()).await;
    let job = app.import(about(0, 2).csv()).await["jobId"].clone();
    let before = (app.patterns().await, app.job(job.as_str().unwrap()).await);
    let groups = |body: &Value| {
        [&body["removed"], &body["restored"], &body["kept"], &body["messages"]].map(Value::clone)
    };
    let tried = act(&app, &job, "undo?dry_run=true").await.body;
    assert_eq!(tried["dryRun"], true);
    assert_eq!((app.patterns().await, app.job(job.as_str().unwrap()).await), before);
    assert_eq!(groups(&act(&app, &job, "undo").await.body), groups(&tried));
    let tried = act(&app, &job, "redo?dry_run=true").await.body;
    assert_eq!(app.job(job.as_str().unwrap()).await["status"], "undone");
    assert_eq!(groups(&act(&app, &job, "redo").await.body), groups(&tried));
}

async fn an_import_that_runs_or_was_undone_is_not_undone(engine: Engine) {
    let app = TestApp::start(engine).await;
    let pending = json!(app.upload(Export::with_patterns(1).csv()).await.job());
    let refused = act(&app, &pending, "undo").await;
    assert_eq!((refused.status.as_u16(), refused.code()), (409, "CONFLICT"));
    let claim = jobs::claim(&app.db, &lease(), None).await.unwrap().unwrap();
    assert_eq!(app.job(pending.as_str().unwrap()).await["status"], "processing");
    for action in ["undo", "undo?dry_run=true", "redo"] {
        assert_eq!(act(&app, &pending, action).await.code(), "CONFLICT", "{action}");
    }
    jobs::release(&app.db, &claim, Release::NotTheJob).await.unwrap();
    app.work().await;
    assert_eq!(act(&app, &pending, "redo").await.code(), "CONFLICT");
    assert_eq!(act(&app, &pending, "undo").await.status.as_u16(), 200);
    for action in ["undo", "undo?dry_run=true"] {
        assert_eq!(act(&app, &pending, action).await.code(), "CONFLICT");
    }
    assert_eq!(act(&app, &json!("00000000-0000-4000-8000-000000000000"), "undo").await.code(), "NOT_FOUND");
    for role in [Role::Operator, Role::Support, Role::Unprivileged] {
        let path = format!("/api/patterns/import/{}/redo", pending.as_str().unwrap());
        let refused = send(app.request_of(&app.token("otto", role), Method::POST, &path)).await;
        assert_eq!(refused.code(), "FORBIDDEN");
    }
}

async fn an_import_is_not_redone_after_its_messages_were_imported_again(engine: Engine) {
    let app = TestApp::start(engine).await;
    let file = Export::with_patterns(2);
    let first = app.import(file.csv()).await["jobId"].clone();
    act(&app, &first, "undo").await;
    let second = app.upload(file.csv()).await.job();
    let refused = act(&app, &first, "redo").await;
    assert_eq!(refused.code(), "CONFLICT", "the same file is being imported");
    assert!(refused.body["error"].as_str().unwrap().contains(&second), "{}", refused.body);
    app.work().await;
    act(&app, &json!(second), "undo").await;
    let longer = app.import(file.pattern(2).csv()).await["jobId"].clone();
    assert_eq!(act(&app, &first, "redo").await.code(), "CONFLICT");
    act(&app, &longer, "undo").await;
    assert_eq!(act(&app, &first, "redo").await.status.as_u16(), 200);
    assert_eq!(app.patterns().await.len(), 2);
}

async fn an_import_of_the_rest_of_a_file_does_not_prevent_that_it_is_sent_again(engine: Engine) {
    let mut settings = test_settings();
    settings.intake.max_conversations = 2;
    let app = TestApp::start_with(engine, settings).await;
    let file = Export::with_patterns(3).csv();
    let first = app.import(file.clone()).await["jobId"].clone();
    let rest = app.import(file.clone()).await["jobId"].clone();
    assert_eq!(app.patterns().await.len(), 3);
    act(&app, &first, "undo").await;
    assert_eq!(act(&app, &first, "redo").await.status.as_u16(), 200, "the rest has none of its messages");
    act(&app, &first, "undo").await;
    assert_eq!(app.import(file).await["patternsCreated"], 2);
    assert_eq!(act(&app, &rest, "undo").await.body["removed"]["count"], 1);
}

async fn a_redo_is_refused_while_another_import_of_the_file_is_complete(engine: Engine) {
    let app = TestApp::start(engine).await;
    let (file, longer) = (Export::with_patterns(1), Export::with_patterns(1).pattern(5));
    let first = app.import(file.csv()).await["jobId"].clone();
    act(&app, &first, "undo").await;
    let all = app.import(longer.csv()).await["jobId"].clone();
    // All of its messages are imported.
    let again = app.import(file.csv()).await["jobId"].clone();
    for other in [again, all] {
        let refused = act(&app, &first, "redo").await;
        assert_eq!((refused.status.as_u16(), refused.code()), (409, "CONFLICT"), "{}", refused.body);
        assert!(refused.body.to_string().contains(other.as_str().unwrap()), "{}", refused.body);
        assert_eq!(act(&app, &other, "undo").await.status.as_u16(), 200);
    }
    assert_eq!(act(&app, &first, "redo").await.status.as_u16(), 200);
    assert_eq!(app.patterns().await.len(), 1);
}

async fn a_file_that_contains_one_whose_import_was_undone_is_accepted_again(engine: Engine) {
    for are_sent_together in [false, true] {
        let app = TestApp::start(engine).await;
        let contained = Export::with_patterns(2);
        let first = app.upload(contained.csv()).await.job();
        if !are_sent_together {
            app.work().await;
        }
        let whole = contained.pattern(2).csv();
        let second = app.upload(whole.clone()).await.job();
        app.work().await;
        assert_eq!(app.job(&first).await["patternsCreated"], 2);
        assert_eq!(app.job(&second).await["patternsCreated"], 1);
        assert_eq!(app.upload(whole.clone()).await.code(), "DUPLICATE_FILE");

        assert_eq!(act(&app, &json!(first), "undo").await.body["removed"]["count"], 2);
        let again = app.upload(whole).await;
        assert_eq!(again.status.as_u16(), 202, "{}", again.body);
        app.work().await;
        let again = app.job(&again.job()).await;
        assert_eq!(
            (&again["patternsCreated"], &again["patternsEnhanced"]),
            (&json!(2), &json!(0)),
            "{again}"
        );
        assert_eq!(app.patterns().await.len(), 3);
    }
}

async fn conflicts_survive_an_undo_and_a_redo(engine: Engine) {
    let app = TestApp::start(engine).await;
    let priced = |run: usize, price: &str| {
        let padding = (0..run).fold(Export::new(), |export, _| export.conversation("CNpad", &[]));
        let messages = [("in", "What does a gift card cost?"), ("out", price), ("in", "Thanks!")];
        padding.conversation(&format!("CN{run}"), &messages).csv()
    };
    app.import(priced(1, "A gift card costs $50.")).await;
    let contradiction = app.import(priced(2, "A gift card costs $60.")).await["jobId"].clone();
    let confirmation = app.import(priced(3, "A gift card costs $60.")).await["jobId"].clone();
    let in_other_words = Export::new().conversation(
        "CNother",
        &[("in", "How much does a gift card cost?"), ("out", "A gift card costs $60."), ("in", "Thanks!")],
    );
    let other_words = app.import(in_other_words.csv()).await["jobId"].clone();
    assert_eq!(app.patterns().await.len(), 2);
    let conflicts = async || app.get("/api/patterns/conflicts").await.body["count"].clone();
    assert_eq!(conflicts().await, 1);
    for undone in [&other_words, &confirmation] {
        act(&app, undone, "undo").await;
        assert_eq!(conflicts().await, 1);
    }
    act(&app, &contradiction, "undo").await;
    assert_eq!(conflicts().await, 0);
    act(&app, &contradiction, "redo").await;
    assert_eq!(conflicts().await, 1);
}

async fn an_import_is_undone_and_redone_while_another_one_runs(engine: Engine) {
    let app = TestApp::start(engine).await;
    let first = app.import(about(0, 1).csv()).await["jobId"].clone();
    let answers = (2..40).fold(Export::new(), |export, run| {
        let text = "Enter your code on the keypad and push hard.";
        export.conversation(&format!("CN{run}"), &[("in", "How do I open the front door?"), ("out", text)])
    });
    let second = app.upload(answers.csv()).await.job();
    let worker = app.worker();
    let stop = tokio_util::sync::CancellationToken::new();
    let working = async { worker.run_until_idle(&stop).await.unwrap() };
    let undoing = async {
        for action in ["undo", "redo"].repeat(10) {
            let response = act(&app, &first, action).await;
            assert_eq!(response.status.as_u16(), 200, "{}", response.body);
        }
    };
    tokio::join!(working, undoing);
    assert_eq!(app.job(&second).await["status"], "completed");
    assert_eq!(app.job(&second).await["conversationsFailed"], 0);
}

async fn a_failure_in_the_middle_of_an_undo_changes_nothing(engine: Engine) {
    let app = TestApp::start(engine).await;
    let job = app.import(Export::with_patterns(3).csv()).await["jobId"].clone();
    let before = app.patterns().await;
    app.db.connection().execute_unprepared("ALTER TABLE undone_messages RENAME TO away").await.unwrap();
    assert_eq!(act(&app, &job, "undo").await.status.as_u16(), 500);
    app.db.connection().execute_unprepared("ALTER TABLE away RENAME TO undone_messages").await.unwrap();
    assert_eq!(app.patterns().await, before);
    assert_eq!(app.job(job.as_str().unwrap()).await["status"], "completed");
    assert_eq!(act(&app, &job, "undo").await.body["removed"]["count"], 3);
}

fn person() -> Author {
    UserId::parse("ann").unwrap().into()
}

/// The undo of another import holds the library, and writes rows that refer to the job. A worker that waited for it while
/// it holds the row of the job would be in a deadlock with it, and so would a reviewer.
#[tokio::test(flavor = "multi_thread")]
async fn a_worker_and_a_reviewer_do_not_wait_for_rows_that_refer_to_their_job() {
    let app = TestApp::start(Engine::Postgres).await;
    let upload = app.request(Method::POST, "/api/patterns/import/csv?review=true");
    let body = Export::with_patterns(1).csv();
    let job = send(upload.header("content-type", "text/csv").body(body)).await.job();
    // As the foreign key of a new row does.
    let referring = app.db.connection().begin().await.unwrap();
    let lock = format!("SELECT id FROM pattern_import_jobs WHERE id = '{job}' FOR KEY SHARE");
    referring.execute_unprepared(&lock).await.unwrap();
    app.work().await;
    let status = app.job(&job).await;
    assert_eq!((&status["status"], &status["patternsStaged"]), (&json!("completed"), &json!(1)));
    let staged = app.get(&format!("/api/patterns/import/staging/{job}")).await.body;
    let ids = json!({ "patternIds": [staged["patterns"][0]["id"]] });
    let approved = send(app.request(Method::POST, "/api/patterns/import/approve").json(&ids)).await;
    assert_eq!(approved.body["approved"], 1, "{}", approved.body);
    assert_eq!(act(&app, &json!(job), "undo").await.status.as_u16(), 200);
    referring.rollback().await.unwrap();
}
