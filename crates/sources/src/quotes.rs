//! Quotes that are opened and never closed.
//!
//! A lenient reader goes on to the next quotation mark, wherever that is, and takes all rows in
//! between for one text. RFC 4180 tells such a mark from a closing one: behind a closing one
//! stands the delimiter, the end of the line or the end of the file.

/// Where in a record is the reader?
enum Place {
    FieldStart,
    Unquoted,
    Quoted {
        opened: usize,
    },
    /// Behind a quotation mark inside a quoted field: it closes the field, or is the first of two.
    Closing {
        opened: usize,
    },
}

/// A quote that is never closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Unclosed {
    /// Where it opens.
    pub at: usize,
    /// The cell that it opens, counted from zero.
    pub cell: usize,
}

/// Tells whether `record` has a quote that is never closed: the file ends inside it, or it ends on a
/// later line and in the middle of a field.
pub(crate) fn unclosed(record: &[u8], delimiter: u8) -> Option<Unclosed> {
    let (mut place, mut cell) = (Place::FieldStart, 0);
    for (at, byte) in record.iter().enumerate() {
        let ends_field = *byte == delimiter || matches!(byte, b'\n' | b'\r');
        if ends_field && !matches!(place, Place::Quoted { .. }) {
            cell += 1;
        }
        place = match place {
            Place::FieldStart if *byte == b'"' => Place::Quoted { opened: at },
            Place::FieldStart | Place::Unquoted if ends_field => Place::FieldStart,
            Place::FieldStart | Place::Unquoted => Place::Unquoted,
            Place::Quoted { opened } if *byte == b'"' => Place::Closing { opened },
            Place::Quoted { opened } => Place::Quoted { opened },
            Place::Closing { opened } if *byte == b'"' => Place::Quoted { opened },
            Place::Closing { .. } if ends_field => Place::FieldStart,
            Place::Closing { opened } if spans_lines(&record[opened..at]) => {
                return Some(Unclosed { at: opened, cell });
            }
            // `"Hi" there` on one line: lenient, and no row is lost.
            Place::Closing { .. } => Place::Unquoted,
        };
    }
    match place {
        Place::Quoted { opened } => Some(Unclosed { at: opened, cell }),
        _ => None,
    }
}

/// Is there a line break in it?
fn spans_lines(record: &[u8]) -> bool {
    memchr::memchr2(b'\n', b'\r', record).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quote_is_unclosed_where_it_ends_in_the_middle_of_a_field_or_not_at_all() {
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
