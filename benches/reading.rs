//! Reading a file of ten megabytes, from its bytes to planned conversations (SHA-256, decoding,
//! parsing, checking, de-duplicating, grouping), against a bare loop over the same bytes with the
//! `csv` crate. Both are measured in turn in one run; what counts is their ratio.
//!
//! ```sh
//! cargo bench -p gleaner-tests --bench reading
//! ```

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a benchmark prints, and fails where it cannot run"
)]

use std::collections::HashSet;
use std::hint::black_box;
use std::time::{Duration, Instant};

use chrono::Utc;
use gleaner_domain::ImportPlan;
use gleaner_domain::grouping::GroupingRules;
use gleaner_sources::{ReadOptions, read};
use gleaner_tests::export;

const RUNS: usize = 21;
const FILE_BYTES: usize = 10 << 20;

fn bare(file: &[u8]) -> u64 {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(file);
    let mut record = csv::ByteRecord::new();
    let mut cells = 0;
    while reader.read_byte_record(&mut record).unwrap() {
        cells += black_box(&record).len() as u64;
    }
    cells
}

/// Answers the messages and the conversations.
async fn whole(file: Vec<u8>) -> (usize, usize) {
    let export = read(file, &ReadOptions::plain(Utc::now())).await.unwrap();
    let messages = export.messages.len();
    let rules = GroupingRules::default();
    let plan = ImportPlan::new(export.messages, &HashSet::new(), rules, usize::MAX);
    (messages, black_box(plan).conversations.len())
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    for (name, with_ids) in [("with conversation ids", true), ("by customer and time", false)] {
        let file = export::repeated(with_ids, FILE_BYTES).into_bytes();
        let megabytes = file.len() as f64 / 1e6;
        let (mut bare_times, mut whole_times) = (Vec::new(), Vec::new());
        let mut found = (0, 0);
        for _ in 0..RUNS {
            let start = Instant::now();
            black_box(bare(&file));
            bare_times.push(start.elapsed());
            let copy = file.clone();
            let start = Instant::now();
            found = whole(copy).await;
            whole_times.push(start.elapsed());
        }
        let (bare, whole) = (median(bare_times).as_secs_f64(), median(whole_times).as_secs_f64());
        println!("{name}: {megabytes:.1} MB, {} messages, {} conversations", found.0, found.1);
        println!(
            "    csv loop {:.1} ms; whole reading {:.1} ms, {:.0} MB/s; ratio {:.2} (aim: at most 6)",
            bare * 1e3,
            whole * 1e3,
            megabytes / whole,
            whole / bare
        );
    }
}
