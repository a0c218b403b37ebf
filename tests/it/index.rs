//! The index by which the patterns like a question are found.

use std::collections::BTreeSet;

use chrono::Utc;
use gleaner_domain::index::Search;
use gleaner_domain::pattern::{Action, Cause, Content, PatternEdit};
use gleaner_domain::similarity::TokenSet;
use gleaner_domain::{PatternType, ResponseTemplate, Trigger, UserId};
use gleaner_persistence::audit::Author;
use gleaner_persistence::library::{self, NewChange, NewPattern};
use gleaner_persistence::{Database, Error};
use gleaner_tests::database::TestDatabase;
use gleaner_tests::evidence::import_draft;
use gleaner_tests::{Engine, on_both_databases};
use sea_orm::{ConnectionTrait, Statement};

on_both_databases! {
    patterns_with_the_same_tokens_are_found_however_many_there_are_and_whatever_is_changed,
    patterns_that_are_created_at_the_same_time_are_all_found,
    what_another_program_wrote_is_found_after_the_next_change,
    a_search_sees_nothing_of_a_transaction_that_is_not_committed,
    a_block_that_cannot_be_read_is_a_permanent_error_until_the_index_is_built_again,
}

/// More than a block contains.
const PATTERNS: usize = 300;

async fn open(engine: Engine) -> (TestDatabase, Database) {
    let database = TestDatabase::migrated(engine).await;
    let db = Database::connect(&database.url).await.unwrap();
    (database, db)
}

fn person() -> Author {
    UserId::parse("ann").unwrap().into()
}

/// A question that has most of its trigrams in common with those of other numbers.
fn question(number: usize) -> String {
    format!("Where is locker {number}?")
}

async fn create(db: &Database, trigger: &str) -> i32 {
    let content = Content {
        pattern_type: PatternType::Faq,
        trigger: Trigger::parse(trigger).unwrap(),
        template: ResponseTemplate::parse("In the hall.").unwrap(),
    };
    let new = NewPattern { content, fields: PatternEdit::default() };
    library::create(db, &person(), new, Utc::now()).await.unwrap().id
}

async fn edit(db: &Database, id: i32, trigger: &str) {
    let trigger = Trigger::parse(trigger).unwrap();
    let examples = Some(vec![trigger.clone()]);
    let edit = PatternEdit { trigger: Some(trigger), examples, ..PatternEdit::default() };
    let change = NewChange::new(person(), Cause::Edit, Action::Edit(edit));
    library::change(db, id, change, Utc::now()).await.unwrap();
}

/// The patterns whose question has at least this similarity. No more than a search returns.
async fn like(db: &Database, question: &str, similarity: f64) -> BTreeSet<i32> {
    let search = Search::like_question(&TokenSet::trigrams(question), similarity);
    library::search(db, &[search]).await.unwrap()
}

/// Builds the index as a new version of the service does.
async fn rebuild(db: &Database) {
    db.connection().execute_unprepared("UPDATE library SET index_version = 0").await.unwrap();
    library::build_index(db).await.unwrap();
}

/// The number of blocks of the token that most patterns have.
async fn blocks_of_a_token(db: &Database) -> i64 {
    let sql = "SELECT COUNT(*) AS blocks FROM pattern_index \
               GROUP BY field, token, band ORDER BY COUNT(*) DESC LIMIT 1";
    let query = Statement::from_string(db.connection().get_database_backend(), sql);
    db.connection().query_one_raw(query).await.unwrap().unwrap().try_get("", "blocks").unwrap()
}

