//! Builders of messages and conversations for tests, in this crate and in those that use it.
#![expect(clippy::unwrap_used, reason = "a test that builds an invalid message is to fail at once")]

use chrono::DateTime;

use crate::conversation::{Conversation, ConversationKey};
use crate::identity::{MessageId, ThreadId};
use crate::message::{Direction, Message};
use crate::participant::Participant;

/// The number of the business in built messages.
pub const BUSINESS: &str = "+19025550100";
/// The number of the customer in built messages.
pub const CUSTOMER: &str = "+15065550101";

/// Returns a participant, given as its stored text.
pub fn participant(text: &str) -> Participant {
    Participant::parse(text).unwrap()
}

/// A message under construction.
#[derive(Debug, Clone)]
pub struct MessageBuilder(Message);

/// Returns a message from [`CUSTOMER`] to [`BUSINESS`], without a thread and without a time. Its id is its text.
pub fn incoming(body: &str) -> MessageBuilder {
    MessageBuilder::new(Direction::Incoming, body).from(CUSTOMER).to(&[BUSINESS])
}

/// Returns a message from [`BUSINESS`] to [`CUSTOMER`], without a thread and without a time. Its id is its text.
pub fn outgoing(body: &str) -> MessageBuilder {
    MessageBuilder::new(Direction::Outgoing, body).from(BUSINESS).to(&[CUSTOMER])
}

impl MessageBuilder {
    fn new(direction: Direction, body: &str) -> Self {
        let id: String = body.chars().filter(|c| !c.is_control()).take(100).collect();
        Self(Message {
            id: MessageId::parse(&id).unwrap(),
            thread: None,
            direction,
            from: None,
            to: Default::default(),
            body: body.to_owned(),
            sent_at: None,
        })
    }

    /// Sets the message's own id.
    pub fn id(mut self, id: &str) -> Self {
        self.0.id = MessageId::parse(id).unwrap();
        self
    }

    /// Sets the exporter's conversation id.
    pub fn thread(mut self, thread: &str) -> Self {
        self.0.thread = Some(ThreadId::parse(thread).unwrap());
        self
    }

    /// Sets the sender, given as its stored text.
    pub fn from(mut self, sender: &str) -> Self {
        self.0.from = Some(participant(sender));
        self
    }

    /// Sets the recipients, given as their stored texts.
    pub fn to(mut self, recipients: &[&str]) -> Self {
        self.0.to = recipients.iter().map(|recipient| participant(recipient)).collect();
        self
    }

    /// Removes the sender and the recipients, as in a file whose numbers are damaged.
    pub fn without_participants(mut self) -> Self {
        self.0.from = None;
        self.0.to.clear();
        self
    }

    /// Sets the time, in milliseconds since 1970-01-01T00:00:00Z.
    pub fn at(mut self, millis: i64) -> Self {
        self.0.sent_at = Some(DateTime::from_timestamp_millis(millis).unwrap());
        self
    }

    /// Returns the message.
    pub fn build(self) -> Message {
        self.0
    }
}

/// Returns a conversation with this key and these messages, in the given order. Messages get distinct ids `M0`, `M1`, ….
pub fn conversation(key: &str, messages: impl IntoIterator<Item = MessageBuilder>) -> Conversation {
    let numbered = messages.into_iter().enumerate();
    Conversation {
        key: ConversationKey::stored(key.to_owned()),
        customers: [participant(CUSTOMER)].into(),
        messages: numbered.map(|(index, message)| message.id(&format!("M{index}")).build()).collect(),
    }
}

/// A conversation of `lines` such as `C Hello` for the customer and `O Hi` for an operator. Messages get the ids
/// `M0`, `M1`, ….
pub fn conversation_of(lines: &[&str]) -> Conversation {
    let messages = lines.iter().map(|line| match line.split_once(' ').unwrap() {
        ("C", body) => incoming(body),
        ("O", body) => outgoing(body),
        (other, _) => panic!("a line begins with C or O, not with {other}"),
    });
    conversation("CN1", messages)
}
