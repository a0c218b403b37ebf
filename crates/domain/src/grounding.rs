//! Checks that a template says what an operator said: nothing that a customer or a language model added.
//!
//! Each sentence is compared with the operator messages that the template was taken from. Links, numbers and codes
//! must occur there exactly. Most words that carry content must occur there in some form, and words that ask for
//! money, credentials or contact must all occur there. A clause that repeats the words of an operator's must not deny it.

mod negation;
mod specifics;
mod spelled;
mod vocabulary;
mod words;

use std::collections::HashSet;

use thiserror::Error;

use crate::normal::{fold, sentences};
use crate::similarity::is_frequent_word;
use crate::template::{ResponseTemplate, without_variables};
use specifics::Specifics;
use vocabulary::Vocabulary;
use words::Speakers;

/// Why a template is not supported by the operator's messages. The sentences do not contain the text, which may be
/// personal data. The language model gets them as well.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Error)]
pub enum Ungrounded {
    /// A link, a number, a code, an e-mail address or a street number occurs in no source.
    #[error(
        "the template contains a link, number or address that the operator did not write in the named messages"
    )]
    Specific,
    /// A spelled-out number occurs in no source, neither as a word nor in digits.
    #[error(
        "the template contains a spelled-out number that the operator did not write in the named messages"
    )]
    SpelledNumber,
    /// A sentence has words that a customer used and no operator.
    #[error("the template contains a sentence in the customer's words")]
    CustomerWords,
    /// A sentence denies what an operator affirmed, or affirms what an operator denied.
    #[error("the template contains a sentence that says the opposite of what the operator wrote")]
    Reversed,
    /// Too many words of a sentence occur in no source, or one that asks for money, credentials or contact.
    #[error("the template contains a sentence that the operator did not write in the named messages")]
    Words,
}

/// The texts that a template is compared with.
#[derive(Debug, Clone, Copy, Default)]
pub struct Grounds<'a> {
    /// The operators' messages that the template was taken from.
    pub sources: &'a [&'a str],
    /// All messages of operators in the conversation. A word that occurs here is not a customer's.
    pub operators: &'a [&'a str],
    /// All messages of customers in the conversation.
    pub customers: &'a [&'a str],
    /// Facts about the business that a template may contain although no source does, such as a price or a link.
    pub facts: &'a [&'a str],
}

/// Checks that `template` is supported by `grounds`.
///
/// # Errors
///
/// Returns the [`Ungrounded`] that names the violated rule.
pub fn check(template: &ResponseTemplate, grounds: &Grounds<'_>) -> Result<(), Ungrounded> {
    let folded = |texts: &[&str]| texts.iter().map(|text| fold(text)).collect::<Vec<_>>();
    let said = folded(grounds.sources);
    let clauses = negation::clauses_of(&said);
    let sources = [said, folded(grounds.facts)].concat();
    let text = fold(&without_variables(template.as_str()));
    check_specifics(&text, &sources)?;
    let speakers = Speakers {
        sources: Vocabulary::of(&sources),
        operators: Vocabulary::of(&folded(grounds.operators)),
        customers: Vocabulary::of(&folded(grounds.customers)),
    };
    sentences(&text).try_for_each(|sentence| match negation::is_reversed(sentence, &clauses) {
        true => Err(Ungrounded::Reversed),
        false => words::check(sentence, &speakers),
    })
}

fn check_specifics(text: &str, sources: &[String]) -> Result<(), Ungrounded> {
    let permitted: HashSet<String> =
        sources.iter().flat_map(|source| Specifics::of(source).permitted()).collect();
    let used = Specifics::of(text);
    if !used.exact.is_subset(&permitted) {
        return Err(Ungrounded::Specific);
    }
    match used.spelled.is_subset(&permitted) {
        true => Ok(()),
        false => Err(Ungrounded::SpelledNumber),
    }
}

/// The links, e-mail addresses, numbers and codes of a text.
pub(crate) fn facts(text: &str) -> HashSet<String> {
    const BEGINNINGS: [&str; 3] = ["https://", "http://", "www."];
    let specifics = specifics::plain(&fold(text)).into_iter();
    let plain = |fact: String| {
        BEGINNINGS
            .iter()
            .fold(fact.as_str(), |fact, beginning| fact.strip_prefix(beginning).unwrap_or(fact))
            .to_owned()
    };
    specifics.map(plain).collect()
}

/// The spelled-out numbers of a text, in digits.
pub(crate) fn spelled_numbers(text: &str) -> HashSet<String> {
    spelled::numbers(&fold(text))
}

/// Whether a text answers a question with a clause that is nothing but "yes" or "no"; `None` if it has no such clause.
pub(crate) fn says_yes(text: &str) -> Option<bool> {
    negation::says_yes(&fold(text))
}

/// Whether a fact is a number that many answers contain, such as `30`.
pub(crate) fn is_frequent_fact(fact: &str) -> bool {
    is_frequent_word(fact.trim_end_matches(char::is_alphabetic))
}

/// Returns true if a clause of one text says the opposite of a clause of the other, and no clause supports it.
pub(crate) fn contradicts(text: &str, other: &str) -> bool {
    let said = negation::clauses_of(&[fold(other)]);
    sentences(&fold(text)).any(|sentence| negation::is_reversed(sentence, &said))
}

#[cfg(test)]
mod tests;
