//! What a customer's message asks, for comparing it with patterns.

use gleaner_domain::{Asked, Direction, Message, MessageId, Variable};

use crate::question::question_in;
use crate::specifics::{Names, specifics};
use crate::text::readable;

/// The question in a customer's message, in general terms and without courtesies, and the values in the message.
pub fn asked(message: &str) -> Asked {
    let text = readable(message);
    let names = Names::in_message(text);
    let question = as_message(text).and_then(|message| question_in(&message, &names));
    Asked {
        question: question.map_or_else(|| message.to_owned(), |question| question.to_string()),
        values: values(text, &names),
    }
}

/// The message with the properties that are not read left empty.
fn as_message(text: &str) -> Option<Message> {
    Some(Message {
        id: MessageId::parse("message").ok()?,
        thread: None,
        direction: Direction::Incoming,
        from: None,
        to: Default::default(),
        body: text.to_owned(),
        sent_at: None,
    })
}

fn values(text: &str, names: &Names) -> Vec<(Variable, String)> {
    let spans = specifics(text, names).of(text);
    spans.iter().map(|span| (span.variable, span.text(text).to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_question_is_without_courtesies_and_in_general_terms() {
        for (message, question) in [
            ("Hi there! The lamp in bay 3 is off. Thanks!", "The lamp in bay {{bay_number}} is off."),
            ("Bonjour, à quelle heure fermez-vous?", "À quelle heure fermez-vous?"),
            ("Hello!", "Hello!"),
            ("", ""),
        ] {
            assert_eq!(asked(message).question, question);
        }
    }

    #[test]
    fn the_values_are_those_of_the_whole_message() {
        let found =
            asked("Hi, I'm Marisol, the lamp in bay 3 is off since 5 pm. I paid $25 for bay 4.").values;
        let values: Vec<_> = found.iter().map(|(variable, value)| (*variable, value.as_str())).collect();
        assert_eq!(
            values,
            [
                (Variable::CustomerName, "Marisol"),
                (Variable::BayNumber, "3"),
                (Variable::Time, "5 pm"),
                (Variable::Amount, "$25"),
                (Variable::BayNumber, "4"),
            ]
        );
    }
}
