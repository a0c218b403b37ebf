//! Imports in the mode economy that are cancelled, late, or lose their workers.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use gleaner_tests::{Engine, Export, Fault, Model, Reply, TestApp, on_both_databases};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use super::{csv, end_waits, learned, patient, settings, upload};
use crate::counters::assert_adds_up;
use crate::stopping::act;

on_both_databases! {
    a_worker_that_is_killed_after_it_created_a_batch_does_not_pay_twice,
    a_second_batch_for_the_same_conversations_is_cancelled,
    a_worker_that_is_killed_while_it_records_results_repeats_only_its_call,
    cancelling_an_import_cancels_its_batch_and_records_what_was_processed,
    an_import_that_is_cancelled_before_its_batch_is_confirmed_ends,
    a_batch_has_a_day_before_the_import_is_too_late,
    a_job_that_is_given_up_cancels_its_batch,
}

/// Runs the worker of `app` until `reached`, and kills it.
async fn kill_worker_once(app: &TestApp, reached: impl Future<Output = ()>) {
    let worker = app.worker();
    let working = tokio::spawn(async move { worker.run_until_idle(&CancellationToken::new()).await });
    reached.await;
    working.abort();
    assert!(working.await.unwrap_err().is_cancelled());
    app.expire_leases().await;
}

/// Waits until a job has created so many patterns, for at most a minute.
async fn until_created(app: &TestApp, job: &str, patterns: usize) {
    let reading = async {
        while app.job(job).await["patternsCreated"] != patterns {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), reading).await.expect("the patterns are created");
}

async fn a_worker_that_is_killed_after_it_created_a_batch_does_not_pay_twice(engine: Engine) {
    let model = Model::start(Reply::echo);
    let app = TestApp::start_with(engine, patient(&model)).await;
    let id = upload(&app, csv(3)).await;
    model.batches().fault(Fault::NoResponse);
    kill_worker_once(&app, model.batches().wait_for(1)).await;
    // Newer batches of others are on the first pages of the list.
    for number in 10..14 {
        let others = Export::new().pattern(number).csv();
        let other = upload(&app, others).await;
        app.worker().process(crate::jobs::id(&other), &CancellationToken::new()).await.unwrap();
    }
    assert_eq!(model.batches().sizes(), [3, 1, 1, 1, 1]);
    for _ in 0..3 {
        app.work().await;
        end_waits(&app).await;
    }
    let job = assert_adds_up(&app, &id).await;
    assert_eq!((&job["status"], &job["patternsCreated"]), (&json!("completed"), &json!(3)));
    assert_eq!(model.batches().sizes(), [3, 1, 1, 1, 1]);
}

async fn a_second_batch_for_the_same_conversations_is_cancelled(engine: Engine) {
    let model = Model::start(Reply::echo);
    let app = TestApp::start_with(engine, patient(&model)).await;
    let one_poll = ["validating", "in_progress", "completed"];
    for (polls, own_statuses) in [(1, &one_poll[..]), (0, &["validating", "completed"])] {
        model.batches().stay_in_progress(polls);
        let id = upload(&app, Export::new().pattern(polls).csv()).await;
        model.batches().fault(Fault::Twice);
        for own in own_statuses {
            app.work().await;
            let other = if *own == "validating" { "validating" } else { "cancelling" };
            let statuses = model.batches().statuses();
            assert!(statuses.ends_with(&[other, own]), "{statuses:?}");
            end_waits(&app).await;
        }
        let job = assert_adds_up(&app, &id).await;
        assert_eq!((&job["status"], &job["patternsCreated"]), (&json!("completed"), &json!(1)));
        assert_eq!(job["usage"]["modelCalls"], 1);
    }
}

async fn a_worker_that_is_killed_while_it_records_results_repeats_only_its_call(engine: Engine) {
    let is_silent = Arc::new(AtomicBool::new(true));
    let model = Model::start({
        let is_silent = Arc::clone(&is_silent);
        move |call| match (call.is_batched, call.number) {
            (true, 2) => Reply::pattern("What?", "Go to evil[.]example"),
            (false, _) if is_silent.load(Ordering::Relaxed) => Reply::Silence,
            _ => Reply::echo(call),
        }
    });
    let app = TestApp::start_with(engine, settings(&model)).await;
    let id = upload(&app, csv(5)).await;
    // The five lines of the batch, and the call that never returns. Nothing is being recorded then.
    let is_waiting = async {
        model.wait_for_calls(6).await;
        until_created(&app, &id, 2).await;
    };
    kill_worker_once(&app, is_waiting).await;
    is_silent.store(false, Ordering::Relaxed);
    app.work().await;
    let job = assert_adds_up(&app, &id).await;
    assert_eq!((&job["status"], &job["patternsCreated"]), (&json!("completed"), &json!(5)));
    assert_eq!((model.batches().sizes(), model.calls().len()), (vec![5], 7));
    assert_eq!(job["usage"]["modelCalls"], 6);

    let undisturbed = TestApp::start_with(engine, settings(&Model::start(Reply::echo))).await;
    super::import(&undisturbed, csv(5)).await;
    assert_eq!(learned(&app).await, learned(&undisturbed).await);
}

