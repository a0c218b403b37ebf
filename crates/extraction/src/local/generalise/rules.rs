//! Particulars that are known by their form, or by the word in front of them.

use std::sync::LazyLock;

use gleaner_domain::Variable;
use regex::Regex;

use crate::local::regexes::compile;
use crate::local::spans::Spans;

/// A form, and what it becomes. Where the pattern has a group, only the group is replaced.
struct Rule {
    pattern: Regex,
    becomes: Option<Variable>,
}

macro_rules! rules {
    ($($becomes:expr => $pattern:expr,)*) => {
        vec![$(Rule { pattern: compile($pattern), becomes: $becomes },)*]
    };
}

/// The order matters: what is more particular comes first and keeps its part of the text.
static MARKED: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    use Variable::*;
    rules! {
        Some(Email) => r"[[:alnum:]][[:alnum:]._%+-]*@[[:alnum:]-]+(?:\.[[:alnum:]-]+)+",
        Some(Email) => r"(?i)\b[[:alnum:]._+-]+ at [[:alnum:]-]+(?: dot [[:alnum:]-]+)+",
        Some(Link) => r#"(?i)\b(?:https?://|www\.)[^\s<>"]*[^\s<>".,;:!?)'\]]"#,
        Some(Link) => r#"(?i)\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|org|net|info|biz|io|app|dev|shop|golf|club|ca|us|uk|de|fr|eu|au|example)\b(?:/[^\s<>"]*[^\s<>".,;:!?)'\]])?"#,
        // Idioms rather than figures.
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
});

/// Digits that are too many for a quantity: they name an account, a card or a person.
static LONG_NUMBER: LazyLock<Regex> = LazyLock::new(|| compile(r"\b[0-9](?:[ -]?[0-9]){5,}\b"));
/// Whatever else holds a digit.
static NUMBER: LazyLock<Regex> =
    LazyLock::new(|| compile(r"[\p{L}\p{N}]*\p{N}[\p{L}\p{N}]*(?:[.,:]\p{N}+)*"));

/// Claims everything that is known by its form.
pub(super) fn claim_marked(text: &str, spans: &mut Spans) {
    for rule in MARKED.iter() {
        for found in rule.pattern.captures_iter(text) {
            if let Some(part) = found.get(1).or_else(|| found.get(0)) {
                spans.claim(part.range(), rule.becomes);
            }
        }
    }
}

/// Claims the long numbers that nothing else has claimed.
pub(super) fn claim_long_numbers(text: &str, spans: &mut Spans) {
    for found in LONG_NUMBER.find_iter(text) {
        spans.claim(found.range(), Some(Variable::Number));
    }
}

/// Claims the numbers that nothing else has claimed.
pub(super) fn claim_numbers(text: &str, spans: &mut Spans) {
    for found in NUMBER.find_iter(text) {
        spans.claim(found.range(), Some(Variable::Number));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_compiles() {
        assert!(!MARKED.is_empty());
        assert!(NUMBER.is_match("7"));
    }
}
