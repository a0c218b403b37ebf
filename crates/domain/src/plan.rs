//! What an import of a file processes, and what it leaves out.

use std::collections::HashSet;

use crate::conversation::Conversation;
use crate::grouping::{self, GroupingRules, OwnParticipants};
use crate::identity::MessageId;
use crate::message::Message;

/// The work of one import, before anything is stored.
#[derive(Debug)]
pub struct ImportPlan {
    /// The conversations to process: both sides wrote; oldest first; at most as many as permitted.
    pub conversations: Vec<Planned>,
    /// The indices, ascending, of messages that repeat an earlier message in the file.
    pub duplicate_indices: Vec<usize>,
    /// The indices, ascending, of other messages that were imported before.
    pub known_indices: Vec<usize>,
    /// The conversations that the import leaves out; their messages can be imported later.
    pub left_out: LeftOut,
}

/// A conversation to process.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planned {
    /// The whole conversation: messages that were imported before are context of those that were not.
    pub conversation: Conversation,
    /// How many of its messages were not imported before.
    pub new_messages: usize,
}

impl Planned {
    /// Returns `None` if the conversation has no new answer to learn from: both sides must have written, and an
    /// operator since the last import.
    fn new(conversation: Conversation, known: &HashSet<MessageId>) -> Option<Self> {
        let is_new = |message: &&Message| !known.contains(&message.id);
        let has_new_answer = conversation.operator_messages().any(|message| is_new(&message));
        let new_messages = conversation.messages.iter().filter(is_new).count();
        (has_new_answer && conversation.has_both_sides()).then_some(Self { conversation, new_messages })
    }
}

/// How many conversations an import leaves out, by reason.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LeftOut {
    /// Conversations without a new answer: only the customer or only an operator wrote, or no operator has written
    /// since the last import. The answer may be in a later export.
    pub one_sided: usize,
    /// Conversations above the limit of one import.
    pub over_limit: usize,
}

impl LeftOut {
    /// Returns the number of conversations left out for any reason.
    pub fn total(self) -> usize {
        self.one_sided + self.over_limit
    }
}

impl ImportPlan {
    /// Plans an import of `messages`, given in file order, of which those in `known` were imported before.
    pub fn new(
        messages: Vec<Message>,
        known: &HashSet<MessageId>,
        rules: GroupingRules,
        max_conversations: usize,
    ) -> Self {
        let duplicate_indices = grouping::duplicate_indices(&messages);
        let is_known = |(index, message): &(usize, &Message)| {
            known.contains(&message.id) && duplicate_indices.binary_search(index).is_err()
        };
        let known_indices = messages.iter().enumerate().filter(is_known).map(|(index, _)| index).collect();
        let unique = grouping::remove_indices(messages, &duplicate_indices);
        let own = OwnParticipants::of(&unique);
        let is_new = |found: &Conversation| found.messages.iter().any(|message| !known.contains(&message.id));
        let new: Vec<_> = grouping::group(unique, &own, rules).into_iter().filter(is_new).collect();
        let all = new.len();
        let mut conversations: Vec<_> =
            new.into_iter().filter_map(|found| Planned::new(found, known)).collect();
        let one_sided = all - conversations.len();
        let over_limit = conversations.len().saturating_sub(max_conversations);
        conversations.truncate(max_conversations);
        let left_out = LeftOut { one_sided, over_limit };
        Self { conversations, duplicate_indices, known_indices, left_out }
    }

    /// Returns whether the file has no conversation to process and no message that was imported before.
    pub fn has_no_usable_conversation(&self) -> bool {
        self.conversations.is_empty() && self.known_indices.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{incoming, outgoing};

    /// The `number`th message of a thread: a question if odd, an answer if even.
    fn message(thread: u32, number: u32) -> Message {
        let id = format!("AC{thread}-{number}");
        let message = if number % 2 == 1 { incoming(&id) } else { outgoing(&id) };
        message.thread(&format!("CN{thread}")).at(i64::from(1_000 * thread + number)).build()
    }

    fn both_sides(thread: u32) -> Vec<Message> {
        vec![message(thread, 1), message(thread, 2)]
    }

    fn ids(messages: Vec<Message>) -> HashSet<MessageId> {
        messages.into_iter().map(|message| message.id).collect()
    }

    fn plan(messages: Vec<Message>, known: &HashSet<MessageId>) -> ImportPlan {
        ImportPlan::new(messages, known, GroupingRules::default(), 2)
    }

    #[test]
    fn known_duplicate_one_sided_and_excess_messages_are_left_out_and_counted() {
        let mut messages: Vec<_> = (1..=4).flat_map(both_sides).collect();
        messages.extend(both_sides(4));
        messages.push(message(5, 1));

        let plan = plan(messages, &ids(both_sides(1)));
        let keys: Vec<_> =
            plan.conversations.iter().map(|planned| planned.conversation.key.as_str()).collect();
        assert_eq!(keys, ["CN2", "CN3"]);
        assert_eq!((plan.duplicate_indices, plan.known_indices), (vec![8, 9], vec![0, 1]));
        assert_eq!(plan.left_out, LeftOut { one_sided: 1, over_limit: 1 });
    }

    #[test]
    fn known_messages_are_context_of_a_new_answer() {
        let plan = plan([both_sides(1), vec![message(1, 4)]].concat(), &ids(both_sides(1)));
        let [planned] = &plan.conversations[..] else { panic!("{plan:?}") };
        assert_eq!((planned.conversation.messages.len(), planned.new_messages), (3, 1));
    }

    #[test]
    fn a_new_message_of_the_customer_alone_has_no_answer_to_learn_from() {
        let plan = plan([both_sides(1), vec![message(1, 3)]].concat(), &ids(both_sides(1)));
        assert_eq!((plan.conversations.len(), plan.left_out.one_sided), (0, 1));
    }

    #[test]
    fn a_file_of_known_messages_is_accepted_and_one_with_one_side_is_not() {
        assert!(!plan(both_sides(1), &ids(both_sides(1))).has_no_usable_conversation());
        assert!(plan(vec![message(1, 1)], &HashSet::new()).has_no_usable_conversation());
    }
}
