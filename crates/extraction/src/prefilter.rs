//! The conversations that cannot yield a pattern, whichever extractor reads them.

use gleaner_domain::{Conversation, Direction, Message, NoPatternReason};

use crate::dialogue::{DialogueAct, dialogue_acts};

/// The reason why `conversation` cannot yield a pattern, or `None` if it must be read.
///
/// The reason is [`NoPatternReason::OneSided`] if the customer or the operator wrote nothing, or if every
/// message of the operator that is more than a courtesy was sent by a machine. It is
/// [`NoPatternReason::SmallTalk`] if one side wrote only courtesies. Such a conversation is never sent to a
/// language model.
pub fn prefilter(conversation: &Conversation) -> Option<NoPatternReason> {
    if !conversation.has_both_sides() {
        return Some(NoPatternReason::OneSided);
    }
    let operators = Side::of(conversation, Direction::Outgoing);
    let customers = Side::of(conversation, Direction::Incoming);
    if operators == Side::Automated {
        return Some(NoPatternReason::OneSided);
    }
    [operators, customers].contains(&Side::Courteous).then_some(NoPatternReason::SmallTalk)
}

/// Whether a message of an operator can be an answer: a person wrote it, and it is more than a courtesy.
pub fn can_answer(message: &Message) -> bool {
    Side::of_message(message) == Side::Substantial
}

/// What one side of a conversation wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    /// A machine wrote, and no person wrote more than courtesies.
    Automated,
    /// Only courtesies.
    Courteous,
    /// At least one statement or question of a person.
    Substantial,
}

impl Side {
    fn of(conversation: &Conversation, direction: Direction) -> Self {
        let mut side = Self::Courteous;
        for message in conversation.messages.iter().filter(|message| message.direction == direction) {
            match Self::of_message(message) {
                Self::Substantial => return Self::Substantial,
                Self::Automated => side = Self::Automated,
                Self::Courteous => {}
            }
        }
        side
    }

    /// What a message alone tells.
    fn of_message(message: &Message) -> Self {
        let acts = dialogue_acts(&message.body);
        if acts.contains(&DialogueAct::Automated) {
            Self::Automated
        } else if acts.iter().all(|act| act.is_filler()) {
            Self::Courteous
        } else {
            Self::Substantial
        }
    }
}

#[cfg(test)]
mod tests {
    use gleaner_domain::testing::conversation_of;

    use super::*;

    #[test]
    fn only_conversations_that_can_yield_a_pattern_pass() {
        for (messages, expected) in [
            (vec!["C Where do I park?"], Some(NoPatternReason::OneSided)),
            (vec!["O Our league starts on Monday."], Some(NoPatternReason::OneSided)),
            (vec![], Some(NoPatternReason::OneSided)),
            (vec!["C Good morning", "O Good morning Ana!", "C 👍"], Some(NoPatternReason::SmallTalk)),
            (vec!["C Where do I park?", "O Hi, one moment please"], Some(NoPatternReason::SmallTalk)),
            (vec!["C Thanks for the round!", "O The bar is open until 9."], Some(NoPatternReason::SmallTalk)),
            (vec!["C Where do I park?", "O This is an automated reply."], Some(NoPatternReason::OneSided)),
            (vec!["C Where do I park?", "O Behind the house, it is free."], None),
        ] {
            assert_eq!(prefilter(&conversation_of(&messages)), expected, "{messages:?}");
        }
    }
}
