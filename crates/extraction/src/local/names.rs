//! Who is who in a conversation: the names the customers and the operators give and use.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use gleaner_domain::{Conversation, Direction, Variable};
use regex::Regex;

use super::lexicon::{ALSO_WORDS, NOT_NAMES};
use super::regexes::compile;
use super::remarks::{Remark, classify, is_question};
use super::sentences::{Words, readable, sentences};
use super::spans::Spans;

/// Most words of a reply that is only a name ("It's under Ana Maria Berg").
const MAX_NAME_REPLY_WORDS: usize = 6;

const NAME: &str = r"(\p{Lu}[\p{L}'’-]*\p{L}(?: \p{Lu}[\p{L}'’-]*\p{L}){0,2})";

fn with_name(pattern: &str) -> Regex {
    compile(&pattern.replace("NAME", NAME))
}

/// `I'm Ana`, `my name is Ana`, `It's Ana.`, `Ana here`.
static INTRODUCTION: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    vec![
        with_name(r"\b(?i:i['’]?m|i am|my name is|my name['’]?s|name['’]?s|call me) NAME"),
        with_name(r"(?m)\b(?i:it['’]?s|this is) NAME(?:[,.!?]| from\b| here\b|$)"),
        with_name(r"(?:^|[.!?] )NAME (?:here|and I)\b"),
    ]
});
/// Only behind these does a name in lower case count.
static PLAIN_INTRODUCTION: LazyLock<Regex> =
    LazyLock::new(|| compile(r"(?i)\b(?:my name is|my name['’]?s) (\p{L}[\p{L}'’-]*\p{L})"));
/// `Hi Ana`, `Ok Ana,`.
static ADDRESS: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    vec![
        with_name(
            r"(?m)(?:^|[.!?] )(?i:hi|hello|hey|dear|good morning|good afternoon|good evening)(?: there)?,? NAME",
        ),
        with_name(r"(?m)\b(?i:ok|okay|sure|welcome|thanks|thank you|thx|cheers),? NAME(?: ?[,.!?]|$)"),
    ]
});
/// `Have fun, Ana!`: in a courtesy only, or every town behind a comma would be a person.
static CLOSING: LazyLock<Regex> = LazyLock::new(|| with_name(r", NAME(?: ?[!.?])*$"));
/// `ask for Owen or Priya`.
static STAFF: LazyLock<Regex> = LazyLock::new(|| {
    with_name(r"\b(?i:ask for|speak to|talk to) NAME(?: (?:or|and) (\p{Lu}[\p{L}'’-]*\p{L}))?")
});

/// The people of a conversation. Empty by default.
#[derive(Clone, Default)]
pub struct Names(BTreeMap<String, Variable>);

impl Names {
    /// The people who are named in `conversation`.
    pub fn of(conversation: &Conversation) -> Self {
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
                sentences(body).into_iter().filter(|sentence| classify(sentence) == Remark::Social)
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
    pub(super) fn claim(&self, text: &str, claims: &mut Spans) {
        if self.0.is_empty() {
            return;
        }
        let mut head = true;
        for word in WORD.find_iter(text) {
            let name = without_possessive(word.as_str());
            if let Some(variable) = self.variable(name, head) {
                claims.claim(word.start()..word.start() + name.len(), Some(variable));
            }
            let after = text.get(word.end()..).unwrap_or_default();
            head = after.starts_with(['.', '!', '?', '\n']);
        }
    }

    fn variable(&self, word: &str, head: bool) -> Option<Variable> {
        let folded = word.to_lowercase();
        let capital = word.starts_with(char::is_uppercase);
        let doubtful = ALSO_WORDS.contains(&folded.as_str()) && (head || !capital);
        self.0.get(&folded).copied().filter(|_| !doubtful)
    }

    fn add_found<'a>(&mut self, body: &str, patterns: impl IntoIterator<Item = &'a Regex>, who: Variable) {
        for pattern in patterns {
            for found in pattern.captures_iter(body) {
                found.iter().skip(1).flatten().for_each(|name| self.add(name.as_str(), who));
            }
        }
    }

    /// The words of a reply to "What is your name?", unless it is more than a name.
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

    /// The first use of a name decides whose it is.
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

/// Only how many there are: names must not reach a log.
impl std::fmt::Debug for Names {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Names({})", self.0.len())
    }
}

/// "I've" and "We'll" stand where names do.
fn is_contraction(word: &str) -> bool {
    word.split(['\'', '’']).nth(1).is_some_and(|ending| ["ve", "ll", "m", "d", "re", "t"].contains(&ending))
}

static WORD: LazyLock<Regex> = LazyLock::new(|| compile(r"\p{L}[\p{L}'’-]*"));

fn without_possessive(word: &str) -> &str {
    let word = word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")).unwrap_or(word);
    word.trim_end_matches(['\'', '’', '-'])
}

/// Does the operator ask who the customer is? Names of hotels, doctors and pets are not theirs.
fn asks_for_name(body: &str) -> bool {
    let words = Words::of(body);
    let somebody_else =
        ["hotel", "restaurant", "venue", "apartment", "doctor", "doctors", "company", "street", "pet"];
    words.contain(&["name", "names"]) && is_question(body) && !words.contain(&somebody_else)
}

#[cfg(test)]
mod tests {
    use super::super::generalise::generalise;
    use super::super::testing::conversation;
    use super::*;

    #[test]
    fn people_are_known_by_how_they_are_introduced_and_addressed() {
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
            let names = Names::of(&conversation(&messages));
            assert_eq!(generalise(text, &names), expected, "{messages:?}");
        }
    }

    #[test]
    fn everyday_words_are_not_people() {
        let lines =
            ["C I'm Will", "O Hi There!", "O Hi All", "C It's Friday", "O We are in Halifax, Canada."];
        let names = Names::of(&conversation(&lines));
        for text in ["Will it open?", "It will", "There you are", "All good", "Canada is big"] {
            assert_eq!(generalise(text, &names), text);
        }
    }

    #[test]
    fn debug_shows_no_name() {
        let names = Names::of(&conversation(&["C I'm Dana"]));
        assert_eq!(format!("{names:?}"), "Names(1)");
    }
}
