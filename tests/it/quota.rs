//! The hourly quota, and duplicate files.

use chrono::{TimeDelta, Utc};
use futures_util::future::join_all;
use gleaner_domain::UserId;
use gleaner_intake::{IntakeError, IntakeRules, accept};
use gleaner_persistence::jobs::AcceptError;
use gleaner_tests::{Engine, Export, Model, Reply, Response, TestApp, on_both_databases, test_settings};
use sea_orm::ConnectionTrait;
use serde_json::json;

on_both_databases! {
    one_import_in_an_hour_is_accepted_and_the_next_is_refused,
    a_refused_file_does_not_count_against_the_quota,
    the_quota_accepts_one_of_several_concurrent_uploads,
    a_file_is_refused_while_its_job_is_active_and_after_it_is_completed,
    one_of_several_concurrent_uploads_of_the_same_file_is_accepted,
    a_file_that_is_sent_twice_at_once_is_a_duplicate_also_if_the_quota_is_used_up,
    an_upload_over_the_quota_is_refused_before_it_is_read,
    a_file_whose_job_failed_can_be_imported_again,
    a_file_gets_a_new_job_id_after_one_of_its_jobs_was_deleted,
}

async fn with_quota(engine: Engine) -> TestApp {
    let mut settings = test_settings();
    settings.intake.per_user_per_hour = Some(1);
    TestApp::start_with(engine, settings).await
}

fn file(number: usize) -> String {
    Export::new().pattern(number).csv()
}

async fn one_import_in_an_hour_is_accepted_and_the_next_is_refused(engine: Engine) {
    let app = with_quota(engine).await;
    app.upload(file(1)).await.job();
    let refused = app.upload(file(2)).await;
    assert_eq!((refused.status.as_u16(), refused.code()), (429, "RATE_LIMITED"));
    let wait: i64 = refused.header("retry-after").parse().unwrap();
    assert!((3_500..=3_601).contains(&wait), "{wait}");
    app.upload_as("bob", file(3)).await.job();

    let rules = IntakeRules { ..app.application.settings.intake.clone() };
    let at = async |minutes, number| {
        let bytes = file(number).into_bytes();
        let user = UserId::parse("ada").unwrap();
        accept(&app.db, bytes.into(), user.into(), &rules, Utc::now() + TimeDelta::minutes(minutes)).await
    };
    assert!(matches!(at(58, 4).await, Err(IntakeError::NotAccepted(AcceptError::QuotaUsed { .. }))));
    assert!(at(61, 4).await.is_ok());
}

async fn a_refused_file_does_not_count_against_the_quota(engine: Engine) {
    let app = with_quota(engine).await;
    assert_eq!(app.upload("not an export").await.code(), "INVALID_FORMAT");
    app.upload(file(1)).await.job();
    assert_eq!(app.upload(file(1)).await.code(), "DUPLICATE_FILE");
}

async fn the_quota_accepts_one_of_several_concurrent_uploads(engine: Engine) {
    let app = with_quota(engine).await;
    let responses = join_all((0..6).map(|number| app.upload(file(number)))).await;
    let mut codes: Vec<_> = responses.iter().map(|response| response.status.as_u16()).collect();
    codes.sort_unstable();
    assert_eq!(codes, [202, 429, 429, 429, 429, 429]);
}

async fn a_file_is_refused_while_its_job_is_active_and_after_it_is_completed(engine: Engine) {
    let app = TestApp::start(engine).await;
    let job = app.upload(file(1)).await.job();
    let active = app.upload_as("bob", file(1)).await;
    assert_eq!((active.status.as_u16(), active.code()), (409, "DUPLICATE_FILE"));
    assert_eq!(active.body["details"], json!({ "jobId": job, "completedAt": null }));
    app.work().await;
    let completed = app.upload(file(1)).await;
    assert_eq!(completed.code(), "DUPLICATE_FILE");
    assert!(completed.body["details"]["completedAt"].is_string(), "{}", completed.body);
    assert_eq!(completed.body["details"]["completedAt"], app.job(&job).await["completedAt"]);
}

async fn one_of_several_concurrent_uploads_of_the_same_file_is_accepted(engine: Engine) {
    let app = TestApp::start(engine).await;
    let users = ["ada", "bob", "eve"];
    let responses = join_all((0..6).map(|number| app.upload_as(users[number % 3], file(1)))).await;
    assert_one_job(&responses);
}

async fn a_file_that_is_sent_twice_at_once_is_a_duplicate_also_if_the_quota_is_used_up(engine: Engine) {
    let app = with_quota(engine).await;
    assert_one_job(&join_all((0..6).map(|_| app.upload(file(1)))).await);
}

/// Asserts that one upload is accepted and the others are refused with the id of its job.
fn assert_one_job(responses: &[Response]) {
    let (accepted, refused): (Vec<_>, Vec<_>) =
        responses.iter().partition(|response| response.status.as_u16() == 202);
    assert_eq!(accepted.len(), 1, "{responses:?}");
    for response in refused {
        assert_eq!((response.status.as_u16(), response.code()), (409, "DUPLICATE_FILE"));
        assert_eq!(response.body["details"]["jobId"], accepted[0].job());
    }
}

async fn an_upload_over_the_quota_is_refused_before_it_is_read(engine: Engine) {
    let app = with_quota(engine).await;
    app.upload(file(1)).await.job();
    let refused = app.upload("not an export").await;
    assert_eq!((refused.status.as_u16(), refused.code()), (429, "RATE_LIMITED"));
    let retry_after = refused.header("retry-after");
    assert_eq!(refused.header("ratelimit-policy"), "\"imports\";q=1;w=3600");
    assert_eq!(refused.header("ratelimit"), format!("\"imports\";r=0;t={retry_after}"));
}

async fn a_file_whose_job_failed_can_be_imported_again(engine: Engine) {
    let app = TestApp::start(engine).await;
    let broken = Model::start(|_| Reply::NotJson);
    let first = app.upload(file(1)).await.job();
    app.work_asking(&broken).await;
    assert_eq!(app.job(&first).await["status"], "failed");
    let second = app.upload(file(1)).await.job();
    app.work().await;
    let job = app.job(&second).await;
    assert_eq!((&job["status"], &job["patternsCreated"]), (&json!("completed"), &json!(1)));
}

async fn a_file_gets_a_new_job_id_after_one_of_its_jobs_was_deleted(engine: Engine) {
    let app = TestApp::start(engine).await;
    let mut jobs = Vec::new();
    let execute = async |statement: &str| {
        app.db.connection().execute_unprepared(statement).await.unwrap();
    };
    for _ in 0..3 {
        jobs.push(app.upload(file(1)).await.job());
        execute("UPDATE pattern_import_jobs SET status = 'failed'").await;
    }
    // The job that was accepted first: the ids of later jobs depend on the number of earlier ones.
    execute("DELETE FROM pattern_import_jobs WHERE created_at = (SELECT MIN(created_at) FROM pattern_import_jobs)").await;
    let next = app.upload(file(1)).await.job();
    assert!(!jobs.contains(&next));
}
