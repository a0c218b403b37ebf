//! A library of many patterns: how long it takes to find the patterns that a draft or a message is like, to list, search
//! and export them, to build the index, and to import 500 conversations. On Postgres, the same questions are looked up with a GIN index
//! of `pg_trgm`.
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

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use gleaner_domain::embedding::{Vector, VectorIndex};
use gleaner_domain::merging::searches;
use gleaner_domain::search::SearchWords;
use gleaner_domain::{Confidence, Pattern, PatternDraft, PatternType, ResponseTemplate, Trigger};
use gleaner_persistence::library::{PatternFilter, PatternPosition, PatternSort, SortBy, SortKey, Start};
use gleaner_persistence::{Database, library};
use gleaner_tests::Engine;
use gleaner_tests::database::TestDatabase;
use gleaner_tests::server::Server;
use reqwest::{Method, RequestBuilder};
use sea_orm::{ConnectionTrait, Statement};
use strum::VariantArray;

const LOOKUPS: usize = 300;
/// How often the service gets each kind of request.
const REQUESTS: usize = 100;
const ROWS_PER_STATEMENT: usize = 1_000;
const CREATED: &str = "2026-01-01T00:00:00+00:00";
/// Every so many patterns differ in type.
const TYPES: [PatternType; 4] =
    [PatternType::Booking, PatternType::Faq, PatternType::Access, PatternType::General];

/// Texts of which questions or answers are made.
struct Texts(Vec<(String, String)>);

impl Texts {
    fn read() -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/extraction/training/types");
        let files =
            ["en.tsv", "fr.tsv", "es.tsv"].map(|name| std::fs::read_to_string(folder.join(name)).unwrap());
        let lines = files.iter().flat_map(|file| file.lines());
        let columns = lines.map(|line| line.split('\t').map(str::to_owned).collect::<Vec<_>>());
        Self(columns.map(|row| (row[2].clone(), row[3].clone())).collect())
    }

    /// A draft that differs for each number.
    fn draft(&self, number: usize) -> PatternDraft {
        let mut state = (number as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let mut any = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            &self.0[(state >> 33) as usize % self.0.len()]
        };
        let (a, b, others) = (any(), any(), [(); 8].map(|()| any()));
        let joined = |text: fn(&(String, String)) -> &String| {
            let halves: (Vec<_>, Vec<_>) = (text(a).split(' ').collect(), text(b).split(' ').collect());
            let mut words =
                [&halves.0[..halves.0.len().div_ceil(2)], &halves.1[halves.1.len() / 2..]].concat();
            for (index, other) in others.iter().enumerate() {
                let (at, from) = (3 * index + 1, number % 5 + index);
                if let (Some(word), Some(other)) = (words.get_mut(at), text(other).split(' ').nth(from)) {
                    *word = other;
                }
            }
            words.join(" ").replace(['{', '}', '<', '>'], "")
        };
        PatternDraft {
            pattern_type: TYPES[number % TYPES.len()],
            trigger: Trigger::parse(&joined(|(question, _)| question)).unwrap(),
            template: ResponseTemplate::parse(&joined(|(_, answer)| answer)).unwrap(),
            confidence: Confidence::draft(0.6).unwrap(),
            question: vec![],
            answer: vec![],
        }
    }
}

