//! Personal data that must not leave the machine: it is replaced before a text is sent to a language model.

use gleaner_domain::template::without_variables;
use gleaner_domain::{Conversation, Direction, Variable};

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

/// The maximum length of a preview, in characters.
const MAX_PREVIEW_CHARS: usize = 4_000;

/// A conversation as people may read it: one message per line, without personal data, at most 4,000 characters.
pub fn preview(conversation: &Conversation) -> String {
    let names = Names::named(conversation);
    let lines = conversation.messages.iter().map(|message| {
        let author = match message.direction {
            Direction::Incoming => "Customer",
            Direction::Outgoing => "Operator",
        };
        let text = redact(readable(&message.body), &names, |_, _| false);
        format!("{author}: {}", text.split_whitespace().collect::<Vec<_>>().join(" "))
    });
    let preview = lines.collect::<Vec<_>>().join("\n");
    match preview.char_indices().nth(MAX_PREVIEW_CHARS) {
        Some((end, _)) => format!("{}…", &preview[..end]),
        None => preview,
    }
}

#[cfg(test)]
mod tests {
    use gleaner_domain::testing::{conversation, incoming, outgoing};

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
    fn a_preview_has_a_line_for_each_message_and_no_personal_data() {
        let conversation = conversation(
            "CN1",
            [
                incoming("Hi, my name is Marisol.\nIs bay 3 free? Call 902-555-0142"),
                outgoing("Hi Marisol, yes! The code is 4821#"),
            ],
        );
        assert_eq!(
            preview(&conversation),
            "Customer: Hi, my name is {{customer_name}}. Is bay 3 free? Call {{phone_number}}\n\
             Operator: Hi {{customer_name}}, yes! The code is {{access_code}}"
        );
        let long =
            super::preview(&gleaner_domain::testing::conversation("CN2", [incoming(&"word ".repeat(2_000))]));
        assert_eq!(long.chars().count(), MAX_PREVIEW_CHARS + 1);
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
