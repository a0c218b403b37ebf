//! What an index of the library contains, and how it is searched, so that the patterns that a draft or a message may
//! match are found without reading the others.
//!
//! Each text is a set of tokens, and the index contains the rarest of them (see [`TokenSet::prefix`]). A search for a
//! question finds every pattern that reaches its similarity, and some that do not. A search for an answer or for facts
//! finds those with the most of the rarest tokens.

mod band;
mod posting;
mod selection;

use std::collections::HashSet;
use std::ops::RangeInclusive;

use crate::grounding::{facts, is_frequent_fact};
use crate::pattern::{Pattern, PatternDraft, PatternType};
use crate::similarity::TokenSet;
use crate::template::without_variables;

pub use band::NEAR_SIMILARITY;
pub use posting::Posting;

/// Changes if the same pattern gets other entries or another [`search_text`](crate::search::search_text()). The index is
/// then built again.
pub const VERSION: i32 = 2;
/// The minimum similarity at which a question is found by its trigrams, 0 to 1.
pub const MIN_QUESTION_SIMILARITY: f64 = 0.3;
/// The maximum number of patterns with a similar question that a search returns.
const MAX_QUESTIONS: usize = 500;
/// The maximum number of patterns with a similar answer, and of those that share a fact.
const MAX_ANSWERS: usize = 40;
/// The maximum number of words of an answer, and of facts, that the index contains: the rarest.
const MAX_WORDS: usize = 8;
/// The maximum number of tokens that a search for a question requires.
const MAX_SHARED: usize = 6;

/// What tokens are of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
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
    /// The pattern, and where its text has the token.
    pub posting: Posting,
}

/// The entries of the pattern with this id.
pub fn entries(id: i32, pattern: &Pattern) -> HashSet<Entry> {
    let questions = std::iter::once(&pattern.trigger).chain(&pattern.examples);
    let questions = questions.flat_map(|question| {
        let tokens = question.trigrams();
        of(Field::Question, id, &tokens, tokens.prefix(MIN_QUESTION_SIMILARITY, 1))
    });
    let template = without_variables(pattern.template.as_str());
    let (words, facts) = (TokenSet::words(&template), fact_tokens(&template, pattern.pattern_type));
    let answer = of(Field::Answer, id, &words, rarest(&words));
    let facts = of(Field::Fact, id, &facts, rarest(&facts));
    questions.chain(answer).chain(facts).collect()
}

fn of(field: Field, pattern: i32, tokens: &TokenSet, indexed: &[i64]) -> Vec<Entry> {
    // Two texts of the same tokens have the same entries.
    let text = tokens.digest();
    let size = tokens.len() as u32;
    let entry = |(position, token): (u32, &i64)| {
        let posting = Posting { pattern, text, size, position };
        Entry { field, token: *token, posting }
    };
    (0..).zip(indexed).map(entry).collect()
}

fn rarest(tokens: &TokenSet) -> &[i64] {
    let tokens = tokens.as_slice();
    tokens.get(..MAX_WORDS).unwrap_or(tokens)
}

/// The links, numbers and codes of a template without its variables, as tokens. A frequent number only makes patterns of
/// one type the same, so its token is that of the number and the type.
fn fact_tokens(template: &str, pattern_type: PatternType) -> TokenSet {
    let facts = facts(template).into_iter().map(|fact| match is_frequent_fact(&fact) {
        true => format!("{fact} {}", pattern_type.as_str()),
        false => fact,
    });
    TokenSet::exact(facts.collect::<Vec<_>>().iter().map(String::as_str))
}

/// A search for the patterns that have a text like a given one.
#[derive(Debug, Clone, PartialEq)]
pub struct Search {
    /// What is compared.
    pub field: Field,
    /// The tokens that are looked up.
    pub tokens: Vec<i64>,
    /// The minimum number of these tokens that are entries of such a text.
    pub shared: usize,
    /// The number of all tokens of the given text.
    pub size: usize,
    /// The sizes of such texts.
    pub sizes: RangeInclusive<usize>,
    /// The minimum similarity of such a text, 0 to 1.
    pub min_similarity: f64,
    /// The maximum number of patterns to return: those that have the most of the tokens.
    pub limit: usize,
}

impl Search {
    /// Finds every pattern with a question whose similarity is at least `min_similarity`, up to a limit.
    pub fn like_question(question: &TokenSet, min_similarity: f64) -> Self {
        let min_similarity = min_similarity.max(MIN_QUESTION_SIMILARITY);
        let shared = question.shared_tokens(min_similarity, MIN_QUESTION_SIMILARITY, MAX_SHARED);
        Self {
            field: Field::Question,
            tokens: question.prefix(min_similarity, shared).to_vec(),
            shared,
            size: question.len(),
            sizes: question.similar_lengths(min_similarity),
            min_similarity,
            limit: MAX_QUESTIONS,
        }
    }

    /// Finds the patterns that `draft` may be the same as: those with a question of at least `question_similarity`, those
    /// with the same rare words in the answer, and those with the same facts.
    pub fn like_draft(draft: &PatternDraft, question_similarity: f64) -> [Self; 3] {
        let template = without_variables(draft.template.as_str());
        [
            Self::like_question(&draft.trigger.trigrams(), question_similarity),
            Self::with_rare(Field::Answer, &TokenSet::words(&template)),
            Self::with_rare(Field::Fact, &fact_tokens(&template, draft.pattern_type)),
        ]
    }

    fn with_rare(field: Field, tokens: &TokenSet) -> Self {
        Self {
            field,
            tokens: rarest(tokens).to_vec(),
            shared: 1,
            size: tokens.len(),
            sizes: 1..=usize::MAX,
            min_similarity: 0.0,
            limit: MAX_ANSWERS,
        }
    }
}
