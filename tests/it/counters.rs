//! The counters of a job agree with its conversations, however the job ends.

use std::sync::Arc;

use gleaner_domain::{NoPatternReason, Problem, ProblemCode};
use gleaner_persistence::jobs::{self, Outcome};
use gleaner_tests::evidence::{accept, lease, record, unique_conversation};
use gleaner_tests::{Engine, Export, Model, Reply, TestApp, on_both_databases};
use sea_orm::{ConnectionTrait, FromQueryResult, Statement};
use serde_json::{Value, json};

use crate::jobs::until_analyzed;

on_both_databases! {
    after_a_completed_job,
    after_a_job_that_the_language_model_refused_halfway,
    after_a_job_whose_conversations_all_failed,
    after_a_job_with_messages_that_another_job_imported,
    after_a_job_that_was_abandoned,
    after_a_job_with_an_outcome_that_the_database_refused,
    while_a_job_is_processed,
}

#[derive(Debug, FromQueryResult)]
struct Conversation {
    state: String,
    new_message_count: i32,
    model_calls: i32,
    prompt_tokens: i64,
    completion_tokens: i64,
}

async fn conversations(app: &TestApp, job: &str) -> Vec<Conversation> {
    let connection = app.db.connection();
    let query = Statement::from_sql_and_values(
        connection.get_database_backend(),
        "SELECT * FROM import_conversations WHERE job_id = $1",
        [uuid::Uuid::parse_str(job).unwrap().into()],
    );
    Conversation::find_by_statement(query).all(connection).await.unwrap()
}

fn number(value: &Value) -> i64 {
    value.as_i64().unwrap()
}

/// Compares the counters that the API returns with the rows of the conversations. Returns the job.
pub(crate) async fn assert_adds_up(app: &TestApp, id: &str) -> Value {
    let job = app.job(id).await;
    let rows = conversations(app, id).await;
    let in_state = |state: &str| rows.iter().filter(|row| row.state == state).count() as i64;
    let done: Vec<_> = rows.iter().filter(|row| row.state != "pending").collect();
    assert_eq!(number(&job["conversationsFound"]), rows.len() as i64, "{job}");
    assert_eq!(number(&job["conversationsAnalyzed"]), done.len() as i64, "{job}");
    assert_eq!(number(&job["patternsCreated"]), in_state("created"), "{job}");
    assert_eq!(number(&job["patternsEnhanced"]), in_state("confirmed"), "{job}");
    assert_eq!(number(&job["conversationsWithoutPattern"]), in_state("no_pattern"), "{job}");
    assert_eq!(number(&job["conversationsFailed"]), in_state("failed"), "{job}");
    let messages: i32 = done.iter().map(|row| row.new_message_count).sum();
    assert_eq!(number(&job["processedMessages"]), i64::from(messages), "{job}");
    let sum = |of: fn(&Conversation) -> i64| rows.iter().map(of).sum::<i64>();
    assert_eq!(number(&job["usage"]["modelCalls"]), sum(|row| row.model_calls.into()), "{job}");
    assert_eq!(number(&job["usage"]["promptTokens"]), sum(|row| row.prompt_tokens), "{job}");
    assert_eq!(number(&job["usage"]["completionTokens"]), sum(|row| row.completion_tokens), "{job}");
    job
}

/// The same, for a job that has ended and that left out no conversation of its file.
pub(crate) async fn assert_adds_up_to_the_file(app: &TestApp, id: &str) -> Value {
    let job = assert_adds_up(app, id).await;
    assert_eq!(job["conversationsAnalyzed"], job["conversationsFound"], "{job}");
    let known = number(&job["processedMessages"]) + number(&job["duplicateMessages"]);
    assert_eq!(known, number(&job["totalMessages"]), "{job}");
    job
}

async fn after_a_completed_job(engine: Engine) {
    let app = TestApp::start(engine).await;
    let talk = [("in", "Hi!"), ("out", "Hello!"), ("in", "Thanks, bye")];
    let csv = Export::with_patterns(6).conversation("CNhello", &talk).csv();
    let id = app.upload(csv).await.job();
    app.work().await;
    let job = assert_adds_up_to_the_file(&app, &id).await;
    assert_eq!((&job["status"], &job["conversationsWithoutPattern"]), (&json!("completed"), &json!(1)));
}

