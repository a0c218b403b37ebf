//! A library of many patterns: how long it takes to find the patterns that a draft or a message is like, to list, search
//! and export them, to build the index, and to import 500 conversations. On Postgres, the same questions are looked up with
//! a GIN index of `pg_trgm`.
//!
//! ```sh
//! cargo build --release && TEST_DATABASE_URL=postgres://… cargo bench -p gleaner-tests --bench library -- 10000 100000
//! ```
//!
//! The arguments are the numbers of patterns. Questions and answers are made of those in
//! `crates/extraction/training/types`: the beginning of one and the end of another, with every third word from others.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a benchmark prints, and fails if it cannot run"
)]

mod postgres;
mod queries;
mod service;
mod texts;
mod times;

use std::time::Instant;

use gleaner_domain::embedding::{Vector, VectorIndex};
use gleaner_persistence::{Database, library};
use gleaner_tests::Engine;
use gleaner_tests::database::TestDatabase;
use gleaner_tests::server::Server;
use sea_orm::{ConnectionTrait, Statement};

use postgres::{measure_pg_trgm, size};
use queries::{measure_lookups, measure_search, measure_sorts};
use service::{binary, import, measure_service};
use texts::{Texts, fill, lookups};
use times::percentiles;

/// The time in which the ten nearest of as many vectors as patterns are found.
fn measure_vectors(patterns: usize) {
    const DIMENSIONS: usize = 256;
    let mut state = 1_u64;
    let mut vector = || {
        let components = (0..DIMENSIONS).map(|_| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 40) as f32 / (1 << 23) as f32 - 1.0
        });
        Vector::quantized(&components.collect::<Vec<_>>()).unwrap()
    };
    let mut index = VectorIndex::default();
    for owner in 0..patterns {
        index.set(owner as i32, &[vector()]);
    }
    let times = (0..20).map(|_| {
        let searched = vector();
        let start = Instant::now();
        assert_eq!(index.nearest(&searched, 10).len(), 10);
        start.elapsed()
    });
    println!(
        "{patterns} vectors of {DIMENSIONS} dimensions in memory: nearest {}",
        percentiles(times.collect())
    );
}

/// The number of blocks of the index, and the size of their postings.
async fn size_of_blocks(db: &impl ConnectionTrait) -> String {
    let sql = "SELECT COUNT(*) AS blocks, CAST(SUM(LENGTH(postings)) AS BIGINT) AS bytes FROM pattern_index";
    let row =
        db.query_one_raw(Statement::from_string(db.get_database_backend(), sql)).await.unwrap().unwrap();
    let (blocks, bytes): (i64, i64) = (row.try_get("", "blocks").unwrap(), row.try_get("", "bytes").unwrap());
    format!("{blocks} blocks with {:.1} MiB", bytes as f64 / f64::from(1 << 20))
}

async fn build_index(database: &TestDatabase) {
    let db = Database::connect_for_migrations(&database.url).await.unwrap();
    library::build_index(&db).await.unwrap();
}

async fn measure(engine: Engine, texts: &Texts, patterns: usize) {
    let empty = TestDatabase::migrated(engine).await;
    build_index(&empty).await;
    let (empty, empty_memory) = import(&empty.url);
    let database = TestDatabase::migrated(engine).await;
    let db = Database::connect(&database.url).await.unwrap();
    fill(&db, texts, patterns).await;
    let start = Instant::now();
    build_index(&database).await;
    println!(
        "{engine:?}, {patterns} patterns: index built in {:.1} s, {}",
        start.elapsed().as_secs_f64(),
        size_of_blocks(db.connection()).await
    );
    let drafts = lookups(texts, patterns);
    if engine == Engine::Postgres {
        for table in ["pattern_index", "decision_patterns"] {
            db.connection().execute_unprepared(&format!("VACUUM ANALYZE {table}")).await.unwrap();
        }
        println!(
            "    index: {}, patterns: {}",
            size(db.connection(), "pattern_index").await,
            size(db.connection(), "decision_patterns").await
        );
        measure_pg_trgm(&db, &drafts).await;
    }
    measure_lookups(&db, &drafts).await;
    measure_sorts(&db, patterns).await;
    measure_search(&db).await;
    let url = database.url.clone();
    let settings = [("EXTRACTOR", "local"), ("REQUESTS_PER_USER_PER_MINUTE", "0")];
    let server = Server::start_on(database, &binary(), None, &settings, &["--no-worker"]).await;
    measure_service(&server, &drafts).await;
    let (full, memory) = import(&url);
    println!(
        "    import of 500 conversations: {full:.2} s and {memory} MiB, {empty:.2} s and {empty_memory} MiB into an empty \
         library, ratio {:.2}",
        full / empty
    );
}

#[tokio::main]
async fn main() {
    let sizes: Vec<usize> = std::env::args().skip(1).filter_map(|argument| argument.parse().ok()).collect();
    let texts = Texts::read();
    for patterns in if sizes.is_empty() { vec![10_000] } else { sizes } {
        measure_vectors(patterns);
        measure(Engine::Sqlite, &texts, patterns).await;
        if std::env::var_os("TEST_DATABASE_URL").is_some() {
            measure(Engine::Postgres, &texts, patterns).await;
        }
    }
}
