//! Leases: which worker has a job, for how long, and what does not end a lease.

use std::time::Duration;

use async_trait::async_trait;
use chrono::Utc;
use futures_util::future::join_all;
use gleaner_domain::ProblemCode;
use gleaner_domain::{Conversation, Extracted, NoPatternReason, SentStatistics};
use gleaner_extraction::{Extraction, ExtractionError, MayAskAgain};
use gleaner_persistence::jobs::{self, Claim, Outcome, Release};
use gleaner_persistence::{Database, Error, Timeouts};
use gleaner_tests::database::TestDatabase;
use gleaner_tests::evidence::{accept, draft, lease, record, unique_conversation};
use gleaner_tests::{Engine, Export, Extract, TestApp, on_both_databases};
use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseTransaction, Statement, TransactionTrait};
use serde_json::json;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

on_both_databases! {
    a_lease_is_compared_with_the_clock_of_the_database,
    concurrent_workers_claim_a_job_once,
    the_imports_of_one_user_do_not_delay_that_of_another_one,
    a_run_that_ends_in_an_error_releases_its_job,
    progress_resets_the_failed_attempts_whatever_follows,
    only_errors_due_to_the_job_count_as_failed_attempts,
}

async fn open(engine: Engine) -> (TestDatabase, Database) {
    let database = TestDatabase::migrated(engine).await;
    let db = Database::connect(&database.url).await.unwrap();
    (database, db)
}

/// Sets every lease to expire `seconds` seconds from now, by the database clock.
async fn expire_leases_in(db: &Database, engine: Engine, seconds: i32) {
    let now = match engine {
        Engine::Sqlite => format!("strftime('%Y-%m-%dT%H:%M:%f', 'now', '{seconds} seconds') || '+00:00'"),
        Engine::Postgres => format!("clock_timestamp() + interval '{seconds} seconds'"),
    };
    let statement = format!("UPDATE import_leases SET expires_at = {now}");
    db.connection().execute_unprepared(&statement).await.unwrap();
}

async fn a_lease_is_compared_with_the_clock_of_the_database(engine: Engine) {
    let (_database, db) = open(engine).await;
    accept(&db, vec![unique_conversation()]).await;
    let first = jobs::claim(&db, &lease(), None).await.unwrap().unwrap();
    expire_leases_in(&db, engine, 5).await;
    assert_eq!(jobs::claim(&db, &lease(), None).await.unwrap(), None);
    expire_leases_in(&db, engine, -1).await;
    // Until another worker claims the job, the lease can be extended.
    jobs::extend(&db, &first, &lease()).await.unwrap();
    assert_eq!(jobs::claim(&db, &lease(), None).await.unwrap(), None);
    expire_leases_in(&db, engine, -1).await;
    let second = jobs::claim(&db, &lease(), None).await.unwrap().unwrap();
    assert!(second.token > first.token);
    assert!(matches!(jobs::extend(&db, &first, &lease()).await, Err(Error::LeaseLost)));
}

async fn concurrent_workers_claim_a_job_once(engine: Engine) {
    let (_database, db) = open(engine).await;
    for _ in 0..20 {
        let job = accept(&db, vec![unique_conversation()]).await;
        let claims =
            join_all((0..6).map(|_| async { jobs::claim(&db, &lease(), None).await.unwrap() })).await;
        let claimed: Vec<_> = claims.into_iter().flatten().map(|claim| claim.job).collect();
        assert_eq!(claimed, [job]);
    }
}

