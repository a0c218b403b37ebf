//! Two patterns that may be the same.

use sha2::{Digest, Sha256};

use crate::pattern::Content;

/// Identifies what two patterns say, in either order: SHA-256, as 64 hexadecimal digits. Their types do not matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PairId(String);

impl PairId {
    /// The id of two patterns.
    pub fn of(one: &Content, other: &Content) -> Self {
        let mut digests = [digest(one), digest(other)];
        digests.sort_unstable();
        Self(hex::encode(Sha256::digest(digests.concat())))
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// No trigger contains a line break.
fn digest(content: &Content) -> [u8; 32] {
    Sha256::digest(format!("{}\n{}", content.trigger, content.template)).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pattern::{PatternType, Trigger};
    use crate::template::ResponseTemplate;

    fn content(trigger: &str, template: &str) -> Content {
        Content {
            pattern_type: PatternType::Faq,
            trigger: Trigger::parse(trigger).unwrap(),
            template: ResponseTemplate::parse(template).unwrap(),
        }
    }

    #[test]
    fn a_pair_has_one_id_in_either_order_until_one_of_them_says_something_else() {
        let (one, other) = (content("Are you open?", "Until 9."), content("When do you close?", "At 9."));
        let id = PairId::of(&one, &other);
        assert_eq!(id, PairId::of(&other, &one));
        assert_ne!(id, PairId::of(&one, &one));
        assert_ne!(id, PairId::of(&one, &content("When do you close?", "At 10.")));
        assert_eq!(id, PairId::of(&Content { pattern_type: PatternType::Hours, ..one }, &other));
    }
}
