//! The names of the customers and operators of a conversation.

use std::collections::BTreeMap;

use gleaner_domain::{Conversation, CustomerKey, Direction, Message, SentKey, SentStatistics, Variable};

use super::proper_nouns::{is_brand, proper_noun_key, proper_nouns, without_possessive};
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
        for message in &conversation.messages {
            names.add_known(message, sent);
            if message.direction == Direction::Outgoing && !sent.has_few_customers() {
                names.add_unshared(message, sent, customer);
            }
        }
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
        claim(&self.named, text, spans, None);
    }

    /// Claims every mention of a person of another conversation in `text`, with the surname after it.
    pub(crate) fn claim_elsewhere(&self, text: &str, spans: &mut Spans) {
        // In "Plan Cumbre" and "the Club Perola", these are parts of a product.
        claim(&self.elsewhere, text, spans, Some(Cue::Products));
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

    fn add_known(&mut self, message: &Message, sent: &SentStatistics) {
        for (name, _) in words(readable(&message.body)).filter(|(_, is_capital)| *is_capital) {
            let Some(name) = plain(name).filter(|name| is_candidate(name)) else { continue };
            if sent.customers(person_key(&name)) > 0 && !self.named.contains_key(&name) {
                self.elsewhere.insert(name, author(message));
            }
        }
    }

    /// Adds the proper nouns of an operator's message that no other customer got: most of them are people.
    fn add_unshared(&mut self, message: &Message, sent: &SentStatistics, customer: CustomerKey) {
        for name in proper_nouns(readable(&message.body)).into_iter().filter_map(plain) {
            let is_shared = sent.others(proper_noun_key(&name), customer) > 0;
            if !is_shared && is_candidate(&name) && !self.named.contains_key(&name) {
                self.elsewhere.insert(name, Variable::CustomerName);
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

/// Claims the words of `text` that are names, except those directly after a phrase of `not_after`.
fn claim(names: &BTreeMap<String, Variable>, text: &str, spans: &mut Spans, not_after: Option<Cue>) {
    if names.is_empty() {
        return;
    }
    let mut starts_sentence = true;
    let mut last: Option<(usize, Variable)> = None;
    let mut excluded = None;
    for word in RECOGNIZERS.word.find_iter(text) {
        let name = without_possessive(word.as_str());
        let surname = last.filter(|(end, _)| text.get(*end..word.start()) == Some(" ") && is_surname(name));
        let is_excluded = excluded.is_some_and(|end| text.get(end..word.start()) == Some(" "));
        excluded = not_after.filter(|cue| Words::of(name).are(*cue)).map(|_| word.end());
        let named = variable(names, name, starts_sentence).filter(|_| !is_excluded);
        let found = named.or(surname.map(|(_, variable)| variable));
        last = named.map(|variable| (word.end(), variable));
        if let Some(variable) = found {
            spans.claim(word.start()..word.start() + name.len(), Some(variable));
        }
        let after = text.get(word.end()..).unwrap_or_default();
        starts_sentence = after.starts_with(['.', '!', '?', '\n']);
    }
}

fn variable(names: &BTreeMap<String, Variable>, word: &str, starts_sentence: bool) -> Option<Variable> {
    let name = plain(word)?;
    let variable = names.get(&name).copied()?;
    let doubtful = starts_sentence || !word.starts_with(char::is_uppercase);
    (!doubtful || !Words::of(word).are(Cue::AlsoWords)).then_some(variable)
}

/// Returns false for words that occur where names do and are not names.
fn is_candidate(name: &str) -> bool {
    name.chars().count() > 1 && !Words::of(name).are(Cue::NotNames)
}

fn is_surname(word: &str) -> bool {
    word.starts_with(char::is_uppercase)
        && word.chars().skip(1).any(char::is_lowercase)
        && !is_contraction(word)
        && plain(word).is_some_and(|name| is_candidate(&name))
        && !Words::of(word).are(Cue::NotPlaces)
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
mod tests {
    use gleaner_domain::testing::conversation_of;

    use super::super::spans::Placeholders;
    use super::*;

    fn replaced(text: &str, names: &Names) -> String {
        let mut spans = Spans::default();
        names.claim(text, &mut spans);
        Placeholders::default().write(text, &spans.of(text))
    }

    #[test]
    fn people_are_recognized_by_how_they_are_introduced_and_addressed() {
        for (messages, text, expected) in [
            (vec!["C I'm Will, the door is shut"], "Ok Will", "Ok {{customer_name}}"),
            (vec!["C my name is kenji"], "Hi Kenji!", "Hi {{customer_name}}!"),
            (vec!["C I'm Ana"], "I sent the Day Pass Ana", "I sent the Day Pass {{customer_name}}"),
            (vec!["C Where can I park?", "O At San Blas"], "It is San Blas", "It is San Blas"),
            (vec!["C Where can I park?", "O on fulton lane"], "Take fulton lane", "Take fulton lane"),
            (vec!["O Can I have your name?", "C Ana Maria"], "for Ana Maria.", "for {{customer_name}}."),
            (vec!["O What name is it under?", "C It's under Zoë"], "Zoë's bay", "{{customer_name}}'s bay"),
            (vec!["O Yes, Wesolo will meet you there."], "Ask Wesolo", "Ask {{operator_name}}"),
            (vec!["O Bonjour M. Lemire"], "Merci Lemire", "Merci {{customer_name}}"),
            (vec!["O Hi Dana, sorry!"], "Thanks, Dana", "Thanks, {{customer_name}}"),
            (vec!["O Hello, this is Tess from the club"], "Tess is in", "{{operator_name}} is in"),
            (vec!["O Have fun, Amara!"], "Amara is in", "{{customer_name}} is in"),
            (vec!["O It costs $5. Best, Priya"], "Priya said", "{{operator_name}} said"),
            (vec!["O It is valid for 6 months /dex"], "ask dex", "ask {{operator_name}}"),
            (vec!["C Thank you Priya"], "ask Priya", "ask {{operator_name}}"),
            (vec!["O Just ask for Owen or Mia"], "Owen, Mia", "{{operator_name}}, {{operator_name}}"),
        ] {
            let names = Names::introduced(&conversation_of(&messages));
            assert_eq!(replaced(text, &names), expected, "{messages:?}");
        }
    }

    #[test]
    fn common_words_are_not_people() {
        let lines = [
            "C I'm Will",
            "O Hi There!",
            "O Hi All",
            "C It's Friday",
            "O We are in Halifax, Canada.",
            "O We open at 9 A.M. Bring a towel.",
            "O Don't miss Happy Hour",
            "O Members can bring a guest.",
            "O Someone will call you. She will call you.",
            "O It opens at noon. Cheers",
        ];
        let names = Names::introduced(&conversation_of(&lines));
        for text in [
            "Will it open?",
            "It will",
            "There you are",
            "All good",
            "Canada is big",
            "Bring it",
            "Happy day",
            "members and guests",
            "Someone and she",
            "Cheers all",
        ] {
            assert_eq!(replaced(text, &names), text);
        }
    }

    #[test]
    fn debug_shows_no_name() {
        let names = Names::introduced(&conversation_of(&["C I'm Dana"]));
        assert_eq!(format!("{names:?}"), "Names(1)");
    }
}
