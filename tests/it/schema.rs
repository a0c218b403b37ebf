//! The schema, on empty and on full databases, and what the databases compute.

use gleaner_domain::Variable;
use gleaner_domain::pattern::{Action, Actor, HistoryEntry};
use gleaner_domain::similarity::TokenSet;
use gleaner_migration::Migrator;
use gleaner_persistence::{Database, library};
use gleaner_tests::database::TestDatabase;
use gleaner_tests::{Engine, Export, TestApp, on_both_databases};
use sea_orm::{ConnectionTrait, Statement};
use sea_orm_migration::MigratorTrait;

on_both_databases! {
    migrations_go_up_and_down_on_an_empty_database,
    migrations_go_down_and_up_again_on_a_full_database,
    snapshots_of_an_earlier_version_become_evidence,
    what_other_programs_changed_becomes_a_change_of_an_unknown_actor,
    a_lease_and_states_of_an_earlier_version_are_kept,
}

async fn migrations_go_up_and_down_on_an_empty_database(engine: Engine) {
    let database = TestDatabase::empty(engine).await;
    let db = Database::connect_for_migrations(&database.url).await.unwrap();
    for _ in 0..2 {
        Migrator::up(db.connection(), None).await.unwrap();
        Migrator::up(db.connection(), None).await.unwrap();
        Migrator::down(db.connection(), None).await.unwrap();
    }
}

async fn migrations_go_down_and_up_again_on_a_full_database(engine: Engine) {
    let app = TestApp::start(engine).await;
    app.import(Export::with_patterns(3).csv()).await;
    let db = Database::connect_for_migrations(&app.database.url).await.unwrap();
    Migrator::down(db.connection(), Some(1)).await.unwrap();
    Migrator::up(db.connection(), None).await.unwrap();
    library::build_index(&db).await.unwrap();
    assert_eq!(app.get("/api/patterns?search=a").await.body["count"], 3);
    // Without the texts that are searched, which are written with the index.
    let migrations = Migrator::migrations();
    let since_search = migrations.iter().filter(|migration| migration.name() >= SEARCH).count();
    Migrator::down(db.connection(), Some(since_search as u32)).await.unwrap();
    Migrator::up(db.connection(), None).await.unwrap();
    assert!(!library::is_index_current(&db).await.unwrap());
    library::build_index(&db).await.unwrap();
    assert_eq!(app.get("/api/patterns?search=a").await.body["count"], 3);
    Migrator::down(db.connection(), None).await.unwrap();
    Migrator::up(db.connection(), None).await.unwrap();
    let job = app.import(Export::with_patterns(3).csv()).await;
    assert_eq!((&job["status"], &job["patternsCreated"]), (&"completed".into(), &3.into()));
}

#[tokio::test]
async fn similarity_is_what_pg_trgm_computes() {
    let database = TestDatabase::empty(Engine::Postgres).await;
    let db = Database::connect(&database.url).await.unwrap();
    let connection = db.connection();
    connection.execute_unprepared("CREATE EXTENSION IF NOT EXISTS pg_trgm").await.unwrap();
    let texts = [
        "How do I open the door of bay {{bay_number}}?",
        "how do i open   THE DOOR, of bay 7",
        "The simulator is frozen",
        "simulators freeze",
        "a",
        "",
        "it's 24/7 isn't it",
        Variable::BayNumber.description(),
    ];
    for a in texts {
        for b in texts {
            let query = Statement::from_sql_and_values(
                connection.get_database_backend(),
                "SELECT similarity($1, $2)::float8 AS similarity",
                [a.into(), b.into()],
            );
            let row = connection.query_one_raw(query).await.unwrap().unwrap();
            let theirs: f64 = row.try_get("", "similarity").unwrap();
            let ours = TokenSet::trigrams(a).similarity(&TokenSet::trigrams(b));
            assert!((ours - theirs).abs() < 1e-6, "{a} / {b}: {ours} {theirs}");
        }
    }
}

/// The migration that adds the texts of patterns in which words are found.
const SEARCH: &str = "m20261128_000016_search_patterns";
/// The number of migrations before the history of patterns.
const BEFORE_HISTORY: u32 = 4;
const JOB: &str = "11111111-1111-4111-8111-111111111111";
const TIME: &str = "2026-01-02T03:04:05.000000+00:00";

/// A job with the id [`JOB`] as a literal of the engine.
fn job_literal(engine: Engine) -> String {
    match engine {
        Engine::Sqlite => format!("x'{}'", JOB.replace('-', "")),
        Engine::Postgres => format!("'{JOB}'"),
    }
}

/// A database of an earlier version with a job, a pattern that it created, and these statements.
async fn earlier_version(engine: Engine, statements: &[String]) -> (TestDatabase, Database) {
    let database = TestDatabase::empty(engine).await;
    let db = Database::connect_for_migrations(&database.url).await.unwrap();
    Migrator::up(db.connection(), Some(BEFORE_HISTORY)).await.unwrap();
    let job = job_literal(engine);
    let import = format!(
        "INSERT INTO pattern_import_jobs (id, user_id, status, errors, file_hash, import_metadata, created_at, \
         fencing_token, lease_owner, lease_expires_at) \
         VALUES ({job}, 'ann', 'processing', '[]', 'f', '{{}}', '{TIME}', 3, 'worker', '{TIME}')"
    );
    let pattern = format!(
        "INSERT INTO decision_patterns (id, pattern_type, pattern_signature, trigger_text, trigger_keywords, \
         trigger_examples, response_template, template_variables, confidence_score, learned_from, created_at, \
         updated_at) VALUES (1, 'faq', 's1', 'where is it', '[\"where\"]', '[\"where is it\",\"where is that\"]', \
         'Over {{{{location}}}}.', '[\"location\"]', 0.72, 'csv_import', '{TIME}', '{TIME}')"
    );
    for statement in [import, pattern].iter().chain(statements) {
        db.connection().execute_unprepared(statement).await.unwrap();
    }
    Migrator::up(db.connection(), None).await.unwrap();
    (database, db)
}

