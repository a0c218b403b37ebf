//! The names of the customers and operators of a conversation.

mod elsewhere;
mod mentions;

use std::collections::BTreeMap;

use gleaner_domain::{Conversation, CustomerKey, Direction, Message, SentKey, SentStatistics, Variable};

use super::proper_nouns::{is_brand, without_possessive};
use super::spans::Spans;
use crate::dialogue::{DialogueAct, classify, is_question};
use crate::lexicon::{Cue, is_first_name};
use crate::recognizers::{RECOGNIZERS, Who};
use crate::text::{Words, plain, readable, sentences};

/// The maximum length of a reply that is only a name ("It's under Ana Maria Berg").
const MAX_NAME_REPLY_WORDS: usize = 6;
/// The minimum length of a name that is recognized in lowercase, without an introduction.
const MIN_LOWERCASE_NAME: usize = 4;

/// The people of a conversation: each name, normalized by [`plain`], and whether it is a customer's or an operator's.
/// Empty by default.
#[derive(Clone, Default)]
pub(crate) struct Names {
    /// Those who are named in the conversation itself.
    named: BTreeMap<String, Variable>,
    /// Those who have the name of somebody in another conversation.
    elsewhere: BTreeMap<String, Variable>,
}

/// The key by which it is counted that somebody has this name, normalized by [`plain`].
pub(crate) fn person_key(name: &str) -> SentKey {
    SentKey::of(&["person", name])
}

impl Names {
    /// Finds the people of `conversation`, including those who, by `sent`, are named in another conversation.
    pub(crate) fn of(conversation: &Conversation, sent: &SentStatistics) -> Self {
        let mut names = Self::named(conversation);
        let customer = CustomerKey::of(conversation);
        conversation.messages.iter().for_each(|message| names.add_elsewhere(message, sent, customer));
        names
    }

    /// Finds the people who introduce themselves or are addressed in `conversation`, and common first names.
    pub(crate) fn named(conversation: &Conversation) -> Self {
        Self::introduced(conversation).with_first_names(conversation)
    }

    /// These people, and the common first names in `conversation`.
    pub(crate) fn with_first_names(mut self, conversation: &Conversation) -> Self {
        for message in &conversation.messages {
            self.add_first_names(readable(&message.body), author(message));
        }
        self
    }

    /// Finds the people in a message of a customer.
    pub(crate) fn in_message(text: &str) -> Self {
        let mut names = Self::default();
        names.add_introduced(text, Direction::Incoming);
        names.add_first_names(text, Variable::CustomerName);
        names
    }

    /// Finds the people who introduce themselves or are addressed in `conversation`.
    pub(crate) fn introduced(conversation: &Conversation) -> Self {
        let mut names = Self::default();
        let mut asked_for_name = false;
        for message in &conversation.messages {
            let body = readable(&message.body);
            names.add_introduced(body, message.direction);
            match message.direction {
                Direction::Outgoing => asked_for_name = asks_for_name(body),
                Direction::Incoming if asked_for_name => names.add_reply(body),
                Direction::Incoming => {}
            }
        }
        names
    }

