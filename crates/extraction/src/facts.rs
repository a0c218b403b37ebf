//! Which values of an operator's message are facts of the business, and which belong to one case.
//!
//! What operators send to different customers is the business's; what one customer gets, or wrote first, is the
//! case's. Where the statistics say nothing, the question and the sentence decide. The evidence is weighed by a
//! logistic model, whose weights are trained on the test businesses.

mod features;

use std::collections::HashSet;
use std::sync::LazyLock;

use gleaner_domain::{Conversation, CustomerKey, Direction, SentKey, SentStatistics, Variable};

use crate::lexicon::Cue;
use crate::model::Model;
use crate::specifics::{Names, Span};
use crate::statement::Statement;
use crate::statistics::values;
use crate::text::{Words, readable};

/// The model of the question whether a value is a fact.
static MODEL: LazyLock<Model> = LazyLock::new(|| Model::read(include_str!("../weights/facts.toml")));

/// What is known about the values of a conversation.
pub(crate) struct Facts<'a> {
    sent: &'a SentStatistics,
    customer: CustomerKey,
    /// The values that the customer wrote before an operator did.
    said: HashSet<SentKey>,
}

impl<'a> Facts<'a> {
    /// The values of `conversation`, counted by `sent`.
    pub(crate) fn of(conversation: &Conversation, names: &Names, sent: &'a SentStatistics) -> Self {
        let (mut said, mut operators) = (HashSet::new(), HashSet::new());
        for message in &conversation.messages {
            let values = values(readable(&message.body), names).into_iter();
            match message.direction {
                Direction::Incoming => said.extend(values.filter(|value| !operators.contains(value))),
                Direction::Outgoing => operators.extend(values),
            }
        }
        Self { sent, customer: CustomerKey::of(conversation), said }
    }

    /// The number of other customers who were sent what `key` identifies.
    pub(crate) fn others(&self, key: SentKey) -> usize {
        self.sent.others(key, self.customer)
    }

    /// Returns true if too few customers were counted to tell what belongs to one case.
    pub(crate) fn has_few_customers(&self) -> bool {
        self.sent.has_few_customers()
    }

    /// The specifics of `statement` that belong to the case, in order. The others are facts.
    pub(crate) fn case_details<'s>(&self, statement: &'s Statement<'_>, question: &Words) -> Vec<&'s Span> {
        statement.spans.iter().filter(|span| !self.is_fact(statement, span, question)).collect()
    }

    /// Returns true if other customers were sent the value of `span`.
    pub(crate) fn is_shared(&self, statement: &Statement<'_>, span: &Span) -> bool {
        self.others(statement.value_key(span)) > 0
    }

    /// The probability that the value of `span` is a fact in an answer to `question`, 0 to 1.
    pub(crate) fn probability(&self, statement: &Statement<'_>, span: &Span, question: &Words) -> f64 {
        match PRIVATE.contains(&span.variable) {
            true => 0.0,
            false => {
                MODEL.probability(&self.features(statement, span, question), &statement.words_around(span))
            }
        }
    }

    /// Returns true if the value of `span` is a fact in an answer to `question`.
    pub(crate) fn is_fact(&self, statement: &Statement<'_>, span: &Span, question: &Words) -> bool {
        self.probability(statement, span, question) >= MODEL.threshold(self.has_few_customers())
    }
}

/// What always belongs to one case.
pub(crate) const PRIVATE: &[Variable] = &[
    Variable::AccessCode,
    Variable::AccountNumber,
    Variable::BayNumber,
    Variable::OrderNumber,
    Variable::CustomerName,
    Variable::OperatorName,
];

/// Returns true if `question` asks for a value of `variable`.
pub(crate) fn is_asked(variable: Variable, question: &Words) -> bool {
    question_cue(variable).is_some_and(|cue| question.contain(cue))
}

