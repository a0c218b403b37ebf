//! Uploading exports and watching their jobs.

mod form;
pub(crate) mod history;
mod intake;
pub(crate) mod status;
pub(crate) mod upload;
mod view;

pub(crate) use view::RowsView;
