//! Why a pattern is in the library: the conversations that created or confirmed it.

use super::{Boost, PatternDraft, PatternEdit};
use crate::conversation::ConversationKey;
use crate::job::JobId;

/// One conversation from which a pattern was extracted. A pattern has at most one piece of evidence per
/// conversation.
#[derive(Debug, Clone, PartialEq)]
pub struct Evidence {
    /// The import and its conversation.
    pub source: ConversationSource,
    /// All that was extracted. If the evidence before it is retracted, the pattern is built from this draft.
    pub draft: PatternDraft,
    /// What the evidence adds to the confidence of an existing pattern, before the cap is applied.
    pub boost: Boost,
    /// What a reviewer wrote instead of the draft. Later evidence does not change these texts. The confidence is that of the
    /// pattern after the evidence.
    pub edit: PatternEdit,
    /// The draft was not stored when the evidence was recorded, and is reconstructed from the pattern.
    pub is_reconstructed: bool,
    /// The import was undone: the pattern is as if this evidence had never existed.
    pub is_retracted: bool,
}

/// A conversation of an import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConversationSource {
    /// The import.
    pub job: JobId,
    /// The row of the conversation; `None` once the row is deleted.
    pub row: Option<i64>,
    /// The key of the conversation in its import. In rare cases two conversations have the same one.
    pub key: ConversationKey,
}
