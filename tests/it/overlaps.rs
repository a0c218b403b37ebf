//! Imports that run at the same time, and whose files contain the same conversations.

use std::time::Duration;

use gleaner_domain::JobId;
use gleaner_persistence::jobs;
use gleaner_tests::evidence::lease;
use gleaner_tests::{Engine, Export, Model, Reply, TestApp, on_both_databases};
use tokio_util::sync::CancellationToken;

on_both_databases! {
    a_conversation_of_two_running_imports_is_paid_for_once,
    an_import_goes_on_when_the_worker_of_the_other_one_is_gone,
}

const SHARED: usize = 10;

/// Two exports with conversations of their own, and with those that both contain.
fn files() -> [String; 2] {
    let first = (0..2 * SHARED).fold(Export::new(), Export::pattern);
    let padding = (0..SHARED).fold(Export::new(), |export, _| export.conversation("CNpad", &[]));
    [first.csv(), (SHARED..3 * SHARED).fold(padding, Export::pattern).csv()]
}

async fn upload(app: &TestApp) -> Vec<JobId> {
    let mut jobs = Vec::new();
    for file in files() {
        let uploaded = app.upload(file).await.body;
        jobs.push(JobId(uploaded["jobId"].as_str().unwrap().parse().unwrap()));
    }
    jobs
}

/// How many conversations of a completed job other imports had used.
async fn used_by_others(app: &TestApp, job: JobId) -> u64 {
    let job = app.job(&job.to_string()).await;
    assert_eq!((&job["status"], &job["conversationsFailed"]), (&"completed".into(), &0.into()), "{job}");
    let mut reasons = job["withoutPattern"].as_array().into_iter().flatten();
    let found = reasons.find(|reason| reason["reason"] == "already_imported");
    found.map_or(0, |found| found["conversations"].as_u64().unwrap())
}

/// Waits until the job pauses, for at most a minute. Returns the reason.
async fn until_paused(app: &TestApp, job: JobId) -> String {
    let reading = async {
        loop {
            if let Some(reason) = app.job(&job.to_string()).await["pause"]["reason"].as_str() {
                return reason.to_owned();
            }
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), reading).await.expect("the job pauses")
}

fn model() -> Model {
    Model::start_with_latency(Duration::from_millis(20), Reply::echo)
}

async fn a_conversation_of_two_running_imports_is_paid_for_once(engine: Engine) {
    let (app, model) = (TestApp::start(engine).await, model());
    let jobs = upload(&app).await;
    let (first, second, stop) =
        (app.worker_asking(&model), app.worker_asking(&model), CancellationToken::new());
    let (first, second) = tokio::join!(first.process(jobs[0], &stop), second.process(jobs[1], &stop));
    assert!(first.unwrap() && second.unwrap());
    assert_eq!(model.calls().len(), 3 * SHARED);
    let used = [used_by_others(&app, jobs[0]).await, used_by_others(&app, jobs[1]).await];
    assert_eq!(used.iter().sum::<u64>(), SHARED as u64, "{used:?}");
}

async fn an_import_goes_on_when_the_worker_of_the_other_one_is_gone(engine: Engine) {
    let (app, model) = (TestApp::start(engine).await, model());
    let jobs = upload(&app).await;
    jobs::claim(&app.db, &lease(), Some(jobs[0])).await.unwrap().unwrap();
    let (worker, stop) = (app.worker_asking(&model), CancellationToken::new());
    let waits = async {
        model.wait_for_calls(SHARED).await;
        let reason = until_paused(&app, jobs[1]).await;
        assert_eq!(reason, "Another import is processing the same conversations.");
        app.expire_leases().await;
    };
    let (processed, ()) = tokio::join!(worker.process(jobs[1], &stop), waits);
    assert!(processed.unwrap());
    assert!(app.job(&jobs[1].to_string()).await["pause"].is_null());
    assert_eq!((model.calls().len(), used_by_others(&app, jobs[1]).await), (2 * SHARED, 0));
    app.work_asking(&model).await;
    assert_eq!((model.calls().len(), used_by_others(&app, jobs[0]).await), (3 * SHARED, SHARED as u64));
}
