//! The stored form of a conversation that a job has to process.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use gleaner_domain::{Conversation, ConversationKey, Direction, Message, MessageId, Participant, ThreadId};
use serde::{Deserialize, Serialize};

use crate::error::Error;

#[derive(Serialize, Deserialize)]
struct Transcript {
    customers: Vec<String>,
    messages: Vec<StoredMessage>,
}

#[derive(Serialize, Deserialize)]
struct StoredMessage {
    id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    thread: Option<String>,
    direction: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<String>,
    to: Vec<String>,
    body: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    sent_at: Option<DateTime<Utc>>,
}

/// Returns a conversation as JSON.
pub(crate) fn encode(conversation: &Conversation) -> Result<serde_json::Value, Error> {
    let text = |participant: &Participant| participant.as_str().to_owned();
    let transcript = Transcript {
        customers: conversation.customers.iter().map(text).collect(),
        messages: conversation
            .messages
            .iter()
            .map(|message| StoredMessage {
                id: message.id.as_str().to_owned(),
                thread: message.thread.as_ref().map(|thread| thread.as_str().to_owned()),
                direction: message.direction.as_str().to_owned(),
                from: message.from.as_ref().map(text),
                to: message.to.iter().map(text).collect(),
                body: message.body.clone(),
                sent_at: message.sent_at,
            })
            .collect(),
    };
    serde_json::to_value(transcript).map_err(|_| CORRUPT)
}

/// A conversation whose text was deleted.
pub(crate) fn empty() -> serde_json::Value {
    serde_json::json!({ "customers": [], "messages": [] })
}

const CORRUPT: Error = Error::Corrupt("import_conversations.messages");

/// Returns the conversation with this key and JSON.
pub(crate) fn decode(key: String, messages: serde_json::Value) -> Result<Conversation, Error> {
    let transcript: Transcript = serde_json::from_value(messages).map_err(|_| CORRUPT)?;
    let customers: Option<BTreeSet<_>> =
        transcript.customers.iter().map(|customer| Participant::parse(customer).ok()).collect();
    let messages: Option<Vec<_>> = transcript.messages.into_iter().map(message).collect();
    Ok(Conversation {
        key: ConversationKey::stored(key),
        customers: customers.ok_or(CORRUPT)?,
        messages: messages.ok_or(CORRUPT)?,
    })
}

fn message(stored: StoredMessage) -> Option<Message> {
    let participant = |text: String| Participant::parse(&text).ok();
    Some(Message {
        id: MessageId::parse(&stored.id).ok()?,
        thread: stored.thread.map(|thread| ThreadId::parse(&thread)).transpose().ok()?,
        direction: Direction::parse(&stored.direction)?,
        from: match stored.from {
            Some(from) => Some(participant(from)?),
            None => None,
        },
        to: stored.to.into_iter().map(participant).collect::<Option<_>>()?,
        body: stored.body,
        sent_at: stored.sent_at,
    })
}

#[cfg(test)]
mod tests {
    use gleaner_domain::testing::{conversation, incoming, outgoing};

    use super::*;

    #[test]
    fn participants_of_every_kind_are_read_back() {
        let original = conversation(
            "CN1",
            [
                incoming("Hi").thread("CN1").at(1),
                incoming("Hi").from("ann@example.com").to(&["handle:support", "262966"]),
                outgoing("Hello").without_participants(),
            ],
        );
        let decoded = decode(original.key.as_str().to_owned(), encode(&original).unwrap()).unwrap();
        assert!(decoded == original);
    }
}
