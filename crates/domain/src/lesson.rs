//! What one conversation teaches: a pattern, or the reason why there is none.

use crate::pattern::PatternDraft;

macro_rules! nothing_reasons {
    ($($name:ident = $text:literal: $sentence:literal,)*) => {
        /// Why a conversation teaches nothing.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum NothingReason {
            $(#[doc = $sentence] $name,)*
        }

        impl NothingReason {
            /// Every reason there is.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// Its name, as it is stored and as a model may give it.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// The reason in a sentence for people, or for a model.
            pub fn sentence(self) -> &'static str {
                match self { $(Self::$name => $sentence,)* }
            }
        }
    };
}

nothing_reasons! {
    OneSided = "one_sided": "Only one side of the conversation wrote.",
    SmallTalk = "small_talk": "There are only greetings, thanks and closings.",
    NoQuestion = "no_question": "The customer asked for nothing.",
    NoAnswer = "no_answer": "The operator gave no answer.",
    CaseSpecific = "case_specific": "The answer fits only this one case.",
    AlreadyImported = "already_imported": "Another import has learnt from these messages already.",
    Removed = "removed": "A person removed the pattern that this conversation teaches.",
}

impl NothingReason {
    /// The reason of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|reason| reason.as_str() == name)
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
