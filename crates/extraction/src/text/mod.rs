//! A text as sentences and words, and the regular expressions that search it.

mod regexes;
mod sentences;
mod words;

pub(crate) use regexes::{compile, static_regexes};
pub(crate) use sentences::{readable, sentences};
pub(crate) use words::Words;
