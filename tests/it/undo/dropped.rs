//! An undo that ends in the middle, as one whose process is killed.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

use chrono::Utc;
use gleaner_domain::{JobId, JobStatus};
use gleaner_persistence::jobs::{self, Effects, ImportJob};
use gleaner_tests::{Engine, Export, TestApp, on_both_databases};
use sea_orm::ConnectionTrait;
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

/// What an undo changes: the job, the patterns, and what an undo would do now.
async fn state(app: &TestApp, job: JobId) -> (ImportJob, Vec<Value>, Option<Effects>) {
    let export = app.get("/api/patterns/export?format=json").await.body;
    let patterns = export["patterns"].as_array().unwrap().clone();
    let effects = jobs::undo(&app.db, job, &person(), true, Utc::now()).await.ok();
    (jobs::find(&app.db, job).await.unwrap().unwrap(), patterns, effects)
}

async fn assert_is_undone(app: &TestApp, job: JobId) {
    let (job, patterns, effects) = state(app, job).await;
    assert_eq!((job.status, job.patterns_created, effects), (JobStatus::Undone, 0, None));
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
            Some(undone) => break assert_eq!(undone.ok(), before.2),
            // It ended while the transaction was committed.
            None if jobs::find(&app.db, job).await.unwrap().unwrap().status == JobStatus::Undone => {
                assert_is_undone(&app, job).await;
                jobs::redo(&app.db, job, &ann, false, Utc::now()).await.unwrap();
            }
            None => assert_eq!(state(&app, job).await, before, "{polls}"),
        }
        polls += 1;
    }
    assert!(polls > 2, "the undo was stopped");
    assert_is_undone(&app, job).await;
}
