//! Uploading exports and watching their jobs.

mod body;
pub(crate) mod history;
mod intake;
mod multipart;
pub(crate) mod status;
mod stream;
pub(crate) mod upload;
mod view;

pub(crate) use view::RowsView;
