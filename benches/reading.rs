//! Measures reading a 10 MiB file, from raw bytes to planned conversations (SHA-256, decoding, parsing, checking,
//! removing duplicates, grouping), and compares the time with a loop over the same bytes with the `csv` crate. Both
//! are measured alternately in one run; the result is the ratio. The same messages are also read with their numbers in
//! US national format, and their contents are hashed, as an upload does to recognize messages that were imported
//! before.
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
use gleaner_sources::{ReadOptions, read, sha256};
use gleaner_tests::export;

const RUNS: usize = 21;
const FILE_BYTES: usize = 10 << 20;

/// Returns the number of cells.
fn csv_loop(file: &[u8]) -> u64 {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(file);
    let mut record = csv::ByteRecord::new();
    let mut cells = 0;
    while reader.read_byte_record(&mut record).unwrap() {
        cells += black_box(&record).len() as u64;
    }
    cells
}

/// Returns the numbers of messages and conversations.
async fn read_and_plan(file: Vec<u8>) -> (usize, usize) {
    black_box(sha256(&file));
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
    // Each distinct number is looked up once. `repeated` inserts digits into the numbers, so most are too long to be
    // valid.
    let national = by_customer.replace(",+1", ",1");
    for (name, file) in [
        ("with conversation ids", export::repeated(true, FILE_BYTES)),
        ("by customer and time", by_customer),
        ("with national numbers", national),
    ] {
        let file = file.into_bytes();
        let mebibytes = file.len() as f64 / f64::from(1 << 20);
        let (mut csv_times, mut read_times) = (Vec::new(), Vec::new());
        let mut found = (0, 0);
        for _ in 0..RUNS {
            let start = Instant::now();
            black_box(csv_loop(&file));
            csv_times.push(start.elapsed());
            let copy = file.clone();
            let start = Instant::now();
            found = read_and_plan(copy).await;
            read_times.push(start.elapsed());
        }
        let (csv_time, read_time) = (median(csv_times).as_secs_f64(), median(read_times).as_secs_f64());
        println!("{name}: {mebibytes:.1} MiB, {} messages, {} conversations", found.0, found.1);
        println!(
            "    csv loop {:.1} ms; full read {:.1} ms, {:.0} MiB/s; ratio {:.2} (target: at most 6)",
            csv_time * 1e3,
            read_time * 1e3,
            mebibytes / read_time,
            read_time / csv_time
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
