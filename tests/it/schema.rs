//! The schema, on empty and on full databases, and what the databases compute.

use gleaner_domain::similarity::Trigrams;
use gleaner_domain::{PatternType, Variable};
use gleaner_migration::Migrator;
use gleaner_persistence::Database;
use gleaner_tests::database::TestDatabase;
use gleaner_tests::{Engine, Export, TestApp, on_both_databases};
use sea_orm::{ConnectionTrait, Statement};
use sea_orm_migration::MigratorTrait;
use strum::VariantArray;

on_both_databases! {
    migrations_go_up_and_down_on_an_empty_database,
    migrations_go_down_and_up_again_on_a_full_database,
    every_pattern_type_has_a_row_to_lock,
}

async fn migrations_go_up_and_down_on_an_empty_database(engine: Engine) {
    let database = TestDatabase::empty(engine).await;
    let db = Database::connect(&database.url).await.unwrap();
    for _ in 0..2 {
        Migrator::up(db.connection(), None).await.unwrap();
        Migrator::up(db.connection(), None).await.unwrap();
        Migrator::down(db.connection(), None).await.unwrap();
    }
}

async fn migrations_go_down_and_up_again_on_a_full_database(engine: Engine) {
    let app = TestApp::start(engine).await;
    app.import(Export::with_patterns(3).csv()).await;
    Migrator::down(app.db.connection(), None).await.unwrap();
    Migrator::up(app.db.connection(), None).await.unwrap();
    let job = app.import(Export::with_patterns(3).csv()).await;
    assert_eq!((&job["status"], &job["patternsCreated"]), (&"completed".into(), &3.into()));
}

async fn every_pattern_type_has_a_row_to_lock(engine: Engine) {
    let app = TestApp::start(engine).await;
    let connection = app.db.connection();
    for pattern_type in PatternType::VARIANTS {
        let query = Statement::from_string(
            connection.get_database_backend(),
            format!("SELECT revision FROM pattern_types WHERE pattern_type = '{}'", pattern_type.as_str()),
        );
        assert!(connection.query_one_raw(query).await.unwrap().is_some(), "{pattern_type:?}");
    }
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
        Variable::BayNumber.meaning(),
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
            let ours = Trigrams::of(a).similarity(&Trigrams::of(b));
            assert!((ours - theirs).abs() < 1e-6, "{a} / {b}: {ours} {theirs}");
        }
    }
}