fn question_cue(variable: Variable) -> Option<Cue> {
    Some(match variable {
        Variable::Amount | Variable::Percentage => Cue::PriceQuestions,
        Variable::Time | Variable::Date => Cue::HoursQuestions,
        Variable::Address | Variable::Location => Cue::PlaceQuestions,
        Variable::Link => Cue::LinkQuestions,
        Variable::PhoneNumber | Variable::Email => Cue::ContactQuestions,
        Variable::Duration => Cue::DurationQuestions,
        Variable::Count | Variable::Number => Cue::QuantityQuestions,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use gleaner_domain::testing::conversation_of;

    use super::*;
    use crate::statement::statements;
    use crate::statistics::tests::sent;

    /// The facts of `answer` to `question`.
    fn facts<'a>(question: &str, answer: &'a str, sent: &SentStatistics) -> Vec<&'a str> {
        let conversation = conversation_of(&[&format!("C {question}"), &format!("O {answer}")]);
        let names = Names::of(&conversation, sent);
        let facts = Facts::of(&conversation, &names, sent);
        let words = Words::of(question);
        let statements = statements(answer, &names);
        let spans =
            statements.iter().flat_map(|statement| statement.spans.iter().map(move |span| (statement, span)));
        let kept = spans.filter(|(statement, span)| facts.is_fact(statement, span, &words));
        kept.map(|(statement, span)| span.text(statement.text)).collect()
    }

    #[test]
    fn what_different_customers_get_is_a_fact_and_what_one_customer_gets_is_not() {
        let sent = sent(&[
            "We are open from 9 am until 6:30pm.",
            "A card costs $25, see https://club.example/gift for more.",
        ]);
        for (answer, expected) in [
            ("We are open from 9 am until 6:30pm.", vec!["9 am", "6:30pm"]),
            ("Cards are $25 at club.example/gift, your balance is $83.20.", vec!["$25", "club.example/gift"]),
            ("I moved your visit to 3:15 pm, Ana.", vec![]),
        ] {
            assert_eq!(facts("I have a question about my visit", answer, &sent), expected, "{answer}");
        }
    }

    #[test]
    fn a_value_that_the_customer_wrote_first_is_not_a_fact() {
        let sent = sent(&["Our desk opens at noon."]);
        let answer = "I have put you down for 5:45 pm on Friday.";
        assert_eq!(facts("Can I come on Friday at 5:45 pm?", answer, &sent), [""; 0]);
    }

    #[test]
    fn a_capitalized_word_that_other_customers_were_sent_is_no_name() {
        let answer = "At that age the group Delfines is best.";
        let conversation = conversation_of(&["C Where can my child swim?", &format!("O {answer}")]);
        let details =
            |sent: &SentStatistics| statements(answer, &Names::of(&conversation, sent))[0].spans.len();
        assert_eq!(details(&sent(&["Our desk opens at noon."])), 1);
        assert_eq!(details(&sent(&["We teach Renacuajos and Delfines each week."])), 0);
    }

    #[test]
    fn an_email_address_in_the_domain_of_links_is_more_likely_a_fact() {
        let answer = "Please write to leave@club.example.";
        let conversation = conversation_of(&["C How do I cancel?", &format!("O {answer}")]);
        let names = Names::named(&conversation);
        let statement = statements(answer, &names).remove(0);
        let probability = |sent: &SentStatistics| {
            let facts = Facts::of(&conversation, &names, sent);
            facts.probability(&statement, &statement.spans[0], &Words::of("How do I cancel?"))
        };
        let [of_website, other] = ["my.club.example/book", "my.gym.example/book"]
            .map(|link| sent(&[&format!("You can book at {link}.")]));
        assert!(probability(&of_website) > probability(&other));
    }

    #[test]
    fn names_and_codes_are_never_facts() {
        let said = "The door code is 4821#, ask for Owen, your order number is AB-1234.";
        assert_eq!(facts("How do I get in?", said, &sent(&[said])), [""; 0]);
    }

    #[test]
    fn in_a_small_export_the_question_decides() {
        let none = SentStatistics::default();
        for (question, answer, expected) in [
            ("How much is a gift card?", "Gift cards are $25.", "$25"),
            ("Where are you?", "We are at 120 Harbour Road.", "120 Harbour Road"),
            (
                "How do I book online?",
                "You can book at https://club.example/book.",
                "https://club.example/book",
            ),
        ] {
            assert_eq!(facts(question, answer, &none), [expected], "{question}");
        }
        let answer = "Done, I have moved your booking to Sunday at 7 pm.";
        assert_eq!(facts("I need to move my booking", answer, &none), [""; 0]);
    }
}
