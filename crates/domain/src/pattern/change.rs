//! What people and imports change about a pattern beyond its evidence.

use strum::{EnumString, IntoStaticStr};

use super::{Confidence, PatternType, Trigger};
use crate::job::{JobId, UserId};
use crate::template::ResponseTemplate;

/// A change to a pattern.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// Who changed it.
    pub actor: Actor,
    /// What led to the change.
    pub cause: Cause,
    /// What changed.
    pub action: Action,
    /// What the pattern says after the change. A person's change keeps the pattern even if all evidence
    /// before it is retracted; the pattern then starts from this content.
    pub content: Content,
}

/// Who changes a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// A person.
    User(UserId),
    /// An import, not a person.
    Import(JobId),
    /// Unknown: the pattern was changed before changes were recorded.
    Unknown,
}

/// What leads to a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumString, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Cause {
    /// An import.
    Import,
    /// An edit in the library.
    Edit,
    /// The review of staged patterns.
    Review,
    /// A conflict between two patterns was resolved.
    Conflict,
    /// The pattern was imported from another library.
    Exchange,
    /// An import was undone.
    Undo,
    /// The undo of an import was taken back.
    Redo,
    /// Patterns that are the same were merged, or a merge was undone.
    Regroup,
}

/// What changes.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// Some of its fields.
    Edit(PatternEdit),
    /// It is removed: it is not listed, and not learned again.
    Remove,
    /// The removal is undone.
    Restore,
    /// The evidence of this import is retracted. The pattern is recomputed from the other entries, so this
    /// entry itself changes nothing.
    Retract(JobId),
    /// The evidence of this import is no longer retracted. As for [`Action::Retract`], the pattern is recomputed.
    Reinstate(JobId),
    /// The evidence of the pattern with this id was moved to this pattern, and follows this entry.
    Absorb(i32),
    /// The evidence was moved to the pattern with this id. The changes before this entry are suspended, so this pattern is
    /// retracted until the merge is undone.
    MergeInto(i32),
    /// A merge with the pattern with this id was undone, or one of the two was split from the other. Evidence that a split
    /// moved to this pattern follows this entry; that of a merge is back where it was, and the changes before the merge count
    /// again.
    Split(i32),
}

impl Action {
    /// Whether a person decides on it for this pattern alone. Others follow from evidence.
    pub fn is_by_person(&self) -> bool {
        matches!(self, Self::Edit(_) | Self::Remove | Self::Restore)
    }
}

/// New values of fields; `None` leaves a field as it is.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PatternEdit {
    /// The generalized question.
    pub trigger: Option<Trigger>,
    /// The reusable reply.
    pub template: Option<ResponseTemplate>,
    /// Replaces the whole list of example questions.
    pub examples: Option<Vec<Trigger>>,
    /// The new confidence, 0 to 1.
    pub confidence: Option<Confidence>,
    /// Whether the pattern is used for replies.
    pub is_active: Option<bool>,
    /// Whether the reply may be sent without human review.
    pub auto_executable: Option<bool>,
}

/// What a pattern says.
#[derive(Debug, Clone, PartialEq)]
pub struct Content {
    /// What it is about.
    pub pattern_type: PatternType,
    /// The generalized question.
    pub trigger: Trigger,
    /// The reusable reply.
    pub template: ResponseTemplate,
}