/// Adds patterns without evidence, as another program would.
async fn fill(db: &Database, texts: &Texts, patterns: usize) {
    let connection = db.connection();
    let quoted = |text: &str| format!("'{}'", text.replace('\'', "''"));
    for start in (0..patterns).step_by(ROWS_PER_STATEMENT) {
        let rows: Vec<String> = (start..patterns.min(start + ROWS_PER_STATEMENT))
            .map(|number| {
                let pattern = Pattern::from_draft(&texts.draft(number));
                let trigger = quoted(pattern.trigger.as_str());
                let examples = quoted(&serde_json::json!([pattern.trigger.as_str()]).to_string());
                let (name, template) = (pattern.pattern_type, quoted(pattern.template.as_str()));
                format!(
                    "('{}', 's{number}', {trigger}, '[]', {examples}, {template}, '[]', 0.6, false, 0, 0, true, \
                     false, false, 1, 'csv_import', '{CREATED}', '{CREATED}')",
                    name.as_str()
                )
            })
            .collect();
        let statement = format!(
            "INSERT INTO decision_patterns (pattern_type, pattern_signature, trigger_text, trigger_keywords, \
             trigger_examples, response_template, template_variables, confidence_score, auto_executable, \
             execution_count, success_count, is_active, is_deleted, is_retracted, revision, learned_from, \
             created_at, updated_at) VALUES {}",
            rows.join(", ")
        );
        connection.execute_unprepared(&statement).await.unwrap();
    }
}

/// The median and the 99th percentile, in milliseconds.
fn percentiles(mut times: Vec<Duration>) -> String {
    times.sort();
    let at = |share: usize| times[(times.len() * share / 100).min(times.len() - 1)].as_secs_f64() * 1e3;
    format!("p50 {:.2} ms, p99 {:.2} ms", at(50), at(99))
}

/// The lookups of drafts that are like patterns of the library, but for a word.
fn lookups(texts: &Texts, patterns: usize) -> Vec<PatternDraft> {
    let numbers = (0..LOOKUPS).map(|index| index * 97 % patterns);
    let changed = numbers.map(|number| {
        let draft = texts.draft(number);
        let trigger = Trigger::parse(&format!("{} today", draft.trigger)).unwrap_or(draft.trigger);
        PatternDraft { trigger, ..draft }
    });
    changed.collect()
}

async fn measure_lookups(db: &Database, drafts: &[PatternDraft]) {
    let (mut searching, mut merging, mut matching, mut found) = (Vec::new(), Vec::new(), Vec::new(), 0);
    for draft in drafts {
        let start = Instant::now();
        let [question, ..] = searches(draft);
        library::search(db, &[question]).await.unwrap();
        searching.push(start.elapsed());
        let start = Instant::now();
        found += library::merge_candidates(db, draft).await.unwrap().len();
        merging.push(start.elapsed());
        let start = Instant::now();
        library::match_candidates(db, draft.trigger.as_str(), &HashMap::new(), &PatternFilter::active())
            .await
            .unwrap();
        matching.push(start.elapsed());
    }
    println!("    ids of a question: {}", percentiles(searching));
    println!("    candidates of a draft: {}; {} on average", percentiles(merging), found / drafts.len());
    println!("    candidates of a message: {}", percentiles(matching));
}

/// Lists the first page and one from the middle, of each sort.
async fn measure_sorts(db: &Database, patterns: usize) {
    for by in SortBy::VARIANTS {
        let sort = PatternSort::by(*by);
        let id = patterns as i32 / 2;
        let key = match by {
            SortBy::Confidence => SortKey::Confidence(0.6),
            SortBy::Created => SortKey::Created(CREATED.parse().unwrap()),
            SortBy::Updated => SortKey::Updated(CREATED.parse().unwrap()),
            SortBy::Executions => SortKey::Executions(0),
            SortBy::Quality => SortKey::Quality(0.0),
            SortBy::Id => SortKey::Id,
        };
        let mut times = Vec::new();
        for start in [Start::Beginning(sort), Start::After(PatternPosition { key, order: sort.order, id })] {
            let begin = Instant::now();
            let page = library::list(db, &PatternFilter::default(), start, 50).await.unwrap();
            times.push(format!("{:.1} ms", begin.elapsed().as_secs_f64() * 1e3));
            assert_eq!((page.patterns.len(), page.total), (50, patterns as u64));
        }
        println!("    first and middle page, sorted by {}: {}", by.as_str(), times.join(", "));
    }
}

