//! Conversations for tests.

use std::collections::BTreeSet;

use gleaner_domain::{Conversation, ConversationKey, Direction, Message, MessageId};

/// Of lines such as `C Hello` for the customer and `O Hi` for an operator.
pub(super) fn conversation(lines: &[&str]) -> Conversation {
    let messages = lines.iter().enumerate().map(|(number, line)| {
        let (who, body) = line.split_once(' ').unwrap();
        Message {
            id: MessageId::parse(&format!("M{number}")).unwrap(),
            thread: None,
            direction: if who == "C" { Direction::Incoming } else { Direction::Outgoing },
            from: None,
            to: Default::default(),
            body: body.to_owned(),
            sent_at: None,
        }
    });
    Conversation {
        key: ConversationKey::stored("test".to_owned()),
        customers: BTreeSet::new(),
        messages: messages.collect(),
    }
}
