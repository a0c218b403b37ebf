//! A conversation as it is kept while its job works on it.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use gleaner_domain::{Conversation, ConversationKey, Direction, Message, MessageId, PhoneNumber, ThreadId};
use serde::{Deserialize, Serialize};

use crate::entities::conversation;
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

/// The JSON of a conversation.
pub(crate) fn encode(conversation: &Conversation) -> Result<serde_json::Value, Error> {
    let text = |number: &PhoneNumber| number.as_str().to_owned();
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

const CORRUPT: Error = Error::Corrupt("import_conversations.messages");

/// The conversation of a row.
pub(crate) fn decode(row: conversation::Model) -> Result<Conversation, Error> {
    let transcript: Transcript = serde_json::from_value(row.messages).map_err(|_| CORRUPT)?;
    let customers: Option<BTreeSet<_>> =
        transcript.customers.iter().map(|number| PhoneNumber::parse(number).ok()).collect();
    let messages: Option<Vec<_>> = transcript.messages.into_iter().map(message).collect();
    Ok(Conversation {
        key: ConversationKey::stored(row.conversation_key),
        customers: customers.ok_or(CORRUPT)?,
        messages: messages.ok_or(CORRUPT)?,
    })
}

fn message(stored: StoredMessage) -> Option<Message> {
    let number = |text: String| PhoneNumber::parse(&text).ok();
    Some(Message {
        id: MessageId::parse(&stored.id).ok()?,
        thread: stored.thread.and_then(|thread| ThreadId::parse(&thread).ok()),
        direction: Direction::parse(&stored.direction)?,
        from: stored.from.and_then(number),
        to: stored.to.into_iter().filter_map(number).collect(),
        body: stored.body,
        sent_at: stored.sent_at,
    })
}
