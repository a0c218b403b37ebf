//! How long it takes to undo an import of many patterns, of which another import confirmed every second one, and to do it
//! again.
//!
//! ```sh
//! TEST_DATABASE_URL=postgres://… cargo bench -p gleaner-tests --bench undo -- 10000
//! ```
//!
//! The time of reading all rows of `decision_patterns` in the same run is the reference.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a benchmark prints, and fails if it cannot run"
)]

use std::time::Instant;

use chrono::Utc;
use gleaner_domain::merging::MergeRules;
use gleaner_domain::{Extracted, JobId, Usage, UserId};
use gleaner_persistence::Database;
use gleaner_persistence::audit::Author;
use gleaner_persistence::jobs::{self, Effect, Outcome, Recorder};
use gleaner_persistence::library::{self, PatternFilter, Start};
use gleaner_tests::Engine;
use gleaner_tests::database::TestDatabase;
use gleaner_tests::evidence::{accept, draft, lease, no_preview, unique_conversation};

/// A text that has few trigrams in common with that of another number, besides those of `start`.
fn text(start: &str, number: usize) -> String {
    let word = |index: usize| -> String {
        let mut state = ((number * 6 + index) as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let letters = (0..6).map(|_| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            char::from(b'a' + (state >> 33) as u8 % 26)
        });
        letters.collect()
    };
    let words: Vec<_> = (0..6).map(word).collect();
    format!("{start} {}", words.join(" "))
}

/// Imports a conversation for every `step`th number.
async fn import(db: &Database, patterns: usize, step: usize) -> JobId {
    let numbers: Vec<_> = (0..patterns).step_by(step).collect();
    let job = accept(db, numbers.iter().map(|_| unique_conversation()).collect()).await;
    let claim = jobs::claim(db, &lease(), Some(job)).await.unwrap().unwrap();
    let recorder = Recorder::new(db, &claim, MergeRules::default(), no_preview);
    let items = jobs::pending(db, job, -1, numbers.len() as u64).await.unwrap();
    for (item, number) in items.iter().zip(numbers) {
        let draft = draft(&item.conversation, &text("Where is", number), &text("It is at", number), 0.7);
        let outcome = Outcome::Extracted(Extracted::Pattern(Box::new(draft)));
        recorder.record(item, &[], &outcome, Usage::default(), Utc::now()).await.unwrap();
    }
    jobs::finish(db, &claim, Utc::now()).await.unwrap();
    job
}

/// The memory of this process, in MiB; 0 if the system does not tell.
mod memory {
    use std::fs;

    /// Forgets the peak. Returns what is in use.
    pub fn reset_peak() -> u64 {
        let _ = fs::write("/proc/self/clear_refs", "5");
        read("VmRSS:")
    }

    /// The peak since it was reset.
    pub fn peak() -> u64 {
        read("VmHWM:")
    }

    fn read(name: &str) -> u64 {
        let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
        line.trim().trim_end_matches(" kB").parse::<u64>().unwrap_or(0) / 1024
    }
}

async fn measure(engine: Engine, patterns: usize) {
    let database = TestDatabase::migrated(engine).await;
    let db = Database::connect(&database.url).await.unwrap();
    let start = Instant::now();
    let job = import(&db, patterns, 1).await;
    import(&db, patterns, 2).await;
    let imported = start.elapsed().as_secs_f64();
    let start = Instant::now();
    let total =
        library::list(&db, &PatternFilter::default(), Start::default(), patterns as u64).await.unwrap().total;
    let read = start.elapsed().as_secs_f64();
    let author = Author::from(UserId::parse("bench").unwrap());
    let start = Instant::now();
    let tried = jobs::undo(&db, job, &author, true, Utc::now()).await.unwrap();
    let dry_run = start.elapsed().as_secs_f64();
    let before = memory::reset_peak();
    let start = Instant::now();
    let undone = jobs::undo(&db, job, &author, false, Utc::now()).await.unwrap();
    let undo = start.elapsed().as_secs_f64();
    let memory = memory::peak().saturating_sub(before);
    assert_eq!(tried, undone);
    let start = Instant::now();
    jobs::redo(&db, job, &author, false, Utc::now()).await.unwrap();
    let redo = start.elapsed().as_secs_f64();
    println!(
        "{engine:?}: {total} patterns, imported in {imported:.1} s, read in {read:.2} s; {} removed, {} restored: dry run \
         {dry_run:.2} s, undo {undo:.2} s ({:.1} times reading) and {memory} MiB, redo {redo:.2} s",
        undone.count(Effect::Removed),
        undone.count(Effect::Restored),
        undo / read,
    );
}

#[tokio::main]
async fn main() {
    let patterns = std::env::args().skip(1).find_map(|argument| argument.parse().ok()).unwrap_or(10_000);
    measure(Engine::Sqlite, patterns).await;
    if std::env::var_os("TEST_DATABASE_URL").is_some() {
        measure(Engine::Postgres, patterns).await;
    }
}
