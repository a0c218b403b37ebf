//! What the models are trained on: the features of answers and of facts, and the phrases of types. See `training/`.

use std::collections::BTreeSet;

use gleaner_domain::{Conversation, SentStatistics};

use crate::facts::{Facts, PRIVATE};
pub use crate::model::Feature;
use crate::question::{Question, questions};
use crate::rules::candidate::{Candidate, candidates};
use crate::specifics::{Names, Span};
use crate::statement::Statement;
use crate::types;

/// A candidate for the answer of a conversation.
#[derive(Debug, Clone, PartialEq)]
pub struct CandidateRow {
    /// The id of the operator's message.
    pub message: String,
    /// What suggests that it can be reused.
    pub features: Vec<Feature>,
}

/// A value in an operator's message that may be a fact.
#[derive(Debug, Clone, PartialEq)]
pub struct ValueRow {
    /// The id of the message.
    pub message: String,
    /// The value as it was written.
    pub text: String,
    /// Where it is in the message, in bytes.
    pub start: usize,
    /// The name of the variable that could replace it.
    pub variable: &'static str,
    /// What suggests that it is a fact.
    pub features: Vec<Feature>,
    /// The words around it.
    pub words: BTreeSet<String>,
}

/// The words and phrases of `text` by which its type is recognized.
pub fn phrases(text: &str) -> BTreeSet<String> {
    types::phrases(&types::general_words(text))
}

/// The candidates of `conversation` for the answer, and the values in them.
pub fn rows(conversation: &Conversation, sent: &SentStatistics) -> (Vec<CandidateRow>, Vec<ValueRow>) {
    let names = Names::of(conversation, sent);
    let facts = Facts::of(conversation, &names, sent);
    let questions = questions(conversation, &names);
    let (mut rows, mut values) = (Vec::new(), Vec::new());
    for candidate in candidates(conversation, &questions, &names, &facts) {
        let asked = questions.iter().rev().find(|question| question.index < candidate.index);
        values.extend(asked.into_iter().flat_map(|question| value_rows(&candidate, question, &facts)));
        rows.push(CandidateRow {
            message: candidate.message.as_str().to_owned(),
            features: candidate.features,
        });
    }
    (rows, values)
}

fn value_rows(candidate: &Candidate<'_>, question: &Question, facts: &Facts<'_>) -> Vec<ValueRow> {
    let spans = candidate.sentences.iter().flat_map(|sentence| {
        sentence
            .spans
            .iter()
            .filter(|span| !PRIVATE.contains(&span.variable))
            .map(move |span| (sentence, span))
    });
    let row = |(sentence, span): (&Statement<'_>, &Span)| ValueRow {
        message: candidate.message.as_str().to_owned(),
        text: span.text(sentence.text).to_owned(),
        start: sentence.start + span.range.start,
        variable: span.variable.name(),
        features: facts.features(sentence, span, &question.words),
        words: sentence.words_around(span),
    };
    spans.map(row).collect()
}
