//! An undo that ends in the middle, as one whose process is killed.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use chrono::Utc;
use gleaner_domain::{JobId, JobStatus};
use gleaner_persistence::jobs::{self, Effects, ImportJob};
use gleaner_tests::{Engine, Export, TestApp, on_both_databases};
use sea_orm::{ConnectionTrait, Database as SeaOrm, Statement};
use serde_json::{Value, json};

use super::{about, person};
use crate::jobs::id;

on_both_databases! {
    an_undo_that_ends_in_the_middle_has_undone_all_of_it_or_nothing,
}

const PATTERNS: usize = 30;

/// Polls a future until it is ready, at most `polls` times. After that, it is dropped.
async fn poll_at_most<T>(polls: usize, future: impl Future<Output = T>) -> Option<T> {
    let mut future = pin!(future);
    let mut left = polls;
    poll_fn(|context| {
        if let Poll::Ready(output) = future.as_mut().poll(context) {
            return Poll::Ready(Some(output));
        }
        left -= 1;
        if left == 0 { Poll::Ready(None) } else { Poll::Pending }
    })
    .await
}

/// Waits until the transaction of an undo that was dropped has ended.
async fn wait_for_transaction(app: &TestApp) {
    let statement = "UPDATE pattern_import_jobs SET status = status";
    app.db.connection().execute_unprepared(statement).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_transaction_whose_caller_is_gone_while_it_begins_is_ended() {
    let app = TestApp::start(Engine::Postgres).await;
    let no_job = JobId("00000000-0000-4000-8000-000000000000".parse().unwrap());
    for polls in 1..=8 {
        poll_at_most(polls, jobs::undo(&app.db, no_job, &person(), false, Utc::now())).await;
    }
    let other = SeaOrm::connect(app.database_url()).await.unwrap();
    let open =
        "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle in transaction'";
    let open = Statement::from_string(other.get_database_backend(), open);
    let ended = async {
        while other.query_one_raw(open.clone()).await.unwrap().is_some() {
            tokio::task::yield_now().await;
        }
    };
    // Postgres ends it after a minute.
    tokio::time::timeout(Duration::from_secs(30), ended).await.unwrap();
}

/// What an undo changes: the job, the patterns, and what an undo would do now.
async fn state(app: &TestApp, job: JobId) -> (ImportJob, Vec<Value>, Result<Effects, String>) {
    let export = app.get("/api/patterns/export?format=json").await.body;
    let patterns = export["patterns"].as_array().unwrap().clone();
    let effects = jobs::undo(&app.db, job, &person(), true, Utc::now()).await;
    let effects = effects.map_err(|error| format!("{error:?}"));
    (jobs::find(&app.db, job).await.unwrap().unwrap(), patterns, effects)
}

async fn assert_is_undone(app: &TestApp, job: JobId) {
    let (job, patterns, effects) = state(app, job).await;
    assert_eq!((job.status, job.patterns_created), (JobStatus::Undone, 0));
    assert!(effects.is_err(), "{effects:?}");
    assert_eq!(patterns.len(), 1);
    assert_eq!(patterns[0]["evidence_count"], 1);
}

/// Imports patterns of which another import has taught one.
async fn import(app: &TestApp) -> JobId {
    app.import(about(0, 1).csv()).await;
    let [question, answer] =
        ["How do I open the front door?", "Enter your code on the keypad and push hard."];
    let messages = [("in", question), ("out", answer), ("in", "Thanks!")];
    let status = app.import(Export::with_patterns(PATTERNS).conversation("CNagain", &messages).csv()).await;
    assert_eq!((&status["patternsCreated"], &status["patternsEnhanced"]), (&json!(PATTERNS), &json!(1)));
    id(status["jobId"].as_str().unwrap())
}

async fn an_undo_that_ends_in_the_middle_has_undone_all_of_it_or_nothing(engine: Engine) {
    let app = TestApp::start(engine).await;
    let job = import(&app).await;
    let ann = person();
    let undo = || jobs::undo(&app.db, job, &ann, false, Utc::now());
    let mut polls = 1;
    loop {
        let before = state(&app, job).await;
        let undone = poll_at_most(polls, undo()).await;
        wait_for_transaction(&app).await;
        match undone {
            Some(undone) => break assert_eq!(undone.unwrap(), before.2.unwrap()),
            // It ended while the transaction was committed.
            None if jobs::find(&app.db, job).await.unwrap().unwrap().status == JobStatus::Undone => {
                assert_is_undone(&app, job).await;
                jobs::redo(&app.db, job, &ann, false, Utc::now()).await.unwrap();
            }
            None => {
                let after = state(&app, job).await;
                assert_eq!(after.2, before.2, "{polls}");
                assert_eq!(after, before, "{polls}");
            }
        }
        polls += 1;
    }
    assert!(polls > 2, "the undo was stopped");
    assert_is_undone(&app, job).await;
}
