//! Regular expressions that are written in this crate.

use regex::Regex;

/// A pattern that is a constant of this crate.
#[expect(clippy::expect_used, reason = "the patterns are constants, and a test compiles each of them")]
pub(super) fn compile(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a pattern of this crate compiles")
}
