//! Claims import jobs and works through their conversations.
//!
//! Extraction runs side by side in batches; recording goes one conversation after the other, while
//! the next batch is being extracted. Every write is where_claimed by the claim's fencing token.

mod attempts;
mod job;
mod settings;
mod worker;

pub use attempts::RetryPolicy;
pub use settings::Settings;
pub use worker::{Worker, WorkerError};
