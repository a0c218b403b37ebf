//! The state of a conversation in its import.

use strum::{EnumString, IntoStaticStr, VariantArray};

use crate::no_pattern::NoPatternReason;

/// The state of a conversation in its import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConversationState {
    /// It waits for a worker.
    Pending,
    /// It created a pattern.
    Created,
    /// It confirmed a pattern.
    Confirmed,
    /// It staged a pattern for a review.
    Staged,
    /// It confirmed a pattern that the same import had staged.
    StagedAgain,
    /// It yields no pattern.
    NoPattern(NoPatternReason),
    /// It could not be processed, for this reason, a sentence. Its messages stay importable.
    Failed(String),
    /// The job was cancelled before it was processed. Its messages stay importable.
    Cancelled,
    /// The budget of the job was spent before it was processed. Its messages stay importable.
    OverBudget,
    /// The import was undone. Its messages are importable again.
    Undone,
}

/// The name of a [`ConversationState`], as it is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum StateName {
    /// [`ConversationState::Pending`]
    Pending,
    /// [`ConversationState::Created`]
    Created,
    /// [`ConversationState::Confirmed`]
    Confirmed,
    /// [`ConversationState::Staged`]
    Staged,
    /// [`ConversationState::StagedAgain`]
    StagedAgain,
    /// [`ConversationState::NoPattern`]
    NoPattern,
    /// [`ConversationState::Failed`]
    Failed,
    /// [`ConversationState::Cancelled`]
    Cancelled,
    /// [`ConversationState::OverBudget`]
    OverBudget,
    /// [`ConversationState::Undone`]
    Undone,
}

impl StateName {
    /// The name as text.
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// Whether a conversation may change from this state to `next`.
    pub fn can_become(self, next: Self) -> bool {
        match next {
            // The import is retried.
            Self::Pending => matches!(self, Self::Failed | Self::Cancelled | Self::OverBudget),
            Self::Undone => {
                matches!(
                    self,
                    Self::Created | Self::Confirmed | Self::Staged | Self::StagedAgain | Self::NoPattern
                )
            }
            _ => self == Self::Pending,
        }
    }
}

impl ConversationState {
    /// The name, as it is stored.
    pub fn name(&self) -> StateName {
        match self {
            Self::Pending => StateName::Pending,
            Self::Created => StateName::Created,
            Self::Confirmed => StateName::Confirmed,
            Self::Staged => StateName::Staged,
            Self::StagedAgain => StateName::StagedAgain,
            Self::NoPattern(_) => StateName::NoPattern,
            Self::Failed(_) => StateName::Failed,
            Self::Cancelled => StateName::Cancelled,
            Self::OverBudget => StateName::OverBudget,
            Self::Undone => StateName::Undone,
        }
    }

    /// Why there is no pattern, as it is stored: the name of a [`NoPatternReason`], or a sentence.
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::NoPattern(reason) => Some(reason.as_str()),
            Self::Failed(reason) => Some(reason),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> [ConversationState; 10] {
        [
            ConversationState::Pending,
            ConversationState::Created,
            ConversationState::Confirmed,
            ConversationState::Staged,
            ConversationState::StagedAgain,
            ConversationState::NoPattern(NoPatternReason::NoAnswer),
            ConversationState::Failed("It failed.".to_owned()),
            ConversationState::Cancelled,
            ConversationState::OverBudget,
            ConversationState::Undone,
        ]
    }

    #[test]
    fn every_conversation_gets_one_outcome_and_only_one_without_a_result_is_tried_again() {
        for from in StateName::VARIANTS {
            let next: Vec<_> = StateName::VARIANTS.iter().filter(|next| from.can_become(**next)).collect();
            let expected: &[&StateName] = match from {
                StateName::Pending => &[
                    &StateName::Created,
                    &StateName::Confirmed,
                    &StateName::Staged,
                    &StateName::StagedAgain,
                    &StateName::NoPattern,
                    &StateName::Failed,
                    &StateName::Cancelled,
                    &StateName::OverBudget,
                ],
                StateName::Created
                | StateName::Confirmed
                | StateName::Staged
                | StateName::StagedAgain
                | StateName::NoPattern => &[&StateName::Undone],
                StateName::Failed | StateName::Cancelled | StateName::OverBudget => &[&StateName::Pending],
                StateName::Undone => &[],
            };
            assert_eq!(next, expected, "{from:?}");
        }
    }

    #[test]
    fn the_list_of_names_is_complete() {
        let names: Vec<_> = all().iter().map(ConversationState::name).collect();
        assert_eq!(names, StateName::VARIANTS);
    }
}
