//! What Gleaner knows about messages, conversations, reply patterns and import jobs.
//!
//! Pure: no I/O, no clock, no async runtime, no JSON. Everything here is decided from its
//! arguments, so every rule can be tested as a table.

pub mod asked;
pub mod audit;
pub mod conversation;
pub mod embedding;
pub mod extracted;
pub mod extractor;
pub mod grounding;
pub mod grouping;
pub mod identity;
pub mod index;
pub mod job;
pub mod known;
pub mod language;
pub mod matching;
pub mod merging;
pub mod message;
pub mod no_pattern;
mod normal;
pub mod participant;
pub mod pattern;
pub mod phone;
pub mod plan;
pub mod pricing;
pub mod problem;
pub mod quality;
pub mod rows;
pub mod search;
pub mod sent;
pub mod similarity;
pub mod source;
pub mod template;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
pub mod warning;

pub use asked::Asked;
pub use conversation::{Conversation, ConversationKey};
pub use extracted::Extracted;
pub use extractor::ExtractorKind;
pub use identity::{ContentHash, MessageId, ThreadId};
pub use job::{ConversationState, IdempotencyKey, ImportMode, JobCounters, JobId, JobStatus, UserId};
pub use known::KnownMessages;
pub use language::Language;
pub use message::{Direction, Message, Recipients};
pub use no_pattern::NoPatternReason;
pub use participant::{Email, Handle, Participant};
pub use pattern::{Confidence, Pattern, PatternDraft, PatternStatus, PatternType, Trigger};
pub use phone::PhoneNumber;
pub use plan::{ImportPlan, LeftOut, Planned};
pub use pricing::{Budget, Price, Usage};
pub use problem::{Problem, ProblemCode};
pub use rows::{ReportedRow, RowCounts, RowOutcome, RowReason, RowReport};
pub use sent::{CustomerKey, SentKey, SentStatistics};
pub use source::Source;
pub use template::{NumberedVariable, ResponseTemplate, Variable};
pub use warning::{Warning, WarningCode};
