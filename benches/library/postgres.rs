//! How large the tables are, and what an index of `pg_trgm` takes.

use std::time::Instant;

use gleaner_domain::PatternDraft;
use gleaner_persistence::Database;
use sea_orm::{ConnectionTrait, Statement};

use crate::times::percentiles;

/// Looks up the questions with the index of `pg_trgm`.
pub async fn measure_pg_trgm(db: &Database, drafts: &[PatternDraft]) {
    let connection = db.connection();
    let start = Instant::now();
    for statement in [
        "CREATE EXTENSION IF NOT EXISTS pg_trgm",
        "CREATE INDEX bench_trigrams ON decision_patterns USING gin (trigger_text gin_trgm_ops)",
        "ANALYZE decision_patterns",
    ] {
        connection.execute_unprepared(statement).await.unwrap();
    }
    let built = start.elapsed().as_secs_f64();
    let transaction = sea_orm::TransactionTrait::begin(connection).await.unwrap();
    for setting in ["SET LOCAL pg_trgm.similarity_threshold = 0.7", "SET LOCAL enable_seqscan = off"] {
        transaction.execute_unprepared(setting).await.unwrap();
    }
    let mut times = Vec::new();
    for draft in drafts {
        let sql = "SELECT id FROM decision_patterns WHERE trigger_text % $1";
        let query = Statement::from_sql_and_values(
            transaction.get_database_backend(),
            sql,
            [draft.trigger.as_str().into()],
        );
        let start = Instant::now();
        transaction.query_all_raw(query).await.unwrap();
        times.push(start.elapsed());
    }
    println!(
        "    pg_trgm, questions only: {}; index built in {built:.1} s, {}",
        percentiles(times),
        size(&transaction, "bench_trigrams").await
    );
    transaction.rollback().await.unwrap();
    connection.execute_unprepared("DROP INDEX bench_trigrams").await.unwrap();
}

/// The size of a relation with its indexes.
pub async fn size(db: &impl ConnectionTrait, relation: &str) -> String {
    let sql = format!("SELECT pg_total_relation_size('{relation}') AS bytes");
    let row = db.query_one_raw(Statement::from_string(db.get_database_backend(), sql)).await.unwrap();
    let bytes: i64 = row.unwrap().try_get("", "bytes").unwrap();
    format!("{} MiB", bytes >> 20)
}
