//! Jobs from acceptance to their end, through crashes, stops and failures.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use chrono::Utc;
use gleaner_domain::{Conversation, Extracted, ExtractorKind, JobId, NoPatternReason, SentStatistics, Usage};
use gleaner_extraction::{
    Extraction, ExtractionError, Extractor, LocalExtractor, MayAskAgain, OpenAiExtractor, OpenAiSettings,
    Pacing, PreparedExtraction,
};
use gleaner_persistence::Error;
use gleaner_persistence::jobs::{self, HistoryFilter, Outcome, Recorder, Release};
use gleaner_tests::evidence::{lease, no_preview};
use gleaner_tests::{Engine, Export, Extract, Model, Reply, TestApp, on_both_databases, test_settings};
use serde_json::json;
use tokio::sync::{Semaphore, mpsc};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

on_both_databases! {
    a_finished_job_adds_up,
    progress_is_visible_after_every_conversation,
    as_many_jobs_are_processed_at_the_same_time_as_the_settings_permit,
    after_a_crash_the_job_continues_without_repeated_calls,
    a_worker_with_a_stale_claim_writes_nothing,
    a_job_is_claimed_by_one_worker_at_a_time,
    a_worker_that_is_told_to_stop_releases_its_job,
    a_job_that_crashes_three_workers_fails,
    a_panic_of_the_extractor_fails_the_conversation_and_not_the_job,
    conversations_over_the_limit_can_be_imported_later,
    a_message_is_imported_once_from_any_file,
    two_jobs_with_the_same_messages_learn_from_them_once,
    an_answer_is_evidence_once_even_if_messages_follow_it,
    a_later_answer_is_learned_with_its_question,
    a_job_cannot_end_while_a_conversation_is_pending,
    conversation_ids_that_look_like_session_keys_do_no_harm,
    a_job_that_learns_nothing_says_so,
}

pub(crate) fn id(job: &str) -> JobId {
    JobId(Uuid::parse_str(job).unwrap())
}

async fn a_finished_job_adds_up(engine: Engine) {
    let app = TestApp::start(engine).await;
    let csv = Export::with_patterns(12)
        .conversation("CNhello", &[("in", "Hi!"), ("out", "Hello!"), ("in", "Thanks, bye")])
        .conversation("CNalone", &[("in", "Anybody there?")])
        .conversation("CN6cc5c67b4x", &[("out", "Reminder: your booking is tomorrow")])
        .csv();
    let accepted = app.upload(csv).await.job();
    assert_eq!(app.job(&accepted).await["startedAt"], json!(null));
    app.work().await;
    let job = app.job(&accepted).await;
    assert_eq!(job["status"], "completed");
    assert_eq!((&job["conversationsFound"], &job["conversationsAnalyzed"]), (&json!(13), &json!(13)));
    assert_eq!((&job["conversationsSkipped"], &job["skipped"]["oneSided"]), (&json!(1), &json!(1)));
    assert_eq!((&job["conversationsWithoutPattern"], &job["conversationsFailed"]), (&json!(1), &json!(0)));
    assert_eq!((&job["totalMessages"], &job["processedMessages"]), (&json!(40), &json!(39)));
    assert_eq!(job["rows"]["automated"], 1);
    let learned = job["patternsCreated"].as_i64().unwrap() + job["patternsEnhanced"].as_i64().unwrap();
    assert_eq!((learned, &job["errors"]), (12, &json!([])));
    assert!(job["startedAt"].is_string() && job["completedAt"].is_string());
}

/// Reports every call, and waits for a permit before it returns.
pub(crate) struct Gated {
    calls: mpsc::UnboundedSender<()>,
    permits: Arc<Semaphore>,
}

#[async_trait]
impl Extract for Gated {
    async fn extract(
        &self,
        _: &Conversation,
        _: &SentStatistics,
        _: &MayAskAgain,
    ) -> Result<Extraction, ExtractionError> {
        let _ = self.calls.send(());
        self.permits.acquire().await.unwrap().forget();
        Ok(Extraction { extracted: Extracted::NoPattern(NoPatternReason::NoAnswer), usage: Usage::default() })
    }
}

