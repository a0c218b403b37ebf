//! Line numbers of offsets in a text.

/// Counts lines from one as a text editor does: `\n`, `\r\n` and a lone `\r` end a line.
#[derive(Debug)]
pub(crate) struct Lines<'a> {
    text: &'a [u8],
    offset: usize,
    line: u64,
}

impl<'a> Lines<'a> {
    pub fn of(text: &'a str) -> Self {
        Self { text: text.as_bytes(), offset: 0, line: 1 }
    }

    /// Returns the line of `offset`, in bytes. Reads only the text between the previous
    /// offset and this one, so it is fast for ascending offsets.
    pub fn at(&mut self, offset: usize) -> u64 {
        if offset >= self.offset {
            self.line += breaks(self.text, self.offset, offset);
        } else {
            self.line -= breaks(self.text, offset, self.offset);
        }
        self.offset = offset;
        self.line
    }
}

/// Returns how many lines end between two offsets.
fn breaks(text: &[u8], from: usize, to: usize) -> u64 {
    let ends_line = |at: &usize| text[*at] == b'\n' || text.get(at + 1) != Some(&b'\n');
    memchr::memchr2_iter(b'\n', b'\r', &text[from..to]).filter(|at| ends_line(&(from + at))).count() as u64
}

/// Returns the offset where the line after the one at `offset` begins; `None` on the last line.
pub(crate) fn next_line(text: &str, offset: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let end = offset + memchr::memchr2(b'\n', b'\r', &bytes[offset..])?;
    let next = if bytes[end] == b'\r' && bytes.get(end + 1) == Some(&b'\n') { end + 2 } else { end + 1 };
    (next < bytes.len()).then_some(next)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_line_break_counts_once() {
        let text = "a\nb\r\nc\rd\n\ne";
        let mut lines = Lines::of(text);
        let at: Vec<_> = ["a", "b", "c", "d", "e"].map(|mark| lines.at(text.find(mark).unwrap())).into();
        assert_eq!(at, [1, 2, 3, 4, 6]);
        assert_eq!((lines.at(4), lines.at(0)), (2, 1));
    }

    #[test]
    fn the_next_line_begins_after_the_whole_line_break() {
        assert_eq!(next_line("a\r\nb", 0), Some(3));
        assert_eq!(next_line("a\rb", 0), Some(2));
        assert_eq!(next_line("a\n", 0), None);
    }
}