/// Searches for words of which the last occur in no pattern.
async fn measure_search(db: &Database) {
    for words in ["the", "door code", "refund saturday", "e", "xylophone"] {
        let filter = PatternFilter { search: SearchWords::parse(words).unwrap(), ..PatternFilter::default() };
        let start = Instant::now();
        let page = library::list(db, &filter, Start::default(), 50).await.unwrap();
        println!(
            "    search for \"{words}\": {:.0} ms, {} patterns",
            start.elapsed().as_secs_f64() * 1e3,
            page.total
        );
    }
}

/// Looks up the questions with the index of `pg_trgm`.
async fn measure_pg_trgm(db: &Database, drafts: &[PatternDraft]) {
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

/// The number of blocks of the index, and the size of their postings.
async fn size_of_blocks(db: &impl ConnectionTrait) -> String {
    let sql = "SELECT COUNT(*) AS blocks, CAST(SUM(LENGTH(postings)) AS BIGINT) AS bytes FROM pattern_index";
    let row =
        db.query_one_raw(Statement::from_string(db.get_database_backend(), sql)).await.unwrap().unwrap();
    let (blocks, bytes): (i64, i64) = (row.try_get("", "blocks").unwrap(), row.try_get("", "bytes").unwrap());
    format!("{blocks} blocks with {:.1} MiB", bytes as f64 / f64::from(1 << 20))
}

async fn size(db: &impl ConnectionTrait, relation: &str) -> String {
    let sql = format!("SELECT pg_total_relation_size('{relation}') AS bytes");
    let row = db.query_one_raw(Statement::from_string(db.get_database_backend(), sql)).await.unwrap();
    let bytes: i64 = row.unwrap().try_get("", "bytes").unwrap();
    format!("{} MiB", bytes >> 20)
}

/// What the service takes for lists, matches and an export, and its peak memory after each of them.
async fn measure_service(server: &Server, drafts: &[PatternDraft]) {
    let memory = || format!("peak memory {} MiB", server.peak_memory() >> 20);
    println!("    service: {} at the start", memory());
    let mut times = Vec::new();
    for _ in 0..REQUESTS {
        times.push(read(server.request(Method::GET, "/api/patterns?limit=50")).await.0);
    }
    println!("    GET /api/patterns: {}, {}", percentiles(times), memory());
    let mut times = Vec::new();
    for draft in drafts.iter().take(REQUESTS) {
        let body = serde_json::json!({ "message": draft.trigger.as_str() });
        times.push(read(server.request(Method::POST, "/api/patterns/match").json(&body)).await.0);
    }
    println!("    POST /api/patterns/match: {}, {}", percentiles(times), memory());
    let (time, bytes) = read(server.request(Method::GET, "/api/patterns/export?format=jsonl")).await;
    println!("    export: {:.2} s, {} MiB, {}", time.as_secs_f64(), bytes >> 20, memory());
}

/// The time and the size of a response, which is dropped as it is read.
async fn read(request: RequestBuilder) -> (Duration, usize) {
    let start = Instant::now();
    let mut response = request.send().await.unwrap().error_for_status().unwrap();
    let mut bytes = 0;
    while let Some(chunk) = response.chunk().await.unwrap() {
        bytes += chunk.len();
    }
    (start.elapsed(), bytes)
}

fn binary() -> PathBuf {
    std::env::current_exe().unwrap().ancestors().nth(2).unwrap().join("gleaner")
}

/// The time in which the binary imports 500 conversations, in seconds, and its peak memory, in MiB.
fn import(url: &str) -> (f64, u64) {
    let file: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/star/star-dev-500.csv");
    let start = Instant::now();
    let mut child = Command::new(binary())
        .arg("import")
        .arg(file)
        .envs([("DATABASE_URL", url), ("EXTRACTOR", "local")])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut peak = 0;
    let status = loop {
        peak = peak_memory(child.id()).max(peak);
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    assert!(status.success());
    (start.elapsed().as_secs_f64(), peak)
}

/// The peak memory of a process, in MiB; 0 if it has ended or the system does not tell.
fn peak_memory(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = peak.and_then(|peak| peak.trim().trim_end_matches(" kB").parse::<u64>().ok());
    kilobytes.unwrap_or(0) / 1024
}

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
