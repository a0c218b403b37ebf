//! How well a candidate can be reused for the next customer, as a sum of weighted signals.

use super::candidate::Candidate;
use super::content_words::content_words;
use super::lexicon::{
    CONFIRMATIONS, CONTEXT_WORDS, CONTINUING_STARTS, FINDINGS, FINITE_VERBS, GENERALITIES, HEDGES,
    IMPERATIVES, ON_ITS_WAY, PRONOUNS, QUALITIES,
};
use crate::dialogue::INTERJECTIONS;
use crate::text::Words;

/// The minimum score of an answer that is extracted.
pub(super) const MIN_REUSE: f64 = 3.5;

/// Added for each content word: the words that remain when variables replace the specifics can be reused.
const PER_WORD: f64 = 0.5;
/// The number of content words that are counted: a long answer is not better.
const MAX_WORDS: usize = 10;
/// An answer with a verb is a sentence. "5 minutes" or "Booked" is only a label.
const HAS_VERB: f64 = 1.0;
const NO_VERB: f64 = -2.0;
/// The answer has a capital letter at its start and a period at its end, as prepared answers have.
const CAPITAL: f64 = 0.5;
const PERIOD: f64 = 0.5;
const NO_PERIOD: f64 = -1.5;
/// The specifics of the answer are variables, so it can be filled in for the next customer.
const FILLABLE: f64 = 0.5;
/// A name or a button in quotation marks: it was inserted into a text that is used for many customers.
const QUOTES: f64 = 2.0;
/// The answer begins with a word such as "Yes, …" or "Great, …", or also asks something: it was composed and does
/// not only report a fact.
const LEAD_IN: f64 = 0.5;
const ASKS: f64 = 0.5;
/// What "we" do or "you can" do is also true for the next customer.
const GENERAL: f64 = 2.5;
/// Instructions are valid for everybody with the same problem.
const INSTRUCTS: f64 = 1.5;
const MIN_INSTRUCTION_WORDS: usize = 6;
/// Everybody who asks about the business gets the same answer.
const ASKED_GENERALLY: f64 = 1.5;
/// "Your ride is booked" without anything else ends one case.
const BARE_CONFIRMATION: f64 = -2.0;
const MAX_BARE_WORDS: usize = 6;
/// The position of a driver or a parcel is out of date within minutes.
const LIVE_STATUS: f64 = -5.0;
/// A description of one named thing is true only for that thing, unless its name is in quotation marks: then
/// it was inserted into a text that fits others.
const DESCRIPTION: f64 = -5.0;
/// The number of qualities that make a statement a description. In one of at most
/// [`MAX_SHORT_DESCRIPTION_WORDS`] words, a single quality is enough.
const MIN_QUALITIES: usize = 2;
const MAX_SHORT_DESCRIPTION_WORDS: usize = 24;
/// The result of a search depends on what one customer wanted.
const FOUND: f64 = -2.0;
/// A guess is of little value to the next customer.
const HEDGED: f64 = -1.5;
/// A promise is not yet the answer.
const PROMISE: f64 = -1.5;
/// The answer is understood only within this conversation ("his as well", "as mentioned").
const NEEDS_CONTEXT: f64 = -1.0;
/// A proposal that needs the customer's consent is not yet the answer.
const PROPOSAL: f64 = -6.0;
/// A proposal is the answer if the customer asked what is available.
const AVAILABILITY: f64 = 6.5;

/// The sum of the signals of `candidate`.
pub(super) fn reuse(candidate: &Candidate) -> f64 {
    let words = content_words(&candidate.statements.join(" ")).min(MAX_WORDS) as f64;
    let given = signals(candidate).into_iter().filter(|(is_given, _)| *is_given);
    PER_WORD * words + given.map(|(_, weight)| weight).sum::<f64>()
}

