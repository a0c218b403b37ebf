//! The corpus of the fuzz target: every file keeps its outcome.

#![expect(clippy::expect_used, reason = "tests")]

#[path = "../../../fuzz/invariants.rs"]
mod invariants;

use std::collections::BTreeMap;
use std::path::Path;

use gleaner_domain::RowOutcome;
use gleaner_sources::{Batch, ReadError};

/// The outcome of reading a file, as in `fuzz/outcomes.txt`.
fn outcome(result: Result<Batch, ReadError>) -> String {
    match result {
        Ok(batch) => {
            let rejected = batch.report.counts.of(RowOutcome::Rejected);
            format!("{} messages, {rejected} rejected", batch.messages.len())
        }
        Err(ReadError::Empty) => "empty".to_owned(),
        Err(ReadError::NoRows) => "no rows".to_owned(),
        Err(ReadError::MissingColumns { missing, .. }) => format!("missing {}", missing.join(" ")),
        Err(ReadError::HeaderTooLong { .. }) => "header too long".to_owned(),
        Err(ReadError::NotText { kind, .. }) => format!("not text: {}", kind.unwrap_or("unknown")),
        Err(ReadError::MostlyRejected { counts, .. }) => {
            format!("{} of {} rejected", counts.of(RowOutcome::Rejected), counts.total())
        }
        Err(ReadError::TooManyMessages { .. }) => "too many messages".to_owned(),
        Err(ReadError::TooLarge { .. }) => "too large".to_owned(),
    }
}

#[test]
fn every_file_of_the_corpus_has_its_expected_outcome() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz");
    let text = std::fs::read_to_string(folder.join("outcomes.txt")).unwrap();
    let expected: BTreeMap<_, _> = text
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| {
            line.split_once(": ").map(|(name, outcome)| (name.to_owned(), outcome.to_owned())).unwrap()
        })
        .collect();
    let found = std::fs::read_dir(folder.join("corpus/read")).unwrap().map(|entry| {
        let path = entry.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let result = std::panic::catch_unwind(|| outcome(invariants::check(&bytes)));
        let outcome = result.unwrap_or_else(|_| "an invariant is broken".to_owned());
        (name, outcome)
    });
    assert_eq!(found.collect::<BTreeMap<_, _>>(), expected);
}