async fn patterns_with_the_same_tokens_are_found_however_many_there_are_and_whatever_is_changed(
    engine: Engine,
) {
    let (_database, db) = open(engine).await;
    let mut ids = Vec::new();
    for number in 0..PATTERNS {
        ids.push(create(&db, &question(number)).await);
    }
    assert!(blocks_of_a_token(&db).await > 1);
    let all: BTreeSet<i32> = ids.iter().copied().collect();
    assert_eq!(like(&db, "Where is locker?", 0.3).await, all);
    // From the first blocks to the last ones, and back.
    let changed: BTreeSet<i32> = ids.iter().copied().step_by(7).collect();
    for (index, id) in changed.iter().enumerate() {
        edit(&db, *id, &format!("Can {index} dogs swim?")).await;
    }
    let unchanged: BTreeSet<i32> = all.difference(&changed).copied().collect();
    assert_eq!(like(&db, "Where is locker?", 0.3).await, unchanged);
    assert_eq!(like(&db, "Can 7 dogs swim?", 0.7).await, changed);
    for (index, id) in changed.iter().enumerate() {
        edit(&db, *id, &question(PATTERNS + index)).await;
    }
    assert_eq!(like(&db, "Can dogs swim?", 0.3).await, BTreeSet::new());
    let found = [like(&db, "Where is locker?", 0.3).await, like(&db, &question(100), 0.7).await];
    assert_eq!(found[0], all);
    rebuild(&db).await;
    assert_eq!([like(&db, "Where is locker?", 0.3).await, like(&db, &question(100), 0.7).await], found);
}

async fn patterns_that_are_created_at_the_same_time_are_all_found(engine: Engine) {
    let (_database, db) = open(engine).await;
    let tasks = (0..4).map(|task| {
        let db = db.clone();
        tokio::spawn(async move {
            for number in 0..10 {
                create(&db, &question(10 * task + number)).await;
            }
        })
    });
    for task in tasks.collect::<Vec<_>>() {
        task.await.unwrap();
    }
    assert_eq!(like(&db, "Where is locker?", 0.3).await.len(), 40);
}

async fn what_another_program_wrote_is_found_after_the_next_change(engine: Engine) {
    let (_database, db) = open(engine).await;
    let id = create(&db, &question(1)).await;
    let written = "UPDATE decision_patterns SET trigger_text = 'Can dogs swim?', trigger_examples = '[]'";
    db.connection().execute_unprepared(written).await.unwrap();
    assert_eq!(like(&db, "Can dogs swim?", 0.7).await, BTreeSet::new());
    let edit = PatternEdit {
        template: Some(ResponseTemplate::parse("In the pool.").unwrap()),
        ..PatternEdit::default()
    };
    let change = NewChange::new(person(), Cause::Edit, Action::Edit(edit));
    library::change(&db, id, change, Utc::now()).await.unwrap();
    assert_eq!(like(&db, "Can dogs swim?", 0.7).await, BTreeSet::from([id]));
}

async fn a_search_sees_nothing_of_a_transaction_that_is_not_committed(engine: Engine) {
    let (database, db) = open(engine).await;
    let id = create(&db, &question(1)).await;
    let other = Database::connect_for_migrations(&database.url).await.unwrap();
    for statement in ["BEGIN", "UPDATE pattern_index SET postings = ''"] {
        other.connection().execute_unprepared(statement).await.unwrap();
    }
    assert_eq!(like(&db, &question(1), 0.7).await, BTreeSet::from([id]));
    other.connection().execute_unprepared("ROLLBACK").await.unwrap();
}

async fn a_block_that_cannot_be_read_is_a_permanent_error_until_the_index_is_built_again(engine: Engine) {
    let (_database, db) = open(engine).await;
    let id = create(&db, &question(1)).await;
    let broken = match engine {
        Engine::Sqlite => "UPDATE pattern_index SET postings = x'8080'",
        Engine::Postgres => r"UPDATE pattern_index SET postings = '\x8080'",
    };
    db.connection().execute_unprepared(broken).await.unwrap();
    let (_, recorded) = import_draft(&db, &question(1), "In the hall.", 0.8).await;
    assert!(
        matches!(&recorded, Err(error @ Error::Corrupt("pattern_index.postings")) if error.is_permanent())
    );
    rebuild(&db).await;
    let (_, recorded) = import_draft(&db, &question(1), "In the hall.", 0.8).await;
    recorded.unwrap();
    assert_eq!(like(&db, &question(1), 0.7).await, BTreeSet::from([id]));
}
