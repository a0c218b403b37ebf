//! A statement of an operator: a sentence with its specifics, and the keys by which it is counted over customers.

use std::collections::BTreeSet;

use gleaner_domain::{SentKey, Variable};

use crate::dialogue::{DialogueAct, classify};
use crate::lexicon::Cue;
use crate::specifics::{Names, Placeholders, Span, counted, specifics};
use crate::text::{Words, sentences};

/// How much of a sentence on each side of a specific is read for what the specific is, in bytes.
const SIDE_BYTES: usize = 60;

/// How many words on each side of a specific say something about it.
const NEAR_WORDS: usize = 3;

/// How many words at each end of a sentence are counted.
const EDGE_WORDS: usize = 5;

/// A sentence of a message with its specifics.
#[derive(Debug, Clone)]
pub(crate) struct Statement<'a> {
    /// The sentence.
    pub(crate) text: &'a str,
    /// Where it begins in the message, in bytes.
    pub(crate) start: usize,
    /// What it does.
    pub(crate) act: DialogueAct,
    /// Its specifics, in order, including people who are named in other conversations.
    pub(crate) spans: Vec<Span>,
    /// Its specifics, in order, without those people: what is counted must not depend on other conversations.
    counted: Vec<Span>,
    /// Its words, with placeholders for the specifics.
    pub(crate) words: Words,
    frame: String,
}

/// The sentences of `body`, in order.
pub(crate) fn statements<'a>(body: &'a str, names: &Names) -> Vec<Statement<'a>> {
    let mut end = 0;
    let located = sentences(body).into_iter().map(|sentence| {
        let start = end + body.get(end..).and_then(|rest| rest.find(sentence)).unwrap_or_default();
        end = start + sentence.len();
        Statement::of(sentence, start, names)
    });
    located.collect()
}

impl<'a> Statement<'a> {
    fn of(text: &'a str, start: usize, names: &Names) -> Self {
        let mut found = specifics(text, names);
        let counted = found.of(text);
        let words = Words::of(&Placeholders::default().write(text, &counted));
        let frame = words.iter().collect::<Vec<_>>().join(" ");
        names.claim_elsewhere(text, &mut found);
        Self { text, start, act: classify(text), spans: found.of(text), counted, words, frame }
    }

    /// The key of the sentence without its specifics.
    pub(crate) fn frame_key(&self) -> SentKey {
        SentKey::of(&["frame", &self.frame])
    }

    /// The keys of the first and of the last words of the sentence, which stay where an operator changes a few words.
    pub(crate) fn edge_keys(&self) -> [SentKey; 2] {
        let words: Vec<&str> = self.words.iter().collect();
        let first = words.get(..EDGE_WORDS.min(words.len())).unwrap_or_default();
        let last = words.get(words.len().saturating_sub(EDGE_WORDS)..).unwrap_or_default();
        [SentKey::of(&["first", &first.join(" ")]), SentKey::of(&["last", &last.join(" ")])]
    }

    /// The key of the value of `span` in any sentence.
    pub(crate) fn value_key(&self, span: &Span) -> SentKey {
        value_key(span.variable, span.text(self.text))
    }

    /// The key of the value of `span` with the content word next to it.
    pub(crate) fn context_key(&self, span: &Span) -> SentKey {
        SentKey::of(&["context", span.variable.name(), &self.value(span), &self.context(span)])
    }

    /// The keys of the value of `span` with the value before it and with the value after it.
    pub(crate) fn pair_keys(&self, span: &Span) -> Vec<SentKey> {
        let index = self.counted.iter().position(|other| other == span);
        let pairs = self.counted.windows(2).enumerate();
        pairs
            .filter(|(start, _)| index.is_some_and(|index| index == *start || index == start + 1))
            .filter_map(|(_, pair)| match pair {
                [one, other] => Some(SentKey::of(&["pair", &self.value(one), &self.value(other)])),
                _ => None,
            })
            .collect()
    }

    /// The words of the part of the sentence, between commas, semicolons or dashes, that contains `span`.
    pub(crate) fn clause(&self, span: &Span) -> Words {
        let marks = [", ", "; ", " - ", " – "];
        let (before, after) = self.text.split_at(span.range.start);
        let start = marks.iter().filter_map(|mark| before.rfind(mark)).max().map_or(0, |mark| mark + 1);
        let end = marks.iter().filter_map(|mark| after.find(mark)).min().unwrap_or(after.len());
        Words::of(self.text.get(start..span.range.start + end).unwrap_or_default())
    }

    /// Returns true if `span` is a recurring day, as in "mondays" or "every monday".
    pub(crate) fn is_recurring(&self, span: &Span) -> bool {
        let before = self.text.get(..span.range.start).unwrap_or_default();
        let start = before.trim_end().rfind(' ').map_or(0, |space| space + 1);
        let has_number = span.text(self.text).contains(|c: char| c.is_ascii_digit());
        span.variable == Variable::Date
            && !has_number
            && Words::of(self.text.get(start..span.range.end).unwrap_or_default()).contain(Cue::RecurringDays)
    }

    /// Returns true if `span` is one end of a range, as in "8 to 6".
    pub(crate) fn is_in_range(&self, span: &Span) -> bool {
        self.spans.windows(2).any(|pair| match pair {
            [one, other] if one.variable == other.variable && (one == span || other == span) => {
                let between = self.text.get(one.range.end..other.range.start).unwrap_or_default();
                matches!(between.trim(), "-" | "–" | "—") || Words::of(between).are(Cue::RangeJoints)
            }
            _ => false,
        })
    }

