//! What an index of the library contains, and how it is searched, so that the patterns that a draft or a message may
//! match are found without reading the others.
//!
//! Each text is a set of tokens, and the index contains the rarest of them (see [`TokenSet::prefix`]). A search finds
//! every pattern that reaches its similarity, and some that do not.

use std::collections::HashSet;
use std::ops::RangeInclusive;

use strum::FromRepr;

use crate::grounding::facts;
use crate::pattern::{Pattern, PatternDraft, Trigger};
use crate::similarity::TokenSet;
use crate::template::without_variables;

/// Changes if the same pattern gets other entries. The index is then built again.
pub const VERSION: i32 = 1;
/// The minimum similarity at which a question is found by its trigrams, 0 to 1.
pub const MIN_QUESTION_SIMILARITY: f64 = 0.3;
/// The minimum similarity at which an answer is found by its words, 0 to 1.
pub const MIN_ANSWER_SIMILARITY: f64 = 0.35;

/// What tokens are of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, FromRepr)]
#[repr(i16)]
pub enum Field {
    /// Trigrams of the trigger or of an example.
    Question = 1,
    /// Words of the template.
    Answer = 2,
    /// Facts in the template.
    Fact = 3,
}

/// A token of a text of a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Entry {
    /// What the token is of.
    pub field: Field,
    /// The token.
    pub token: i64,
    /// The number of tokens of the text.
    pub size: i32,
    /// The index of the token among those of the text, the rarest first.
    pub position: i32,
    /// Distinguishes the texts of a field of one pattern.
    pub text: i32,
}

/// The entries of a pattern.
pub fn entries(pattern: &Pattern) -> HashSet<Entry> {
    let questions = std::iter::once(&pattern.trigger).chain(&pattern.examples);
    let template = without_variables(pattern.template.as_str());
    let questions = questions
        .flat_map(|question| of(Field::Question, &question_tokens(question), MIN_QUESTION_SIMILARITY));
    let answer = of(Field::Answer, &TokenSet::words(&template), MIN_ANSWER_SIMILARITY);
    let facts = of(Field::Fact, &fact_tokens(&template), 0.0);
    questions.chain(answer).chain(facts).collect()
}

fn of(field: Field, tokens: &TokenSet, min_similarity: f64) -> Vec<Entry> {
    // Two texts of the same tokens have the same entries.
    let text =
        tokens.as_slice().iter().fold(0, |text: i32, token| text.wrapping_mul(31) ^ (*token >> 7) as i32);
    let size = tokens.len() as i32;
    let prefix = (0..).zip(tokens.prefix(min_similarity));
    prefix.map(|(position, token)| Entry { field, token: *token, size, position, text }).collect()
}

/// The trigrams of a question. Variables are left out, since they match any value.
pub(crate) fn question_tokens(question: &Trigger) -> TokenSet {
    TokenSet::trigrams(&without_variables(question.as_str()))
}

/// The links, numbers and codes of a template without its variables, as tokens.
fn fact_tokens(template: &str) -> TokenSet {
    TokenSet::exact(facts(template).iter().map(String::as_str))
}

/// A search for the patterns that have a text like a given one.
#[derive(Debug, Clone, PartialEq)]
pub struct Search {
    /// What is compared.
    pub field: Field,
    /// At least one of these tokens is an entry of each such text.
    pub tokens: Vec<i64>,
    /// The number of all tokens of the given text.
    pub size: usize,
    /// The sizes of such texts.
    pub sizes: RangeInclusive<usize>,
    /// The minimum similarity of such a text, 0 to 1. Zero if one common token suffices.
    pub min_similarity: f64,
}

impl Search {
    fn new(field: Field, tokens: &TokenSet, min_similarity: f64) -> Self {
        let sizes = match min_similarity {
            0.0 => 1..=usize::MAX,
            _ => tokens.similar_lengths(min_similarity),
        };
        let prefix = tokens.prefix(min_similarity).to_vec();
        Self { field, tokens: prefix, size: tokens.len(), sizes, min_similarity }
    }

    /// Finds the patterns with a question like `text`, which has no variables.
    pub fn like_question(text: &str, min_similarity: f64) -> Self {
        Self::new(Field::Question, &TokenSet::trigrams(text), min_similarity.max(MIN_QUESTION_SIMILARITY))
    }

    /// Finds the patterns that `draft` may be the same as: those with a question of at least `question_similarity`,
    /// with a similar answer, or with a common fact.
    pub fn like_draft(draft: &PatternDraft, question_similarity: f64) -> [Self; 3] {
        let template = without_variables(draft.template.as_str());
        [
            Self::new(Field::Question, &question_tokens(&draft.trigger), question_similarity),
            Self::new(Field::Answer, &TokenSet::words(&template), MIN_ANSWER_SIMILARITY),
            Self::new(Field::Fact, &fact_tokens(&template), 0.0),
        ]
    }
}
