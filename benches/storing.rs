//! Stores an import of 10 MiB in Postgres (the job, its conversations with their messages, and its row report, in one
//! transaction), and compares the time with `COPY` of the same conversations into a table of the same shape. Both are
//! measured alternately in one run; the result is the ratio.
//!
//! ```sh
//! TEST_DATABASE_URL=postgres://… cargo bench -p gleaner-tests --bench storing
//! ```

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a benchmark prints, and fails if it cannot run"
)]

use std::time::{Duration, Instant};

use chrono::Utc;
use futures_util::TryStreamExt;
use gleaner_domain::grouping::GroupingRules;
use gleaner_domain::{ImportMode, ImportPlan, UserId};
use gleaner_persistence::Database;
use gleaner_persistence::jobs::{self, FileFacts, NewImport};
use gleaner_sources::{ReadOptions, read};
use gleaner_tests::database::TestDatabase;
use gleaner_tests::{Engine, export};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};

const RUNS: usize = 7;
const FILE_BYTES: usize = 10 << 20;

async fn planned(run: usize) -> NewImport {
    let file = export::repeated(true, FILE_BYTES).into_bytes();
    let export = read(file, &ReadOptions::plain(Utc::now())).await.unwrap();
    let total_messages = export.messages.len();
    let rules = GroupingRules::default();
    let plan = ImportPlan::new(export.messages, &Default::default(), rules, usize::MAX);
    NewImport {
        budget: None,
        is_reviewed: false,
        mode: ImportMode::Standard,
        author: UserId::parse("bench").unwrap().into(),
        file: FileFacts {
            source: export.provenance.source,
            sha256: format!("{run}"),
            bytes: export.provenance.bytes,
            report: export.report,
            warnings: export.warnings,
        },
        total_messages,
        duplicate_messages: 0,
        conversations: plan.conversations,
        left_out: plan.left_out,
    }
}

/// Returns the stored conversations in the format of `COPY`.
async fn copy_out(connection: &mut PgConnection) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut stream = connection.copy_out_raw("COPY import_conversations TO STDOUT").await.unwrap();
    while let Some(chunk) = stream.try_next().await.unwrap() {
        bytes.extend_from_slice(&chunk);
    }
    bytes
}

async fn copy_in(connection: &mut PgConnection, rows: &[u8]) -> u64 {
    let mut copy = connection.copy_in_raw("COPY copied FROM STDIN").await.unwrap();
    copy.send(rows).await.unwrap();
    copy.finish().await.unwrap()
}

fn median(mut times: Vec<Duration>) -> f64 {
    times.sort();
    times[times.len() / 2].as_secs_f64()
}

#[tokio::main]
async fn main() {
    let database = TestDatabase::migrated(Engine::Postgres).await;
    let db = Database::connect(&database.url).await.unwrap();
    let mut connection = PgConnection::connect(&database.url).await.unwrap();
    let (mut stored, mut copied) = (Vec::new(), Vec::new());
    let (mut conversations, mut messages) = (0, 0);
    for run in 0..RUNS {
        let import = planned(run).await;
        (conversations, messages) = (import.conversations.len() as u64, import.total_messages);
        let start = Instant::now();
        jobs::accept(&db, &import, None, None, Utc::now()).await.unwrap();
        stored.push(start.elapsed());

        let rows = copy_out(&mut connection).await;
        connection.execute("CREATE TABLE copied (LIKE import_conversations INCLUDING ALL)").await.unwrap();
        let start = Instant::now();
        assert_eq!(copy_in(&mut connection, &rows).await, conversations);
        copied.push(start.elapsed());
        for statement in
            ["DROP TABLE copied", "DELETE FROM pattern_import_jobs", "VACUUM import_conversations"]
        {
            connection.execute(AssertSqlSafe(statement)).await.unwrap();
        }
    }
    let (stored, copied) = (median(stored), median(copied));
    println!("{conversations} conversations, {messages} messages");
    println!(
        "    COPY {:.0} ms; storing {:.0} ms, {:.0} messages/s; ratio {:.2} (target: at most 3)",
        copied * 1e3,
        stored * 1e3,
        messages as f64 / stored,
        stored / copied
    );
}
