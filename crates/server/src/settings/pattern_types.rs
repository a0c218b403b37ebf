//! The types that a pattern can have: the built-in ones, as the file `PATTERN_TYPES_FILE` changes them.

use std::fs;

use gleaner_extraction::PatternTypes;

use super::environment::{Environment, SettingError};

const NAME: &str = "PATTERN_TYPES_FILE";

/// Reads the file. Without the setting, the types are the built-in ones.
///
/// # Errors
/// The file cannot be read, or is not a valid table of types.
pub(super) fn read(env: &Environment) -> Result<PatternTypes, SettingError> {
    let Some(path) = env.text(NAME) else { return Ok(PatternTypes::built_in()) };
    let takes = |fault: String| env.error(NAME, format!("a TOML file with pattern types; {path}, {fault}"));
    let text = fs::read_to_string(&path).map_err(|error| takes(format!("cannot be read: {error}")))?;
    PatternTypes::customized(&text).map_err(|error| takes(error.to_string()))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use tempfile::NamedTempFile;

    use super::*;

    fn with(path: &str) -> Result<PatternTypes, SettingError> {
        read(&Environment::of([(NAME.to_owned(), path.to_owned())]))
    }

    #[test]
    fn a_file_changes_the_built_in_types() {
        let mut file = NamedTempFile::new().unwrap();
        writeln!(file, "[tech_issue]\nname = \"equipment\"").unwrap();
        let types = with(file.path().to_str().unwrap()).unwrap();
        assert!(types.get("equipment").is_some() && types.get("tech_issue").is_none());
    }

    #[test]
    fn a_file_that_is_invalid_or_cannot_be_read_is_named_with_its_fault() {
        let mut file = NamedTempFile::new().unwrap();
        writeln!(file, "[returns]\nstrong = [\"send back\"]").unwrap();
        let path = file.path().to_str().unwrap().to_owned();
        let error = with(&path).unwrap_err().to_string();
        assert!(error.starts_with("PATTERN_TYPES_FILE takes") && error.contains(&path), "{error}");
        assert!(error.ends_with("line 1: returns.description is missing"), "{error}");
        drop(file);
        let error = with(&path).unwrap_err().to_string();
        assert!(error.contains(&path) && error.contains("cannot be read"), "{error}");
    }
}