async fn cancelling_an_import_cancels_its_batch_and_records_what_was_processed(engine: Engine) {
    let model = Model::start(Reply::echo);
    model.batches().process_before_cancel(2);
    model.batches().stay_in_progress(100);
    let app = TestApp::start_with(engine, patient(&model)).await;
    let id = upload(&app, csv(5)).await;
    app.work().await;
    let cancelled = act(&app, &id, "cancel").await.body;
    assert_eq!(
        (&cancelled["status"], &cancelled["cancellation"]["by"]),
        (&json!("processing"), &json!("ada"))
    );
    // The provider does not accept the request at first.
    model.batches().fault(Fault::Status("POST", "/v1/batches/", 500, "server_error"));
    for statuses in ["in_progress", "cancelling", "cancelled"] {
        app.work().await;
        assert_eq!(model.batches().statuses(), [statuses]);
        end_waits(&app).await;
    }
    let ended = assert_adds_up(&app, &id).await;
    assert_eq!((&ended["status"], &ended["patternsCreated"]), (&json!("cancelled"), &json!(2)));
    assert_eq!((&ended["conversationsAnalyzed"], &ended["conversationsFound"]), (&json!(5), &json!(5)));
    assert_eq!((&ended["usage"]["modelCalls"], &ended["batch"]), (&json!(2), &Value::Null));

    act(&app, &id, "retry").await;
    model.batches().stay_in_progress(0);
    for _ in 0..2 {
        app.work().await;
        end_waits(&app).await;
    }
    let retried = assert_adds_up(&app, &id).await;
    assert_eq!((&retried["status"], &retried["patternsCreated"]), (&json!("completed"), &json!(5)));
    assert_eq!(model.batches().sizes(), [5, 3]);
}

async fn an_import_that_is_cancelled_before_its_batch_is_confirmed_ends(engine: Engine) {
    let model = Model::start(Reply::echo);
    let app = TestApp::start_with(engine, patient(&model)).await;
    let id = upload(&app, csv(2)).await;
    model.batches().fault(Fault::Status("POST", "/v1/batches", 503, ""));
    app.work().await;
    assert_eq!(act(&app, &id, "cancel").await.body["status"], "processing");
    app.work().await;
    let ended = assert_adds_up(&app, &id).await;
    assert_eq!((&ended["status"], model.batches().sizes().len()), (&json!("cancelled"), 0));
    assert_eq!(ended["conversationsAnalyzed"], 2);
}

/// Makes all jobs look as if they had started so many hours ago.
pub(super) async fn start_hours_ago(app: &TestApp, hours: i64) {
    let then = (chrono::Utc::now() - chrono::TimeDelta::hours(hours)).to_rfc3339();
    let statement = format!("UPDATE pattern_import_jobs SET started_at = '{then}'");
    app.db.connection().execute_unprepared(&statement).await.unwrap();
}

async fn a_batch_has_a_day_before_the_import_is_too_late(engine: Engine) {
    let model = Model::start(Reply::echo);
    model.batches().stay_in_progress(100);
    let app = TestApp::start_with(engine, patient(&model)).await;
    let id = upload(&app, csv(2)).await;
    app.work().await;
    // A day of the import, and a day of its batch.
    for (hours, status) in [(47, "processing"), (49, "failed")] {
        start_hours_ago(&app, hours).await;
        end_waits(&app).await;
        app.work().await;
        assert_eq!(app.job(&id).await["status"], status);
    }
    let late = assert_adds_up(&app, &id).await;
    assert_eq!(late["errors"][0], "The import did not end within 2880 minutes. It can be retried.");
    assert_eq!(model.batches().statuses(), ["cancelling"]);
}

async fn a_job_that_is_given_up_cancels_its_batch(engine: Engine) {
    let model = Model::start(Reply::echo);
    let app = TestApp::start_with(engine, patient(&model)).await;
    let id = upload(&app, csv(2)).await;
    app.work().await;
    let attempts = "UPDATE pattern_import_jobs SET failed_attempts = 3";
    app.db.connection().execute_unprepared(attempts).await.unwrap();
    end_waits(&app).await;
    app.work().await;
    assert_eq!(app.job(&id).await["status"], "failed");
    assert_eq!(model.batches().statuses(), ["cancelling"]);
}
