//! The library of reply patterns. A row of `decision_patterns` is the fold of the pattern's history, and is
//! written in the same transaction as the history.

mod candidates;
mod change;
mod evidence;
mod feedback;
mod filter;
mod history;
mod index;
mod list;
mod lock;
mod matching;
mod merge;
mod position;
mod read;
pub mod regroup;
mod relations;
mod retract;
mod row;
mod sort;
mod sources;
mod stats;
mod stored;
pub mod vectors;
mod verdicts;
mod write;

pub use candidates::merge_candidates;
pub use change::{ChangeError, NewChange, change};
pub use feedback::{PatternUse, count_feedback};
pub use filter::{ListedStatus, PatternFilter};
pub use history::history;
pub use index::{build_index, is_index_current};
pub use list::{PatternPage, by_ids, list};
pub(crate) use lock::lock;
pub use matching::match_candidates;
pub(crate) use merge::{Merged, merge};
pub use position::{PatternPosition, SortKey, Start};
pub use read::{ImportedPattern, find, patterns_of_import};
pub use retract::retract;
pub use row::{Relations, StoredPattern};
pub use sort::{PatternSort, SortBy, SortOrder};
pub use sources::PatternSource;
pub use stats::{Overview, TypeCount, overview};
pub use verdicts::{Doubt, doubt, store_verdict};
