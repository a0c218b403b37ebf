//! Warnings about a file that was accepted or previewed.

use strum::{EnumMessage, EnumString, IntoStaticStr, VariantArray};

/// What a warning is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[derive(EnumMessage, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum WarningCode {
    /// The file does not state its character encoding. Please check accents and quotation marks in the preview.
    GuessedEncoding,
    /// Some characters were already damaged in the file, and were replaced.
    DamagedText,
    /// The file contains NUL bytes; they were removed.
    NulBytes,
    /// A spreadsheet has damaged telephone numbers (it turns +19025550142 into 1.90E+10). Conversations were identified by their id.
    DamagedNumbers,
    /// Some messages have no plausible time; they keep their position in the file.
    MissingTimes,
    /// Some rows cannot be read; the row report lists them.
    RejectedRows,
    /// A quotation mark is never closed. The row that contains it, and following lines that cannot be told apart from it, are lost.
    UnclosedQuote,
    /// The file has more conversations than one import accepts. Upload the file again after this import finishes to import the others.
    OverLimit,
    /// Every message in this file was imported before.
    NothingNew,
    /// This file was already imported; uploading it again would be refused.
    DuplicateFile,
    /// The price of this model is unknown, so the cost is unknown. Set OPENAI_PRICES to state it.
    UnknownPrice,
    /// The mode economy needs a language model, and this service uses the local rules. The import runs in the mode standard, without cost.
    EconomyUnavailable,
}

impl WarningCode {
    /// Returns the name, as it is stored and sent.
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// Returns the documentation of the value, as a human-readable sentence.
    pub fn sentence(self) -> &'static str {
        // `missing_docs` makes sure that every variant has one. Each is one line, since strum keeps line breaks.
        self.get_documentation().unwrap_or_default()
    }
}

/// A warning about a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Warning {
    /// What the warning is about.
    pub code: WarningCode,
    /// How many rows, lines, characters or conversations it concerns; 1 if it concerns the file as a whole.
    pub count: u64,
    /// The first line concerned, counted from one.
    pub line: Option<u64>,
}

impl Warning {
    /// Returns a warning about the file as a whole.
    pub fn of_file(code: WarningCode) -> Self {
        Self { code, count: 1, line: None }
    }
}
