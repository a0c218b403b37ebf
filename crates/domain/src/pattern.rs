//! Reply patterns: a generalized question and a reusable reply, with the evidence for them.

mod aggregate;
mod change;
mod confidence;
mod draft;
mod evidence;
mod exchanged;
mod feedback;
mod general;
mod history;
mod pattern_type;
mod staged;
mod trigger;

use crate::language::Language;
use crate::template::{ResponseTemplate, without_variables};

pub use aggregate::{Edited, MAX_EXAMPLES, Pattern, PatternStatus};
pub use change::{Action, Actor, Cause, Change, Content, PatternEdit};
pub use confidence::{Boost, Confidence, ConfidenceError};
pub use draft::PatternDraft;
pub use evidence::{ConversationSource, Evidence};
pub use exchanged::ExchangedPattern;
pub use feedback::FeedbackOutcome;
pub(crate) use general::differ_in_value;
pub use history::{History, HistoryEntry};
pub use pattern_type::{PatternType, TypeName, TypeNameError};
pub use staged::StagedStatus;
pub use trigger::{MAX_TRIGGER_CHARS, Trigger};

/// The language of a question and its answer, without their variables.
fn language_of(trigger: &Trigger, template: &ResponseTemplate) -> Option<Language> {
    let text = format!("{}\n{}", trigger.as_str(), template.as_str());
    Language::of(&without_variables(&text))
}
