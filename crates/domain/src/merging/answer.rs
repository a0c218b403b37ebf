//! What two answers have in common, and whether they disagree.

use crate::grounding::{contradicts, facts, is_frequent_fact, says_yes};
use crate::pattern::differ_in_value;
use crate::similarity::TokenSet;
use crate::template::{ResponseTemplate, without_variables};

/// The minimum similarity of answers that say the same, 0 to 1, if they have no fact in common. It is that of the
/// shared conversations: with the same question and less similar answers, the patterns differ.
const MIN_LIKE: f64 = 0.3;

/// The answer of a draft or of a pattern, without its variables.
#[derive(Debug, Clone)]
pub(super) struct Answer {
    text: String,
    words: TokenSet,
    /// Links, numbers and codes.
    facts: TokenSet,
    /// Those facts that many answers contain, such as `30`.
    frequent_facts: TokenSet,
    /// Whether it says yes to the question, or no.
    says_yes: Option<bool>,
}

impl Answer {
    pub fn of(template: &ResponseTemplate) -> Self {
        let text = without_variables(template.as_str());
        let found = facts(&text);
        let facts = || found.iter().map(String::as_str);
        Self {
            words: TokenSet::words(&text),
            facts: TokenSet::exact(facts()),
            frequent_facts: TokenSet::exact(facts().filter(|fact| is_frequent_fact(fact))),
            says_yes: says_yes(&text),
            text,
        }
    }

    /// The similarity of the words, 0 to 1.
    pub fn similarity(&self, other: &Self) -> f64 {
        self.words.similarity(&other.words)
    }

    /// The number of facts in both. A frequent one counts half.
    pub fn shared_facts(&self, other: &Self) -> f64 {
        let shared = |of: fn(&Self) -> &TokenSet| of(self).shared_with(of(other)) as f64;
        shared(|answer| &answer.facts) - 0.5 * shared(|answer| &answer.frequent_facts)
    }

    /// Whether it ends with a question mark, apart from punctuation and emoji after it.
    pub fn asks(&self) -> bool {
        self.text.trim_end_matches(|c: char| c != '?' && !c.is_alphanumeric()).ends_with('?')
    }

    /// Whether both may be forms of the same answer to the same question.
    pub fn is_like(&self, other: &Self) -> bool {
        self.shared_facts(other) > 0.0 || self.similarity(other) >= MIN_LIKE
    }

    /// Whether both contain facts and none in common, or one has another value in the place of a fact.
    pub fn has_other_facts(&self, other: &Self) -> bool {
        let is_disjoint =
            !self.facts.is_empty() && !other.facts.is_empty() && self.shared_facts(other) == 0.0;
        is_disjoint || differ_in_value(&self.text, &other.text)
    }

    /// Whether one says yes and the other no.
    pub fn has_other_reply(&self, other: &Self) -> bool {
        matches!((self.says_yes, other.says_yes), (Some(one), Some(another)) if one != another)
    }

    /// Whether one denies what the other affirms.
    pub fn contradicts(&self, other: &Self) -> bool {
        contradicts(&self.text, &other.text)
    }
}
