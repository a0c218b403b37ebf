//! Personal data that must not leave the machine: it is replaced before a text is sent to a language model.

use crate::specifics::{Names, Placeholders, personal};

/// Replaces personal data in `text`, and the people in `names`, by variables.
///
/// Braces of the text itself become parentheses and control characters become spaces. The run time is
/// linear in the length of the text.
pub(crate) fn redact(text: &str, names: &Names) -> String {
    Placeholders::default().write(text, &personal(text, names).of(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_personal_data_is_replaced() {
        for (text, expected) in [
            ("It costs $25 on Friday at 5 pm in bay 3", "It costs $25 on Friday at 5 pm in bay 3"),
            ("Call 902-555-0142, a@b.example", "Call {{phone_number}}, {{email}}"),
            ("my card is 4111111111111111", "my card is {{account_number}}"),
            ("it is 975710173", "it is {{number}}"),
            ("the code is 4821#", "the code is {{access_code}}"),
        ] {
            assert_eq!(redact(text, &Names::default()), expected, "{text}");
        }
    }
}
