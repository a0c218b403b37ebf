//! The formats.

use strum::{EnumString, IntoStaticStr, VariantArray};

/// What a library is exported as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "lowercase")]
pub enum Format {
    /// A table for spreadsheets, with a header.
    Csv,
    /// One document with a version.
    Json,
    /// One pattern in each line.
    Jsonl,
    /// Macros for Zendesk.
    Zendesk,
    /// Canned responses for Chatwoot.
    Chatwoot,
}

impl Format {
    /// The name.
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// The media type, with its parameters.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Csv | Self::Chatwoot => "text/csv; charset=utf-8; header=present",
            Self::Json | Self::Zendesk => "application/json",
            Self::Jsonl => "application/x-ndjson",
        }
    }

    /// The name of a file with an export.
    pub fn file_name(self) -> &'static str {
        match self {
            Self::Csv => "gleaner-patterns.csv",
            Self::Json => "gleaner-patterns.json",
            Self::Jsonl => "gleaner-patterns.jsonl",
            Self::Zendesk => "gleaner-zendesk-macros.json",
            Self::Chatwoot => "gleaner-chatwoot-canned-responses.csv",
        }
    }
}

/// The formats that can be read again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, VariantArray)]
pub enum LibraryFormat {
    /// [`Format::Csv`]
    Csv,
    /// [`Format::Json`]
    Json,
    /// [`Format::Jsonl`]
    Jsonl,
}

impl LibraryFormat {
    /// The format of a file with this name; `None` if its extension is that of no format.
    pub fn of_file_name(name: &str) -> Option<Self> {
        let (_, extension) = name.rsplit_once('.')?;
        match extension.to_ascii_lowercase().as_str() {
            "csv" => Some(Self::Csv),
            "json" => Some(Self::Json),
            "jsonl" | "ndjson" => Some(Self::Jsonl),
            _ => None,
        }
    }

    /// The format of a media type without parameters; `None` if it is that of no format.
    pub fn of_media_type(essence: &str) -> Option<Self> {
        match essence.to_ascii_lowercase().as_str() {
            "text/csv" | "application/csv" => Some(Self::Csv),
            "application/json" => Some(Self::Json),
            "application/x-ndjson" | "application/jsonl" | "application/x-jsonlines" => Some(Self::Jsonl),
            _ => None,
        }
    }
}

impl From<LibraryFormat> for Format {
    fn from(format: LibraryFormat) -> Self {
        match format {
            LibraryFormat::Csv => Self::Csv,
            LibraryFormat::Json => Self::Json,
            LibraryFormat::Jsonl => Self::Jsonl,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_library_format_is_known_by_the_name_and_the_media_type_of_its_export() {
        for of_library in LibraryFormat::VARIANTS {
            let format = Format::from(*of_library);
            assert_eq!(LibraryFormat::of_file_name(format.file_name()), Some(*of_library));
            let essence = format.media_type().split(';').next().unwrap();
            assert_eq!(LibraryFormat::of_media_type(essence), Some(*of_library));
        }
        assert_eq!(LibraryFormat::of_file_name("csv"), None);
        assert_eq!(LibraryFormat::of_file_name("patterns.xlsx"), None);
    }
}
