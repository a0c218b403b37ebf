//! What the operators of a conversation sent, as keys that are counted over customers.

use std::collections::BTreeSet;

use gleaner_domain::{Conversation, Direction, SentKey, Variable};

use crate::dialogue::DialogueAct;
use crate::specifics::{Names, capitalized, person_key, proper_noun_key, specifics, website_keys};
use crate::statement::{statements, value_key};
use crate::text::{plain, readable};

/// The keys of what operators sent in `conversation`: their statements, the values in them, and the names of people.
///
/// A value that the customer wrote first is left out: the operator only repeats it.
pub fn sent_keys(conversation: &Conversation) -> BTreeSet<SentKey> {
    let introduced = Names::introduced(conversation);
    let mut keys: BTreeSet<SentKey> = introduced.iter().map(person_key).collect();
    let names = introduced.with_first_names(conversation);
    let mut said = BTreeSet::new();
    for message in &conversation.messages {
        let body = readable(&message.body);
        match message.direction {
            Direction::Incoming => said.extend(values(body, &names)),
            Direction::Outgoing => keys.extend(sent_in(body, &names, &said)),
        }
    }
    keys
}

/// The keys of the values in `body`.
pub(crate) fn values(body: &str, names: &Names) -> Vec<SentKey> {
    let spans = specifics(body, names).of(body);
    spans.iter().map(|span| value_key(span.variable, span.text(body))).collect()
}

fn sent_in(body: &str, names: &Names, said: &BTreeSet<SentKey>) -> Vec<SentKey> {
    let nouns = capitalized(body).into_iter().filter_map(plain);
    let mut keys: Vec<SentKey> = nouns.map(|word| proper_noun_key(&word)).collect();
    for statement in statements(body, names).iter().filter(|found| found.act == DialogueAct::Statement) {
        keys.push(statement.frame_key());
        keys.extend(statement.edge_keys());
        for span in &statement.spans {
            keys.extend(statement.pair_keys(span));
            let value = statement.value_key(span);
            if !said.contains(&value) {
                keys.extend([value, statement.context_key(span)]);
                if span.variable == Variable::Link {
                    keys.extend(website_keys(span.text(statement.text)));
                }
            }
        }
    }
    keys
}

#[cfg(test)]
pub(crate) mod tests {
    use gleaner_domain::testing::conversation_of;
    use gleaner_domain::{CustomerKey, SentStatistics};

    use super::*;

    /// What operators sent to 20 customers, each of whom got one of `messages`.
    pub(crate) fn sent(messages: &[&str]) -> SentStatistics {
        let mut sent = SentStatistics::default();
        for (number, message) in messages.iter().cycle().take(20).enumerate() {
            let conversation = conversation_of(&["C Hello, a question", &format!("O {message}")]);
            let customer = CustomerKey(i64::try_from(number).unwrap());
            sent_keys(&conversation).into_iter().for_each(|key| sent.add(key, customer));
        }
        sent
    }

    #[test]
    fn the_values_of_statements_are_counted_and_those_of_the_customer_are_not() {
        let keys = sent_keys(&conversation_of(&[
            "C Can I come at 5 pm?",
            "O Hi Ana! You can come at 5 pm, it costs $25.",
        ]));
        assert!(keys.contains(&value_key(Variable::Amount, "25 dollars")));
        assert!(!keys.contains(&value_key(Variable::Time, "5 pm")));
        assert!(keys.contains(&person_key("ana")));
    }

    #[test]
    fn a_sentence_with_another_value_has_the_same_frame() {
        let keys =
            |price: &str| sent_keys(&conversation_of(&["C Hi", &format!("O A card costs {price} today.")]));
        let (one, other) = (keys("$25"), keys("$40"));
        let sentence = statements("A card costs $7 today.", &Names::default());
        assert!(one.contains(&sentence[0].frame_key()) && other.contains(&sentence[0].frame_key()));
        assert_ne!(one, other);
    }
}
