//! The words and phrases that the rules look for, from the files in `lexicons/`.
//!
//! The languages are read together: operators and customers mix them within a conversation, and a phrase of one
//! language rarely means something else in another.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::LazyLock;

use foldhash::fast::RandomState;
use serde::Deserialize;
use strum::VariantArray;

/// A list of words and phrases. The names in the files are these in snake case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize, VariantArray)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Cue {
    /// Names that are also common words. At the start of a sentence they do not count as names.
    AlsoWords,
    /// Before one of these there may be a name: "Joanne will meet you".
    AfterNames,
    /// A sentence that begins with one of these asks, with or without a question mark.
    AskingStarts,
    /// A sentence with one of these was sent by a machine.
    Automated,
    /// After one of these there may be a name: "with Joanne".
    BeforeNames,
    /// A sentence with one of these is about one case: a booking, an order, what was done for somebody.
    CaseMarks,
    /// A sentence with one of these says that a request was carried out.
    Confirmations,
    /// A question with one of these asks for a telephone number or an e-mail address.
    ContactQuestions,
    /// A customer who writes one of these after an answer is content with it.
    Contentment,
    /// A statement with one of these is understood only within its conversation.
    ContextWords,
    /// Words before a thing or a product and not before the name of a person: "a Deep Clean".
    Determiners,
    /// A question with one of these asks for a length of time or a deadline.
    DurationQuestions,
    /// The operator reports the result of a search.
    Findings,
    /// A sentence with one of these makes a statement.
    FiniteVerbs,
    /// The operator who writes says what they do themselves, most often for one customer.
    FirstPerson,
    /// A question that begins with one of these is about the business, not about one case.
    GeneralQuestions,
    /// A rule or a possibility, not a single event.
    Generalities,
    /// Who is greeted, other than by name.
    Greeted,
    /// Greetings. After one comes a name, one of [`Self::Greeted`], or the rest of the message.
    Greetings,
    /// A sentence with one of these passes the case on to somebody else.
    HandOff,
    /// A short sentence with one of these asks for patience.
    Holding,
    /// A question with one of these asks for a time or a day.
    HoursQuestions,
    /// A sentence that begins with one of these is an instruction.
    Imperatives,
    /// Words at the start of a sentence that add nothing to it.
    Interjections,
    /// A question with one of these asks for a link.
    LinkQuestions,
    /// A question with one of these asks for the name of a person.
    NameQuestions,
    /// A sentence with one of these states a need.
    Needs,
    /// Words that occur where a name could and are not names.
    NotNames,
    /// Capitalized words that are not part of the name of a place.
    NotPlaces,
    /// A sentence with one of these says that the question was not understood.
    NotUnderstood,
    /// A question that begins with one of these asks whether to go ahead with a proposal.
    OfferStarts,
    /// Somebody or something is moving at this moment.
    OnItsWay,
    /// A question with one of these asks for a place.
    PlaceQuestions,
    /// A question with one of these asks for a price.
    PriceQuestions,
    /// A sentence that begins with one of these has a subject.
    Pronouns,
    /// A name that ends in one of these is the name of something that is sold: "the Spoke Club".
    Products,
    /// Qualities that praise or rank something.
    Qualities,
    /// A question with one of these asks for a number of people or things.
    QuantityQuestions,
    /// Words between the two ends of a range: "8 to 6".
    RangeJoints,
    /// Recurring days: "mondays", "every monday".
    RecurringDays,
    /// Words that refer to what was said before.
    Referring,
    /// A sentence with one of these says that a request failed.
    Refusals,
    /// Words before the name of a saint, after whom places are named.
    Saints,
    /// A short clause that contains one of these closes the conversation.
    SocialAnywhere,
    /// A short clause that begins with one of these thanks, apologizes, wishes or closes.
    SocialStarts,
    /// A clause that consists of one of these closes the conversation.
    SocialWhole,
    /// Words that carry no content.
    StopWords,
    /// What streets are called: "fulton lane".
    Streets,
    /// Only a reply with one of these changes the subject that the operator asked about.
    SubjectChanges,
    /// A clause with one of these contains the result of a calculation for one customer.
    Totals,
}

