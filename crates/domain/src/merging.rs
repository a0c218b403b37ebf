//! Whether a draft is the same pattern as one in the library.

use crate::pattern::{Boost, Confidence, PatternDraft};
use crate::similarity::Trigrams;

/// When two triggers are the same question, and what a confirmation adds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MergeRules {
    /// Minimum trigram similarity of the triggers of one pattern, 0 to 1.
    pub threshold: f64,
    /// What a confirmation adds to the confidence, 0 to 1.
    pub boost: f64,
    /// The confidence at which boosting ends.
    pub cap: Confidence,
}

impl Default for MergeRules {
    fn default() -> Self {
        Self { threshold: 0.70, boost: 0.02, cap: Confidence::DEFAULT_CAP }
    }
}

impl MergeRules {
    /// What one piece of evidence adds to the confidence.
    pub fn nominal_boost(&self) -> Boost {
        Boost { amount: self.boost, cap: self.cap }
    }
}

/// A pattern of the library that a draft is compared with. It has the type of the draft.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    id: i32,
    trigger: Trigrams,
    is_removed: bool,
}

impl Candidate {
    /// The pattern with this id and trigger. `is_removed` states whether a person removed it, so that it must not be
    /// learned again.
    pub fn new(id: i32, trigger: &str, is_removed: bool) -> Self {
        Self { id, trigger: Trigrams::of(trigger), is_removed }
    }

    /// Its id in the library.
    pub fn id(&self) -> i32 {
        self.id
    }
}

/// What happens to a draft.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum MergeDecision {
    /// No candidate is similar enough: the draft becomes a pattern.
    Create,
    /// The draft confirms the pattern with this id, the most similar one.
    Confirm(i32),
    /// The most similar pattern was removed by a person.
    Removed,
}

/// Compares a draft with the patterns of its type. Among equally similar ones the lowest id wins, so that the
/// decision does not depend on the order of `candidates`.
pub fn decide(draft: &PatternDraft, candidates: &[Candidate], rules: &MergeRules) -> MergeDecision {
    let trigger = Trigrams::of(draft.trigger.as_str());
    let most_similar = candidates
        .iter()
        .map(|candidate| (candidate.trigger.similarity(&trigger), candidate))
        .filter(|(similarity, _)| *similarity >= rules.threshold)
        .max_by(|(a, one), (b, other)| a.total_cmp(b).then(other.id.cmp(&one.id)));
    match most_similar {
        None => MergeDecision::Create,
        Some((_, candidate)) if candidate.is_removed => MergeDecision::Removed,
        Some((_, candidate)) => MergeDecision::Confirm(candidate.id),
    }
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

    fn candidate(id: i32, trigger: &str) -> Candidate {
        Candidate::new(id, trigger, false)
    }

    fn decision(trigger: &str, candidates: &[Candidate]) -> MergeDecision {
        decide(&draft(trigger), candidates, &MergeRules::default())
    }

    #[test]
    fn a_draft_confirms_the_most_similar_pattern() {
        let library =
            [candidate(1, "the back door is stuck again"), candidate(2, "the front door is locked")];
        assert_eq!(decision("the front door is locked!", &library), MergeDecision::Confirm(2));
    }

    #[test]
    fn a_draft_below_the_threshold_becomes_a_pattern() {
        let library = [candidate(1, "what does a gift card cost")];
        assert_eq!(decision("the front door is locked", &library), MergeDecision::Create);
    }

    #[test]
    fn a_removed_pattern_is_not_learned_again() {
        let library = [Candidate::new(1, "the front door is locked", true)];
        assert_eq!(decision("the front door is locked", &library), MergeDecision::Removed);
    }

    #[test]
    fn among_equally_similar_patterns_the_lowest_id_wins_in_any_order() {
        let mut library =
            vec![candidate(2, "the front door is locked"), candidate(1, "the front door is locked")];
        for _ in 0..2 {
            assert_eq!(decision("the front door is locked", &library), MergeDecision::Confirm(1));
            library.reverse();
        }
    }
}
