//! What a person should know about a file that is accepted all the same.

use crate::closed_set::closed_set;

closed_set! {
    /// Its name and its sentence.
    WarningCode(as_str, sentence) {
        GuessedEncoding = "guessed_encoding": "The file does not say how its characters are encoded. Please look at accents and quotation marks in the preview.",
        DamagedText = "damaged_text": "Some characters were damaged before the file came here, and were replaced.",
        NulBytes = "nul_bytes": "The file holds NUL bytes; they were left out.",
        DamagedNumbers = "damaged_numbers": "A spreadsheet has damaged telephone numbers (it turns +19025550142 into 1.90E+10). Conversations were told apart by their id.",
        MissingTimes = "missing_times": "Some messages have no plausible time; they keep their place in the file.",
        RejectedRows = "rejected_rows": "Some rows cannot be read; the report names them.",
        UnclosedQuote = "unclosed_quote": "Lines are lost behind a quotation mark that is opened and never closed: the row it stands in, and what cannot be told from it.",
        OverLimit = "over_limit": "There are more conversations than one import takes on. The others stay importable: send the file again afterwards.",
        NothingNew = "nothing_new": "Every message in this file was imported before.",
        DuplicateFile = "duplicate_file": "This file was already imported; sending it would be refused.",
        UnknownPrice = "unknown_price": "The price of this model is not known, so the cost is not. OPENAI_PRICES can name it.",
    }
}

/// A warning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Warning {
    /// What it is about.
    pub code: WarningCode,
    /// How often that is the case.
    pub count: u64,
    /// The line of the file where it is first, counted from one.
    pub line: Option<u64>,
}

impl Warning {
    /// About the file as a whole.
    pub fn of_file(code: WarningCode) -> Self {
        Self { code, count: 1, line: None }
    }
}
