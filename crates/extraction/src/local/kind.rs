//! What a pattern is about, by its words.

use gleaner_domain::PatternType;

use super::sentences::Words;

/// What the customer asks for decides more than the words of the answer.
const QUESTION_WEIGHT: usize = 2;

/// The words of each type. At a tie the first type wins: the narrower subject stands first, since
/// a gift card can be booked and a door can be frozen, but not the other way round.
const SUBJECTS: &[(PatternType, &[&str])] = &[
    (
        PatternType::GiftCards,
        &["gift card", "gift cards", "giftcard", "gift certificate", "voucher", "vouchers", "redeem"],
    ),
    (
        PatternType::Membership,
        &[
            "membership",
            "memberships",
            "member",
            "members",
            "subscription",
            "subscribe",
            "my plan",
            "change plan",
        ],
    ),
    (
        PatternType::TechIssue,
        &[
            "frozen",
            "freezes",
            "froze",
            "stuck",
            "broken",
            "not working",
            "isnt working",
            "doesnt work",
            "wont work",
            "stopped working",
            "crashed",
            "crash",
            "error",
            "restart",
            "restarted",
            "reboot",
            "reset",
            "black screen",
            "no signal",
            "not detecting",
            "doesnt react",
            "not responding",
            "simulator",
            "projector",
            "touchscreen",
            "screen",
            "camera",
            "computer",
            "software",
            "glitch",
            "bug",
            "app",
        ],
    ),
    (
        PatternType::Access,
        &[
            "door",
            "doors",
            "door code",
            "access code",
            "access link",
            "code",
            "key",
            "keys",
            "locked",
            "locked out",
            "gate",
            "get in",
            "log in",
            "login",
            "password",
            "pin",
            "authenticate",
            "keypad",
            "entrance",
            "unlock",
        ],
    ),
    (
        PatternType::Hours,
        &[
            "hours",
            "opening hours",
            "what time do you open",
            "what time do you close",
            "open",
            "opens",
            "close",
            "closes",
            "closed",
            "24 7",
            "staffed",
            "holiday",
            "at the desk",
        ],
    ),
    (
        PatternType::Booking,
        &[
            "book",
            "booking",
            "bookings",
            "booked",
            "reserve",
            "reserved",
            "reservation",
            "appointment",
            "appointments",
            "schedule",
            "scheduled",
            "reschedule",
            "cancel",
            "cancelled",
            "viewing",
            "rsvp",
            "available",
            "availability",
            "party",
            "meeting",
            "rebook",
        ],
    ),
    (
        PatternType::Faq,
        &[
            "do you",
            "can i",
            "can we",
            "is there",
            "are there",
            "how much",
            "what is",
            "whats",
            "where",
            "price",
            "prices",
            "cost",
            "parking",
            "park",
            "food",
            "drinks",
            "kids",
            "children",
            "allowed",
            "clubs",
            "weather",
            "how do i",
            "are you",
            "do i",
        ],
    ),
];

/// The type whose words are met most often in `question` and `answer`.
pub(super) fn kind(question: &str, answer: &str) -> PatternType {
    let (question, answer) = (Words::of(question), Words::of(answer));
    let met =
        |words: &Words, phrases: &[&str]| phrases.iter().filter(|phrase| words.count(phrase) > 0).count();
    let mut best = (PatternType::General, 0);
    for (kind, phrases) in SUBJECTS {
        let score = QUESTION_WEIGHT * met(&question, phrases) + met(&answer, phrases);
        if score > best.1 {
            best = (*kind, score);
        }
    }
    best.0
}
