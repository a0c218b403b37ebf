//! Patterns with the same question whose answers disagree.

mod list;
mod resolve;

pub use list::{Conflict, ConflictPage, Side, list};
pub use resolve::{Resolution, ResolveError, resolve};