pub(crate) fn gated() -> (Arc<Gated>, mpsc::UnboundedReceiver<()>, Arc<Semaphore>) {
    let (calls, received) = mpsc::unbounded_channel();
    let permits = Arc::new(Semaphore::new(0));
    (Arc::new(Gated { calls, permits: Arc::clone(&permits) }), received, permits)
}

/// Reads the job until `count` of its conversations have an outcome, for at most a minute.
pub(crate) async fn until_analyzed(app: &TestApp, job: &str, count: i64) {
    let reading = async {
        while app.job(job).await["conversationsAnalyzed"].as_i64().unwrap() < count {
            tokio::task::yield_now().await;
        }
    };
    let waited = tokio::time::timeout(Duration::from_secs(60), reading).await;
    assert!(waited.is_ok(), "{count} conversations were expected: {}", app.job(job).await);
}

async fn as_many_jobs_are_processed_at_the_same_time_as_the_settings_permit(engine: Engine) {
    let mut settings = test_settings();
    settings.worker.concurrent_jobs = 2;
    let app = TestApp::start_with(engine, settings).await;
    let mut jobs = Vec::new();
    for number in 0..3 {
        jobs.push(app.upload(Export::new().pattern(number).csv()).await.job());
    }
    let (extractor, mut calls, permits) = gated();
    let (worker, stop) = (app.worker_extracting(extractor), CancellationToken::new());
    let working = tokio::spawn({
        let stop = stop.clone();
        async move { worker.run(&stop).await }
    });
    for _ in 0..2 {
        let called = tokio::time::timeout(Duration::from_secs(60), calls.recv()).await;
        assert_eq!(called, Ok(Some(())));
    }
    let mut statuses = Vec::new();
    for job in &jobs {
        statuses.push(app.job(job).await["status"].clone());
    }
    assert_eq!(statuses, ["processing", "processing", "pending"]);
    permits.add_permits(3);
    for job in &jobs {
        until_analyzed(&app, job, 1).await;
    }
    stop.cancel();
    working.await.unwrap();
}

async fn progress_is_visible_after_every_conversation(engine: Engine) {
    let app = TestApp::start(engine).await;
    let job = app.upload(Export::with_patterns(5).csv()).await.job();
    let (extractor, _calls, permits) = gated();
    let worker = app.worker_extracting(extractor);
    let working = tokio::spawn(async move { worker.run_until_idle(&CancellationToken::new()).await });
    for done in 1..=5 {
        permits.add_permits(1);
        until_analyzed(&app, &job, done).await;
        assert_eq!(app.job(&job).await["conversationsAnalyzed"], done);
    }
    working.await.unwrap().unwrap();
    assert_eq!(app.job(&job).await["status"], "completed");
}

async fn after_a_crash_the_job_continues_without_repeated_calls(engine: Engine) {
    let app = TestApp::start(engine).await;
    let job = app.upload(Export::with_patterns(6).csv()).await.job();
    let model = Model::start(|call| if call.number == 3 { Reply::Silence } else { Reply::echo(call) });
    let pacing = Pacing { concurrency: 1, ..model.settings().pacing };
    let one_by_one = OpenAiExtractor::new(&OpenAiSettings { pacing, ..model.settings() }).unwrap();
    let worker = app.worker_with(Arc::new(one_by_one));
    let crashing = tokio::spawn(async move { worker.run_until_idle(&CancellationToken::new()).await });
    until_analyzed(&app, &job, 3).await;
    model.wait_for_calls(4).await;
    crashing.abort();
    let _ = crashing.await;
    assert_eq!(app.job(&job).await["status"], "processing");

    app.expire_leases().await;
    app.work_asking(&model).await;
    let after = app.job(&job).await;
    assert_eq!((&after["status"], &after["conversationsAnalyzed"]), (&json!("completed"), &json!(6)));
    // Six conversations, and the call that was running when the worker crashed.
    assert_eq!(model.calls().len(), 7);
    assert_eq!(after["usage"]["modelCalls"], 6);
}

