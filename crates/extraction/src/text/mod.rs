//! A text as sentences and words.

mod sentences;
mod words;

pub(crate) use sentences::{readable, sentences};
pub(crate) use words::{Words, plain};