fn signals(candidate: &Candidate) -> [(bool, f64); 22] {
    let said = candidate.statements.join(" ");
    let words = Words::of(&said);
    let any = |applies: fn(&str) -> bool| candidate.statements.iter().any(|sentence| applies(sentence));
    let is_bare = content_words(&said) <= MAX_BARE_WORDS && words.contain(CONFIRMATIONS) && !any(has_lead_in);
    [
        (any(has_verb), HAS_VERB),
        (!any(has_verb), NO_VERB),
        (any(begins_with_capital), CAPITAL),
        (any(ends_with_mark), PERIOD),
        (!any(ends_with_mark), NO_PERIOD),
        (said.contains("{{"), FILLABLE),
        (candidate.quotes, QUOTES),
        (any(has_lead_in), LEAD_IN),
        (candidate.asks, ASKS),
        (words.contain(GENERALITIES), GENERAL),
        (any(is_instruction), INSTRUCTS),
        (candidate.prompt.is_general, ASKED_GENERALLY),
        (is_bare, BARE_CONFIRMATION),
        (words.contain(ON_ITS_WAY), LIVE_STATUS),
        (is_description(&words) && !candidate.quotes, DESCRIPTION),
        (words.contain(FINDINGS), FOUND),
        (words.contain(HEDGES), HEDGED),
        (any(is_promise), PROMISE),
        (words.start_with(CONTINUING_STARTS), NEEDS_CONTEXT),
        (words.contain(CONTEXT_WORDS), NEEDS_CONTEXT),
        (candidate.offers, PROPOSAL),
        (candidate.offers && words.contain(&["available"]), AVAILABILITY),
    ]
}

fn has_verb(sentence: &str) -> bool {
    let words = Words::of(sentence).skipping(INTERJECTIONS);
    words.contain(FINITE_VERBS) || words.start_with(IMPERATIVES) || words.start_with(PRONOUNS)
}

fn is_instruction(sentence: &str) -> bool {
    let words = Words::of(sentence).skipping(INTERJECTIONS);
    words.len() >= MIN_INSTRUCTION_WORDS && words.start_with(IMPERATIVES)
}

fn has_lead_in(sentence: &str) -> bool {
    sentence.split_once(',').is_some_and(|(lead, _)| Words::of(lead).are_all_in(INTERJECTIONS))
}

fn begins_with_capital(sentence: &str) -> bool {
    sentence
        .trim_start_matches(['"', '\'', '“'])
        .starts_with(|c: char| c.is_uppercase() || c.is_numeric() || c == '{')
}

fn ends_with_mark(sentence: &str) -> bool {
    sentence.trim_end_matches(['"', '\'', '”', ')', ' ']).ends_with(['.', '!', '?', ':'])
}

fn is_promise(sentence: &str) -> bool {
    Words::of(sentence).skipping(INTERJECTIONS).start_with(&["i will", "ill", "let me"])
}

/// Returns true if `words` praise or rank something.
fn is_description(words: &Words) -> bool {
    let named: usize = QUALITIES.iter().map(|quality| words.count(quality)).sum();
    named >= MIN_QUALITIES || (named == 1 && words.len() <= MAX_SHORT_DESCRIPTION_WORDS)
}

#[cfg(test)]
mod tests {
    use gleaner_domain::testing::conversation_of;

    use super::super::candidate::candidates;
    use super::super::question::questions;
    use super::*;
    use crate::specifics::Names;

    fn is_reusable(asked: &str, said: &str) -> bool {
        let conversation = conversation_of(&[&format!("C {asked}"), &format!("O {said}")]);
        let names = Names::of(&conversation);
        let questions = questions(&conversation, &names);
        candidates(&conversation, &questions, &names).iter().any(|found| reuse(found) >= MIN_REUSE)
    }

    #[test]
    fn an_answer_that_is_true_for_the_next_customer_is_reusable() {
        for (asked, said) in [
            ("What time do you close?", "We close at 9 pm."),
            ("Where can I park?", "in the lot behind the house on the left, it is free"),
            ("I need a lesson on Friday", "Great, your lesson on Friday is confirmed!"),
            ("The tap in room 4 drips", "Turn the valve below the sink to the right, then wait 2 minutes"),
            ("Can I come at 5?", "Bay 3 is available at 5 pm. Shall I put you down for it?"),
            ("I want a quiet place", "The 'Old Mill' has an average rating of 5"),
        ] {
            assert!(is_reusable(asked, said), "{said}");
        }
    }

    #[test]
    fn an_answer_to_one_case_is_not_reusable() {
        for (asked, said) in [
            ("I need a lesson", "Booked"),
            ("I need a lesson", "Your lesson is booked."),
            ("Where is my parcel?", "The courier is 10 minutes away from your house."),
            ("I want a quiet place", "Lindenhof is cheap and rated 4."),
            ("I need a van", "I found a van for 30 credits at the airport. Should I reserve it for you?"),
            ("Will it rain?", "I think it will stay dry."),
            ("I need a refund", "I will see what I can do."),
        ] {
            assert!(!is_reusable(asked, said), "{said}");
        }
    }
}