async fn the_imports_of_one_user_do_not_delay_that_of_another_one(engine: Engine) {
    let app = TestApp::start(engine).await;
    let mut jobs = Vec::new();
    for (number, user) in ["ann", "ann", "ann", "bob", "ann", "bob"].into_iter().enumerate() {
        jobs.push((user, app.upload_as(user, Export::new().pattern(number).csv()).await.job()));
    }
    // One worker, which finishes each job before the next one.
    let mut order = Vec::new();
    while let Some(claim) = jobs::claim(&app.db, &lease(), None).await.unwrap() {
        let job = claim.job.to_string();
        order.push(jobs.iter().position(|(_, id)| *id == job).unwrap());
        jobs::fail(&app.db, &claim, &gleaner_domain::Problem::from(ProblemCode::Internal), Utc::now())
            .await
            .unwrap();
    }
    assert_eq!(order, [0, 3, 1, 5, 2, 4]);

    // Several workers.
    let mut waiting = Vec::new();
    for (number, user) in ["ann", "ann", "ann", "cleo"].into_iter().enumerate() {
        waiting.push(app.upload_as(user, Export::new().pattern(10 + number).csv()).await.job());
    }
    let mut order = Vec::new();
    while let Some(claim) = jobs::claim(&app.db, &lease(), None).await.unwrap() {
        order.push(waiting.iter().position(|id| *id == claim.job.to_string()).unwrap());
    }
    assert_eq!(order, [3, 0, 1, 2]);

    // What workers have released is not in progress.
    let mut waiting = Vec::new();
    for (number, user) in ["dan", "dan", "dan", "eva", "eva"].into_iter().enumerate() {
        waiting.push(app.upload_as(user, Export::new().pattern(20 + number).csv()).await.job());
    }
    let position = |claim: &Claim| waiting.iter().position(|id| *id == claim.job.to_string()).unwrap();
    let claim = async || jobs::claim(&app.db, &lease(), None).await.unwrap().unwrap();
    let first = claim().await;
    assert_eq!(position(&first), 0);
    jobs::release(&app.db, &first, Release::NotTheJob).await.unwrap();
    assert_eq!(position(&claim().await), 3);
    // Dan has two jobs that were begun, and eva has one in progress.
    let second = jobs::claim(&app.db, &lease(), Some(crate::jobs::id(&waiting[1]))).await.unwrap().unwrap();
    jobs::release(&app.db, &second, Release::NotTheJob).await.unwrap();
    assert!(position(&claim().await) < 3);
}

async fn progress_resets_the_failed_attempts_whatever_follows(engine: Engine) {
    for reason in [Release::FailedAttempt, Release::NotTheJob] {
        let (_database, db) = open(engine).await;
        accept(&db, vec![unique_conversation(), unique_conversation()]).await;
        for _ in 0..2 {
            let claim = jobs::claim(&db, &lease(), None).await.unwrap().unwrap();
            jobs::release(&db, &claim, Release::FailedAttempt).await.unwrap();
        }
        let claim = jobs::claim(&db, &lease(), None).await.unwrap().unwrap();
        assert_eq!(claim.failed_attempts, 3);
        record(&db, &claim, Outcome::Skipped(NoPatternReason::SmallTalk)).await.unwrap();
        jobs::release(&db, &claim, reason).await.unwrap();
        let next = jobs::claim(&db, &lease(), None).await.unwrap().unwrap();
        assert_eq!(next.failed_attempts, 1, "{reason:?}");
    }
}

/// An extractor that damages the rows of the conversations that are not yet extracted.
struct Damaging(Database);

#[async_trait]
impl Extract for Damaging {
    async fn extract(
        &self,
        _: &Conversation,
        _: &SentStatistics,
        _: &MayAskAgain,
    ) -> Result<Extraction, ExtractionError> {
        let damage = "UPDATE import_conversations SET messages = '[]' WHERE state = 'pending'";
        self.0.connection().execute_unprepared(damage).await.unwrap();
        let extracted = Extracted::NoPattern(NoPatternReason::NoAnswer);
        Ok(Extraction { extracted, usage: Default::default() })
    }
}

async fn a_run_that_ends_in_an_error_releases_its_job(engine: Engine) {
    let app = TestApp::start(engine).await;
    // More conversations than one page of pending work.
    let id = app.upload(Export::with_patterns(120).csv()).await.job();
    let worker = app.worker_extracting(Arc::new(Damaging(app.db.clone())));
    let run = worker.run_until_idle(&CancellationToken::new()).await;
    assert!(run.is_err());
    assert_eq!(app.job(&id).await["status"], "processing");
    let claim = jobs::claim(&app.db, &lease(), None).await.unwrap();
    assert_eq!(claim.map(|claim| claim.job.to_string()), Some(id));
}

