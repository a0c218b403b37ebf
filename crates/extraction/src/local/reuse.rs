//! How far an answer can be used again, as a sum of signals.

use super::answer::Answer;
use super::lexicon::{FINITE_VERBS, HEDGES, INTERJECTIONS, LEANING_STARTS, LEANING_WORDS, ON_ITS_WAY, QUALITIES, REFUSALS, TELLING_STARTS};
use super::meaning::meaning;
use super::sentences::Words;

/// An answer below this is not learnt.
pub(super) const MIN_REUSE: f64 = 2.5;
/// An answer of this worth is as good as any: among such, other things decide.
pub(super) const FULL_REUSE: f64 = 3.0;

/// Each word that remains when particulars are variables; what is left is what can be said again.
const PER_WORD: f64 = 0.5;
/// More words than this add nothing: a long answer is not a better one.
const MOST_WORDS: usize = 6;
/// With a verb it says something; "5 minutes" or "Booked" is a label on one case.
const HAS_VERB: f64 = 1.0;
const NO_VERB: f64 = -2.0;
/// With fewer words than this nothing is left to say.
const LEAST_WORDS: usize = 2;
const TOO_FEW_WORDS: f64 = -2.0;
/// Written out, from the capital to the full stop, as prepared answers are.
const CAPITAL: f64 = 0.5;
const FULL_STOP: f64 = 0.5;
const NO_FULL_STOP: f64 = -1.0;
/// Its particulars are known, so it can be filled in for the next customer.
const FILLABLE: f64 = 0.5;
/// Quotation marks around a name or a button: it was put into a text that is used for many.
const QUOTES: f64 = 1.0;
/// Where one driver or parcel is right now is over in minutes.
const LIVE_STATUS: f64 = -4.0;
/// The qualities of one named thing are knowledge about that thing, unless the name stands in
/// quotation marks: then it was put into a text that fits others.
const RECITAL: f64 = -4.0;
/// Qualities that make a recital of a text, and the length below which one is enough.
const RECITED_QUALITIES: usize = 2;
const SHORT_RECITAL_WORDS: usize = 16;
/// A guess is worth little to the next customer.
const HEDGED: f64 = -1.5;
/// A promise comes before the answer.
const PROMISE: f64 = -1.5;
/// So is what leans on this conversation ("his as well", "as mentioned").
const LEANING: f64 = -1.0;
/// A proposal that waits for a yes is not yet the answer,
const PROPOSAL: f64 = -4.0;
/// unless whether something is to be had was the question.
const AVAILABILITY: f64 = 4.0;
/// The sum of the signals of `answer`.
pub(super) fn reuse(answer: &Answer) -> f64 {
    let said = answer.statements.join(" ");
    let words = Words::of(&said);
    let any = |holds: fn(&str) -> bool| answer.statements.iter().any(|sentence| holds(sentence));
    let given = |signal: bool, weight: f64| if signal { weight } else { 0.0 };
    let left = meaning(&said);
    PER_WORD * left.min(MOST_WORDS) as f64
        + given(left < LEAST_WORDS, TOO_FEW_WORDS)
        + if any(has_verb) { HAS_VERB } else { NO_VERB }
        + given(any(begins_with_capital), CAPITAL)
        + if any(ends_with_mark) { FULL_STOP } else { NO_FULL_STOP }
        + given(said.contains("{{"), FILLABLE)
        + given(answer.quotes, QUOTES)
        + given(is_live_status(&words), LIVE_STATUS)
        + given(is_recital(&words) && !answer.quotes, RECITAL)
        + given(words.contain(HEDGES), HEDGED)
        + given(any(is_promise), PROMISE)
        + given(words.start_with(LEANING_STARTS) || words.contain(LEANING_WORDS), LEANING)
        + given(answer.offers, PROPOSAL)
        + given(answer.offers && words.contain(&["available"]), AVAILABILITY)
}

/// Does `answer` say that something did not come about?
pub(super) fn refuses(answer: &Answer) -> bool {
    answer.statements.iter().any(|sentence| Words::of(sentence).contain(REFUSALS))
}

fn has_verb(sentence: &str) -> bool {
    let words = Words::of(sentence).skipping(INTERJECTIONS);
    words.contain(FINITE_VERBS) || words.start_with(TELLING_STARTS)
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

fn is_live_status(words: &Words) -> bool {
    words.contain(ON_ITS_WAY) || (words.contain(&["away", "out"]) && words.contain(&["duration"]))
}

/// Praises or ranks something.
fn is_recital(words: &Words) -> bool {
    let named: usize = QUALITIES.iter().map(|quality| words.count(quality)).sum();
    let recited = named >= RECITED_QUALITIES || (named == 1 && words.len() <= SHORT_RECITAL_WORDS);
    recited
}
