//! What an import takes on of a file, and what it leaves out.

use std::collections::HashSet;

use crate::conversation::Conversation;
use crate::grouping::{self, GroupingRules, OwnNumbers};
use crate::message::{Message, MessageId};

/// The work of one import, before anything is stored.
#[derive(Debug)]
pub struct ImportPlan {
    /// What it takes on: both sides wrote, oldest first, at most as many as allowed.
    pub conversations: Vec<Planned>,
    /// Which messages repeat one before them, by their place in the file.
    pub repeated: Vec<usize>,
    /// Which messages an earlier import has finished, by their place in the file.
    pub known: Vec<usize>,
    /// What it leaves out; its messages stay importable.
    pub left_out: LeftOut,
}

/// A conversation to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planned {
    /// The whole of it: messages that are known already are the context of those that are not.
    pub conversation: Conversation,
    /// How many of its messages are not known yet.
    pub new_messages: usize,
}

impl Planned {
    /// `None` where it holds nothing that an answer could be taken from: both sides must have
    /// written, and an operator since the last import.
    fn new(conversation: Conversation, known: &HashSet<MessageId>) -> Option<Self> {
        let fresh = |message: &&Message| !known.contains(&message.id);
        let answers = conversation.operator_messages().filter(fresh).count();
        let new_messages = conversation.messages.iter().filter(fresh).count();
        (answers > 0 && conversation.has_both_sides()).then_some(Self { conversation, new_messages })
    }
}

/// Conversations that an import leaves out, by reason.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LeftOut {
    /// Only one side wrote, or no operator since the last import: the answer may be in a later
    /// export.
    pub one_sided: usize,
    /// More than one import may take on.
    pub over_limit: usize,
}

impl LeftOut {
    /// All of them.
    pub fn total(self) -> usize {
        self.one_sided + self.over_limit
    }
}

impl ImportPlan {
    /// Plans an import of `messages`, given in file order, of which `known` were imported before.
    pub fn new(
        messages: Vec<Message>,
        known: &HashSet<MessageId>,
        rules: GroupingRules,
        max_conversations: usize,
    ) -> Self {
        let repeated = grouping::duplicate_indices(&messages);
        let is_known = |(place, message): &(usize, &Message)| {
            known.contains(&message.id) && repeated.binary_search(place).is_err()
        };
        let known_places = messages.iter().enumerate().filter(is_known).map(|(place, _)| place).collect();
        let unique = grouping::remove_indices(messages, &repeated);
        let own = OwnNumbers::of(&unique);
        let is_new = |found: &Conversation| found.messages.iter().any(|message| !known.contains(&message.id));
        let new: Vec<_> = grouping::group(unique, &own, rules).into_iter().filter(is_new).collect();
        let all = new.len();
        let mut conversations: Vec<_> =
            new.into_iter().filter_map(|found| Planned::new(found, known)).collect();
        let one_sided = all - conversations.len();
        let over_limit = conversations.len().saturating_sub(max_conversations);
        conversations.truncate(max_conversations);
        let left_out = LeftOut { one_sided, over_limit };
        Self { conversations, repeated, known: known_places, left_out }
    }

    /// There is nothing to learn from, and not because it was learnt before.
    pub fn has_nothing_to_import(&self) -> bool {
        self.conversations.is_empty() && self.known.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta};

    use super::*;
    use crate::message::{Direction, ThreadId};

    const RULES: GroupingRules = GroupingRules { window: TimeDelta::hours(2), thread_idle: None };

    fn message(thread: u32, number: u32, direction: Direction) -> Message {
        Message {
            id: MessageId::parse(&format!("AC{thread}-{number}")).unwrap(),
            thread: ThreadId::parse(&format!("CN{thread}")).ok(),
            direction,
            from: None,
            to: Default::default(),
            body: "text".into(),
            sent_at: DateTime::from_timestamp(i64::from(1_000 * thread + number), 0),
        }
    }

    fn both_sides(thread: u32) -> Vec<Message> {
        vec![message(thread, 1, Direction::Incoming), message(thread, 2, Direction::Outgoing)]
    }

    #[test]
    fn what_is_known_repeated_one_sided_or_too_much_is_left_out_and_counted() {
        let mut messages: Vec<_> = (1..=4).flat_map(both_sides).collect();
        messages.extend(both_sides(4));
        messages.push(message(5, 1, Direction::Incoming));
        let known = both_sides(1).into_iter().map(|message| message.id).collect();

        let plan = ImportPlan::new(messages, &known, RULES, 2);
        let keys: Vec<_> =
            plan.conversations.iter().map(|planned| planned.conversation.key.as_str()).collect();
        assert_eq!(keys, ["CN2", "CN3"]);
        assert_eq!((plan.repeated, plan.known), (vec![8, 9], vec![0, 1]));
        assert_eq!(plan.left_out, LeftOut { one_sided: 1, over_limit: 1 });
    }

    #[test]
    fn what_is_known_is_the_context_of_what_is_not() {
        let answer = message(1, 3, Direction::Outgoing);
        let known = both_sides(1).into_iter().map(|message| message.id).collect();
        let with = |message| ImportPlan::new([both_sides(1), vec![message]].concat(), &known, RULES, 9);

        let plan = with(answer);
        assert_eq!(plan.conversations.len(), 1);
        assert_eq!(
            (plan.conversations[0].conversation.messages.len(), plan.conversations[0].new_messages),
            (3, 1)
        );
        // Thanks for an answer that was learnt before teach nothing.
        let plan = with(message(1, 3, Direction::Incoming));
        assert_eq!((plan.conversations.len(), plan.left_out.one_sided), (0, 1));
    }

    #[test]
    fn a_file_that_is_all_known_is_not_pointless_but_one_with_one_side_is() {
        let known = both_sides(1).into_iter().map(|message| message.id).collect();
        assert!(!ImportPlan::new(both_sides(1), &known, RULES, 9).has_nothing_to_import());
        let one_side = vec![message(1, 1, Direction::Incoming)];
        assert!(ImportPlan::new(one_side, &HashSet::new(), RULES, 9).has_nothing_to_import());
    }
}
