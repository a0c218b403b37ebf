//! To how many customers operators sent what: what is stored, and what an extractor is given.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use chrono::Utc;
use gleaner_domain::merging::MergeRules;
use gleaner_domain::sent::MAX_COUNTED_CUSTOMERS;
use gleaner_domain::testing::{incoming, outgoing, participant};
use gleaner_domain::{
    Conversation, ConversationKey, CustomerKey, Extracted, NoPatternReason, SentKey, SentStatistics, Usage,
};
use gleaner_extraction::{Extraction, ExtractionError, MayAskAgain, sent_keys};
use gleaner_persistence::jobs::{self, Claim, Outcome, Recorder};
use gleaner_persistence::{Database, Error, sent};
use gleaner_tests::evidence::{accept, draft, lease, no_preview};
use gleaner_tests::{Engine, Extract, TestApp, on_both_databases};
use sea_orm::{ConnectionTrait, Statement};
use tokio_util::sync::CancellationToken;

on_both_databases! {
    what_operators_sent_is_stored_with_the_imported_messages,
    failed_and_refused_conversations_store_nothing,
    an_outcome_that_is_not_recorded_stores_nothing,
    a_conversation_without_new_messages_stores_nothing,
    every_extraction_sees_the_whole_file,
    a_second_import_sees_what_the_first_saw,
    conversations_of_one_customer_count_once,
    a_resumed_run_sees_what_an_uninterrupted_run_sees,
    a_key_that_was_sent_to_many_customers_counts_a_few,
    many_keys_are_looked_up,
}

const ANN: &str = "+15065550111";
const BEN: &str = "+15065550112";
const HOURS: &str = "We are open from eight in the morning until ten at night.";
const PARKING: &str = "Parking is free in the lot behind the building.";
const TOWELS: &str = "You can borrow fresh towels at the front desk downstairs.";

/// A conversation in which an operator sends `answer` to `customer`. `number` distinguishes its messages.
fn conversation(number: i64, customer: &str, answer: &str) -> Conversation {
    let question = incoming("Can you tell me more about your place?").from(customer);
    let messages = vec![
        question.id(&format!("AC{number}-question")).at(10_000 * number).build(),
        outgoing(answer).to(&[customer]).id(&format!("AC{number}-answer")).at(10_000 * number + 1).build(),
    ];
    let customers = [participant(customer)].into();
    Conversation { key: ConversationKey::stored(format!("CN{number}")), customers, messages }
}

/// The keys of what operators send when they send `answer`.
fn keys(answer: &str) -> Vec<SentKey> {
    let keys: Vec<_> = sent_keys(&conversation(0, ANN, answer)).into_iter().collect();
    assert!(!keys.is_empty());
    keys
}

/// To how many customers `answer` was sent.
fn count(statistics: &SentStatistics, answer: &str) -> usize {
    let counts: Vec<_> = keys(answer).into_iter().map(|key| statistics.customers(key)).collect();
    assert!(counts.iter().all(|count| *count == counts[0]), "{counts:?}");
    counts[0]
}

/// To how many customers `answer` was sent, by what is stored.
async fn stored(db: &Database, answer: &str) -> usize {
    count(&sent::load(db, &keys(answer)).await.unwrap(), answer)
}

async fn rows(db: &Database) -> i64 {
    let connection = db.connection();
    let query = Statement::from_string(
        connection.get_database_backend(),
        "SELECT COUNT(*) AS count FROM sent_to_customers",
    );
    connection.query_one_raw(query).await.unwrap().unwrap().try_get("", "count").unwrap()
}

/// Accepts an import of these conversations, and claims it.
async fn claimed(db: &Database, conversations: Vec<Conversation>) -> Claim {
    let job = accept(db, conversations).await;
    jobs::claim(db, &lease(), Some(job)).await.unwrap().unwrap()
}

/// Records an outcome of the first pending conversation, with the keys of what operators sent in it.
async fn record(db: &Database, claim: &Claim, outcome: Outcome) -> Result<(), Error> {
    let item = jobs::pending(db, claim.job, -1, 1).await?.remove(0);
    let keys: Vec<_> = sent_keys(&item.conversation).into_iter().collect();
    let recorder = Recorder::new(db, claim, MergeRules::default(), no_preview);
    recorder.record(&item, &keys, &outcome, Usage::default(), Utc::now()).await
}

async fn what_operators_sent_is_stored_with_the_imported_messages(engine: Engine) {
    let app = TestApp::start(engine).await;
    let with_pattern = conversation(1, ANN, PARKING);
    let draft = draft(&with_pattern, "Where can I park?", PARKING, 0.7);
    let conversations = vec![with_pattern, conversation(2, ANN, HOURS), conversation(3, ANN, TOWELS)];
    let claim = claimed(&app.db, conversations).await;
    for outcome in [
        Outcome::Extracted(Extracted::Pattern(Box::new(draft))),
        Outcome::Extracted(Extracted::NoPattern(NoPatternReason::NoAnswer)),
        Outcome::Skipped(NoPatternReason::SmallTalk),
    ] {
        record(&app.db, &claim, outcome).await.unwrap();
    }
    for answer in [PARKING, HOURS, TOWELS] {
        assert_eq!(stored(&app.db, answer).await, 1, "{answer}");
    }
}