fn earlier_snapshot(confidence: f64, examples: &str) -> String {
    format!(
        "{{\"trigger_text\":\"where is it\",\"response_template\":\"Over {{{{location}}}}.\",\
         \"confidence_score\":{confidence},\"trigger_examples\":{examples},\"is_active\":true,\"is_deleted\":false}}"
    )
}

async fn snapshots_of_an_earlier_version_become_evidence(engine: Engine) {
    let job = job_literal(engine);
    let created = earlier_snapshot(0.7, "[\"where is it\"]");
    let confirmed = earlier_snapshot(0.72, "[\"where is it\",\"where is that\"]");
    let change = |key: &str, change: &str, before: &str, after: &str| {
        format!(
            "INSERT INTO pattern_changes (pattern_id, import_job_id, conversation_key, change, before, after, \
             created_at) VALUES (1, {job}, '{key}', '{change}', {before}, '{after}', '{TIME}')"
        )
    };
    let statements = [
        change("CN1", "created", "NULL", &created),
        change("CN2", "enhanced", &format!("'{created}'"), &confirmed),
        format!(
            "INSERT INTO pattern_message_sources (pattern_id, message_id, import_job_id, conversation_key, role, \
             confidence_contribution) VALUES (1, 'AC1', {job}, 'CN1', 'question', 0.7), \
             (1, 'AC2', {job}, 'CN1', 'answer', 0.7)"
        ),
    ];
    let (_database, db) = earlier_version(engine, &statements).await;
    let history = library::history(&db, 1).await.unwrap();
    let [HistoryEntry::Evidence(first), HistoryEntry::Evidence(second)] = history.entries() else {
        panic!("{history:?}")
    };
    assert_eq!((first.source.key.as_str(), first.is_reconstructed), ("CN1", false));
    assert_eq!((first.draft.question[0].as_str(), first.draft.answer[0].as_str()), ("AC1", "AC2"));
    assert_eq!((second.source.key.as_str(), second.is_reconstructed), ("CN2", true));
    assert_eq!(second.draft.trigger.as_str(), "where is that");
    let stored = library::find(&db, 1).await.unwrap().unwrap().0.pattern;
    assert_eq!(history.fold(), Some(stored));
}

async fn what_other_programs_changed_becomes_a_change_of_an_unknown_actor(engine: Engine) {
    let statements = ["UPDATE decision_patterns SET is_deleted = TRUE, auto_executable = TRUE".to_owned()];
    let (_database, db) = earlier_version(engine, &statements).await;
    let history = library::history(&db, 1).await.unwrap();
    let [HistoryEntry::Change(edit), HistoryEntry::Change(remove)] = history.entries() else {
        panic!("{history:?}")
    };
    assert_eq!((&edit.actor, &remove.actor), (&Actor::Unknown, &Actor::Unknown));
    assert_eq!(remove.action, Action::Remove);
    let pattern = history.fold().unwrap();
    assert!(pattern.is_removed && pattern.auto_executable && pattern.is_active);
    assert_eq!((pattern.confidence.value(), pattern.examples.len()), (0.72, 2));
}

async fn a_lease_and_states_of_an_earlier_version_are_kept(engine: Engine) {
    let job = job_literal(engine);
    let conversation = |ordinal: u32, state: &str| {
        format!(
            "INSERT INTO import_conversations (job_id, ordinal, conversation_key, state, message_count, messages) \
             VALUES ({job}, {ordinal}, 'CN{ordinal}', '{state}', 2, '[]')"
        )
    };
    let statements = [conversation(0, "nothing"), conversation(1, "enhanced"), conversation(2, "pending")];
    let (_database, db) = earlier_version(engine, &statements).await;
    let connection = db.connection();
    let query = |sql: &str| Statement::from_string(connection.get_database_backend(), sql.to_owned());
    let lease = "SELECT fencing_token, owner FROM import_leases";
    let row = connection.query_one_raw(query(lease)).await.unwrap().unwrap();
    assert_eq!(
        (row.try_get::<i64>("", "fencing_token").unwrap(), row.try_get::<String>("", "owner").unwrap()),
        (3, "worker".to_owned())
    );
    let states = "SELECT state FROM import_conversations ORDER BY ordinal";
    let rows = connection.query_all_raw(query(states)).await.unwrap();
    let states: Vec<String> = rows.iter().map(|row| row.try_get("", "state").unwrap()).collect();
    assert_eq!(states, ["no_pattern", "confirmed", "pending"]);
    // And back.
    Migrator::down(connection, Some(Migrator::migrations().len() as u32 - BEFORE_HISTORY)).await.unwrap();
    let owner = connection.query_one_raw(query("SELECT lease_owner FROM pattern_import_jobs")).await.unwrap();
    assert_eq!(owner.unwrap().try_get::<String>("", "lease_owner").unwrap(), "worker");
}
