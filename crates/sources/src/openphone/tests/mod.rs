//! What is read of whole files, by subject.

mod files;
mod quotes;
mod rows;
mod text;

use super::*;
use gleaner_domain::RowOutcome;

const LONG: &str = "id,conversationId,body,sentAt,to,from,direction,createdAt\n";
const SHORT: &str = "id,conversationBody,direction,from,to,sentAt\n";

fn options() -> ReadOptions {
    ReadOptions {
        max_bytes: 1 << 20,
        skip_markers: vec!["CN6cc5c67b4".into(), "CN2cc08d4c".into()],
        columns: ColumnMap::default(),
        now: crate::time::parse("2025-12-01T00:00:00Z").unwrap(),
    }
}

async fn read_text(text: &str) -> Result<Export, ReadError> {
    read(text.into(), &options()).await
}

async fn rows(header: &str, rows: &str) -> Export {
    read_text(&format!("{header}{rows}")).await.unwrap()
}

fn bodies(export: &Export) -> Vec<&str> {
    export.messages.iter().map(|message| message.body.as_str()).collect()
}

/// Line, reason and column of every row that is no message.
fn refused(export: &Export) -> Vec<(u64, RowReason, Option<String>)> {
    export.report.detailed().into_iter().map(|row| (row.line, row.reason, row.column)).collect()
}

fn at(line: u64, reason: RowReason, column: &str) -> (u64, RowReason, Option<String>) {
    (line, reason, (!column.is_empty()).then(|| column.to_owned()))
}
