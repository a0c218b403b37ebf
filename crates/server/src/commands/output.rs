//! The standard output.

use std::io::Write;

/// Prints the result of a command to standard output. Ignores a reader that has closed it.
pub(super) fn print_line(line: &str) {
    let _ = writeln!(std::io::stdout(), "{line}");
}
