//! Canned responses of Chatwoot.
//!
//! - Fields: <https://developers.chatwoot.com/api-reference/canned-responses/add-a-new-canned-response>. An agent types the
//!   short code after a slash, so it contains no spaces.
//! - Variables: <https://www.chatwoot.com/docs/user-guide/features/template-variables/>

use std::collections::HashMap;

use gleaner_domain::pattern::ExchangedPattern;

use super::with_placeholders;
use crate::guard::guarded_start;

const CUSTOMER: &str = "{{contact.first_name}}";
/// Keywords of a question in a short code.
const MAX_WORDS: usize = 3;

/// The short codes that were given to canned responses, each with the last number after it that was given.
#[derive(Debug, Default)]
pub(crate) struct ShortCodes(HashMap<String, u64>);

impl ShortCodes {
    /// `wanted`, or if it was given before, the first of `wanted-2`, `wanted-3` and so on that was not.
    fn unique(&mut self, wanted: String) -> String {
        let mut code = wanted.clone();
        let mut number = self.0.get(&wanted).copied().unwrap_or(1);
        while self.0.contains_key(&code) {
            number += 1;
            code = format!("{wanted}-{number}");
        }
        self.0.insert(wanted, number);
        self.0.entry(code.clone()).or_insert(1);
        code
    }
}

/// The cells of a canned response: its short code and its content.
pub(crate) fn canned_response(pattern: &ExchangedPattern, codes: &mut ShortCodes) -> [String; 2] {
    let mut words = pattern.trigger.keywords();
    words.truncate(MAX_WORDS);
    let wanted = match words.is_empty() {
        true => pattern.pattern_type.as_str().replace('_', "-"),
        false => words.join("-"),
    };
    // Chatwoot does not remove a guard. Inside of the text, where lists begin with a hyphen, there is none.
    let content = guarded_start(&with_placeholders(pattern.template.as_str(), CUSTOMER));
    [codes.unique(wanted), content]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_codes_are_unique() {
        let mut codes = ShortCodes::default();
        let given = ["door", "door", "door-2", "door"].map(|wanted| codes.unique(wanted.to_owned()));
        assert_eq!(given, ["door", "door-2", "door-2-2", "door-3"]);
    }
}
