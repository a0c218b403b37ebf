//! What the operators of a conversation sent, as keys that are counted over customers.

use std::collections::BTreeSet;

use gleaner_domain::{Conversation, SentKey};

use crate::text::{Words, readable, sentences};

/// The keys of what operators sent in `conversation`.
pub fn sent_keys(conversation: &Conversation) -> BTreeSet<SentKey> {
    let bodies = conversation.operator_messages().map(|message| readable(&message.body));
    let normalized = |sentence| Words::of(sentence).iter().collect::<Vec<_>>().join(" ");
    bodies.flat_map(sentences).map(|sentence| SentKey::of(&["sentence", &normalized(sentence)])).collect()
}
