//! The words that [`super::reuse`] judges an answer by, folded like those of [`super::lexicon`].

/// Present verbs and auxiliaries: with one of them a sentence says something.
pub(super) const FINITE_VERBS: &[&str] = &[
    "is", "are", "was", "were", "am", "has", "have", "had", "will", "would", "can", "cannot", "cant",
    "could", "should", "shall", "must", "may", "might", "do", "does", "did", "dont", "doesnt", "didnt",
    "isnt", "arent", "wasnt", "wont", "couldnt", "its", "thats", "theres", "youre", "im", "ill", "ive",
    "weve", "youll", "theyre", "need", "needs", "start", "cost", "cover", "covers", "starts", "costs",
    "opens", "closes", "works", "includes", "runs", "comes", "goes", "takes", "expires", "serves", "offers",
    "allows", "applies", "accepts", "stays", "plays",
];

/// A sentence that begins with one of these tells who does what.
pub(super) const PRONOUNS: &[&str] = &["i", "we", "you", "they", "he", "she", "it", "there"];

/// A sentence that begins with one of these tells the reader what to do.
pub(super) const IMPERATIVES: &[&str] = &[
    "take", "walk", "turn", "go", "press", "hold", "pick", "open", "close", "tap", "type", "use", "place",
    "put", "send", "click", "choose", "select", "try", "call", "visit", "bring", "wait", "enter", "restart",
    "reset", "unplug", "plug", "log", "sign", "check", "download", "scan", "follow", "contact", "reply",
    "ask", "pull", "push", "make", "keep", "leave", "get", "buy", "book", "swipe", "switch", "wipe",
    "clean", "return", "email", "text", "drive", "head", "park", "continue", "stop", "cancel", "pay",
];

/// What was asked for did not come about.
pub(super) const REFUSALS: &[&str] = &[
    "unfortunately", "sorry", "unable", "not able", "wasnt able", "unsuccessful", "not successful",
    "failed", "cannot", "cant", "could not", "couldnt", "not available", "unavailable", "no longer",
];

/// Something was carried out.
pub(super) const CONFIRMATIONS: &[&str] = &[
    "booked", "reserved", "cancelled", "canceled", "changed", "scheduled", "confirmed", "updated",
    "corrected", "done",
];

/// The operator has searched.
pub(super) const FINDINGS: &[&str] = &[
    "i found", "ive found", "i have found", "i see", "im seeing", "i am seeing",
];

/// The operator guesses.
pub(super) const HEDGES: &[&str] = &[
    "i think", "i guess", "maybe", "probably", "i believe", "perhaps", "not sure",
];

/// Qualities a thing is praised or ranked by.
pub(super) const QUALITIES: &[&str] = &[
    "rating", "rated", "stars", "expensive", "cheap", "cheaper", "moderate", "moderately", "pricey",
    "affordable", "cuisine", "meet your needs", "suit you", "serves", "delivers", "priced",
];

/// Somebody or something is moving at this moment ("{{duration}} away").
pub(super) const ON_ITS_WAY: &[&str] = &[
    "is arriving", "be arriving", "duration away", "duration out", "on the way", "on its way", "on his way",
    "on her way", "on their way", "eta",
];

/// A rule or a possibility, not an event.
pub(super) const GENERALITIES: &[&str] = &[
    "we", "our", "you can", "you need", "you may", "if you", "when you", "always", "never", "every", "each",
];

/// A statement that begins like this goes on from what was said before.
pub(super) const LEANING_STARTS: &[&str] = &["and", "but", "just", "correct", "or"];

/// A statement with one of these is understood only in its conversation.
pub(super) const LEANING_WORDS: &[&str] = &[
    "as well", "previously", "mentioned", "as i said", "like i said", "he", "she", "his", "hers", "him",
    "the other one", "you both", "i was able", "still the same",
];
