//! The library of reply patterns. A row of `decision_patterns` is the fold of the pattern's history, and is
//! written in the same transaction as the history.

mod candidates;
mod change;
mod evidence;
mod export;
mod history;
mod index;
mod list;
mod lock;
mod merge;
mod read;
pub mod regroup;
mod relations;
mod retract;
mod row;
mod sources;
mod stats;
mod stored;
pub mod vectors;
mod verdicts;
mod write;

pub use candidates::merge_candidates;
pub use change::{ChangeError, NewChange, change};
pub use export::Export;
pub use history::history;
pub use index::{build_index, is_index_current};
pub use list::{PatternPage, PatternPosition, list, match_candidates};
pub(crate) use lock::lock;
pub(crate) use merge::{Merged, merge};
pub use read::{ImportedPattern, find, patterns_of_import};
pub use retract::retract;
pub use row::{Relations, StoredPattern};
pub use sources::PatternSource;
pub use stats::{Overview, TypeCount, overview};
pub use verdicts::{Doubt, doubt, store_verdict};
