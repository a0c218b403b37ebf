//! Whether what a conversation teaches is known already.

use crate::pattern::{Confidence, PatternDraft};
use crate::similarity::Trigrams;

/// Most example triggers a pattern keeps: enough for a reader to see the spread.
pub const MAX_EXAMPLES: usize = 20;

/// When two triggers are the same question, and what a repetition is worth.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MergeRules {
    /// Trigram similarity from which a draft is the same as a known pattern, 0 to 1.
    pub threshold: f64,
    /// What each repetition adds to the confidence.
    pub boost: f64,
    /// Where boosting ends.
    pub cap: Confidence,
}

impl Default for MergeRules {
    #[expect(clippy::expect_used, reason = "a constant that is in range")]
    fn default() -> Self {
        Self { threshold: 0.70, boost: 0.02, cap: Confidence::new(0.95).expect("0.95 is a confidence") }
    }
}

/// What merging must know of a pattern in the library, of the draft's own type.
#[derive(Debug, Clone, PartialEq)]
pub struct KnownPattern {
    /// Its id in the library.
    pub id: i32,
    /// Its generalised question.
    pub trigger: String,
    /// How far it is trusted now.
    pub confidence: Confidence,
    /// A person has removed it: it must not be learnt again.
    pub removed: bool,
}

/// What becomes of a draft.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum MergeDecision {
    /// Nothing like it is known.
    Create,
    /// This pattern is the same, and rises to this confidence.
    Enhance {
        /// The most similar pattern.
        id: i32,
        /// Its confidence from now on.
        confidence: Confidence,
    },
    /// The most similar pattern was removed by a person.
    Removed,
}

/// Compares a draft with the patterns of its own type. Among equals the lowest id wins, so that
/// the answer does not depend on the order of `known`.
pub fn decide(draft: &PatternDraft, known: &[KnownPattern], rules: &MergeRules) -> MergeDecision {
    let asked = Trigrams::of(draft.trigger.as_str());
    let most_similar = known
        .iter()
        .map(|pattern| (Trigrams::of(&pattern.trigger).similarity(&asked), pattern))
        .filter(|(similarity, _)| *similarity >= rules.threshold)
        .max_by(|(a, one), (b, other)| a.total_cmp(b).then(other.id.cmp(&one.id)));
    match most_similar {
        None => MergeDecision::Create,
        Some((_, pattern)) if pattern.removed => MergeDecision::Removed,
        Some((_, pattern)) => MergeDecision::Enhance {
            id: pattern.id,
            confidence: pattern.confidence.boosted(rules.boost, rules.cap),
        },
    }
}

/// `examples` with `trigger` behind them, unless it is there already or they are many enough.
pub fn with_example(mut examples: Vec<String>, trigger: &str) -> Vec<String> {
    if examples.len() < MAX_EXAMPLES && !examples.iter().any(|known| known == trigger) {
        examples.push(trigger.to_owned());
    }
    examples
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pattern::{PatternType, Trigger};
    use crate::template::ResponseTemplate;

    fn draft(trigger: &str) -> PatternDraft {
        PatternDraft {
            pattern_type: PatternType::Access,
            trigger: Trigger::parse(trigger).unwrap(),
            template: ResponseTemplate::parse("Use the side door").unwrap(),
            confidence: Confidence::draft(0.6).unwrap(),
            question: vec![],
            answer: vec![],
        }
    }

    fn known(id: i32, trigger: &str) -> KnownPattern {
        KnownPattern {
            id,
            trigger: trigger.into(),
            confidence: Confidence::new(0.6).unwrap(),
            removed: false,
        }
    }

    #[test]
    fn the_most_similar_pattern_rises() {
        let library = [known(1, "the back door is stuck again"), known(2, "the front door is locked")];
        let decision = decide(&draft("the front door is locked!"), &library, &MergeRules::default());
        assert_eq!(decision, MergeDecision::Enhance { id: 2, confidence: Confidence::new(0.62).unwrap() });
    }

    #[test]
    fn below_the_threshold_it_is_new() {
        let library = [known(1, "what does a gift card cost")];
        assert_eq!(
            decide(&draft("the front door is locked"), &library, &MergeRules::default()),
            MergeDecision::Create
        );
    }

    #[test]
    fn what_a_person_removed_is_not_learnt_again() {
        let library = [KnownPattern { removed: true, ..known(1, "the front door is locked") }];
        assert_eq!(
            decide(&draft("the front door is locked"), &library, &MergeRules::default()),
            MergeDecision::Removed
        );
    }

    #[test]
    fn among_equals_the_oldest_wins_in_any_order() {
        let mut library = vec![known(2, "the front door is locked"), known(1, "the front door is locked")];
        for _ in 0..2 {
            let decision = decide(&draft("the front door is locked"), &library, &MergeRules::default());
            assert!(matches!(decision, MergeDecision::Enhance { id: 1, .. }));
            library.reverse();
        }
    }

    #[test]
    fn examples_grow_once_each_and_are_bounded() {
        let mut examples = with_example(vec![], "a");
        examples = with_example(examples, "a");
        assert_eq!(examples, ["a"]);
        for number in 0..2 * MAX_EXAMPLES {
            examples = with_example(examples, &number.to_string());
        }
        assert_eq!(examples.len(), MAX_EXAMPLES);
    }
}