async fn after_a_job_that_the_language_model_refused_halfway(engine: Engine) {
    let app = TestApp::start(engine).await;
    let id = app.upload(Export::with_patterns(37).csv()).await.job();
    let model = Model::start(|call| match call.number {
        0..=11 => Reply::echo(call),
        _ => Reply::Status(401, "invalid_api_key", None),
    });
    app.work_asking(&model).await;
    let job = assert_adds_up_to_the_file(&app, &id).await;
    assert_eq!(job["status"], "failed");
    assert!(number(&job["patternsCreated"]) > 0 && number(&job["conversationsFailed"]) > 0, "{job}");
}

async fn after_a_job_whose_conversations_all_failed(engine: Engine) {
    let app = TestApp::start(engine).await;
    let id = app.upload(Export::with_patterns(3).csv()).await.job();
    let model = Model::start(|_| Reply::Refusal);
    app.work_asking(&model).await;
    let job = assert_adds_up_to_the_file(&app, &id).await;
    assert_eq!((&job["status"], &job["conversationsFailed"]), (&json!("failed"), &json!(3)));
}

async fn after_a_job_with_messages_that_another_job_imported(engine: Engine) {
    let app = TestApp::start(engine).await;
    let first = app.upload(Export::with_patterns(4).csv()).await.job();
    let second = app.upload(Export::with_patterns(4).csv() + "\n").await.job();
    app.work().await;
    assert_adds_up_to_the_file(&app, &first).await;
    let job = assert_adds_up_to_the_file(&app, &second).await;
    assert_eq!((&job["status"], &job["conversationsWithoutPattern"]), (&json!("completed"), &json!(4)));
}

async fn after_a_job_that_was_abandoned(engine: Engine) {
    let app = TestApp::start(engine).await;
    let id = app.upload(Export::with_patterns(3).csv()).await.job();
    let claim = jobs::claim(&app.db, &lease(), None).await.unwrap().unwrap();
    record(&app.db, &claim, Outcome::Skipped(NoPatternReason::SmallTalk)).await.unwrap();
    assert_adds_up(&app, &id).await;
    let problem = Problem::new(ProblemCode::Internal, "The job was abandoned.");
    jobs::fail(&app.db, &claim, &problem, chrono::Utc::now()).await.unwrap();
    let job = assert_adds_up_to_the_file(&app, &id).await;
    assert_eq!((&job["status"], &job["conversationsFailed"]), (&json!("failed"), &json!(2)));
}

async fn after_a_job_with_an_outcome_that_the_database_refused(engine: Engine) {
    let app = TestApp::start(engine).await;
    app.import(Export::new().pattern(0).csv()).await;
    // Another program wrote something else than a list, so the pattern cannot be confirmed.
    let statement = "UPDATE decision_patterns SET trigger_examples = '{}'";
    app.db.connection().execute_unprepared(statement).await.unwrap();
    let others = Export::new()
        .conversation(
            "CNa",
            &[
                ("in", "How much is a gift card?"),
                ("out", "Gift cards start at $25, you can buy them online."),
            ],
        )
        .conversation(
            "CNb",
            &[
                ("in", "The simulator in bay 3 is frozen, the screen is stuck."),
                ("out", "I have restarted the simulator in bay 3, it will be back in two minutes."),
            ],
        );
    let csv = others.pattern(0).csv().replace("AC", "AD").replace("CN", "CM");
    let id = app.upload(csv).await.job();
    app.work().await;
    let job = assert_adds_up_to_the_file(&app, &id).await;
    assert_eq!((&job["status"], &job["conversationsFailed"]), (&json!("completed"), &json!(1)));
    assert_eq!(job["errors"], json!(["1 conversation failed: The pattern could not be stored."]));
    assert_eq!(job["patternsCreated"], 2);
}

async fn while_a_job_is_processed(engine: Engine) {
    let app = Arc::new(TestApp::start(engine).await);
    let job = accept(&app.db, (0..4).map(|_| unique_conversation()).collect()).await;
    let claim = jobs::claim(&app.db, &lease(), Some(job)).await.unwrap().unwrap();
    let outcomes = [
        Outcome::Skipped(NoPatternReason::SmallTalk),
        Outcome::Failed("It failed.".to_owned()),
        Outcome::Extracted(gleaner_domain::Extracted::NoPattern(NoPatternReason::NoAnswer)),
    ];
    for (done, outcome) in (1..).zip(outcomes) {
        record(&app.db, &claim, outcome).await.unwrap();
        // The latest outcomes of a running job may be visible a moment later.
        until_analyzed(&app, &job.to_string(), done).await;
        assert_adds_up(&app, &job.to_string()).await;
    }
}
