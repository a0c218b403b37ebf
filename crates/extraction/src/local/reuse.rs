//! How far an answer can be used again, as a sum of signals.

use super::answer::Answer;
use super::clues::{
    CONFIRMATIONS, FINDINGS, FINITE_VERBS, GENERALITIES, HEDGES, IMPERATIVES, LEANING_STARTS, LEANING_WORDS,
    ON_ITS_WAY, PRONOUNS, QUALITIES, REFUSALS,
};
use super::lexicon::INTERJECTIONS;
use super::meaning::meaning;
use super::sentences::Words;

/// An answer below this is not learnt.
pub(super) const MIN_REUSE: f64 = 3.5;

/// Each word that remains when particulars are variables; what is left is what can be said again.
const PER_WORD: f64 = 0.5;
/// More words than this add nothing: a long answer is not a better one.
const MOST_WORDS: usize = 10;
/// With a verb it says something; "5 minutes" or "Booked" is a label on one case.
const HAS_VERB: f64 = 1.0;
const NO_VERB: f64 = -2.0;
/// Written out, from the capital to the full stop, as prepared answers are.
const CAPITAL: f64 = 0.5;
const FULL_STOP: f64 = 0.5;
const NO_FULL_STOP: f64 = -1.5;
/// Its particulars are known, so it can be filled in for the next customer.
const FILLABLE: f64 = 0.5;
/// Quotation marks around a name or a button: it was put into a text that is used for many.
const QUOTES: f64 = 2.0;
/// Introduced with a word of its own ("Yes, …", "Great, …"), or going on to what comes next: it was
/// composed, not only reported.
const LEAD_IN: f64 = 0.5;
const GOES_ON: f64 = 0.5;
/// What "we" do or "you can" do holds for the next customer too.
const GENERAL: f64 = 2.5;
/// Instructions hold for whoever has the same trouble.
const INSTRUCTS: f64 = 1.5;
const LEAST_INSTRUCTION_WORDS: usize = 6;
/// Whoever asks about the business gets the same answer.
const ASKED_GENERALLY: f64 = 1.5;
/// "Your ride is booked" and no more closes one case.
const BARE_CONFIRMATION: f64 = -2.0;
const BARE_WORDS: usize = 6;
/// Where one driver or parcel is right now is over in minutes.
const LIVE_STATUS: f64 = -5.0;
/// The qualities of one named thing are knowledge about that thing, unless the name stands in
/// quotation marks: then it was put into a text that fits others.
const RECITAL: f64 = -5.0;
/// Qualities that make a recital of a text, and the length below which one is enough.
const RECITED_QUALITIES: usize = 2;
const SHORT_RECITAL_WORDS: usize = 24;
/// What a search found for one customer's wishes, other wishes will not find.
const FOUND: f64 = -2.0;
/// A guess is worth little to the next customer.
const HEDGED: f64 = -1.5;
/// A promise comes before the answer.
const PROMISE: f64 = -1.5;
/// So is what leans on this conversation ("his as well", "as mentioned").
const LEANING: f64 = -1.0;
/// A proposal that waits for a yes is not yet the answer,
const PROPOSAL: f64 = -6.0;
/// unless whether something is to be had was the question.
const AVAILABILITY: f64 = 6.5;

/// The sum of the signals of `answer`.
pub(super) fn reuse(answer: &Answer) -> f64 {
    let left = meaning(&answer.statements.join(" ")).min(MOST_WORDS) as f64;
    let given = signals(answer).into_iter().filter(|(is_given, _)| *is_given);
    PER_WORD * left + given.map(|(_, weight)| weight).sum::<f64>()
}

fn signals(answer: &Answer) -> [(bool, f64); 22] {
    let said = answer.statements.join(" ");
    let words = Words::of(&said);
    let any = |holds: fn(&str) -> bool| answer.statements.iter().any(|sentence| holds(sentence));
    let bare = meaning(&said) <= BARE_WORDS && words.contain(CONFIRMATIONS) && !any(has_lead_in);
    [
        (any(has_verb), HAS_VERB),
        (!any(has_verb), NO_VERB),
        (any(begins_with_capital), CAPITAL),
        (any(ends_with_mark), FULL_STOP),
        (!any(ends_with_mark), NO_FULL_STOP),
        (said.contains("{{"), FILLABLE),
        (answer.quotes, QUOTES),
        (any(has_lead_in), LEAD_IN),
        (answer.asks, GOES_ON),
        (words.contain(GENERALITIES), GENERAL),
        (any(is_instruction), INSTRUCTS),
        (answer.prompt.general, ASKED_GENERALLY),
        (bare, BARE_CONFIRMATION),
        (words.contain(ON_ITS_WAY), LIVE_STATUS),
        (is_recital(&words) && !answer.quotes, RECITAL),
        (words.contain(FINDINGS), FOUND),
        (words.contain(HEDGES), HEDGED),
        (any(is_promise), PROMISE),
        (words.start_with(LEANING_STARTS), LEANING),
        (words.contain(LEANING_WORDS), LEANING),
        (answer.offers, PROPOSAL),
        (answer.offers && words.contain(&["available"]), AVAILABILITY),
    ]
}

/// Does `answer` say that something did not come about?
pub(super) fn refuses(answer: &Answer) -> bool {
    answer.statements.iter().any(|sentence| Words::of(sentence).contain(REFUSALS))
}

fn has_verb(sentence: &str) -> bool {
    let words = Words::of(sentence).skipping(INTERJECTIONS);
    words.contain(FINITE_VERBS) || words.start_with(IMPERATIVES) || words.start_with(PRONOUNS)
}

fn is_instruction(sentence: &str) -> bool {
    let words = Words::of(sentence).skipping(INTERJECTIONS);
    words.len() >= LEAST_INSTRUCTION_WORDS && words.start_with(IMPERATIVES)
}

fn has_lead_in(sentence: &str) -> bool {
    sentence.split_once(',').is_some_and(|(lead, _)| Words::of(lead).is_any_of(INTERJECTIONS))
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

/// Praises or ranks something.
fn is_recital(words: &Words) -> bool {
    let named: usize = QUALITIES.iter().map(|quality| words.count(quality)).sum();
    named >= RECITED_QUALITIES || (named == 1 && words.len() <= SHORT_RECITAL_WORDS)
}

#[cfg(test)]
mod tests {
    use super::super::answer::answers;
    use super::super::names::Names;
    use super::super::question::questions;
    use super::super::testing::conversation;
    use super::*;

    fn is_reusable(asked: &str, said: &str) -> bool {
        let chat = conversation(&[&format!("C {asked}"), &format!("O {said}")]);
        let names = Names::of(&chat);
        answers(&chat, &questions(&chat, &names), &names).iter().any(|answer| reuse(answer) >= MIN_REUSE)
    }

    #[test]
    fn what_holds_for_the_next_customer_is_reusable() {
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
    fn what_fits_one_case_is_not() {
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
