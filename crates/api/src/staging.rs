//! The review of staged patterns.

pub(crate) mod approve;
pub(crate) mod edit;
pub(crate) mod list;
pub(crate) mod reject;
pub(crate) mod reopen;
mod results;
mod view;