/// Phrases by their first word.
#[derive(Debug, Default)]
pub(crate) struct Phrases(HashMap<String, Vec<Vec<String>>, RandomState>);

impl Phrases {
    /// Adds a phrase that is normalized as a text is.
    fn add(&mut self, phrase: &str) {
        let mut words = phrase.split(' ').map(str::to_owned);
        if let Some(first) = words.next() {
            self.0.entry(first).or_default().push(words.collect());
        }
    }

    /// The number of words of the longest phrase that `words` begin with.
    pub(crate) fn prefix(&self, words: &[String]) -> Option<usize> {
        let (first, rest) = words.split_first()?;
        let phrases = self.0.get(first)?;
        phrases.iter().filter(|phrase| rest.starts_with(phrase)).map(|phrase| phrase.len() + 1).max()
    }
}

static LEXICON: LazyLock<HashMap<Cue, Phrases, RandomState>> = LazyLock::new(|| {
    let mut lexicon: HashMap<Cue, Phrases, RandomState> = HashMap::default();
    for file in FILES {
        let lists = read(file).unwrap_or_default();
        for (cue, phrases) in lists {
            let added = lexicon.entry(cue).or_default();
            phrases.iter().for_each(|phrase| added.add(phrase));
        }
    }
    lexicon
});

const FILES: [&str; 3] = [
    include_str!("../lexicons/en.toml"),
    include_str!("../lexicons/fr.toml"),
    include_str!("../lexicons/es.toml"),
];

fn read(file: &str) -> Result<HashMap<Cue, Vec<String>>, toml::de::Error> {
    toml::from_str(file)
}

/// The phrases of `cue` in all languages.
pub(crate) fn phrases(cue: Cue) -> &'static Phrases {
    static EMPTY: LazyLock<Phrases> = LazyLock::new(Phrases::default);
    LEXICON.get(&cue).unwrap_or(&EMPTY)
}

static SPELLINGS: LazyLock<HashMap<String, String, RandomState>> = LazyLock::new(|| {
    let values: BTreeMap<String, Vec<String>> =
        toml::from_str(include_str!("../lexicons/values.toml")).unwrap_or_default();
    let spellings = values
        .into_iter()
        .flat_map(|(value, words)| words.into_iter().map(move |word| (word, value.clone())));
    spellings.collect()
});

/// `word`, in lowercase and without accents, in one spelling: units, numbers and weekdays of all languages, without the `s`
/// of the plural.
pub(crate) fn spelling(word: &str) -> &str {
    let singular = word.strip_suffix('s').filter(|stem| stem.len() > 2).unwrap_or(word);
    let known = [word, singular].into_iter().find_map(|spelling| SPELLINGS.get(spelling));
    known.map_or(singular, String::as_str)
}

static FIRST_NAMES: LazyLock<HashSet<&str, RandomState>> = LazyLock::new(|| {
    let lines = include_str!("../lexicons/names.txt").lines().filter(|line| !line.starts_with('#'));
    lines.flat_map(str::split_whitespace).collect()
});

/// Returns true if `word`, in lowercase and without accents, is a common first name.
pub(crate) fn is_first_name(word: &str) -> bool {
    FIRST_NAMES.contains(word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Words;

    #[test]
    fn every_file_has_every_list() {
        for file in FILES {
            let lists = read(file).unwrap();
            for cue in Cue::VARIANTS {
                assert!(lists.get(cue).is_some_and(|phrases| !phrases.is_empty()), "{cue:?}");
            }
        }
    }

    #[test]
    fn a_value_has_one_spelling_in_every_language() {
        for (spellings, expected) in [
            (["hrs", "heures", "horas"], "hour"),
            (["mon", "lundis", "lunes"], "monday"),
            (["ten", "dix", "diez"], "10"),
        ] {
            assert!(spellings.iter().all(|word| spelling(word) == expected), "{expected}");
        }
        assert_eq!(["mondays", "monday", "gas"].map(spelling), ["monday", "monday", "gas"]);
    }

    #[test]
    fn phrases_are_written_as_texts_are_normalized() {
        for phrase in FILES.into_iter().flat_map(|file| read(file).unwrap().into_values()).flatten() {
            assert_eq!(Words::of(&phrase).into_vec().join(" "), phrase);
        }
    }
}
