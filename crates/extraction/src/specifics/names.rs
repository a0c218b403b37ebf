//! The names of the customers and operators of a conversation.

use std::collections::BTreeMap;

use gleaner_domain::{Conversation, Direction, Variable};
use regex::Regex;

use super::lexicon::{ALSO_WORDS, NOT_NAMES};
use super::spans::Spans;
use crate::dialogue::{DialogueAct, classify, is_question};
use crate::text::{Words, compile, readable, sentences, static_regexes};

/// The maximum length of a reply that is only a name ("It's under Ana Maria Berg").
const MAX_NAME_REPLY_WORDS: usize = 6;

const NAME: &str = r"(\p{Lu}[\p{L}'’-]*\p{L}(?: \p{Lu}[\p{L}'’-]*\p{L}){0,2})";

fn with_name(pattern: &str) -> Regex {
    compile(&pattern.replace("NAME", NAME))
}

static_regexes! {
    /// `I'm Ana`, `my name is Ana`, `It's Ana.`, `Ana here`.
    static INTRODUCTION: Vec<Regex> = vec![
        with_name(r"\b(?i:i['’]?m|i am|my name is|my name['’]?s|name['’]?s|call me) NAME"),
        with_name(r"(?m)\b(?i:it['’]?s|this is) NAME(?:[,.!?]| from\b| here\b|$)"),
        with_name(r"(?:^|[.!?] )NAME (?:here|and I)\b"),
    ];

    /// The only introduction after which a name in lowercase counts.
    static PLAIN_INTRODUCTION: Regex =
        compile(r"(?i)\b(?:my name is|my name['’]?s) (\p{L}[\p{L}'’-]*\p{L})");

    /// `Hi Ana`, `Ok Ana,`.
    static ADDRESS: Vec<Regex> = vec![
        with_name(
            r"(?m)(?:^|[.!?] )(?i:hi|hello|hey|dear|good morning|good afternoon|good evening)(?: there)?,? NAME",
        ),
        with_name(r"(?m)\b(?i:ok|okay|sure|welcome|thanks|thank you|thx|cheers),? NAME(?: ?[,.!?]|$)"),
    ];

    /// `Have fun, Ana!`: only in a courtesy, as a town after a comma would otherwise be a person.
    static CLOSING: Regex = with_name(r", NAME(?: ?[!.?])*$");

    /// `ask for Owen or Priya`.
    static STAFF: Regex =
        with_name(r"\b(?i:ask for|speak to|talk to) NAME(?: (?:or|and) (\p{Lu}[\p{L}'’-]*\p{L}))?");

    static WORD: Regex = compile(r"\p{L}[\p{L}'’-]*");
}

/// The people of a conversation: each name in lowercase, and whether it is a customer's or an operator's.
/// Empty by default.
#[derive(Clone, Default)]
pub(crate) struct Names(BTreeMap<String, Variable>);

impl Names {
    /// Finds the people who are named in `conversation`.
    pub(crate) fn of(conversation: &Conversation) -> Self {
        let mut names = Self::default();
        let mut asked_for_name = false;
        for message in &conversation.messages {
            let body = readable(&message.body);
            let (own, other) = match message.direction {
                Direction::Incoming => (Variable::CustomerName, Variable::OperatorName),
                Direction::Outgoing => (Variable::OperatorName, Variable::CustomerName),
            };
            names.add_found(body, INTRODUCTION.iter().chain([&*PLAIN_INTRODUCTION]), own);
            names.add_found(body, ADDRESS.iter(), other);
            for courtesy in
                sentences(body).into_iter().filter(|sentence| classify(sentence) == DialogueAct::Social)
            {
                names.add_found(courtesy, [&*CLOSING], other);
            }
            match message.direction {
                Direction::Outgoing => {
                    names.add_found(body, [&*STAFF], Variable::OperatorName);
                    asked_for_name = asks_for_name(body);
                }
                Direction::Incoming if asked_for_name => names.add_reply(body),
                Direction::Incoming => {}
            }
        }
        names
    }

    /// Claims every mention of a known person in `text`.
    pub(crate) fn claim(&self, text: &str, spans: &mut Spans) {
        if self.0.is_empty() {
            return;
        }
        let mut starts_sentence = true;
        for word in WORD.find_iter(text) {
            let name = without_possessive(word.as_str());
            if let Some(variable) = self.variable(name, starts_sentence) {
                spans.claim(word.start()..word.start() + name.len(), Some(variable));
            }
            let after = text.get(word.end()..).unwrap_or_default();
            starts_sentence = after.starts_with(['.', '!', '?', '\n']);
        }
    }

