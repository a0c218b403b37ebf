//! What one conversation teaches: a pattern, or the reason why there is none.

use crate::closed_set::closed_set;
use crate::pattern::PatternDraft;

closed_set! {
    /// Why a conversation teaches nothing.
    NothingReason(as_str, sentence) {
        OneSided = "one_sided": "Only one side of the conversation wrote.",
        SmallTalk = "small_talk": "There are only greetings, thanks and closings.",
        NoQuestion = "no_question": "The customer asked for nothing.",
        NoAnswer = "no_answer": "The operator gave no answer.",
        CaseSpecific = "case_specific": "The answer fits only this one case.",
        AlreadyImported = "already_imported": "Another import has learnt from these messages already.",
        Removed = "removed": "A person removed the pattern that this conversation teaches.",
    }
}

/// What one conversation teaches.
#[derive(Debug, Clone, PartialEq)]
pub enum Lesson {
    /// One reusable reply.
    Pattern(Box<PatternDraft>),
    /// Nothing, and why.
    Nothing(NothingReason),
}