async fn failed_and_refused_conversations_store_nothing(engine: Engine) {
    let app = TestApp::start(engine).await;
    let claim = claimed(&app.db, vec![conversation(1, ANN, HOURS), conversation(2, BEN, TOWELS)]).await;
    for outcome in [Outcome::Failed("It failed.".to_owned()), Outcome::Refused("It was refused.".to_owned())]
    {
        record(&app.db, &claim, outcome).await.unwrap();
    }
    assert_eq!(rows(&app.db).await, 0);
}

async fn an_outcome_that_is_not_recorded_stores_nothing(engine: Engine) {
    let app = TestApp::start(engine).await;
    let stale = claimed(&app.db, vec![conversation(1, ANN, HOURS)]).await;
    app.expire_leases().await;
    let claim = jobs::claim(&app.db, &lease(), Some(stale.job)).await.unwrap().unwrap();
    let outcome = Outcome::Skipped(NoPatternReason::SmallTalk);
    assert!(matches!(record(&app.db, &stale, outcome.clone()).await, Err(Error::LeaseLost)));
    assert_eq!(rows(&app.db).await, 0);

    // The conversation already has an outcome when the second one is recorded.
    let item = jobs::pending(&app.db, claim.job, -1, 1).await.unwrap().remove(0);
    record(&app.db, &claim, Outcome::Failed("It failed.".to_owned())).await.unwrap();
    let recorder = Recorder::new(&app.db, &claim, MergeRules::default(), no_preview);
    recorder.record(&item, &keys(HOURS), &outcome, Usage::default(), Utc::now()).await.unwrap();
    assert_eq!(rows(&app.db).await, 0);
}

async fn a_conversation_without_new_messages_stores_nothing(engine: Engine) {
    let app = TestApp::start(engine).await;
    // Both imports are accepted before either is recorded.
    let first = accept(&app.db, vec![conversation(1, ANN, HOURS)]).await;
    let second = accept(&app.db, vec![conversation(1, ANN, HOURS), conversation(2, ANN, TOWELS)]).await;
    let outcome = Outcome::Skipped(NoPatternReason::SmallTalk);
    let mut counted = Vec::new();
    for job in [first, second] {
        let claim = jobs::claim(&app.db, &lease(), Some(job)).await.unwrap().unwrap();
        record(&app.db, &claim, outcome.clone()).await.unwrap();
        counted.push(rows(&app.db).await);
    }
    assert!(counted[0] > 0 && counted[0] == counted[1], "{counted:?}");
}

/// Keeps the statistics of every extraction. Fails the conversation `CN1`, and cancels `stop` at the call `stop_at`.
#[derive(Default)]
struct Watching {
    seen: Mutex<Vec<SentStatistics>>,
    stop: CancellationToken,
    stop_at: Option<usize>,
}

#[async_trait]
impl Extract for Watching {
    async fn extract(
        &self,
        conversation: &Conversation,
        sent: &SentStatistics,
        _: &MayAskAgain,
    ) -> Result<Extraction, ExtractionError> {
        let calls = {
            let mut seen = self.seen.lock().unwrap();
            seen.push(sent.clone());
            seen.len()
        };
        if self.stop_at == Some(calls) {
            self.stop.cancel();
            // Until the run ends, which cancels this call.
            std::future::pending::<()>().await;
        }
        if conversation.key.as_str() == "CN1" {
            return Err(ExtractionError::Permanent {
                reason: "It failed.".to_owned(),
                usage: Usage::default(),
            });
        }
        Ok(Extraction { extracted: Extracted::NoPattern(NoPatternReason::NoAnswer), usage: Usage::default() })
    }
}

/// Processes jobs until none is left or the extractor stops. Returns the statistics of every extraction.
async fn watch(app: &TestApp, stop_at: Option<usize>) -> Vec<SentStatistics> {
    let watching = Arc::new(Watching { stop_at, ..Watching::default() });
    app.worker_extracting(Arc::clone(&watching)).run_until_idle(&watching.stop).await.unwrap();
    let seen = watching.seen.lock().unwrap();
    seen.clone()
}

async fn every_extraction_sees_the_whole_file(engine: Engine) {
    let app = TestApp::start(engine).await;
    // More conversations than one page.
    let customer = |number: i64| format!("+1506556{number:04}");
    let answer = |number: i64| if number == 149 { TOWELS } else { HOURS };
    accept(&app.db, (0..150).map(|number| conversation(number, &customer(number), answer(number))).collect())
        .await;
    let seen = watch(&app, None).await;
    assert_eq!(seen.len(), 150);
    assert_eq!((count(&seen[0], HOURS), count(&seen[0], TOWELS)), (MAX_COUNTED_CUSTOMERS, 1));
    assert!(seen.iter().all(|statistics| *statistics == seen[0]));
}

