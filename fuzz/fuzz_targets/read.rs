//! Reads whatever bytes as an export.

#![no_main]

#[path = "../invariants.rs"]
mod invariants;

libfuzzer_sys::fuzz_target!(|file: &[u8]| invariants::execute_fenced(file));
