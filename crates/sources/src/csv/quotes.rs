//! Quotation marks that open a cell and are never closed.
//!
//! A lenient reader continues to the next quotation mark, wherever it is, and reads all rows in between as one
//! text. By RFC 4180 that mark does not close the cell: a closing one is followed by the delimiter, the end of
//! the line or the end of the file.

/// The state of the scan within a record. `opened` is the offset of the opening mark.
enum State {
    FieldStart,
    Unquoted,
    Quoted {
        opened: usize,
    },
    /// After a quotation mark in a quoted field: it closes the field, or is the first of two.
    Closing {
        opened: usize,
    },
}

/// A quotation mark that is never closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Unclosed {
    /// Its offset, in bytes.
    pub at: usize,
    /// The index of the cell that it opens.
    pub cell: usize,
}

/// Finds the quotation mark in `record` that is never closed: the text ends inside the quoted cell, or the next
/// mark is on a later line and in the middle of a field.
pub(crate) fn unclosed(record: &[u8], delimiter: u8) -> Option<Unclosed> {
    let (mut state, mut cell) = (State::FieldStart, 0);
    for (at, byte) in record.iter().enumerate() {
        let ends_field = *byte == delimiter || matches!(byte, b'\n' | b'\r');
        if ends_field && !matches!(state, State::Quoted { .. }) {
            cell += 1;
        }
        state = match state {
            State::FieldStart if *byte == b'"' => State::Quoted { opened: at },
            State::FieldStart | State::Unquoted if ends_field => State::FieldStart,
            State::FieldStart | State::Unquoted => State::Unquoted,
            State::Quoted { opened } if *byte == b'"' => State::Closing { opened },
            State::Quoted { opened } => State::Quoted { opened },
            State::Closing { opened } if *byte == b'"' => State::Quoted { opened },
            State::Closing { .. } if ends_field => State::FieldStart,
            State::Closing { opened } if spans_lines(&record[opened..at]) => {
                return Some(Unclosed { at: opened, cell });
            }
            // `"Hi" there` on one line is read leniently, since no row is lost.
            State::Closing { .. } => State::Unquoted,
        };
    }
    match state {
        State::Quoted { opened } => Some(Unclosed { at: opened, cell }),
        _ => None,
    }
}

/// Returns whether the text contains a line break.
fn spans_lines(record: &[u8]) -> bool {
    memchr::memchr2(b'\n', b'\r', record).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quotation_mark_is_unclosed_if_it_ends_in_the_middle_of_a_field_or_never() {
        for (record, expected) in [
            ("a,\"b\nc\",d", None),
            ("a,\"b \"\"c\"\"\nd\",e", None),
            ("a,\"\",b", None),
            ("a,\"b\"", None),
            ("a,5\" pipe\nb", None),
            ("a,\"b\" c,d", None),
            ("a,\"b", Some((2, 1))),
            ("a,\"b,c\nd,\"e\",f", Some((2, 1))),
            ("\"a,\nb\",\"c\nd", Some((7, 1))),
            ("a,\"b\"\"", Some((2, 1))),
        ] {
            let found = unclosed(record.as_bytes(), b',').map(|quote| (quote.at, quote.cell));
            assert_eq!(found, expected, "{record}");
        }
        assert_eq!(unclosed(b"a;\"b;c\nd;\"e\";f", b';'), Some(Unclosed { at: 2, cell: 1 }));
    }
}
