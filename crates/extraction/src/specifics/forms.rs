//! Specifics that are recognized by their form, or by the word before them.

use gleaner_domain::Variable;
use regex::Regex;

use super::spans::Spans;
use crate::text::{compile, static_regexes};

/// A form, and the variable that replaces it. If the expression has a group, only the group is replaced.
struct Form {
    expression: Regex,
    variable: Option<Variable>,
}

macro_rules! forms {
    ($($variable:expr => $expression:expr,)*) => {
        vec![$(Form { expression: compile($expression), variable: $variable },)*]
    };
}

static_regexes! {
    /// The more specific forms come first, as the first claim wins.
    static FORMS: Vec<Form> = {
        use Variable::*;
        forms! {
            // Idioms, not numbers.
            None => r"\b24/7\b",
            None => r"(?i)\b(?:24|twenty-four) hours(?: a|/|-) ?day(?:,? (?:and )?(?:7|seven) days(?: a|/|-) ?week)?\b",
            Some(AccessCode) => r"(?i)\b(?:code|pin|passcode|password|combination)(?: (?:number|is|for [a-z ]{1,20} is|to [a-z ]{1,20} is|will be)|:)* *([[:alnum:]]*[0-9][[:alnum:]]*[#*]?)",
            Some(AccountNumber) => r"(?i)\b(?:account|acct|membership|member|card|username|user name)(?: (?:number|num|no\.?|nr\.?|id|is|ending in|ending with|ends in)|:| ?#)+ *'?([[:alnum:]]*[0-9][[:alnum:]-]*)",
            Some(AccountNumber) => r"\b(?i:ending|ends) (?i:in|with) ([[:upper:]0-9]{3,})\b",
            Some(OrderNumber) => r##"(?i)\b(?:id|ref|reference|confirmation|order|invoice|ticket|tracking|booking|reservation)(?: ?(?:number|num|no\.|nr\.?|id|is|code|says|handle)\b|:| ?#)+ *["'“‘#]*([[:alnum:]-]*[0-9][[:alnum:]-]*)"##,
            Some(OrderNumber) => r##"(?i)\bid ["'“‘#]*([[:alnum:]-]*[0-9][[:alnum:]-]*)"##,
            Some(OrderNumber) => r"#[[:alnum:]-]{2,}[0-9][[:alnum:]-]*|#[0-9][[:alnum:]-]{2,}|\b[[:upper:]]{2,5}-[0-9][0-9-]{2,}\b",
            Some(Address) => r"\b[0-9]{1,5}[a-z]? (?:[NSEW]\.? )?(?:\p{Lu}[\p{L}'’.-]* ){1,4}(?:Street|St|Road|Rd|Avenue|Ave|Boulevard|Blvd|Lane|Ln|Drive|Dr|Court|Ct|Way|Place|Pl|Square|Sq|Highway|Hwy|Parkway|Terrace|Crescent|Row|Quay)\b",
            Some(BayNumber) => r"(?i)\b(?:bay|simulator|sim|booth|lane)(?: number| no\.?)? ?#?([0-9]{1,3})\b",
            Some(RoomNumber) => r"(?i)\b(?:room|suite|apartment|apt|unit)(?: number| no\.?)? ?#?([0-9]{1,5}[a-z]?)\b",
            Some(Amount) => r"(?i)(?:\b(?:CA|US|AU|NZ))?[$€£¥] ?[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?(?:k\b)?",
            Some(Amount) => r"(?i)\b[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)? ?(?:dollars?|bucks|euros?|pounds|cents|credits?|usd|cad|eur|gbp)\b",
            Some(Percentage) => r"(?i)\b[0-9]+(?:[.,][0-9]+)? ?(?:%|per ?cent\b)",
            Some(Temperature) => r"(?i)-?\b[0-9]+(?:\.[0-9]+)? ?(?:°(?: ?[CF]\b)?|degrees?\b(?: celsius\b| fahrenheit\b)?|celsius\b|fahrenheit\b)",
            Some(Date) => r"\b[0-9]{4}-[0-9]{2}-[0-9]{2}\b|\b[0-9]{1,2}[/.][0-9]{1,2}[/.](?:[0-9]{4}|[0-9]{2})\b",
            Some(Date) => r"(?i)\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,? )?(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.? [0-9]{1,2}(?:st|nd|rd|th)?\b(?:,? [0-9]{4}\b)?",
            Some(Date) => r"(?i)\b[0-9]{1,2}(?:st|nd|rd|th)? (?:of )?(?:january|february|march|april|may|june|july|august|september|october|november|december)\b",
            Some(Date) => r"(?i)\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b|\b(?:today|tonight|tomorrow|yesterday)\b",
            Some(Date) => r"\b(?:Mon|Tue|Tues|Wed|Thu|Thur|Thurs|Fri)\b",
            Some(Date) => r"\b(?:January|February|April|June|July|August|September|October|November|December)\b",
            Some(PhoneNumber) => r"\+[0-9]{1,3}(?:[ .()-]{0,2}[0-9]{2,4}){2,5}\b",
            Some(PhoneNumber) => r"(?:\b1[ .-])?(?:\([0-9]{3}\) ?|\b[0-9]{3}[ .-]?)[0-9]{3}[ .-]?[0-9]{4}\b",
            Some(Time) => r"(?i)\b[0-9]{1,2}(?:[:.][0-9]{2})? ?(?:[ap]m\b|[ap]\.m\.|o'?clock\b)|\b(?:[01]?[0-9]|2[0-3]):[0-5][0-9]\b|\b(?:noon|midnight)\b",
            Some(Duration) => r"(?i)\b(?:[0-9]+(?:\.[0-9]+)?(?: ?(?:-|–|to|or) ?[0-9]+)?|one|two|three|four|five|six|seven|eight|nine|ten)[ -]?(?:(?:more|business|working) )?(?:seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?|nights?)\b",
            Some(Count) => r"(?i)\b([0-9]+) (?:people|persons?|guests?|players?|adults?|kids?|children|friends|attendees|of us)\b",
            Some(Count) => r"(?i)\b(?:party|group|table) (?:of|for) ([0-9]+)\b",
            Some(OperatorName) => r"\b(?:Dr|DR|dr|Doctor)\.? (\p{Lu}[\p{L}'’-]*\p{L})",
        }
    };

    /// A number with too many digits to be a quantity: an account, a card or a person.
    static LONG_NUMBER: Regex = compile(r"\b[0-9](?:[ -]?[0-9]){5,}\b");

    /// Any other word with a digit.
    static NUMBER: Regex = compile(r"[\p{L}\p{N}]*\p{N}[\p{L}\p{N}]*(?:[.,:]\p{N}+)*");
}

/// Claims every specific in `text` that has one of the known forms.
pub(crate) fn claim_forms(text: &str, spans: &mut Spans) {
    for form in FORMS.iter() {
        for found in form.expression.captures_iter(text) {
            if let Some(part) = found.get(1).or_else(|| found.get(0)) {
                spans.claim(part.range(), form.variable);
            }
        }
    }
}

/// Claims the numbers of six or more digits in `text` that are not claimed yet.
pub(crate) fn claim_long_numbers(text: &str, spans: &mut Spans) {
    claim_all(&LONG_NUMBER, text, spans);
}

/// Claims the numbers in `text` that are not claimed yet.
pub(crate) fn claim_numbers(text: &str, spans: &mut Spans) {
    claim_all(&NUMBER, text, spans);
}

fn claim_all(number: &Regex, text: &str, spans: &mut Spans) {
    for found in number.find_iter(text) {
        spans.claim(found.range(), Some(Variable::Number));
    }
}
