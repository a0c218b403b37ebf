//! The audit log.

pub(crate) mod csv;
pub(crate) mod list;
