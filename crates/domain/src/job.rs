//! Import jobs: their ids, owners, states and counters.

mod conversation_state;
mod counters;
mod id;
mod idempotency_key;
mod mode;
mod status;
mod user;

pub use conversation_state::{ConversationState, StateName};
pub use counters::{ConversationGroup, JobCounters};
pub use id::JobId;
pub use idempotency_key::{IdempotencyKey, IdempotencyKeyError};
pub use mode::ImportMode;
pub use status::{InvalidTransition, JobStatus};
pub use user::{UserId, UserIdError};
