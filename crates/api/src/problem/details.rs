//! The `details` of errors: one type for each code that has details.

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::rows::{ReportedRowView, RowsView};

/// The details of an error.
#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
pub(crate) enum Details {
    InvalidRequest(InvalidRequestDetails),
    InvalidFormat(InvalidFormatDetails),
    NoConversations(NoConversationsDetails),
    FileTooLarge(FileTooLargeDetails),
    DuplicateFile(DuplicateFileDetails),
}

macro_rules! into_details {
    ($($variant:ident($details:ty),)*) => {$(
        impl From<$details> for Details {
            fn from(details: $details) -> Self {
                Self::$variant(details)
            }
        }
    )*};
}

into_details! {
    InvalidRequest(InvalidRequestDetails),
    InvalidFormat(InvalidFormatDetails),
    NoConversations(NoConversationsDetails),
    FileTooLarge(FileTooLargeDetails),
    DuplicateFile(DuplicateFileDetails),
}

/// What is wrong with a request.
#[derive(Debug, Clone, Default, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct InvalidRequestDetails {
    /// The query parameter at fault.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "limit")]
    pub parameter: Option<String>,
}

/// Why a file cannot be read as an export.
#[derive(Debug, Clone, Default, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct InvalidFormatDetails {
    /// The reason in a sentence.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub reason: Option<String>,
    /// The line of the file where reading stopped, counted from one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub line: Option<u64>,
    /// Required columns that the file does not have, by the exporter's names.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = json!(["body", "direction"]))]
    pub missing_columns: Option<Vec<String>>,
    /// The columns that the file has; at most 30, shortened.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub found_columns: Option<Vec<String>>,
    /// What the bytes are, if they are not text.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "application/pdf")]
    pub media_type: Option<String>,
    /// The outcomes of the rows, if most of them cannot be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub rows: Option<RowsView>,
    /// The first rows that cannot be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub first_rejected: Option<Vec<ReportedRowView>>,
}

/// Why nothing can be learned from a file.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct NoConversationsDetails {
    /// Messages of this import.
    pub messages: u64,
    /// Messages that repeat an earlier message in the file, or were imported before.
    pub repeated_messages: u64,
    /// Conversations in which only the customer or only an operator wrote.
    pub one_sided_conversations: u64,
    pub rows: RowsView,
}

/// How large a file may be.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FileTooLargeDetails {
    /// Maximum size of a file in bytes.
    #[schema(example = 10485760)]
    pub max_bytes: u64,
}

/// The existing import of a file.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DuplicateFileDetails {
    /// The job of that import.
    pub job_id: Uuid,
    /// When it completed; null while it is pending or processing.
    #[schema(required)]
    pub completed_at: Option<DateTime<Utc>>,
}
