//! The language of a text.

use whatlang::Lang;

/// A language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Language(Lang);

impl Language {
    /// The language of a text; `None` if it is too short or too mixed to tell.
    pub fn of(text: &str) -> Option<Self> {
        let detected = whatlang::detect(text)?;
        detected.is_reliable().then(|| Self(detected.lang()))
    }

    /// The language with a code of ISO 639-3, such as `eng`.
    pub fn from_code(code: &str) -> Option<Self> {
        Lang::from_code(code).map(Self)
    }

    /// Its code of ISO 639-3.
    pub fn code(self) -> &'static str {
        self.0.code()
    }
}
