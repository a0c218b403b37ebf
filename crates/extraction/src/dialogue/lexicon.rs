//! Words and phrases that identify dialogue acts: lowercase and without apostrophes, as
//! [`crate::text::Words`] normalizes a text.

/// Words at the start of a sentence that add nothing to it.
pub(crate) const INTERJECTIONS: &[&str] = &[
    "ok", "okay", "k", "oh", "ah", "ahh", "hm", "hmm", "well", "so", "and", "but", "also", "then", "now",
    "yes", "yep", "yeah", "no", "nope", "sure", "right", "alright", "great", "excellent", "perfect",
    "fantastic", "awesome", "wonderful", "nice", "cool", "absolutely", "certainly", "definitely", "sorry",
    "please", "haha", "lol", "wow", "phew", "sweet", "amazing", "super", "lovely", "brilliant", "good",
];

/// Greetings. After one comes a name, one of [`GREETED`], or the rest of the message.
pub(super) const GREETINGS: &[&str] = &[
    "hi", "hello", "hey", "howdy", "greetings", "dear", "good morning", "good afternoon", "good evening",
    "morning",
];

/// Who is greeted, other than by name.
pub(super) const GREETED: &[&str] = &[
    "there", "all", "both", "again", "everyone", "everybody", "team", "guys", "folks", "sir", "madam",
    "and",
];

/// A short clause that begins with one of these thanks, apologizes, wishes or closes.
pub(super) const SOCIAL_STARTS: &[&str] = &[
    "welcome to", "welcome back", "thanks", "thank you", "thx", "cheers", "merci", "much appreciated",
    "i appreciate", "we appreciate", "youre welcome", "you are welcome", "youre both welcome",
    "youre very welcome", "no problem", "no worries", "not a problem", "my pleasure", "its a pleasure",
    "its my pleasure", "pleasure", "anytime", "any time", "dont mention it", "happy to help", "i can help",
    "i can assist", "id be happy", "i would be happy", "im here to help", "im always here", "glad",
    "im glad", "i am glad", "so glad", "im happy", "happy to hear", "sorry about", "sorry to", "sorry for",
    "sorry i couldnt", "im sorry i couldnt", "i am sorry i couldnt", "im sorry about", "im sorry to",
    "im so sorry", "im sorry for", "i am sorry about", "i am sorry to", "i am sorry for", "my apologies",
    "i apologize", "we apologize", "apologies", "bye", "goodbye", "good bye", "good night", "goodnight",
    "see you", "see ya", "talk soon", "talk to you", "take care", "good luck", "best of luck",
    "all the best", "best regards", "regards", "best wishes", "congratulations", "congrats",
    "happy birthday", "happy holidays", "merry christmas", "have a great", "have a good", "have a nice",
    "have a lovely", "have a wonderful", "have fun", "enjoy", "i hope", "we hope", "hope",
    "we look forward", "i look forward", "looking forward", "same to you", "you too", "likewise",
    "of course", "no need", "that sounds", "sounds", "what a nice", "what a great", "what a lovely",
    "lucky you", "good question", "great question", "good choice", "great choice", "love it",
    "glad to hear", "early bird", "let me know if", "let us know if", "feel free to reach",
    "how can i help", "how can we help", "how may i help", "how may we help", "how can i assist",
    "how may i assist", "what can i do for you", "what can we do for you", "anything else",
    "is there anything else", "is there anything more", "can i help you with anything",
    "do you need anything else", "can i do anything else", "would you like anything else",
    "will that be all", "is that all", "youre the best", "have a", "wish you", "i wish you", "we wish you",
    "thats so", "thats great", "thats awesome", "thats wonderful", "thats nice", "thats perfect",
    "thats good", "thats lovely", "that is great", "got it", "understood", "my bad",
];

/// A clause that consists of one of these closes the conversation.
pub(super) const SOCIAL_WHOLE: &[&str] = &[
    "thats all", "thats it", "that is all", "that is it", "that was it", "that will be all", "all good",
    "done", "thats ok", "thats okay", "thats fine", "very good",
];

