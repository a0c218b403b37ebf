//! Where messages come from.

use strum::{EnumString, IntoStaticStr, VariantArray};

/// A program or service that messages are exported from.
///
/// A new source is a new variant here, a module next to `openphone` in the crate `sources`, and a variant of
/// `Format` there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[derive(EnumString, IntoStaticStr, VariantArray)]
pub enum Source {
    /// OpenPhone, now named Quo.
    #[strum(serialize = "openphone")]
    OpenPhone,
}

impl Source {
    /// The name, as it is stored.
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// How a pattern from this source is marked in `learned_from`, which the existing backend reads.
    pub fn learned_from(self) -> &'static str {
        match self {
            Self::OpenPhone => "csv_import",
        }
    }

    /// What precedes the ids of this source's messages, so that ids of different sources never collide.
    ///
    /// Ids of OpenPhone have no prefix: they were stored before there were other sources. Every other source
    /// returns its name and a colon.
    pub(crate) fn id_prefix(self) -> &'static str {
        match self {
            Self::OpenPhone => "",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_source_is_read_back_from_its_name() {
        for source in Source::VARIANTS {
            assert_eq!(source.as_str().parse(), Ok(*source));
        }
        assert_eq!(Source::OpenPhone.as_str(), "openphone");
    }

    #[test]
    fn at_most_one_source_has_ids_without_a_prefix_and_no_prefix_marks_an_id_from_content() {
        let prefixes: std::collections::BTreeSet<_> =
            Source::VARIANTS.iter().map(|s| s.id_prefix()).collect();
        assert_eq!(prefixes.len(), Source::VARIANTS.len());
        assert!(!prefixes.contains("sha256:"));
    }
}
