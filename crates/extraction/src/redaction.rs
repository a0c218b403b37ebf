//! Personal data that must not leave the machine: it is replaced before a text is sent to a language model.

use gleaner_domain::Variable;
use gleaner_domain::template::without_variables;

use crate::specifics::{Names, Placeholders, personal};
use crate::text::readable;

/// Replaces personal data in `text`, and the people in `names`, by variables, except the values for which `is_public`
/// returns true.
///
/// Braces of the text itself become parentheses and control characters become spaces. The run time is
/// linear in the length of the text.
pub(crate) fn redact(text: &str, names: &Names, is_public: impl Fn(Variable, &str) -> bool) -> String {
    let spans = personal(text, names).of(text);
    let private = spans.iter().filter(|span| !is_public(span.variable, span.text(text)));
    Placeholders::default().write(text, private)
}

/// Removes personal data from a customer's message, for an embedding model.
pub fn without_personal_data(message: &str) -> String {
    let text = readable(message);
    without_variables(&redact(text, &Names::in_message(text), |_, _| false))
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
            assert_eq!(redact(text, &Names::default(), |_, _| false), expected, "{text}");
        }
    }

    #[test]
    fn a_message_is_left_without_the_customers_name_and_number() {
        let message = "Hi, my name is Marisol, call me at 902-555-0142. Is bay 3 free?";
        let cleaned = without_personal_data(message);
        assert!(
            !cleaned.contains("Marisol") && !cleaned.contains("0142") && !cleaned.contains('{'),
            "{cleaned}"
        );
        assert!(cleaned.ends_with("Is bay 3 free?"), "{cleaned}");
    }
}
