//! What is specific to one conversation in a text: people, links, e-mail addresses, street addresses,
//! numbers, times and places.
//!
//! Each `claim` function adds the specifics of one sort to [`Spans`]. The order of the calls matters: a
//! part of the text keeps the first variable that claims it.

mod forms;
#[rustfmt::skip] // One word per line would take pages.
mod lexicon;
mod links;
mod names;
mod places;
mod spans;

pub(crate) use forms::{claim_forms, claim_long_numbers, claim_numbers};
pub(crate) use links::claim_links;
pub(crate) use names::Names;
pub(crate) use places::claim_places;
pub(crate) use spans::Spans;
