//! What is read from whole files, by subject.

mod files;
mod quotes;
mod rows;
mod text;

use gleaner_domain::{RowOutcome, RowReason, Warning, WarningCode};

use super::times;
use crate::{Batch, ColumnMap, Format, ReadError, ReadOptions, read};

const LONG: &str = "id,conversationId,body,sentAt,to,from,direction,createdAt\n";
const SHORT: &str = "id,conversationBody,direction,from,to,sentAt\n";

fn options() -> ReadOptions {
    ReadOptions {
        max_bytes: 1 << 20,
        skip_markers: vec!["CN6cc5c67b4".into(), "CN2cc08d4c".into()],
        format: Format::OpenPhone(ColumnMap::default()),
        now: times::parse("2025-12-01T00:00:00Z").unwrap(),
    }
}

async fn read_text(text: &str) -> Result<Batch, ReadError> {
    read(text.into(), &options()).await
}

async fn rows(header: &str, rows: &str) -> Batch {
    read_text(&format!("{header}{rows}")).await.unwrap()
}

fn bodies(batch: &Batch) -> Vec<&str> {
    batch.messages.iter().map(|message| message.body.as_str()).collect()
}

/// The line, reason and column of every row that is not a message.
fn refused(batch: &Batch) -> Vec<(u64, RowReason, Option<String>)> {
    batch.report.detailed().into_iter().map(|row| (row.line, row.reason, row.column)).collect()
}

fn at(line: u64, reason: RowReason, column: &str) -> (u64, RowReason, Option<String>) {
    (line, reason, (!column.is_empty()).then(|| column.to_owned()))
}
