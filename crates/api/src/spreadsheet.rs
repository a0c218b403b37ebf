//! Cells of CSV files that people open in a spreadsheet.

/// The characters that begin a formula in spreadsheets.
pub(crate) const FORMULA_STARTS: [char; 4] = ['=', '+', '-', '@'];
/// The characters that separate cells or rows in spreadsheets, depending on the locale.
const SEPARATORS: [char; 6] = [',', ';', '|', '\t', '\r', '\n'];

/// `text` without anything that a spreadsheet evaluates.
pub(crate) fn no_formula(text: &str) -> String {
    let text = text.replace(SEPARATORS, " ");
    let text = text.trim();
    let prefix = if text.starts_with(FORMULA_STARTS) { "'" } else { "" };
    format!("{prefix}{text}")
}
