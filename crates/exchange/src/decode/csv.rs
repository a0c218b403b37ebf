//! Reading a CSV.

use csv::{ReaderBuilder, StringRecord};

use super::collected::Collected;
use super::error::{DecodeError, InvalidField, Reason};
use super::{Decoded, pattern};
use crate::cells;
use crate::fields::{FIELDS, Kind};

/// The line of the header.
const HEADER_LINE: u64 = 1;
/// The characters that programs put between cells.
const DELIMITERS: [char; 3] = [',', ';', '\t'];

pub(super) fn decode(text: &str) -> Result<Vec<Decoded>, DecodeError> {
    // No name of a column contains one of them, so the first one in the text is the delimiter.
    let delimiter = text.chars().find(|character| DELIMITERS.contains(character)).unwrap_or(',');
    let mut reader = ReaderBuilder::new()
        .delimiter(u8::try_from(delimiter).unwrap_or(b','))
        .flexible(true)
        .from_reader(text.as_bytes());
    let header = reader.headers().cloned().unwrap_or_default();
    let columns = columns(&header).map_err(DecodeError::Header)?;
    let mut collected = Collected::default();
    let mut row = StringRecord::new();
    // The text is UTF-8 and in memory, so reading it does not fail.
    while reader.read_record(&mut row).unwrap_or(false) {
        let line = row.position().map_or(HEADER_LINE, csv::Position::line);
        collected.add(decoded(line, &columns, &row))?;
    }
    collected.finish()
}

fn decoded(line: u64, columns: &[(&str, Kind)], row: &StringRecord) -> Result<Decoded, InvalidField> {
    if row.len() != columns.len() {
        return Err(InvalidField::new(line, "the row", Reason::Cells));
    }
    let fields =
        columns.iter().zip(row).map(|((name, kind), cell)| ((*name).to_owned(), cells::value(cell, *kind)));
    Ok(Decoded { line, pattern: pattern::decode(line, fields.collect())? })
}

/// The columns of a header: each of the fields once, in any order.
fn columns(header: &StringRecord) -> Result<Vec<(&'static str, Kind)>, InvalidField> {
    let mut columns: Vec<(&str, Kind)> = Vec::with_capacity(header.len());
    for name in header {
        let name = name.trim();
        let field = FIELDS.into_iter().find(|(field, _)| *field == name);
        let field = field.ok_or_else(|| InvalidField::new(HEADER_LINE, name, Reason::Unknown))?;
        if columns.contains(&field) {
            return Err(InvalidField::new(HEADER_LINE, name, Reason::Repeated));
        }
        columns.push(field);
    }
    match FIELDS.into_iter().find(|field| !columns.contains(field)) {
        Some((missing, _)) => Err(InvalidField::new(HEADER_LINE, missing, Reason::Missing)),
        None => Ok(columns),
    }
}
