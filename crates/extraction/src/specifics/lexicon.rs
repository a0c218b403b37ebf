//! Words that look like the name of a person or a place and are not, or not always.

/// Words that occur where a name could and are not names. Lowercase and without apostrophes.
pub(super) const NOT_NAMES: &[&str] = &[
    "i", "im", "so", "the", "a", "an", "my", "your", "our", "not", "here", "there", "just", "in", "at",
    "on", "all", "both", "everyone", "team", "sir", "madam", "ma", "again", "and", "for", "to", "you",
    "yes", "yeah", "no", "sorry", "sure", "ok", "okay", "great", "good", "perfect", "thanks", "thank",
    "please", "hi", "hello", "hey", "welcome", "monday", "tuesday", "wednesday", "thursday", "friday",
    "saturday", "sunday", "january", "february", "april", "june", "july", "august", "september", "october",
    "november", "december", "today", "tomorrow", "tonight", "it", "this", "that", "what", "when", "where",
    "how", "why", "who", "we", "they", "looking", "trying", "going", "enjoy", "let", "can", "could", "do",
    "is", "are", "bye", "goodbye", "have", "dr", "doctor", "ai", "bay", "one", "none",
];

/// Names that are also common words. In lowercase, or at the start of a sentence, they do not count as names.
pub(super) const ALSO_WORDS: &[&str] = &[
    "will", "may", "mark", "grace", "hope", "rose", "art", "bill", "pat", "jack", "rob", "sue", "drew",
    "frank", "joy", "april", "june", "august", "dean", "grant", "chase", "faith", "summer", "ivy", "olive",
    "rich", "bob", "max", "guy",
];

/// Capitalized words that are not part of the name of a place.
pub(super) const NOT_PLACES: &[&str] = &[
    "A", "An", "The", "Our", "Your", "My", "This", "That", "These", "I", "I'm", "I’m", "I'll", "I'd",
    "I've", "We", "You", "It", "Is", "At", "In", "On", "From", "To", "For", "And", "Or", "If", "Please",
    "Hi", "Hello", "Hey", "Yes", "No", "Ok", "OK", "Thanks", "Thank", "English", "French", "Spanish",
    "Christmas", "Easter", "Thanksgiving", "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December", "PIN", "ID", "TV", "USB", "SMS", "ASAP",
    "FAQ", "PDF", "AM", "PM", "Dr", "Mr", "Mrs", "Ms", "Monday", "Tuesday", "Wednesday", "Thursday",
    "Friday", "Saturday", "Sunday", "Input", "Step", "Settings",
];