async fn a_worker_with_a_stale_claim_writes_nothing(engine: Engine) {
    let app = TestApp::start(engine).await;
    let job = app.upload(Export::with_patterns(2).csv()).await.job();
    let slow = jobs::claim(&app.db, &lease(), None).await.unwrap().unwrap();
    let item = jobs::pending(&app.db, slow.job, -1, 1).await.unwrap().remove(0);
    app.expire_leases().await;
    let now = Utc::now();
    let other = jobs::claim(&app.db, &lease(), None).await.unwrap().unwrap();
    assert!(other.token > slow.token);

    let before = app.job(&job).await;
    let rules = app.application.settings.worker.merge;
    let outcome = Outcome::Extracted(Extracted::NoPattern(NoPatternReason::NoAnswer));
    let record = Recorder::new(&app.db, &slow, rules, no_preview)
        .record(&item, &[], &outcome, Usage::default(), now)
        .await;
    assert!(matches!(record, Err(Error::LeaseLost)));
    assert!(matches!(jobs::extend(&app.db, &slow, &lease()).await, Err(Error::LeaseLost)));
    assert!(matches!(jobs::finish(&app.db, &slow, now).await, Err(Error::LeaseLost)));
    assert!(matches!(jobs::release(&app.db, &slow, Release::NotTheJob).await, Err(Error::LeaseLost)));
    assert_eq!(app.job(&job).await, before);

    // Only the outcome of the other worker is counted.
    for _ in 0..2 {
        Recorder::new(&app.db, &other, rules, no_preview)
            .record(&item, &[], &outcome, Usage::default(), now)
            .await
            .unwrap();
    }
    assert_eq!(app.job(&job).await["conversationsAnalyzed"], 1);
}

async fn a_job_is_claimed_by_one_worker_at_a_time(engine: Engine) {
    let app = TestApp::start(engine).await;
    for number in 0..3 {
        app.upload(Export::new().pattern(number).csv()).await.job();
    }
    let claims = futures_util::future::join_all(
        (0..8).map(|_| async { jobs::claim(&app.db, &lease(), None).await.unwrap().map(|claim| claim.job) }),
    )
    .await;
    let mut claimed: Vec<_> = claims.into_iter().flatten().map(|job| job.0).collect();
    claimed.sort_unstable();
    claimed.dedup();
    assert_eq!(claimed.len(), 3);
    assert_eq!(jobs::claim(&app.db, &lease(), None).await.unwrap(), None);
    let started = jobs::history(&app.db, &HistoryFilter::default(), 9).await.unwrap().jobs;
    assert!(started.iter().all(|job| job.started_at.is_some()));
}

async fn a_worker_that_is_told_to_stop_releases_its_job(engine: Engine) {
    let app = TestApp::start(engine).await;
    let job = app.upload(Export::with_patterns(30).csv()).await.job();
    let (extractor, mut calls, permits) = gated();
    let worker = app.worker_extracting(extractor);
    let stop = CancellationToken::new();
    let working = tokio::spawn({
        let stop = stop.clone();
        async move { worker.run(&stop).await }
    });
    calls.recv().await.unwrap();
    permits.add_permits(4);
    until_analyzed(&app, &job, 4).await;
    stop.cancel();
    working.await.unwrap();
    let released = jobs::claim(&app.db, &lease(), None).await.unwrap().unwrap();
    assert_eq!(released.job, id(&job));
    jobs::release(&app.db, &released, Release::NotTheJob).await.unwrap();
    app.work().await;
    let job = app.job(&job).await;
    assert_eq!((&job["status"], &job["conversationsAnalyzed"]), (&json!("completed"), &json!(30)));
}

async fn a_job_that_crashes_three_workers_fails(engine: Engine) {
    for (crashes, status, problem) in [(2, "completed", json!(null)), (3, "failed", json!("INTERNAL"))] {
        let app = TestApp::start(engine).await;
        let job = app.upload(Export::with_patterns(2).csv()).await.job();
        for _ in 0..crashes {
            // The worker claims the job and crashes.
            jobs::claim(&app.db, &lease(), None).await.unwrap().unwrap();
            app.expire_leases().await;
        }
        app.work().await;
        let job = app.job(&job).await;
        assert_eq!((&job["status"], &job["problems"][0]["code"]), (&json!(status), &problem), "{crashes}");
    }
}

