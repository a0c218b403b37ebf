//! Dialogue acts: what a sentence does in a conversation, such as greet, ask or state.

use crate::lexicon::Cue;
use crate::text::{Words, readable, sentences};

/// The maximum length of a courtesy. A longer clause that begins like one states something.
const MAX_SOCIAL_WORDS: usize = 10;
/// The maximum number of other words in a sentence that is only a courtesy ("Early bird, have fun").
const MAX_OTHER_WORDS: usize = 3;
/// The maximum length of a holding line. "Please wait 90 seconds until the screen …" is an instruction.
const MAX_HOLDING_WORDS: usize = 9;

/// What a sentence does in a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DialogueAct {
    /// Greets, thanks, apologizes, wishes or closes.
    Social,
    /// Asks for patience.
    Holding,
    /// Passes the case on to somebody else.
    HandOff,
    /// Says that the question was not understood.
    NotUnderstood,
    /// Was sent by a machine.
    Automated,
    /// Asks whether to go ahead with a proposal.
    Offer,
    /// Asks anything else.
    Ask,
    /// States something.
    Statement,
}

impl DialogueAct {
    /// Returns true if the sentence neither states nor asks anything about the case.
    pub(crate) fn is_filler(self) -> bool {
        matches!(self, Self::Social | Self::Holding | Self::Automated)
    }
}

/// The dialogue act of each sentence of a message, in order.
pub(crate) fn dialogue_acts(body: &str) -> Vec<DialogueAct> {
    sentences(readable(body)).into_iter().map(classify).collect()
}

/// The dialogue act of `sentence`.
pub(crate) fn classify(sentence: &str) -> DialogueAct {
    let words = Words::of(sentence);
    if words.contain(Cue::NotUnderstood) {
        return DialogueAct::NotUnderstood;
    }
    if words.contain(Cue::Automated) {
        return DialogueAct::Automated;
    }
    let core = without_courtesy(sentence);
    if core.len() <= MAX_HOLDING_WORDS && core.contain(Cue::Holding) && !ends_with_question_mark(sentence) {
        return DialogueAct::Holding;
    }
    if is_social(sentence) || is_signature(sentence, &words) {
        return DialogueAct::Social;
    }
    if core.contain(Cue::HandOff) {
        return DialogueAct::HandOff;
    }
    asks(sentence, &core).unwrap_or(DialogueAct::Statement)
}

/// Returns true if `sentence` ends with a question mark or begins like a question.
pub(crate) fn is_question(sentence: &str) -> bool {
    asks(sentence, &without_courtesy(sentence)).is_some()
}

fn asks(sentence: &str, core: &Words) -> Option<DialogueAct> {
    let marked = ends_with_question_mark(sentence);
    if !marked && !core.start_with(Cue::AskingStarts) {
        return None;
    }
    let last_clause = clauses(sentence).last().map(|clause| Words::of(clause).skipping(Cue::Interjections));
    let offers = |words: &Words| words.start_with(Cue::OfferStarts);
    let offer = offers(core) || last_clause.as_ref().is_some_and(offers);
    Some(if offer { DialogueAct::Offer } else { DialogueAct::Ask })
}

fn ends_with_question_mark(sentence: &str) -> bool {
    sentence.trim_end_matches(|c: char| !c.is_alphanumeric() && c != '?').ends_with('?')
}

fn clauses(sentence: &str) -> impl Iterator<Item = &str> {
    sentence.split([',', ';', '–', '—', '!']).filter(|clause| clause.chars().any(char::is_alphanumeric))
}

fn is_social(sentence: &str) -> bool {
    let (social, other): (Vec<&str>, Vec<&str>) = clauses(sentence).partition(|clause| is_courtesy(clause));
    let other_words: usize = other.iter().map(|clause| Words::of(clause).len()).sum();
    let number = other.iter().any(|clause| clause.chars().any(char::is_numeric));
    (!social.is_empty() && other_words <= MAX_OTHER_WORDS && !number)
        || (social.is_empty() && other.is_empty())
}

fn is_courtesy(clause: &str) -> bool {
    let words = Words::of(clause);
    let core = words.clone().skipping(Cue::Interjections);
    core.is_empty()
        || is_greeting(clause, &words)
        || core.are(Cue::SocialWhole)
        || (core.len() <= MAX_SOCIAL_WORDS
            && (words.start_with(Cue::SocialStarts)
                || core.start_with(Cue::SocialStarts)
                || core.contain(Cue::SocialAnywhere)))
}

/// Returns true if `clause` is a greeting and who is greeted, with nothing after it.
fn is_greeting(clause: &str, words: &Words) -> bool {
    let Some(length) = words.prefix(Cue::Greetings) else { return false };
    let mut greeted = clause.split_whitespace().skip(length);
    words.len() <= length + 1
        || greeted
            .all(|word| word.starts_with(char::is_uppercase) || Words::of(word).are_all_in(Cue::Greeted))
}

/// Returns true for a signature such as "- The front desk".
fn is_signature(sentence: &str, words: &Words) -> bool {
    sentence.starts_with(['-', '–', '—', '~']) && words.len() <= MAX_OTHER_WORDS + 1
}

/// The words of `sentence` after its leading courtesies and interjections.
fn without_courtesy(sentence: &str) -> Words {
    let rest: Vec<&str> = clauses(sentence).skip_while(|clause| is_courtesy(clause)).collect();
    Words::of(&rest.join(", ")).skipping(Cue::Interjections)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_dialogue_act_is_recognized() {
        for (sentence, expected) in [
            ("Good morning Selma!", DialogueAct::Social),
            ("You're welcome, have a great game!", DialogueAct::Social),
            ("Is there anything else I can do for you?", DialogueAct::Social),
            ("- The front desk", DialogueAct::Social),
            ("Hi Ravi, one moment please", DialogueAct::Holding),
            ("Let me check the calendar", DialogueAct::Holding),
            ("I'll pass this on to the owner", DialogueAct::HandOff),
            ("Sorry, I didn't understand that.", DialogueAct::NotUnderstood),
            ("Reply STOP to opt out", DialogueAct::Automated),
            ("Shall I put you down for it?", DialogueAct::Offer),
            ("Hi Ravi, which bay are you in?", DialogueAct::Ask),
            ("could you give me your name", DialogueAct::Ask),
            ("Thank you Ravi, your locker code is 9911, it works until noon.", DialogueAct::Statement),
            ("Please wait 90 seconds until the green lamp is on again.", DialogueAct::Statement),
            ("When you are inside, press the bell.", DialogueAct::Statement),
            ("Yes, dogs are welcome on the terrace.", DialogueAct::Statement),
        ] {
            assert_eq!(classify(sentence), expected, "{sentence}");
        }
    }
}
