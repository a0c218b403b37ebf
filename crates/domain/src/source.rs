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

    /// The prefix of the ids of this source's messages. Ids of different sources never collide.
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
    fn the_prefix_of_ids_is_the_name_and_a_colon_except_for_openphone() {
        for source in Source::VARIANTS {
            let expected =
                if *source == Source::OpenPhone { String::new() } else { format!("{}:", source.as_str()) };
            assert_eq!(source.id_prefix(), expected);
        }
    }

    #[test]
    fn no_source_has_the_prefix_of_ids_from_content() {
        assert!(Source::VARIANTS.iter().all(|source| source.id_prefix() != "sha256:"));
    }
}