    fn variable(&self, word: &str, starts_sentence: bool) -> Option<Variable> {
        let folded = word.to_lowercase();
        let capital = word.starts_with(char::is_uppercase);
        let doubtful = ALSO_WORDS.contains(&folded.as_str()) && (starts_sentence || !capital);
        self.0.get(&folded).copied().filter(|_| !doubtful)
    }

    fn add_found<'a>(&mut self, body: &str, patterns: impl IntoIterator<Item = &'a Regex>, who: Variable) {
        for pattern in patterns {
            for found in pattern.captures_iter(body) {
                found.iter().skip(1).flatten().for_each(|name| self.add(name.as_str(), who));
            }
        }
    }

    /// Adds the words of a reply to "What is your name?", unless it is more than a name.
    fn add_reply(&mut self, body: &str) {
        let words: Vec<&str> = WORD.find_iter(body).map(|word| word.as_str()).collect();
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
        for word in name.split(' ').map(without_possessive) {
            let folded = word.to_lowercase();
            let plain: String = folded.chars().filter(|c| c.is_alphanumeric()).collect();
            if plain.chars().count() < 2 || is_contraction(&folded) || NOT_NAMES.contains(&plain.as_str()) {
                break;
            }
            self.0.entry(folded).or_insert(who);
        }
    }
}

/// Shows only the number of names, as names must not reach a log.
impl std::fmt::Debug for Names {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Names({})", self.0.len())
    }
}

/// Returns true for words such as "I've" and "We'll", which occur where names do.
fn is_contraction(word: &str) -> bool {
    word.split(['\'', '’']).nth(1).is_some_and(|ending| ["ve", "ll", "m", "d", "re", "t"].contains(&ending))
}

fn without_possessive(word: &str) -> &str {
    let word = word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")).unwrap_or(word);
    word.trim_end_matches(['\'', '’', '-'])
}

/// Returns true if the operator asks for the customer's name, not for that of a hotel, a doctor or a pet.
fn asks_for_name(body: &str) -> bool {
    let words = Words::of(body);
    let somebody_else =
        ["hotel", "restaurant", "venue", "apartment", "doctor", "doctors", "company", "street", "pet"];
    words.contain(&["name", "names"]) && is_question(body) && !words.contain(&somebody_else)
}

#[cfg(test)]
mod tests {
    use gleaner_domain::testing::conversation_of;

    use super::*;

    fn replaced(text: &str, names: &Names) -> String {
        let mut spans = Spans::default();
        names.claim(text, &mut spans);
        spans.rewrite(text)
    }

    #[test]
    fn people_are_recognized_by_how_they_are_introduced_and_addressed() {
        for (messages, text, expected) in [
            (vec!["C I'm Will, the door is shut"], "Ok Will", "Ok {{customer_name}}"),
            (vec!["C my name is kenji"], "Hi Kenji!", "Hi {{customer_name}}!"),
            (vec!["O Can I have your name?", "C Ana Maria"], "for Ana Maria.", "for {{customer_name}}."),
            (vec!["O What name is it under?", "C It's under Zoë"], "Zoë's bay", "{{customer_name}}'s bay"),
            (vec!["O Hi Dana, sorry!"], "Thanks, Dana", "Thanks, {{customer_name}}"),
            (vec!["O Hello, this is Tess from the club"], "Tess is in", "{{operator_name}} is in"),
            (vec!["O Have fun, Amara!"], "Amara is in", "{{customer_name}} is in"),
            (vec!["C Thank you Priya"], "ask Priya", "ask {{operator_name}}"),
            (vec!["O Just ask for Owen or Mia"], "Owen, Mia", "{{operator_name}}, {{operator_name}}"),
        ] {
            let names = Names::of(&conversation_of(&messages));
            assert_eq!(replaced(text, &names), expected, "{messages:?}");
        }
    }

    #[test]
    fn common_words_are_not_people() {
        let lines =
            ["C I'm Will", "O Hi There!", "O Hi All", "C It's Friday", "O We are in Halifax, Canada."];
        let names = Names::of(&conversation_of(&lines));
        for text in ["Will it open?", "It will", "There you are", "All good", "Canada is big"] {
            assert_eq!(replaced(text, &names), text);
        }
    }

    #[test]
    fn debug_shows_no_name() {
        let names = Names::of(&conversation_of(&["C I'm Dana"]));
        assert_eq!(format!("{names:?}"), "Names(1)");
    }
}