async fn only_errors_due_to_the_job_count_as_failed_attempts(engine: Engine) {
    let (_database, db) = open(engine).await;
    accept(&db, vec![unique_conversation()]).await;
    for (reason, expected) in
        [(Release::FailedAttempt, 2), (Release::NotTheJob, 2), (Release::FailedAttempt, 3)]
    {
        let claim = jobs::claim(&db, &lease(), None).await.unwrap().unwrap();
        jobs::release(&db, &claim, reason).await.unwrap();
        let next = jobs::claim(&db, &lease(), None).await.unwrap().unwrap();
        assert_eq!(next.failed_attempts, expected, "{reason:?}");
        jobs::release(&db, &next, Release::NotTheJob).await.unwrap();
    }
}

/// Begins a transaction that holds the lock of the library.
async fn hold_lock(url: &str) -> DatabaseTransaction {
    let connection: DatabaseConnection = sea_orm::Database::connect(url).await.unwrap();
    let transaction = connection.begin().await.unwrap();
    let lock = "UPDATE library SET index_version = index_version";
    transaction.execute_unprepared(lock).await.unwrap();
    transaction
}

/// A claimed job on Postgres, with an outcome to record, which has to wait for a lock.
struct Blocked {
    database: TestDatabase,
    db: Database,
    claim: Claim,
    outcome: Outcome,
    /// Holds the lock.
    blocker: DatabaseTransaction,
}

async fn blocked() -> Blocked {
    let (database, db) = open(Engine::Postgres).await;
    let conversation = unique_conversation();
    let draft = draft(&conversation, "Where can I park?", "Behind the building.", 0.7);
    accept(&db, vec![conversation]).await;
    let claim = jobs::claim(&db, &lease(), None).await.unwrap().unwrap();
    let blocker = hold_lock(&database.url).await;
    Blocked { database, db, claim, outcome: Outcome::Extracted(Extracted::Pattern(Box::new(draft))), blocker }
}

/// Waits until a connection waits for a lock.
pub(crate) async fn until_blocked(connection: &impl ConnectionTrait) {
    let blocked =
        "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
    let query = || Statement::from_string(connection.get_database_backend(), blocked);
    let waiting = async {
        while connection.query_one_raw(query()).await.unwrap().is_none() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), waiting).await.expect("no connection waits for a lock");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lease_is_extended_while_recording_waits_for_a_lock() {
    let Blocked { database, db, claim, outcome, blocker } = blocked().await;
    let recording = tokio::spawn({
        let db = db.clone();
        async move { record(&db, &claim, outcome).await }
    });
    until_blocked(db.connection()).await;
    // A connection that gives up on a lock after 1 ms shows that the lease is not locked.
    let impatient = Timeouts { lock: Duration::from_millis(1), ..Timeouts::default() };
    let other = Database::connect_with(&database.url, impatient, Some(1)).await.unwrap();
    jobs::extend(&other, &claim, &lease()).await.unwrap();
    assert!(!recording.is_finished());
    blocker.rollback().await.unwrap();
    recording.await.unwrap().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn lock_and_statement_timeouts_are_transient() {
    let Blocked { database, db, claim, outcome, blocker } = blocked().await;
    let short = Duration::from_millis(20);
    for timeouts in [
        Timeouts { lock: short, ..Timeouts::default() },
        Timeouts { statement: short, ..Timeouts::default() },
    ] {
        let impatient = Database::connect_with(&database.url, timeouts, Some(1)).await.unwrap();
        let error = record(&impatient, &claim, outcome.clone()).await.unwrap_err();
        assert!(error.is_transient() && !error.is_permanent(), "{error:?}");
    }
    blocker.rollback().await.unwrap();
    // Nothing was recorded, so the outcome can be recorded now.
    record(&db, &claim, outcome).await.unwrap();
}

#[tokio::test]
async fn migrations_have_no_timeouts() {
    let database = TestDatabase::empty(Engine::Postgres).await;
    let db = Database::connect_for_migrations(&database.url).await.unwrap();
    let connection = db.connection();
    for setting in ["lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout"] {
        let show = Statement::from_string(connection.get_database_backend(), format!("SHOW {setting}"));
        let row = connection.query_one_raw(show).await.unwrap().unwrap();
        assert_eq!(json!(row.try_get::<String>("", setting).unwrap()), json!("0"), "{setting}");
    }
}
