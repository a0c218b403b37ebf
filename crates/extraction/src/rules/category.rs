//! The type of a pattern, by the words of its question and answer.

use gleaner_domain::PatternType;

use crate::text::Words;

/// The weight of the words of the question. The words of the answer have the weight 1.
const QUESTION_WEIGHT: usize = 3;

/// The phrases of each type. At a tie, the first type wins, so the narrower subjects come first: a gift card
/// can be booked and a door can be stuck, but not the reverse.
#[rustfmt::skip] // One word per line would take pages.
const SUBJECTS: &[(PatternType, &[&str])] = &[
    (PatternType::GiftCards, &[
        "gift card", "gift cards", "giftcard", "gift certificate", "voucher", "vouchers", "redeem",
    ]),
    (PatternType::Membership, &[
        "membership", "memberships", "subscription", "subscribe", "my plan", "change plan", "upgrade", "become a member",
    ]),
    (PatternType::TechIssue, &[
        "frozen", "freezes", "froze", "stuck", "broken", "not working", "isnt working", "doesnt work", "wont work",
        "stopped working", "crashed", "crash", "error", "restart", "restarted", "reboot", "reset", "no signal",
        "not detecting", "doesnt react", "not responding", "simulator", "projector", "touchscreen", "screen",
        "camera", "computer", "software", "glitch", "bug",
    ]),
    (PatternType::Access, &[
        "door", "doors", "code", "access code", "access link", "key", "keys", "locked", "locked out", "gate",
        "get in", "log in", "login", "password", "pin", "authenticate", "keypad", "entrance", "unlock",
    ]),
    (PatternType::Hours, &[
        "hours", "opening hours", "open", "opens", "close", "closes", "closed", "24 7", "staffed", "holiday",
        "at the desk",
    ]),
    (PatternType::Booking, &[
        "book", "booking", "bookings", "booked", "reserve", "reserved", "reservation", "appointment", "appointments",
        "schedule", "scheduled", "reschedule", "cancel", "cancelled", "viewing", "rsvp", "available", "availability",
        "party", "meeting",
    ]),
];

/// A question that begins with one of these is about the business in general.
#[rustfmt::skip]
const FREQUENT_QUESTIONS: &[&str] = &[
    "do you", "do i", "can i", "can we", "can you", "is there", "are there", "are", "is", "how much", "how do", "how long",
    "what is", "whats", "what are", "where", "which", "does", "may i", "may we",
];

/// The type with the most phrases in `question` and `answer`. If there is none, [`PatternType::Faq`] if the question
/// begins like a frequently asked one, otherwise [`PatternType::General`].
pub(super) fn category(question: &str, answer: &str) -> PatternType {
    let (question, answer) = (Words::of(question), Words::of(answer));
    let count =
        |words: &Words, phrases: &[&str]| phrases.iter().filter(|phrase| words.contain(&[phrase])).count();
    let mut best = (PatternType::General, 1);
    for (category, phrases) in SUBJECTS {
        let score = QUESTION_WEIGHT * count(&question, phrases) + count(&answer, phrases);
        if score > best.1 {
            best = (*category, score);
        }
    }
    match best.0 {
        PatternType::General if question.start_with(FREQUENT_QUESTIONS) => PatternType::Faq,
        category => category,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_subject_takes_precedence_over_the_form_of_the_question() {
        for (question, answer, expected) in [
            ("Can I pay with a voucher?", "Yes, at the desk.", PatternType::GiftCards),
            (
                "How do I pause my membership?",
                "Write to us, and your bookings stay.",
                PatternType::Membership,
            ),
            ("The projector is stuck", "Hold its button.", PatternType::TechIssue),
            ("What is the door code?", "It comes with your booking.", PatternType::Access),
            ("When do you close on Sunday?", "At {{time}}.", PatternType::Hours),
            ("I want to move my appointment", "Done.", PatternType::Booking),
            ("Do you rent shoes?", "Yes, they are {{amount}}.", PatternType::Faq),
            ("I lost my umbrella", "It is in the box.", PatternType::General),
        ] {
            assert_eq!(category(question, answer), expected, "{question}");
        }
    }
}
