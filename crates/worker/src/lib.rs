//! Claims import jobs and processes their conversations.
//!
//! Conversations are extracted concurrently in batches, and recorded sequentially while the next batch is
//! extracted. Every write checks the fencing token of the claim.

mod attempts;
mod budget;
mod economy;
mod embedding;
mod isolated;
mod run;
mod settings;
mod sweep;
mod worker;

pub use attempts::RetryPolicy;
pub use embedding::{EmbeddingError, EmbeddingWorker};
pub use settings::Settings;
pub use worker::{Worker, WorkerError};
