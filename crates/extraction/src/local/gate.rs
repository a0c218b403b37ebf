//! Which conversations cannot teach anything, whoever reads them.

use gleaner_domain::{Conversation, Direction, NoPatternReason};

use super::remarks::{Remark, remarks};

/// Why a conversation cannot teach anything: a side is missing or only a machine wrote on it, or
/// one side wrote nothing but courtesies. Such a conversation never costs a call.
pub fn gate(conversation: &Conversation) -> Option<NoPatternReason> {
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

/// What one side of a conversation amounts to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Automated,
    Courteous,
    Substantial,
}

impl Side {
    fn of(conversation: &Conversation, direction: Direction) -> Self {
        let mut side = Self::Courteous;
        for message in conversation.messages.iter().filter(|message| message.direction == direction) {
            let remarks = remarks(&message.body);
            if remarks.contains(&Remark::Automated) {
                side = Self::Automated;
            } else if !remarks.iter().all(|remark| remark.is_filler()) {
                return Self::Substantial;
            }
        }
        side
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::conversation;
    use super::*;

    #[test]
    fn only_what_could_teach_something_passes() {
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
            assert_eq!(gate(&conversation(&messages)), expected, "{messages:?}");
        }
    }
}
