//! How a staged pattern is represented in responses.

use chrono::{DateTime, Utc};
use gleaner_domain::merging::{Likeness, MergeDecision};
use gleaner_persistence::library::Foreseen;
use gleaner_persistence::staging::StagedPattern;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::names::{PatternTypeName, StagedStatusName};
use crate::patterns::view::LikenessView;

/// Where a staged pattern comes from.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = StagedSource)]
pub(crate) struct SourceView {
    job_id: Uuid,
    /// How many conversations of the import yielded the pattern.
    conversations: usize,
    /// The exporter's ids of these conversations, oldest first.
    conversation_ids: Vec<String>,
}

/// What was extracted, before a reviewer edited it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = StagedOriginal)]
pub(crate) struct OriginalView {
    trigger_text: String,
    response_template: String,
    confidence_score: f64,
}

/// What approving a staged pattern would do to the library.
#[derive(Debug, Default, Serialize, ToSchema)]
#[schema(as = StagedComparison)]
pub(crate) struct ComparisonView {
    /// The pattern that it would confirm; null if it would be a new one.
    #[schema(required)]
    would_confirm: Option<LikenessView>,
    /// A pattern that it contradicts; null if there is none.
    #[schema(required)]
    contradicts: Option<LikenessView>,
    /// A pattern that may be the same; null if there is none.
    #[schema(required)]
    maybe_same_as: Option<LikenessView>,
    /// The pattern that it would confirm is not in use, so it cannot be approved.
    is_inactive: bool,
    /// A person deleted the same pattern from the library, so it cannot be approved.
    is_deleted: bool,
}

impl From<Foreseen> for ComparisonView {
    fn from(Foreseen { decision, is_inactive }: Foreseen) -> Self {
        let view = |likeness: Likeness| Some(likeness.into());
        match decision {
            MergeDecision::Confirm(likeness) => {
                Self { would_confirm: view(likeness), is_inactive, ..Self::default() }
            }
            MergeDecision::Create(related) => Self {
                contradicts: related.conflicts.first().copied().and_then(view),
                maybe_same_as: related.maybe_same.and_then(view),
                ..Self::default()
            },
            MergeDecision::Removed => Self { is_deleted: true, ..Self::default() },
        }
    }
}

/// A pattern that an import has staged for a review.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = StagedPattern)]
pub(crate) struct StagedView {
    id: i32,
    /// Increases with every change and every conversation. In quotes, it is the `ETag`.
    revision: i64,
    pattern_type: PatternTypeName,
    /// The customer's question, generalized.
    trigger_text: String,
    /// The reply, with `{{variables}}`.
    response_template: String,
    /// The confidence in the pattern, 0 to 1.
    confidence_score: f64,
    /// Questions of the conversations.
    trigger_examples: Vec<String>,
    /// The longer words of the question, without variables.
    trigger_keywords: Vec<String>,
    /// The variables of the reply, in order of first use.
    template_variables: Vec<String>,
    /// The first of the conversations, without personal data; null once it was deleted.
    #[schema(required)]
    conversation_preview: Option<String>,
    conversation_metadata: SourceView,
    /// An edited pattern stays `pending`.
    status: StagedStatusName,
    /// Who approved or rejected it; null while it is pending.
    #[schema(required)]
    reviewed_by_name: Option<String>,
    #[schema(required)]
    reviewed_at: Option<DateTime<Utc>>,
    /// The reason of a rejection.
    #[schema(required)]
    review_notes: Option<String>,
    /// Null unless a reviewer edited the pattern.
    #[schema(required)]
    original: Option<OriginalView>,
    #[schema(required)]
    edited_by: Option<String>,
    #[schema(required)]
    edited_at: Option<DateTime<Utc>>,
    /// The pattern of the library that it created or confirmed; null unless it was approved.
    #[schema(required)]
    approved_as: Option<i32>,
    created_at: DateTime<Utc>,
    /// Null unless the pattern is pending.
    #[schema(required)]
    comparison: Option<ComparisonView>,
}

impl StagedView {
    pub fn new(staged: StagedPattern, comparison: Option<Foreseen>) -> Self {
        let pattern = staged.pattern;
        Self {
            id: staged.id,
            revision: staged.revision,
            pattern_type: pattern.pattern_type.into(),
            trigger_text: pattern.trigger.to_string(),
            response_template: pattern.template.to_string(),
            confidence_score: pattern.confidence.value(),
            trigger_examples: pattern.examples.iter().map(ToString::to_string).collect(),
            trigger_keywords: staged.keywords,
            template_variables: staged.variables,
            conversation_preview: staged.preview,
            conversation_metadata: SourceView {
                job_id: staged.job.0,
                conversations: staged.conversations.len(),
                conversation_ids: staged.conversations,
            },
            status: staged.status.into(),
            reviewed_by_name: staged.reviewed_by,
            reviewed_at: staged.reviewed_at,
            review_notes: staged.notes,
            original: staged.original.map(|original| OriginalView {
                trigger_text: original.trigger,
                response_template: original.template,
                confidence_score: original.confidence,
            }),
            edited_by: staged.edited_by,
            edited_at: staged.edited_at,
            approved_as: staged.approved_as,
            created_at: staged.created_at,
            comparison: comparison.map(ComparisonView::from),
        }
    }
}