/// A short clause that contains one of these closes the conversation.
pub(super) const SOCIAL_ANYWHERE: &[&str] = &[
    "anything else", "something else", "goodbye", "good bye", "have a great", "have a nice", "have a good",
    "have a wonderful", "wrong number", "sent from my", "thank you", "thanks",
];

/// A short sentence with one of these asks for patience.
pub(super) const HOLDING: &[&str] = &[
    "one moment", "a moment", "just a moment", "one second", "just a second", "a sec", "one sec",
    "just a sec", "one minute please", "just a minute", "give me a", "hold on", "hang on", "bear with",
    "please wait", "please hold", "let me check", "let me look", "let me see", "let me confirm",
    "let me find", "let me verify", "let me pull", "let me have a look", "let me take a look", "ill check",
    "i will check", "ill have to check", "im checking", "checking", "ill look into", "i will look into",
    "looking into it", "ill take a look", "ill have a look", "be right back", "ill be right with you",
    "take your time", "working on it", "on it", "keep searching", "still searching",
];

/// A sentence with one of these passes the case on to somebody else.
pub(super) const HAND_OFF: &[&str] = &[
    "have someone", "someone will", "you will be contacted", "youll be contacted", "somebody will",
    "get back to you", "pass this on", "pass it on", "pass that on", "pass this along", "pass it along",
    "pass your", "forward this", "forward it", "forwarded this", "transfer you", "connect you with",
    "put you through", "escalate", "ask my manager", "ask our manager", "ask the manager", "check with my",
    "check with our", "check with the", "let you know as soon as", "will be in touch",
    "will give you a call", "will call you", "will reach out", "ill let you know", "i will let you know",
];

/// A sentence with one of these says that the question was not understood.
pub(super) const NOT_UNDERSTOOD: &[&str] = &[
    "dont understand", "dont quite understand", "do not understand", "didnt understand",
    "did not understand", "didnt get that", "didnt catch that", "not sure what you mean",
    "not sure i understand", "only able to help", "not able to help", "unable to help", "cant help",
    "can only help", "could you rephrase", "can you rephrase", "please rephrase",
];

/// A sentence with one of these was sent by a machine.
pub(super) const AUTOMATED: &[&str] = &[
    "automated", "automatic reply", "auto reply", "autoreply", "do not reply", "opt out", "unsubscribe",
    "reply stop", "text stop", "reply c to", "reply y to", "reply yes to", "this is a reminder",
    "reminder your", "msg data rates", "message and data rates", "out of office",
];

/// A sentence that begins with one of these asks, with or without a question mark.
pub(super) const ASKING_STARTS: &[&str] = &[
    "i need your", "i need the", "i also need", "i just need", "ill need", "ill also need", "i will need",
    "i will also need", "we need your", "we will need", "what", "whats", "which", "who", "whos", "whose",
    "how many", "how much", "how long", "how often", "how about", "how can", "how do", "how does", "how is",
    "how are", "how would", "how should", "hows", "when do", "when does", "when did", "when is", "when are",
    "when was", "when will", "when would", "when should", "when can", "where do", "where does", "where is",
    "where are", "where can", "where would", "where should", "where will", "wheres", "why", "can i",
    "can we", "can you", "can my", "could i", "could we", "could you", "may i", "may we", "would you",
    "would it", "would that", "will you", "will it", "will there", "will i", "will my", "shall i",
    "shall we", "should i", "should we", "do you", "do i", "do we", "do they", "did you", "did my", "does",
    "have you", "has my", "are you", "are there", "are they", "am i", "is this", "is it", "is that",
    "is there", "is the", "is my", "is your", "was it", "any specific", "any particular", "any minimum",
    "please provide", "please tell", "please let", "please share", "please confirm", "please describe",
    "please verify", "tell me", "share your",
];

/// A question that begins with one of these asks whether to go ahead with a proposal.
pub(super) const OFFER_STARTS: &[&str] = &[
    "should i", "shall i", "shall we", "may i book", "can i book", "can i confirm", "can i reserve",
    "can i schedule", "can i place", "can i order", "can i go ahead", "would you like me to",
    "would you like for me", "do you want me to", "want me to", "would you like to book",
    "would you like to reserve", "do you want to book", "shall we book", "is that ok", "is that okay",
    "does that work", "would that work",
];
