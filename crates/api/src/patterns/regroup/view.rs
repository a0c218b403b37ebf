//! How proposals and merges are represented in responses.

use gleaner_persistence::library::StoredPattern;
use gleaner_persistence::library::regroup::Proposal;
use serde::Serialize;
use utoipa::ToSchema;

use crate::names::{PatternTypeName, Success};

/// What a pattern says.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PatternSummary)]
pub(crate) struct SummaryView {
    id: i32,
    pattern_type: PatternTypeName,
    /// The customer's question, generalized.
    trigger_text: String,
    /// The reply, with `{{variables}}`.
    response_template: String,
}

/// A pattern that may be merged into an older one.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PatternToMerge)]
pub(crate) struct MemberView {
    #[serde(flatten)]
    pattern: SummaryView,
    /// The probability that it is the same as the oldest one, 0 to 1.
    #[schema(example = 0.93)]
    probability: f64,
}

/// Patterns that are probably the same.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PatternGroup)]
pub(crate) struct GroupView {
    /// The oldest one, which remains.
    into: SummaryView,
    /// The others, the oldest first.
    patterns: Vec<MemberView>,
}

/// What became of a pattern that was to be merged.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PatternMergeResult)]
pub(crate) struct ResultView {
    pub into: i32,
    pub pattern: i32,
    /// Identifies the merge, to undo it; null if the patterns were not merged.
    #[schema(required)]
    pub merge_id: Option<i64>,
    /// Why the patterns were not merged, as a human-readable sentence; null if they were.
    #[schema(required)]
    pub error: Option<String>,
}

/// Merges that are proposed or were made.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Regrouping)]
pub(crate) struct RegroupView {
    #[schema(inline)]
    pub success: Success,
    /// Whether merges are proposed, and none was made.
    pub dry_run: bool,
    /// The proposals, the largest group first. Empty unless `dryRun` is true.
    pub groups: Vec<GroupView>,
    /// The merges, in the order of the request. Empty if `dryRun` is true.
    pub results: Vec<ResultView>,
    /// How many patterns were compared with older ones.
    pub compared: u64,
    /// The `cursor` for the patterns that are newer than those; null if there are none.
    #[schema(required)]
    pub next_cursor: Option<i32>,
}

impl From<StoredPattern> for SummaryView {
    fn from(stored: StoredPattern) -> Self {
        Self {
            id: stored.id,
            pattern_type: stored.pattern.pattern_type.into(),
            trigger_text: stored.pattern.trigger.to_string(),
            response_template: stored.pattern.template.to_string(),
        }
    }
}

impl From<Proposal> for GroupView {
    fn from(proposal: Proposal) -> Self {
        let members = proposal.from.into_iter().map(|(pattern, probability)| MemberView {
            pattern: pattern.into(),
            probability: (probability * 1e4).round() / 1e4,
        });
        Self { into: proposal.into.into(), patterns: members.collect() }
    }
}
