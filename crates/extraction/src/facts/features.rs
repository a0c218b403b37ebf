//! What suggests that a value is a fact of the business.

use gleaner_domain::Variable;

use super::{Facts, PRIVATE, is_asked};
use crate::lexicon::Cue;
use crate::model::{Feature, flag};
use crate::specifics::{Span, website_key};
use crate::statement::Statement;
use crate::text::Words;

/// The minimum number of digits of a number that is more likely a code than a quantity.
const MIN_CODE_DIGITS: usize = 4;

/// What cannot be the result of a calculation.
const CONTACTS: &[Variable] =
    &[Variable::Address, Variable::Email, Variable::Link, Variable::Location, Variable::PhoneNumber];

/// What often belongs to one case although other cases have the same value by chance.
const OFTEN_OF_ONE_CASE: &[Variable] = &[
    Variable::Time,
    Variable::Date,
    Variable::Number,
    Variable::RoomNumber,
    Variable::Location,
    Variable::Temperature,
];

impl Facts<'_> {
    /// What suggests that the value of `span` is a fact in an answer to `question`.
    pub(crate) fn features(&self, statement: &Statement<'_>, span: &Span, question: &Words) -> Vec<Feature> {
        let mut features = self.features_of_statistics(statement, span);
        features.extend(features_of_form(statement, span));
        features.extend(features_of_context(statement, span, question));
        features
    }

    /// What other customers were sent.
    fn features_of_statistics(&self, statement: &Statement<'_>, span: &Span) -> Vec<Feature> {
        let others = |key| (self.others(key) as f64).ln_1p();
        let value_key = statement.value_key(span);
        // An e-mail address of the business is known by the domain of its links.
        let website = domain(span.text(statement.text)).map_or(0.0, |domain| others(website_key(&domain)));
        let value = others(value_key).max(website);
        let neighbors = statement.spans.iter().filter(|other| *other != span);
        let (private, public): (Vec<&Span>, Vec<&Span>) =
            neighbors.partition(|other| PRIVATE.contains(&other.variable));
        let is_near_shared = public.iter().any(|other| self.is_shared(statement, other));
        // Other cases have the same time or number by chance.
        let is_by_chance = OFTEN_OF_ONE_CASE.contains(&span.variable);
        let context = others(statement.context_key(span));
        let pair = statement.pair_keys(span).into_iter().map(others).fold(0.0, f64::max);
        let is_unsupported = is_by_chance && context == 0.0 && pair == 0.0 && !is_near_shared;
        vec![
            ("same_value", if is_by_chance { 0.0 } else { value }),
            ("same_context", context),
            ("same_pair", pair),
            ("unsupported", flag(is_unsupported)),
            ("private_neighbors", flag(!private.is_empty())),
            ("new_value", flag(value == 0.0 && !self.has_few_customers())),
            ("said_by_customer", flag(self.said.contains(&value_key))),
        ]
    }
}

/// The domain of an e-mail address.
fn domain(value: &str) -> Option<String> {
    value.rsplit_once('@').map(|(_, domain)| domain.to_lowercase())
}

/// What the value looks like.
fn features_of_form(statement: &Statement<'_>, span: &Span) -> Vec<Feature> {
    let text = span.text(statement.text);
    let is_number = span.variable == Variable::Number;
    vec![
        (span.variable.name(), 1.0),
        ("often_of_one_case", flag(OFTEN_OF_ONE_CASE.contains(&span.variable))),
        ("recurring", flag(statement.is_recurring(span))),
        ("long_number", flag(is_number && is_long(text))),
    ]
}

/// What the sentence and the question say about the value.
fn features_of_context(statement: &Statement<'_>, span: &Span, question: &Words) -> Vec<Feature> {
    let clause = statement.clause(span);
    let is_contact = CONTACTS.contains(&span.variable);
    let is_in_range = statement.is_in_range(span);
    let is_listed = statement.spans.iter().any(|other| other != span && other.variable == span.variable);
    vec![
        ("range", flag(is_in_range)),
        ("range_of_numbers", flag(is_in_range && span.variable == Variable::Number)),
        ("listed", flag(is_listed)),
        ("case", flag(clause.contain(Cue::CaseMarks))),
        ("multiple", flag(statement.is_multiple(span))),
        ("total", flag(!is_contact && clause.contain(Cue::Totals))),
        ("first_person", flag(statement.words.contain(Cue::FirstPerson))),
        ("asked", flag(is_asked(span.variable, question))),
    ]
}

/// Returns true if `number` has so many digits that it is more likely a code than a quantity.
fn is_long(number: &str) -> bool {
    number.chars().filter(char::is_ascii_digit).count() >= MIN_CODE_DIGITS
}
