//! Words and phrases by which the rules recognize questions and judge answers: lowercase and without
//! apostrophes, as [`crate::text::Words`] normalizes a text.

/// Words that carry no content.
pub(super) const STOP_WORDS: &[&str] = &[
    "help", "need", "want", "like", "looking", "try", "trying", "a", "an", "the", "this", "that", "these",
    "those", "there", "here", "it", "its", "i", "im", "ive", "id", "me", "my", "we", "us", "our", "you",
    "youre", "your", "yours", "he", "she", "they", "them", "his", "her", "their", "is", "are", "was",
    "were", "be", "been", "being", "am", "do", "does", "did", "has", "have", "had", "will", "would", "can",
    "could", "should", "shall", "may", "might", "must", "to", "of", "in", "on", "at", "for", "from", "with",
    "by", "as", "up", "about", "into", "and", "or", "but", "so", "if", "then", "than", "which", "who",
    "what", "just", "also", "too", "very", "please", "not", "all", "any", "some", "now", "ok", "okay",
    "yes", "no", "great", "right", "alright", "excellent", "sure", "fantastic", "perfect", "sorry",
    "unfortunately", "thats", "thank", "thanks", "hi", "hello", "hey",
];

/// A question that begins with one of these is about the business, not about one case.
pub(super) const GENERAL_QUESTIONS: &[&str] = &[
    "do you", "do u", "do we", "do i", "is there", "are there", "are you open", "how do", "how can i",
    "how can we", "how much", "how late", "what time do", "what are", "when do you", "where can",
    "where are you", "where do", "which",
];

/// A sentence with one of these states a need.
pub(super) const NEEDS: &[&str] = &[
    "i need", "we need", "i want", "we want", "i would like", "we would like", "id like", "wed like",
    "i am looking", "im looking", "looking for", "looking to", "i am trying", "im trying", "trying to",
    "help me", "i have to", "i was hoping", "i wish to", "i cant", "i cannot", "we cant", "doesnt work",
    "not working", "isnt working", "does not work", "wont", "broken", "stuck", "frozen", "locked",
    "id love",
];

/// A customer who writes one of these after an answer is content with it.
pub(super) const CONTENTMENT: &[&str] = &[
    "thanks", "thank you", "thx", "cheers", "merci", "perfect", "great", "awesome", "amazing", "wonderful",
    "sweet", "excellent", "works", "worked", "that did it", "got it", "found it", "all good", "fixed",
    "done", "good to know", "love it", "appreciate", "fantastic", "sounds good", "cool", "nice",
];

/// Verbs and auxiliaries in the present or past tense. A sentence with one of them makes a statement.
pub(super) const FINITE_VERBS: &[&str] = &[
    "is", "are", "was", "were", "am", "has", "have", "had", "will", "would", "can", "cannot", "cant",
    "could", "should", "shall", "must", "may", "might", "do", "does", "did", "dont", "doesnt", "didnt",
    "isnt", "arent", "wasnt", "wont", "couldnt", "its", "thats", "theres", "youre", "im", "ill", "ive",
    "weve", "youll", "theyre", "need", "needs", "start", "cost", "cover", "covers", "starts", "costs",
    "opens", "closes", "works", "includes", "runs", "comes", "goes", "takes", "expires", "serves", "offers",
    "allows", "applies", "accepts", "stays", "plays",
];

/// A sentence that begins with one of these has a subject.
pub(super) const PRONOUNS: &[&str] = &["i", "we", "you", "they", "he", "she", "it", "there"];

/// A sentence that begins with one of these is an instruction.
pub(super) const IMPERATIVES: &[&str] = &[
    "take", "walk", "turn", "go", "press", "hold", "pick", "open", "close", "tap", "type", "use", "place",
    "put", "send", "click", "choose", "select", "try", "call", "visit", "bring", "wait", "enter", "restart",
    "reset", "unplug", "plug", "log", "sign", "check", "download", "scan", "follow", "contact", "reply",
    "ask", "pull", "push", "make", "keep", "leave", "get", "buy", "book", "swipe", "switch", "wipe",
    "clean", "return", "email", "text", "drive", "head", "park", "continue", "stop", "cancel", "pay",
];

/// A sentence with one of these says that a request failed.
pub(super) const REFUSALS: &[&str] = &[
    "unfortunately", "sorry", "unable", "not able", "wasnt able", "unsuccessful", "not successful",
    "failed", "cannot", "cant", "could not", "couldnt", "not available", "unavailable", "no longer",
];

/// A sentence with one of these says that a request was carried out.
pub(super) const CONFIRMATIONS: &[&str] = &[
    "booked", "reserved", "cancelled", "canceled", "changed", "scheduled", "confirmed", "updated",
    "corrected", "done",
];

/// The operator reports the result of a search.
pub(super) const FINDINGS: &[&str] = &[
    "i found", "ive found", "i have found", "i see", "im seeing", "i am seeing",
];

/// The operator is not sure.
pub(super) const HEDGES: &[&str] = &[
    "i think", "i guess", "maybe", "probably", "i believe", "perhaps", "not sure",
];

/// Qualities that praise or rank something.
pub(super) const QUALITIES: &[&str] = &[
    "rating", "rated", "stars", "expensive", "cheap", "cheaper", "moderate", "moderately", "pricey",
    "affordable", "cuisine", "meet your needs", "suit you", "serves", "delivers", "priced",
];

/// Somebody or something is moving at this moment ("{{duration}} away").
pub(super) const ON_ITS_WAY: &[&str] = &[
    "is arriving", "be arriving", "duration away", "duration out", "on the way", "on its way", "on his way",
    "on her way", "on their way", "eta",
];

/// A rule or a possibility, not a single event.
pub(super) const GENERALITIES: &[&str] = &[
    "we", "our", "you can", "you need", "you may", "if you", "when you", "always", "never", "every", "each",
];

/// A statement that begins with one of these continues what was said before.
pub(super) const CONTINUING_STARTS: &[&str] = &["and", "but", "just", "correct", "or"];

/// A statement with one of these is understood only within its conversation.
pub(super) const CONTEXT_WORDS: &[&str] = &[
    "as well", "previously", "mentioned", "as i said", "like i said", "he", "she", "his", "hers", "him",
    "the other one", "you both", "i was able", "still the same",
];
