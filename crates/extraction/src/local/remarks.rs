//! What a sentence does in a conversation: greet, stall, ask, or say something.

use super::lexicon::{
    ASKING_STARTS, AUTOMATED, GREETED, GREETINGS, HAND_OFF, HOLDING, INTERJECTIONS, NOT_UNDERSTOOD,
    OFFER_STARTS, SOCIAL_ANYWHERE, SOCIAL_STARTS, SOCIAL_WHOLE,
};
use super::sentences::{Words, readable, sentences};

/// A courtesy is short; a longer clause that begins like one goes on to say something.
const MAX_SOCIAL_WORDS: usize = 10;
/// Words that may stand beside a courtesy without making it more than one ("Early bird, have fun").
const MAX_WORDS_BESIDE: usize = 3;
/// A holding line is short; "Please wait 90 seconds until the screen …" is an instruction.
const MAX_HOLDING_WORDS: usize = 9;

/// What a sentence does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Remark {
    /// Greets, thanks, apologises, wishes, closes.
    Social,
    /// Asks for patience.
    Holding,
    /// Passes the case to somebody else.
    HandOff,
    /// Says that the question was not understood.
    NotUnderstood,
    /// Written by a machine.
    Automated,
    /// Asks whether to go ahead with what was proposed.
    Offer,
    /// Asks anything else.
    Ask,
    /// Says something.
    Statement,
}

impl Remark {
    /// Neither says nor asks anything that belongs to the conversation.
    pub(super) fn is_filler(self) -> bool {
        matches!(self, Self::Social | Self::Holding | Self::Automated)
    }
}

/// What each sentence of a message does.
pub(super) fn remarks(body: &str) -> Vec<Remark> {
    sentences(readable(body)).into_iter().map(classify).collect()
}

/// What `sentence` does.
pub(super) fn classify(sentence: &str) -> Remark {
    let words = Words::of(sentence);
    if words.contain(NOT_UNDERSTOOD) {
        return Remark::NotUnderstood;
    }
    if words.contain(AUTOMATED) {
        return Remark::Automated;
    }
    let core = without_courtesy(sentence);
    if core.len() <= MAX_HOLDING_WORDS && core.contain(HOLDING) && !ends_with_question_mark(sentence) {
        return Remark::Holding;
    }
    if is_social(sentence) || is_signature(sentence, &words) {
        return Remark::Social;
    }
    if core.contain(HAND_OFF) {
        return Remark::HandOff;
    }
    asks(sentence, &core).unwrap_or(Remark::Statement)
}

/// Does `sentence` ask something, by its mark or by how it begins?
pub(super) fn is_question(sentence: &str) -> bool {
    asks(sentence, &without_courtesy(sentence)).is_some()
}

fn asks(sentence: &str, core: &Words) -> Option<Remark> {
    let marked = ends_with_question_mark(sentence);
    if !marked && !core.start_with(ASKING_STARTS) {
        return None;
    }
    let last_clause = clauses(sentence).last().map(|clause| Words::of(clause).skipping(INTERJECTIONS));
    let offers = |words: &Words| words.start_with(OFFER_STARTS);
    let offer = offers(core) || last_clause.as_ref().is_some_and(offers);
    Some(if offer { Remark::Offer } else { Remark::Ask })
}

fn ends_with_question_mark(sentence: &str) -> bool {
    sentence.trim_end_matches(|c: char| !c.is_alphanumeric() && c != '?').ends_with('?')
}

fn clauses(sentence: &str) -> impl Iterator<Item = &str> {
    sentence.split([',', ';', '–', '—', '!']).filter(|clause| clause.chars().any(char::is_alphanumeric))
}

fn is_social(sentence: &str) -> bool {
    let (social, other): (Vec<&str>, Vec<&str>) = clauses(sentence).partition(|clause| is_courtesy(clause));
    let beside: usize = other.iter().map(|clause| Words::of(clause).len()).sum();
    let number = other.iter().any(|clause| clause.chars().any(char::is_numeric));
    (!social.is_empty() && beside <= MAX_WORDS_BESIDE && !number) || (social.is_empty() && other.is_empty())
}

fn is_courtesy(clause: &str) -> bool {
    let words = Words::of(clause);
    let core = words.skipping(INTERJECTIONS);
    core.is_empty()
        || is_greeting(clause, &words)
        || SOCIAL_WHOLE.iter().any(|whole| core == Words::of(whole))
        || (core.len() <= MAX_SOCIAL_WORDS
            && (words.start_with(SOCIAL_STARTS)
                || core.start_with(SOCIAL_STARTS)
                || core.contain(SOCIAL_ANYWHERE)))
}

/// A greeting and who is greeted, with nothing behind.
fn is_greeting(clause: &str, words: &Words) -> bool {
    let Some(greeting) = GREETINGS.iter().find(|greeting| words.start_with(&[greeting])) else {
        return false;
    };
    let length = greeting.split(' ').count();
    let mut greeted = clause.split_whitespace().skip(length);
    words.len() <= length + 1
        || greeted.all(|word| word.starts_with(char::is_uppercase) || Words::of(word).is_any_of(GREETED))
}

/// "- The front desk" below a message.
fn is_signature(sentence: &str, words: &Words) -> bool {
    sentence.starts_with(['-', '–', '—', '~']) && words.len() <= MAX_WORDS_BESIDE + 1
}

/// The words of `sentence` behind its leading courtesies and interjections.
pub(super) fn without_courtesy(sentence: &str) -> Words {
    let rest: Vec<&str> = clauses(sentence).skip_while(|clause| is_courtesy(clause)).collect();
    Words::of(&rest.join(", ")).skipping(INTERJECTIONS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_remark_is_told_apart() {
        for (sentence, expected) in [
            ("Good morning Selma!", Remark::Social),
            ("You're welcome, have a great game!", Remark::Social),
            ("Is there anything else I can do for you?", Remark::Social),
            ("- The front desk", Remark::Social),
            ("Hi Ravi, one moment please", Remark::Holding),
            ("Let me check the calendar", Remark::Holding),
            ("I'll pass this on to the owner", Remark::HandOff),
            ("Sorry, I didn't understand that.", Remark::NotUnderstood),
            ("Reply STOP to opt out", Remark::Automated),
            ("Shall I put you down for it?", Remark::Offer),
            ("Hi Ravi, which bay are you in?", Remark::Ask),
            ("could you give me your name", Remark::Ask),
            ("Thank you Ravi, your locker code is 9911, it works until noon.", Remark::Statement),
            ("Please wait 90 seconds until the green lamp is on again.", Remark::Statement),
            ("When you are inside, press the bell.", Remark::Statement),
            ("Yes, dogs are welcome on the terrace.", Remark::Statement),
        ] {
            assert_eq!(classify(sentence), expected, "{sentence}");
        }
    }
}