/// Panics on every second conversation: on one of them before the extraction, and on the other one while it extracts.
#[derive(Default)]
struct Panicking(AtomicUsize);

impl Extractor for Panicking {
    fn kind(&self) -> ExtractorKind {
        ExtractorKind::Local
    }

    fn pacing(&self) -> Pacing {
        Pacing::SEQUENTIAL
    }

    fn prepare(
        self: Arc<Self>,
        conversation: Conversation,
        sent: Arc<SentStatistics>,
    ) -> Box<dyn PreparedExtraction> {
        let number = self.0.fetch_add(1, Ordering::Relaxed);
        assert_ne!(number, 1, "a defect of ours");
        match number {
            3 => Box::new(PanickingLater),
            _ => Arc::new(LocalExtractor::default()).prepare(conversation, sent),
        }
    }
}

struct PanickingLater;

#[async_trait]
impl PreparedExtraction for PanickingLater {
    async fn extract(&mut self, _: &MayAskAgain) -> Result<Extraction, ExtractionError> {
        panic!("another defect of ours")
    }
}

async fn a_panic_of_the_extractor_fails_the_conversation_and_not_the_job(engine: Engine) {
    let app = TestApp::start(engine).await;
    let job = app.upload(Export::with_patterns(4).csv()).await.job();
    app.worker_with(Arc::new(Panicking::default())).run_until_idle(&CancellationToken::new()).await.unwrap();
    let job = app.job(&job).await;
    assert_eq!((&job["status"], &job["conversationsFailed"]), (&json!("completed"), &json!(2)));
    assert_eq!(job["conversationsAnalyzed"], 4);
}

async fn conversations_over_the_limit_can_be_imported_later(engine: Engine) {
    let mut settings = test_settings();
    settings.intake.max_conversations = 3;
    let app = TestApp::start_with(engine, settings).await;
    let first = app.import(Export::with_patterns(5).csv()).await;
    assert_eq!((&first["conversationsFound"], &first["conversationsAnalyzed"]), (&json!(3), &json!(3)));
    assert_eq!((&first["conversationsSkipped"], &first["skipped"]["overLimit"]), (&json!(2), &json!(2)));
    // The same file again, since not all of it was imported.
    let second = app.import(Export::with_patterns(5).csv()).await;
    assert_eq!((&second["conversationsFound"], &second["duplicateMessages"]), (&json!(2), &json!(9)));
    assert_eq!(app.upload(Export::with_patterns(5).csv()).await.code(), "DUPLICATE_FILE");
}

async fn a_message_is_imported_once_from_any_file(engine: Engine) {
    let app = TestApp::start(engine).await;
    app.import(Export::with_patterns(3).csv()).await;
    let before = app.patterns().await;
    // The same rows in another file.
    let again = app.import(Export::with_patterns(3).csv() + "\n").await;
    assert_eq!(again["status"], "completed");
    assert_eq!((&again["duplicateMessages"], &again["totalMessages"]), (&json!(9), &json!(9)));
    assert_eq!((&again["conversationsFound"], &again["patternsEnhanced"]), (&json!(0), &json!(0)));
    assert!(again["errors"][0].as_str().unwrap().contains("was imported before"));
    assert_eq!(app.patterns().await, before);
}

async fn two_jobs_with_the_same_messages_learn_from_them_once(engine: Engine) {
    let app = TestApp::start(engine).await;
    let first = app.upload(Export::with_patterns(4).csv()).await.job();
    let second = app.upload(Export::with_patterns(4).csv() + "\n").await.job();
    app.work().await;
    let (first, second) = (app.job(&first).await, app.job(&second).await);
    assert_eq!(first["patternsCreated"], 4);
    assert_eq!((&second["patternsCreated"], &second["patternsEnhanced"]), (&json!(0), &json!(0)));
    assert_eq!((&second["status"], &second["conversationsAnalyzed"]), (&json!("completed"), &json!(4)));
    // The duplicates are those of the preview: the messages that were known when the file was accepted.
    assert_eq!(
        (&second["conversationsWithoutPattern"], &second["duplicateMessages"]),
        (&json!(4), &json!(0))
    );
}

