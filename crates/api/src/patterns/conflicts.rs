//! Patterns with the same question whose replies disagree.

pub(crate) mod list;
pub(crate) mod resolve;
