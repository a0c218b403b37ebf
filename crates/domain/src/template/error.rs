//! Why a text is not a template.

use thiserror::Error;

/// Why a text is not a template. The sentences do not contain the text, which may be a customer's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum TemplateError {
    /// It contains only spaces, punctuation and variables.
    #[error("the text contains no words besides its variables")]
    Empty,
    /// It is longer than this number of characters.
    #[error("the text is longer than {0} characters")]
    TooLong(usize),
    /// It contains a variable that is not a [`NumberedVariable`](super::NumberedVariable).
    #[error("the text uses an unknown variable")]
    UnknownVariable,
    /// It contains the variable `amount_3` but not `amount_2`, or `amount_2` but not `amount`.
    #[error("the variables of one type are not numbered without gaps")]
    VariableGap,
    /// It contains braces that are not part of a variable, as in the syntax of most template languages.
    #[error("the text contains braces that do not enclose a variable")]
    StrayBraces,
    /// It contains a character that is invisible, or that hides or reorders others.
    #[error("the text contains an invisible character")]
    Invisible,
    /// It contains a word with letters of another script that look like its own.
    #[error("the text contains letters that imitate other letters")]
    LookAlike,
    /// It contains HTML, Markdown, code or an escape sequence.
    #[error("the text contains markup or code")]
    Markup,
}

impl TemplateError {
    /// Whether the text could deceive a reader or a program that displays it. The others only lack something or
    /// are too long.
    pub fn is_unsafe(self) -> bool {
        !matches!(self, Self::Empty | Self::TooLong(_))
    }
}
