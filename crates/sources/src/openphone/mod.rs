//! OpenPhone's (now Quo's) messages file, in both of its headers.

mod columns;
mod row;

use chrono::{DateTime, Utc};
use csv_async::{AsyncReader, AsyncReaderBuilder, ByteRecord};
use gleaner_domain::Message;
use tokio::io::AsyncRead;

use crate::error::ReadError;
use crate::metered::{LimitExceeded, Metered};
use crate::tally::RowTally;
use columns::Columns;
use row::RowOutcome;

/// How a file is to be read.
#[derive(Debug, Clone)]
pub struct ReadOptions {
    /// Reading stops past so many bytes.
    pub max_bytes: u64,
    /// What marks a message as automated: a prefix of its conversation id or a part of its text.
    pub skip_markers: Vec<String>,
    /// Times are plausible up to a day ahead of this.
    pub now: DateTime<Utc>,
}

/// What a file held.
#[derive(Debug)]
pub struct Export {
    /// The messages in file order; the same message may occur twice.
    pub messages: Vec<Message>,
    /// What became of every row.
    pub tally: RowTally,
    /// SHA-256 of the file, in hexadecimal.
    pub sha256: String,
    /// The file's size.
    pub bytes: u64,
}

/// Reads an export row by row: beside the messages themselves it holds one row and one buffer.
pub async fn read<R>(bytes: R, options: &ReadOptions) -> Result<Export, ReadError>
where
    R: AsyncRead + Unpin + Send,
{
    let metered = Metered::new(bytes, options.max_bytes);
    let mut csv = AsyncReaderBuilder::new().has_headers(false).flexible(true).create_reader(metered);
    let mut record = ByteRecord::new();
    let Some(line) = next(&mut csv, &mut record).await? else {
        return Err(ReadError::Empty);
    };
    let columns = Columns::of(&record, line)?;

    let mut messages = Vec::new();
    let mut tally = RowTally::default();
    while let Some(line) = next(&mut csv, &mut record).await? {
        tally.rows += 1;
        match row::read(&columns, &record, line, options)? {
            RowOutcome::Message(message) => {
                tally.messages += 1;
                messages.push(*message);
            }
            RowOutcome::Empty => tally.empty += 1,
            RowOutcome::Automated => tally.automated += 1,
            RowOutcome::NotAMessage => tally.not_messages += 1,
            RowOutcome::Rejected(reason) => *tally.rejected.entry(reason).or_default() += 1,
        }
    }
    if tally.rows == 0 {
        return Err(ReadError::NoRows);
    }
    let metered = csv.into_inner();
    Ok(Export { messages, tally, sha256: metered.sha256(), bytes: metered.bytes() })
}

/// Reads the next record and answers the line it begins at; `None` at the end of the file.
async fn next<R>(csv: &mut AsyncReader<R>, record: &mut ByteRecord) -> Result<Option<u64>, ReadError>
where
    R: AsyncRead + Unpin + Send,
{
    match csv.read_byte_record(record).await {
        Ok(true) => Ok(Some(record.position().map_or(0, csv_async::Position::line))),
        Ok(false) => Ok(None),
        Err(error) => Err(read_error(error)),
    }
}

fn read_error(error: csv_async::Error) -> ReadError {
    let error = match error.into_kind() {
        csv_async::ErrorKind::Io(error) => error,
        other => std::io::Error::other(format!("{other:?}")),
    };
    match error.get_ref().and_then(|inner| inner.downcast_ref::<LimitExceeded>()) {
        Some(LimitExceeded(max_bytes)) => ReadError::TooLarge { max_bytes: *max_bytes },
        None => ReadError::Io(error),
    }
}

#[cfg(test)]
mod tests;
