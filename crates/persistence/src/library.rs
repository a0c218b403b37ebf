//! The library of reply patterns. A row of `decision_patterns` is the fold of the pattern's history, and is
//! written in the same transaction as the history.

mod candidates;
mod change;
mod evidence;
mod history;
mod list;
mod merge;
mod read;
mod retract;
mod row;
mod sources;
mod stats;
mod stored;

pub(crate) use candidates::{Candidates, candidates, lock};
pub use change::{ChangeError, NewChange, change};
pub use history::history;
pub use list::{PatternPage, PatternPosition, list, match_candidates};
pub(crate) use merge::{Merged, merge};
pub use read::{ImportedPattern, find, patterns_of_import};
pub use retract::retract;
pub use row::StoredPattern;
pub use sources::PatternSource;
pub use stats::{Overview, TypeCount, overview};
