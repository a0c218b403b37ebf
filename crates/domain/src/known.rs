//! Recognizes the same message in different files, and in one file.

use std::collections::{HashMap, HashSet};

use foldhash::fast::RandomState;

use crate::identity::{ContentHash, MessageId};

/// A set of known messages: those that were imported before, or those that occur earlier in a file.
///
/// An export may state the ids of its messages or not. The same message must be recognized in either case, so a
/// message is compared by its id and by its content.
#[derive(Debug, Default)]
pub struct KnownMessages {
    ids: HashSet<MessageId, RandomState>,
    by_content: HashMap<ContentHash, SameContent, RandomState>,
}

/// The known messages with one content.
#[derive(Debug, Default)]
struct SameContent {
    /// How many have an id of their own.
    with_own_id: u32,
    /// Whether one has its id from its content.
    is_without_id: bool,
}

impl KnownMessages {
    /// Adds a message. Adding it again changes nothing.
    pub fn add(&mut self, id: MessageId, content: ContentHash) {
        let has_own_id = id.content().is_none();
        if self.ids.insert(id) {
            let same = self.by_content.entry(content).or_default();
            match has_own_id {
                true => same.with_own_id += 1,
                false => same.is_without_id = true,
            }
        }
    }

    /// Returns whether a message with this id and content is known.
    ///
    /// A message with an id of its own is known if the id was added, or if a message without an id has the same
    /// content. The `n`th message without an id that has some content is known if it was added itself, or if `n`
    /// messages with ids have the same content.
    pub fn contains(&self, id: &MessageId, content: &ContentHash) -> bool {
        if self.ids.contains(id) {
            return true;
        }
        let Some(same) = self.by_content.get(content) else { return false };
        match id.content() {
            None => same.is_without_id,
            Some((_, number)) => same.with_own_id >= number,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const THANKS: ContentHash = ContentHash([1; 32]);
    const OTHER: ContentHash = ContentHash([2; 32]);

    fn own(id: &str) -> MessageId {
        MessageId::parse(id).unwrap()
    }

    fn nth(number: u32) -> MessageId {
        MessageId::of_content(&THANKS, number)
    }

    fn added(ids: &[MessageId]) -> KnownMessages {
        let mut known = KnownMessages::default();
        ids.iter().for_each(|id| known.add(id.clone(), THANKS));
        known
    }

    #[test]
    fn a_message_is_known_by_its_own_id_whatever_it_says() {
        let messages = added(&[own("AC1")]);
        assert!(messages.contains(&own("AC1"), &OTHER));
        assert!(!messages.contains(&own("AC2"), &OTHER));
    }

    #[test]
    fn two_messages_with_ids_and_the_same_content_are_two() {
        assert!(!added(&[own("AC1")]).contains(&own("AC2"), &THANKS));
    }

    #[test]
    fn a_message_that_was_added_without_its_id_is_known_with_it() {
        let messages = added(&[nth(1)]);
        assert!(messages.contains(&own("AC1"), &THANKS));
        assert!(!messages.contains(&own("AC1"), &OTHER));
    }

    #[test]
    fn a_message_that_was_added_with_its_id_is_known_without_it_as_often_as_it_was_added() {
        let messages = added(&[own("AC1"), own("AC2")]);
        let known = [1, 2, 3].map(|number| messages.contains(&nth(number), &THANKS));
        assert_eq!(known, [true, true, false]);
    }

    /// The conversation of the second may be finished before that of the first.
    #[test]
    fn of_messages_without_ids_only_those_that_were_added_are_known() {
        let messages = added(&[nth(2)]);
        let known = [1, 2, 3].map(|number| messages.contains(&nth(number), &THANKS));
        assert_eq!(known, [false, true, false]);
    }

    #[test]
    fn a_message_that_is_added_twice_counts_once() {
        let messages = added(&[own("AC1"), own("AC1")]);
        assert!(!messages.contains(&nth(2), &THANKS));
    }
}
