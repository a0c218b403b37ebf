//! What a person should know about a file that is accepted all the same.

use strum::{EnumMessage, EnumString, IntoStaticStr, VariantArray};

/// Its name and its sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[derive(EnumMessage, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum WarningCode {
    /// The file does not say how its characters are encoded. Please look at accents and quotation marks in the preview.
    GuessedEncoding,
    /// Some characters were damaged before the file came here, and were replaced.
    DamagedText,
    /// The file holds NUL bytes; they were left out.
    NulBytes,
    /// A spreadsheet has damaged telephone numbers (it turns +19025550142 into 1.90E+10). Conversations were told apart by their id.
    DamagedNumbers,
    /// Some messages have no plausible time; they keep their place in the file.
    MissingTimes,
    /// Some rows cannot be read; the report names them.
    RejectedRows,
    /// Lines are lost behind a quotation mark that is opened and never closed: the row it stands in, and what cannot be told from it.
    UnclosedQuote,
    /// There are more conversations than one import takes on. The others stay importable: send the file again afterwards.
    OverLimit,
    /// Every message in this file was imported before.
    NothingNew,
    /// This file was already imported; sending it would be refused.
    DuplicateFile,
    /// The price of this model is not known, so the cost is not. OPENAI_PRICES can name it.
    UnknownPrice,
}

impl WarningCode {
    /// The name, as it is stored and sent.
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// The documentation of the value, for people.
    pub fn sentence(self) -> &'static str {
        // `missing_docs` makes sure that every variant has one. Each is one line, as strum keeps line breaks.
        self.get_documentation().unwrap_or_default()
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