    /// Returns true if `span` is a multiple of another amount of the sentence: "$16 each, $48 for three".
    pub(crate) fn is_multiple(&self, span: &Span) -> bool {
        let amount = |span: &Span| self.value(span).parse::<f64>().ok().filter(|amount| *amount > 0.0);
        let Some(whole) = amount(span).filter(|_| span.variable == Variable::Amount) else { return false };
        let amounts = self.spans.iter().filter(|other| other.variable == Variable::Amount);
        amounts.filter_map(amount).any(|part| part < whole && (whole / part).fract() == 0.0)
    }

    /// The words around `span`: `your _` is next to it, and `your .. _` is one of the words before it.
    pub(crate) fn words_around(&self, span: &Span) -> BTreeSet<String> {
        let [before, after] = self.sides(span);
        let mut words: BTreeSet<String> =
            before.iter().rev().take(NEAR_WORDS).map(|word| format!("{word} .. _")).collect();
        words.extend(after.iter().take(NEAR_WORDS).map(|word| format!("_ .. {word}")));
        words.extend(before.last().map(|word| format!("{word} _")));
        words.extend(after.first().map(|word| format!("_ {word}")));
        words
    }

    fn value(&self, span: &Span) -> String {
        counted(span.variable, span.text(self.text))
    }

    /// The last content word before `span`, otherwise the first one after it.
    fn context(&self, span: &Span) -> String {
        let [before, after] = self.sides(span);
        let is_content = |word: &&String| !Words::of(word).are(Cue::StopWords);
        let found = before.iter().rev().find(is_content).or_else(|| after.iter().find(is_content));
        found.cloned().unwrap_or_default()
    }

    /// The words before and after `span`, with placeholders for the other specifics.
    fn sides(&self, span: &Span) -> [Vec<String>; 2] {
        let start = self.text.floor_char_boundary(span.range.start.saturating_sub(SIDE_BYTES));
        let end = self.text.ceil_char_boundary(span.range.end + SIDE_BYTES);
        [start..span.range.start, span.range.end..end].map(|side| {
            let is_inside = |other: &&Span| side.start <= other.range.start && other.range.end <= side.end;
            let inside = self.counted.iter().filter(is_inside);
            let inside: Vec<Span> = inside.map(|other| other.in_text_from(side.start)).collect();
            let text = self.text.get(side.clone()).unwrap_or_default();
            Words::of(&Placeholders::default().write(text, &inside)).into_vec()
        })
    }
}

/// The key of a value of `variable`, in any sentence.
pub(crate) fn value_key(variable: Variable, text: &str) -> SentKey {
    SentKey::of(&["value", variable.name(), &counted(variable, text)])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The specifics of `text` for which `applies` returns true.
    fn found(text: &str, applies: fn(&Statement<'_>, &Span) -> bool) -> Vec<String> {
        let statement = statements(text, &Names::default()).remove(0);
        let spans = statement.spans.iter().filter(|span| applies(&statement, span));
        spans.map(|span| span.text(text).to_owned()).collect()
    }

    #[test]
    fn the_words_around_a_value_have_placeholders_for_other_values() {
        let statement =
            statements("We keep all parcels for 21 days from Friday.", &Names::default()).remove(0);
        let words = statement.words_around(&statement.spans[0]).into_iter().collect::<Vec<_>>();
        let expected = ["_ .. date", "_ .. from", "_ from", "all .. _", "for .. _", "for _", "parcels .. _"];
        assert_eq!(words, expected);
    }

    #[test]
    fn days_that_recur_have_no_number() {
        let recurring = |text| found(text, |statement, span| statement.is_recurring(span));
        assert_eq!(recurring("we are closed mondays"), ["mondays"]);
        assert_eq!(recurring("we are open every Tuesday"), ["Tuesday"]);
        assert_eq!(recurring("votre visite est le mardi 21 avril"), [""; 0]);
        assert_eq!(recurring("I moved you to Tuesday"), [""; 0]);
    }

    #[test]
    fn both_ends_of_a_range_are_in_it() {
        let ranges = |text| found(text, |statement, span| statement.is_in_range(span));
        assert_eq!(ranges("open 8 am to 6 pm"), ["8 am", "6 pm"]);
        for text in [
            "8:00 - 18:00",
            "8:00–18:00",
            "8:00 until 18:00",
            "8:00 à 18:00",
            "8:00 jusqu'à 18:00",
            "8:00 hasta 18:00",
        ] {
            assert_eq!(ranges(text), ["8:00", "18:00"], "{text}");
        }
        assert_eq!(ranges("I booked you for Friday at 6 pm"), [""; 0]);
    }

    #[test]
    fn an_amount_is_a_multiple_of_a_smaller_one_in_its_sentence() {
        let multiples = |text| found(text, |statement, span| statement.is_multiple(span));
        assert_eq!(multiples("A pair is $16, so $48 for your three."), ["$48"]);
        assert_eq!(multiples("C'est 6,50 $ la nuit, donc 13 $."), ["13 $"]);
        assert_eq!(multiples("$25 or $40, and 50 minutes"), [""; 0]);
    }

    #[test]
    fn a_clause_ends_at_a_comma_and_not_at_a_colon() {
        let statement = statements("Cards are $25, your total: $83.20", &Names::default()).remove(0);
        let clause = |index: usize| statement.clause(&statement.spans[index]).into_vec().join(" ");
        assert_eq!((clause(0), clause(1)), ("cards are 25".to_owned(), "your total 83 20".to_owned()));
    }
}
