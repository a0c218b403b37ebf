//! The vectors of the questions of patterns. They follow the patterns with a delay: a pattern that is new or changed has
//! no model until its vectors are stored.

mod cache;
mod model;
mod pending;
mod store;

pub use cache::VectorCache;
pub use model::{EmbeddingUsage, add_usage, embedding_usage, scale, store_scale};
pub use pending::{Pending, known, other_models, pending};
pub use store::{PatternVectors, store};
