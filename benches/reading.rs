//! Reads a file of ten megabytes from its bytes to planned conversations (SHA-256, decoding, parsing, checking,
//! removing duplicates, grouping), and compares the time with a bare loop over the same bytes with the `csv`
//! crate. Both are measured alternately in one run; the ratio is the result. The same messages are also read with
//! their numbers in the national form of the United States, and their contents are hashed as an upload does to
//! recognize messages that were imported before.
//!
//! ```sh
//! cargo bench -p gleaner-tests --bench reading
//! ```

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a benchmark prints, and fails if it cannot run"
)]

use std::collections::HashSet;
use std::hint::black_box;
use std::time::{Duration, Instant};

use chrono::Utc;
use gleaner_domain::grouping::GroupingRules;
use gleaner_domain::{ImportPlan, Message};
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

/// Returns the numbers of messages and conversations.
async fn whole(file: Vec<u8>) -> (usize, usize) {
    let batch = read(file, &ReadOptions::plain(Utc::now())).await.unwrap();
    let messages = batch.messages.len();
    let plan = ImportPlan::new(batch.messages, &HashSet::new(), GroupingRules::default(), usize::MAX);
    (messages, black_box(plan).conversations.len())
}

/// Hashes all messages on one thread.
fn hash(messages: &[Message]) {
    for message in messages {
        black_box(message.content_hash());
    }
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let by_customer = export::repeated(false, FILE_BYTES);
    // Each distinct number is looked up once. Renewed numbers are too long to be valid.
    let national = by_customer.replace(",+1", ",1");
    for (name, file) in [
        ("with conversation ids", export::repeated(true, FILE_BYTES)),
        ("by customer and time", by_customer),
        ("with national numbers", national),
    ] {
        let file = file.into_bytes();
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
        let batch = read(file, &ReadOptions::plain(Utc::now())).await.unwrap();
        let start = Instant::now();
        hash(&batch.messages);
        println!(
            "    hashing the content of every message on one thread {:.1} ms",
            start.elapsed().as_secs_f64() * 1e3
        );
    }
}