async fn a_second_import_sees_what_the_first_saw(engine: Engine) {
    let app = TestApp::start(engine).await;
    accept(&app.db, vec![conversation(2, ANN, HOURS), conversation(3, ANN, TOWELS)]).await;
    let first = watch(&app, None).await;
    assert_eq!((count(&first[0], HOURS), count(&first[0], PARKING)), (1, 0));
    let after = conversation(4, BEN, HOURS);
    accept(&app.db, vec![after.clone(), conversation(5, BEN, PARKING)]).await;
    let second = watch(&app, None).await;
    assert_eq!((count(&second[0], HOURS), count(&second[0], PARKING)), (2, 1));
    let others = |answer| second[0].others(keys(answer)[0], CustomerKey::of(&after));
    assert_eq!((others(HOURS), others(PARKING)), (1, 0));
}

async fn conversations_of_one_customer_count_once(engine: Engine) {
    let app = TestApp::start(engine).await;
    accept(&app.db, vec![conversation(2, ANN, HOURS), conversation(3, ANN, HOURS)]).await;
    assert_eq!(count(&watch(&app, None).await[0], HOURS), 1);
    accept(&app.db, vec![conversation(4, ANN, HOURS)]).await;
    assert_eq!(count(&watch(&app, None).await[0], HOURS), 1);
    accept(&app.db, vec![conversation(5, BEN, HOURS)]).await;
    assert_eq!(count(&watch(&app, None).await[0], HOURS), 2);
    assert_eq!(stored(&app.db, HOURS).await, 2);
}

async fn a_resumed_run_sees_what_an_uninterrupted_run_sees(engine: Engine) {
    let file = || {
        let answers = [PARKING, HOURS, HOURS, TOWELS];
        (1..)
            .zip(answers)
            .map(|(number, answer)| conversation(number, &format!("+1506555111{number}"), answer))
    };
    let uninterrupted = TestApp::start(engine).await;
    accept(&uninterrupted.db, file().collect()).await;
    let expected = watch(&uninterrupted, None).await.remove(0);
    assert_eq!([PARKING, HOURS, TOWELS].map(|answer| count(&expected, answer)), [1, 2, 1]);

    let app = TestApp::start(engine).await;
    let job = accept(&app.db, file().collect()).await;
    assert_eq!(watch(&app, Some(3)).await.len(), 3);
    // The first conversation failed, so what operators sent in it is not stored.
    assert_eq!(jobs::pending(&app.db, job, -1, 9).await.unwrap().len(), 2);
    assert_eq!((stored(&app.db, PARKING).await, stored(&app.db, HOURS).await), (0, 1));
    let resumed = watch(&app, None).await;
    assert_eq!(resumed, [expected.clone(), expected]);
}

/// Stores that what `key` identifies was sent to the customers 1 to `customers` in every job.
async fn send(db: &Database, key: i64, customers: u32) {
    let statement = format!(
        "INSERT INTO sent_to_customers (sent_key, customer_key, import_job_id) \
         WITH RECURSIVE customers (number) AS \
         (SELECT 1 UNION ALL SELECT number + 1 FROM customers WHERE number < {customers}) \
         SELECT {key}, number, id FROM customers, pattern_import_jobs"
    );
    db.connection().execute_unprepared(&statement).await.unwrap();
}

async fn a_key_that_was_sent_to_many_customers_counts_a_few(engine: Engine) {
    let app = TestApp::start(engine).await;
    accept(&app.db, vec![conversation(1, ANN, HOURS)]).await;
    send(&app.db, 1, 100_000).await;
    // In two jobs, which count once.
    accept(&app.db, vec![conversation(2, ANN, HOURS)]).await;
    send(&app.db, -2, 5).await;
    let statistics = sent::load(&app.db, &[1, -2, 3].map(SentKey)).await.unwrap();
    assert_eq!([1, -2, 3].map(|key| statistics.customers(SentKey(key))), [MAX_COUNTED_CUSTOMERS, 5, 0]);
    // The lowest ones, as for a key that was counted in one file.
    let mut counted = SentStatistics::default();
    (1..=100).for_each(|customer| counted.add(SentKey(1), CustomerKey(customer)));
    assert_eq!(sent::load(&app.db, &[SentKey(1)]).await.unwrap(), counted);
}

async fn many_keys_are_looked_up(engine: Engine) {
    let app = TestApp::start(engine).await;
    accept(&app.db, vec![conversation(1, ANN, HOURS)]).await;
    send(&app.db, 1, 2).await;
    send(&app.db, 9_999, 3).await;
    let keys: Vec<_> = (0..10_000).map(SentKey).collect();
    let statistics = sent::load(&app.db, &keys).await.unwrap();
    assert_eq!(statistics.keys().count(), 2);
    assert_eq!((statistics.customers(SentKey(1)), statistics.customers(SentKey(9_999))), (2, 3));
    assert_eq!(sent::load(&app.db, &[]).await.unwrap(), SentStatistics::default());
}