async fn an_answer_is_evidence_once_even_if_messages_follow_it(engine: Engine) {
    let app = TestApp::start(engine).await;
    let asked = [("in", "Where can I park?"), ("out", "Parking is free in the lot behind the building.")];
    let longer = [&asked[..], &[("in", "And is it open all night?"), ("out", "Let me check")]].concat();
    let short = app.upload(Export::new().conversation("CN1", &asked).csv()).await.job();
    let long = app.upload(Export::new().conversation("CN1", &longer).csv()).await.job();
    let now = Utc::now();
    let rules = app.application.settings.worker.merge;
    let mut both = Vec::new();
    for job in [&short, &long] {
        let claim = jobs::claim(&app.db, &lease(), Some(id(job))).await.unwrap().unwrap();
        let item = jobs::pending(&app.db, claim.job, -1, 1).await.unwrap().remove(0);
        both.push((claim, item));
    }
    // Both are read before either is recorded.
    let extracted =
        gleaner_extraction::rules::extract(&both[0].1.conversation, &Default::default(), &Default::default());
    assert!(matches!(extracted, Extracted::Pattern(_)));
    for (claim, item) in &both {
        let outcome = Outcome::Extracted(extracted.clone());
        Recorder::new(&app.db, claim, rules, no_preview)
            .record(item, &[], &outcome, Usage::default(), now)
            .await
            .unwrap();
    }
    let patterns = app.patterns().await;
    assert_eq!((patterns.len(), app.sources(&patterns[0]["id"]).await.len()), (1, 1));
    assert_eq!(app.job(&long).await["patternsEnhanced"], 0);
}

async fn a_later_answer_is_learned_with_its_question(engine: Engine) {
    let app = TestApp::start(engine).await;
    let asked = [("in", "Where can I park?"), ("out", "One moment please")];
    let answered = [&asked[..], &[("out", "Parking is free in the lot behind the building.")]].concat();
    let first = app.import(Export::new().conversation("CN1", &asked).csv()).await;
    assert_eq!(first["patternsCreated"], 0);
    let second = app.import(Export::new().conversation("CN1", &answered).csv()).await;
    assert_eq!((&second["patternsCreated"], &second["duplicateMessages"]), (&json!(1), &json!(2)));
    assert_eq!((&second["totalMessages"], &second["processedMessages"]), (&json!(3), &json!(1)));
}

async fn a_job_cannot_end_while_a_conversation_is_pending(engine: Engine) {
    let app = TestApp::start(engine).await;
    app.upload(Export::with_patterns(2).csv()).await.job();
    let claim = jobs::claim(&app.db, &lease(), None).await.unwrap().unwrap();
    assert!(matches!(jobs::finish(&app.db, &claim, Utc::now()).await, Err(Error::Unfinished)));
}

async fn conversation_ids_that_look_like_session_keys_do_no_harm(engine: Engine) {
    let app = TestApp::start(engine).await;
    let talk = [("in", "Where can I park?"), ("out", "Parking is free in the lot behind the building.")];
    // The second session of thread A has the key A#2, and so has a thread with that id.
    let csv = Export::new().conversation("A", &talk).conversation("A#2", &talk).csv();
    let later = csv.replace("ACA-", "ACB-").replace("2025-09", "2025-11");
    let rows: String =
        later.lines().skip(1).filter(|row| row.contains(",A,")).map(|row| format!("{row}\n")).collect();
    let job = app.import(csv + &rows).await;
    assert_eq!((&job["status"], &job["conversationsAnalyzed"]), (&json!("completed"), &json!(3)));
}

async fn a_job_that_learns_nothing_says_so(engine: Engine) {
    let app = TestApp::start(engine).await;
    let csv = Export::new().conversation("CN1", &[("in", "Hi"), ("out", "Hello, thanks!")]).csv();
    let job = app.import(csv).await;
    assert_eq!(job["status"], "completed");
    assert_eq!(job["problems"][0]["code"], "NO_PATTERNS_FOUND");
    assert_eq!(job["errors"], json!(["No patterns could be extracted from conversations."]));
}
