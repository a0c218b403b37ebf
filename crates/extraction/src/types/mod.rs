//! What patterns are about: one table of types with their descriptions and cues, for both extractors.
//!
//! The built-in table is `lexicons/types.toml`. `file` reads it and the file of a business, which has the same form.
//! `classify` decides by the `model` of the built-in types and the `cues` of the business.

mod classify;
mod cues;
mod file;
mod model;
mod words;

use std::fmt;
use std::sync::LazyLock;

use gleaner_domain::PatternType;

use cues::Cue;
use file::Section;
pub use file::TypesError;
#[cfg(feature = "training")]
pub(crate) use words::{general_words, phrases};

static BUILT_IN: LazyLock<Vec<Section>> = LazyLock::new(built_in_sections);

#[expect(clippy::expect_used, reason = "the table is a constant, and a test reads it")]
fn built_in_sections() -> Vec<Section> {
    file::read(include_str!("../../lexicons/types.toml")).expect("the built-in table is valid")
}

/// The types of a business.
pub struct PatternTypes {
    types: Vec<DescribedType>,
}

struct DescribedType {
    /// The name of the section, by which the model knows a built-in type.
    key: PatternType,
    /// The type under the name that the business gave it.
    pattern_type: PatternType,
    description: String,
    cues: Vec<Cue>,
}

impl PatternTypes {
    /// The built-in types.
    pub fn built_in() -> Self {
        Self::of(&BUILT_IN)
    }

    /// The built-in types, changed by `text`, the TOML file of a business. In it, a section with the name of a
    /// built-in type may contain a new `name`, a new `description` and cues; any other section is a new type.
    ///
    /// # Errors
    ///
    /// Returns a [`TypesError`] for the first fault: `text` is not TOML, or a name, a description or a cue is
    /// missing, invalid or a duplicate.
    pub fn customized(text: &str) -> Result<Self, TypesError> {
        let (mut added, mut built_in) = (Vec::new(), BUILT_IN.clone());
        for section in file::read(text)? {
            match built_in.iter_mut().find(|known| known.key == section.key) {
                Some(known) => known.change(section),
                None => added.push(section.checked_as_new()?),
            }
        }
        added.append(&mut built_in);
        for section in &added {
            section.check_name(&added)?;
        }
        Ok(Self::of(&added))
    }

    fn of(sections: &[Section]) -> Self {
        Self { types: sections.iter().map(DescribedType::of).collect() }
    }

    /// The type with this name, if it is in the table.
    pub fn get(&self, name: &str) -> Option<PatternType> {
        self.iter().map(|(pattern_type, _)| pattern_type).find(|pattern_type| pattern_type.as_str() == name)
    }

    /// Each type with its description, for people and language models.
    pub fn iter(&self) -> impl Iterator<Item = (PatternType, &str)> {
        self.types.iter().map(|described| (described.pattern_type, described.description.as_str()))
    }
}

impl Default for PatternTypes {
    fn default() -> Self {
        Self::built_in()
    }
}

impl fmt::Debug for PatternTypes {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_map().entries(self.iter()).finish_non_exhaustive()
    }
}

impl DescribedType {
    fn of(section: &Section) -> Self {
        Self {
            key: section.key,
            pattern_type: section.pattern_type(),
            description: section.description.clone().unwrap_or_default(),
            cues: section.cues.clone(),
        }
    }
}

#[cfg(test)]
mod tests;
