//! Reads any bytes as an export.

#![no_main]

#[path = "../invariants.rs"]
mod invariants;

libfuzzer_sys::fuzz_target!(|file: &[u8]| {
    let _ = invariants::check(file);
});
