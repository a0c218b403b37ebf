//! The corpus of the fuzz target: what it is made of and what it has found stays read.

#![expect(clippy::expect_used, reason = "tests")]

#[path = "../../../fuzz/invariants.rs"]
mod invariants;

#[test]
fn every_file_of_the_corpus_is_read_or_refused() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fuzz/corpus/read");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(files.len() >= 30, "{} files", files.len());
    for file in files {
        let bytes = std::fs::read(&file).unwrap();
        let outcome = std::panic::catch_unwind(|| invariants::execute_fenced(&bytes));
        assert!(outcome.is_ok(), "{}", file.display());
    }
}
