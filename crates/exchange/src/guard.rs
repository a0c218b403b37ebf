//! A guard against formulas in cells of a CSV, which is undone when the cell is read.
//!
//! A spreadsheet evaluates a cell that begins with `=`, `+`, `-` or `@`. A customer may write such a text, so an
//! apostrophe before it makes it a text (<https://owasp.org/www-community/attacks/CSV_Injection>). If the locale of the
//! spreadsheet separates cells by another character than the comma, cells also begin inside of a text: after that
//! character, and after line breaks, since the quotes around the text are then not at the beginning of a cell.
//!
//! An apostrophe is also added to a text that has apostrophes where one would be added, so that removing one always
//! restores the text.
//!
//! In JSON, no apostrophe is needed: the separators are escaped, which every reader of JSON undoes.

/// Characters that begin a formula, also as full-width characters.
const FORMULA_STARTS: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];
/// Characters after which a cell begins in some locale, except the comma, which never does inside of a quoted cell.
const SEPARATORS: [char; 5] = [';', '|', '\t', '\r', '\n'];
/// Control characters that some programs skip at the beginning of a cell.
const SKIPPED_CONTROLS: [char; 3] = ['\t', '\r', '\n'];
/// The character that makes a cell a text.
const GUARD: char = '\'';

/// The text of a cell that no spreadsheet evaluates.
pub(crate) fn guarded(text: &str) -> String {
    let mut rest = text;
    let mut guarded = String::with_capacity(text.len() + 1);
    let positions = positions(text);
    for (taken, position) in positions.iter().enumerate() {
        let before = taken.checked_sub(1).map_or(0, |index| positions[index]);
        guarded.push_str(&rest[..position - before]);
        guarded.push(GUARD);
        rest = &rest[position - before..];
    }
    guarded + rest
}

/// JSON in which no spreadsheet begins a cell. Control characters are escaped in JSON, and the other separators are only
/// in its strings.
pub(crate) fn guarded_json(json: &str) -> String {
    json.replace(';', "\\u003b").replace('|', "\\u007c")
}

/// The text that [`guarded`] was called with. A text without guards, which a person wrote, stays as it is.
pub(crate) fn unguarded(cell: &str) -> String {
    let mut text = String::with_capacity(cell.len());
    let mut end = 0;
    for position in positions(cell) {
        if cell[position..].starts_with(GUARD) {
            text.push_str(&cell[end..position]);
            end = position + GUARD.len_utf8();
        }
    }
    text + &cell[end..]
}

/// A guard at the beginning of the cell only, for programs that do not remove it.
pub(crate) fn guarded_start(text: &str) -> String {
    let prefix = if positions(text).first() == Some(&0) { "'" } else { "" };
    format!("{prefix}{text}")
}

/// Where a cell may begin that would be evaluated, or that only apostrophes prevent from being evaluated. Since
/// apostrophes make no difference, a text and its guarded form have the same positions.
fn positions(text: &str) -> Vec<usize> {
    let mut positions = Vec::new();
    // Read from the end: whether a formula follows in the same cell, after nothing but characters that are skipped.
    let (mut leads_to_formula, mut leads_to_control) = (false, false);
    for (index, character) in text.char_indices().rev() {
        let is_separator = SEPARATORS.contains(&character);
        if leads_to_formula && is_separator {
            positions.push(index + character.len_utf8());
        }
        let is_skipped =
            !is_separator && (character == GUARD || character == '"' || character.is_whitespace());
        leads_to_formula = FORMULA_STARTS.contains(&character) || (leads_to_formula && is_skipped);
        leads_to_control = SKIPPED_CONTROLS.contains(&character) || (leads_to_control && character == GUARD);
    }
    if leads_to_formula || leads_to_control {
        positions.push(0);
    }
    positions.reverse();
    positions
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_could_be_evaluated_is_guarded() {
        for (text, cell) in [
            ("=1+1", "'=1+1"),
            ("'=1+1", "''=1+1"),
            ("'''@x", "''''@x"),
            ("+1", "'+1"),
            ("-1", "'-1"),
            ("  =1", "'  =1"),
            ("\t=1", "'\t'=1"),
            ("\tx", "'\tx"),
            ("\rx", "'\rx"),
            ("'\nx", "''\nx"),
            ("＝1", "'＝1"),
            ("\"=1", "'\"=1"),
            ("a;=1", "a;'=1"),
            ("a; \"=1", "a;' \"=1"),
            ("one\n- two\r\n- three", "one\n'- two\r\n'- three"),
        ] {
            assert_eq!(guarded(text), cell);
            assert_eq!(unguarded(cell), text);
        }
    }

    #[test]
    fn other_texts_stay_as_they_are() {
        for text in ["", "'", "'tis the code", "a - b", "no, -5", "x=1", "a;b", "3-4", "it's", "a\nb"] {
            assert_eq!(guarded(text), text);
            assert_eq!(unguarded(text), text);
        }
    }

    #[test]
    fn json_has_no_separators_and_is_read_as_the_same() {
        for separator in SEPARATORS {
            let value = serde_json::json!([format!("a?{separator}=1"), format!("\\{separator}")]);
            let cell = guarded_json(&value.to_string());
            assert!(!cell.contains(SEPARATORS), "{cell}");
            assert_eq!(serde_json::from_str::<serde_json::Value>(&cell).unwrap(), value);
        }
    }

    proptest! {
        #[test]
        fn every_text_is_restored_and_its_cell_is_safe(text in "([-=+@'\"; \t\r\n|,]|a|＝|é|.){0,20}") {
            let cell = guarded(&text);
            prop_assert_eq!(unguarded(&cell), text.as_str());
            prop_assert!(!cell.starts_with(FORMULA_STARTS) && !cell.starts_with(SKIPPED_CONTROLS));
            for part in cell.split(SEPARATORS) {
                let begin = part.trim_start_matches(|c: char| c == '"' || c.is_whitespace());
                prop_assert!(!begin.starts_with(FORMULA_STARTS), "{:?}", part);
            }
        }
    }
}
