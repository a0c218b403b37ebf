//! Finding the patterns that match a message.

use crate::pattern::{Confidence, PatternType};
use crate::similarity::TokenSet;
use crate::template::without_variables;

/// Minimum trigram similarity of a match, 0 to 1. It is the default of `pg_trgm`.
pub const MIN_SIMILARITY: f64 = 0.3;
/// Minimum similarity of the meaning of a match, 0 to 1, see [`Scale`](crate::embedding::Scale). Half of the nearest
/// questions from there on have the right answer, as at [`MIN_SIMILARITY`] for trigrams.
pub const MIN_MEANING: f64 = 0.5;
/// Minimum confidence of a match whose reply may be sent without a person, 0 to 1. It equals the default of
/// `CONFIDENCE_CAP`, so that only patterns that many conversations confirmed reach it.
pub const MIN_CONFIDENCE_TO_ACT: f64 = 0.95;

/// A pattern that a message is compared with.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// Its id in the library.
    pub id: i32,
    /// What it is about.
    pub pattern_type: PatternType,
    /// Its generalized question.
    pub trigger: String,
    /// Questions of the conversations that created and confirmed it.
    pub examples: Vec<String>,
    /// Its reply.
    pub template: String,
    /// How far it can be trusted.
    pub confidence: Confidence,
    /// Whether the reply may be sent without asking a person first.
    pub auto_executable: bool,
    /// The similarity of the meaning of the message and the most similar question, 0 to 1; `None` if it is not known.
    pub meaning: Option<f64>,
}

/// A pattern that matches a message.
#[derive(Debug, Clone, PartialEq)]
pub struct Match {
    /// The pattern.
    pub pattern: Candidate,
    /// The similarity of the message and the most similar question of the pattern, by trigrams or by meaning, 0 to 1.
    pub similarity: f64,
}

impl Match {
    /// How far the reply can be trusted for this message, 0 to 1.
    pub fn confidence(&self) -> f64 {
        self.similarity * self.pattern.confidence.value()
    }

    /// Whether the reply may be sent without a person.
    pub fn may_act(&self) -> bool {
        self.pattern.auto_executable && self.confidence() >= MIN_CONFIDENCE_TO_ACT
    }
}

/// The candidates that are similar enough to `message`, the highest confidence first. Among equals the lowest id is first.
pub fn matches(message: &str, candidates: Vec<Candidate>) -> Vec<Match> {
    let mut found = similar(message, candidates);
    found.sort_by(|a, b| b.confidence().total_cmp(&a.confidence()).then(a.pattern.id.cmp(&b.pattern.id)));
    found
}

/// The candidates that are similar enough to `message`, the most similar first. Among equals the lowest id is first.
pub fn similar(message: &str, candidates: Vec<Candidate>) -> Vec<Match> {
    let asked = TokenSet::trigrams(message);
    let found = candidates.into_iter();
    let found =
        found.filter_map(|pattern| Some(Match { similarity: similarity(&asked, &pattern)?, pattern }));
    let mut found: Vec<Match> = found.collect();
    found.sort_by(|a, b| b.similarity.total_cmp(&a.similarity).then(a.pattern.id.cmp(&b.pattern.id)));
    found
}

/// The similarity of a question and a pattern; `None` if it is too low for a match. Variables are left out, since they
/// match any value.
fn similarity(asked: &TokenSet, pattern: &Candidate) -> Option<f64> {
    let questions = std::iter::once(&pattern.trigger).chain(&pattern.examples);
    let trigrams = questions
        .map(|question| TokenSet::trigrams(&without_variables(question)).similarity(asked))
        .fold(0.0, f64::max);
    let trigrams = Some(trigrams).filter(|similarity| *similarity >= MIN_SIMILARITY);
    let meaning = pattern.meaning.filter(|similarity| *similarity >= MIN_MEANING);
    trigrams.into_iter().chain(meaning).reduce(f64::max)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidate(id: i32, trigger: &str, confidence: f64) -> Candidate {
        Candidate {
            id,
            pattern_type: PatternType::Access,
            trigger: trigger.into(),
            examples: vec![],
            template: "Use the side door.".into(),
            confidence: Confidence::new(confidence).unwrap(),
            auto_executable: false,
            meaning: None,
        }
    }

    fn best_match(message: &str, candidates: Vec<Candidate>) -> Option<Match> {
        matches(message, candidates).into_iter().next()
    }

    #[test]
    fn matches_are_ordered_by_confidence_or_by_similarity() {
        let library = vec![candidate(1, "open the door", 0.6), candidate(2, "open the big door", 0.9)];
        let ids = |found: Vec<Match>| found.iter().map(|found| found.pattern.id).collect::<Vec<_>>();
        assert_eq!(ids(similar("open the door", library.clone())), [1, 2]);
        assert_eq!(ids(matches("open the door", library)), [2, 1]);
    }

    #[test]
    fn the_most_similar_question_decides_examples_included() {
        let mut door = candidate(1, "How do I get in?", 0.8);
        door.examples.push("The front door is locked".into());
        let found = best_match("the front door is locked!", vec![candidate(2, "gift card price", 0.9), door]);
        assert_eq!(found.map(|found| (found.pattern.id, found.similarity)), Some((1, 1.0)));
    }

    #[test]
    fn a_variable_fits_any_value() {
        let found =
            best_match("Bay 3 is frozen", vec![candidate(1, "Bay {{bay_number}} is frozen", 0.8)]).unwrap();
        assert!(found.similarity > 0.8, "{}", found.similarity);
    }

    #[test]
    fn nothing_similar_is_no_match() {
        assert_eq!(best_match("what is the weather", vec![candidate(1, "gift card price", 0.9)]), None);
        assert_eq!(best_match("", vec![candidate(1, "gift card price", 0.9)]), None);
    }

    #[test]
    fn a_question_in_other_words_is_found_by_its_meaning() {
        let meaning = |meaning| Candidate { meaning, ..candidate(1, "How do I get in?", 0.8) };
        let found = |known| best_match("the door is locked", vec![known]).map(|found| found.similarity);
        assert_eq!(found(meaning(Some(0.7))), Some(0.7));
        assert_eq!((found(meaning(Some(0.49))), found(meaning(None))), (None, None));
    }

    #[test]
    fn among_equals_the_oldest_wins_in_any_order() {
        let mut library = vec![candidate(2, "open the door", 0.8), candidate(1, "open the door", 0.8)];
        for _ in 0..2 {
            assert_eq!(best_match("open the door", library.clone()).unwrap().pattern.id, 1);
            library.reverse();
        }
    }

    #[test]
    fn only_a_trusted_pattern_that_a_person_allows_may_act() {
        let found = |confidence, auto_executable| {
            let pattern = Candidate { auto_executable, ..candidate(1, "open the door", confidence) };
            best_match("open the door", vec![pattern]).unwrap().may_act()
        };
        assert_eq!((found(0.95, true), found(0.95, false), found(0.9, true)), (true, false, false));
    }
}