    /// The names.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        self.named.keys().map(String::as_str)
    }

    /// Claims every mention of a person of this conversation in `text`, with the surname after it.
    pub(crate) fn claim(&self, text: &str, spans: &mut Spans) {
        mentions::claim(&self.named, text, spans, None);
    }

    /// Claims every mention of a person of another conversation in `text`, with the surname after it.
    pub(crate) fn claim_elsewhere(&self, text: &str, spans: &mut Spans) {
        // In "Plan Cumbre" and "the Club Perola", these are parts of a product.
        mentions::claim(&self.elsewhere, text, spans, Some(Cue::Products));
    }

    fn add_introduced(&mut self, body: &str, direction: Direction) {
        let (own, other) = match direction {
            Direction::Incoming => (Variable::CustomerName, Variable::OperatorName),
            Direction::Outgoing => (Variable::OperatorName, Variable::CustomerName),
        };
        let courtesies: Vec<&str> = sentences(body)
            .into_iter()
            .filter(|sentence| classify(sentence) == DialogueAct::Social)
            .collect();
        for (who, expression) in &RECOGNIZERS.people {
            let (texts, variable): (&[&str], _) = match who {
                Who::Writer => (&[body], own),
                Who::Reader => (&[body], other),
                Who::Courtesy => (&courtesies, other),
                Who::Staff => (&[body], Variable::OperatorName),
            };
            for found in texts.iter().flat_map(|text| expression.captures_iter(text)) {
                found.iter().skip(1).flatten().for_each(|name| self.add(name.as_str(), variable));
            }
        }
    }

    fn add_first_names(&mut self, text: &str, author: Variable) {
        let words: Vec<(&str, bool)> = words(text).collect();
        for (index, (name, is_capital)) in words.iter().enumerate() {
            let before = index.checked_sub(1).and_then(|before| words.get(before));
            let is_after = |cue| before.is_some_and(|(word, _)| Words::of(word).are(cue));
            let is_before = |cue| words.get(index + 1).is_some_and(|(word, _)| Words::of(word).are(cue));
            let is_long = *is_capital || name.len() >= MIN_LOWERCASE_NAME;
            let is_place = is_after(Cue::Saints) || (!is_capital && is_before(Cue::Streets));
            if let Some(name) = plain(name).filter(|name| is_long && !is_place && is_first_name(name)) {
                self.named.entry(name).or_insert(author);
            }
        }
    }

    /// Adds the words of a reply to "What is your name?", unless it is more than a name.
    fn add_reply(&mut self, body: &str) {
        let words: Vec<&str> = RECOGNIZERS.word.find_iter(body).map(|word| word.as_str()).collect();
        if words.len() > MAX_NAME_REPLY_WORDS || body.chars().any(char::is_numeric) {
            return;
        }
        let capital = |word: &&&str| word.starts_with(char::is_uppercase);
        let all = words.len() <= 2;
        for word in words.iter().filter(|word| all || capital(word)) {
            self.add(word, Variable::CustomerName);
        }
    }

    /// Adds the words of `name`. The first use of a name decides whose it is.
    fn add(&mut self, name: &str, who: Variable) {
        if name.split(' ').any(|word| Words::of(word).are(Cue::Products)) {
            return;
        }
        for word in name.split(' ').map(without_possessive) {
            match plain(word).filter(|name| is_candidate(name) && !is_contraction(word) && !is_brand(word)) {
                Some(name) => self.named.entry(name).or_insert(who),
                None => break,
            };
        }
    }
}

/// The words of a text that can be names, and whether each begins with a capital letter.
fn words(text: &str) -> impl Iterator<Item = (&str, bool)> {
    let words = RECOGNIZERS.word.find_iter(text);
    words
        .map(|word| without_possessive(word.as_str()))
        .map(|word| (word, word.starts_with(char::is_uppercase)))
}

fn author(message: &Message) -> Variable {
    match message.direction {
        Direction::Incoming => Variable::CustomerName,
        Direction::Outgoing => Variable::OperatorName,
    }
}

/// Returns false for words that occur where names do and are not names.
fn is_candidate(name: &str) -> bool {
    name.chars().count() > 1 && !Words::of(name).are(Cue::NotNames)
}

/// Shows only the number of names, as names must not reach a log.
impl std::fmt::Debug for Names {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Names({})", self.named.len())
    }
}

/// Returns true for words such as "I've" and "We'll", which occur where names do.
fn is_contraction(word: &str) -> bool {
    word.to_lowercase()
        .split(['\'', '’'])
        .nth(1)
        .is_some_and(|ending| ["ve", "ll", "m", "d", "re", "t"].contains(&ending))
}

/// Returns true if the operator asks for the customer's name.
fn asks_for_name(body: &str) -> bool {
    Words::of(body).contain(Cue::NameQuestions) && is_question(body)
}

#[cfg(test)]
mod tests;
