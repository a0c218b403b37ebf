//! The library of reply patterns. A row of `decision_patterns` is the fold of the pattern's history, and is
//! written in the same transaction as the history.

mod candidates;
mod change;
pub mod conflicts;
mod create;
mod evidence;
mod evidence_page;
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
pub(crate) mod stored;
pub mod vectors;
mod verdicts;
mod write;

pub(crate) use candidates::decide;
pub use candidates::{foresee, merge_candidates};
pub use change::{ChangeError, NewChange, change};
pub use create::{NewPattern, create};
pub(crate) use evidence_page::previews;
pub use evidence_page::{EvidenceItem, EvidencePage, evidence};
pub use history::history;
pub(crate) use index::PatternIndex;
pub use index::{build_index, is_index_current};
pub use list::{PatternPage, PatternPosition, list, match_candidates};
pub(crate) use lock::lock;
pub(crate) use merge::{Merged, confirm_again, merge};
pub(crate) use read::is_active;
pub use read::{ImportedPattern, find, patterns_of_import};
pub(crate) use retract::{Retraction, Revised};
pub use row::{Relations, StoredPattern};
pub use sources::PatternSource;
pub use stats::{Overview, TypeCount, overview};
pub use verdicts::{Doubt, doubt, store_verdict};
