//! The cells of a pattern in a CSV.

use gleaner_domain::pattern::ExchangedPattern;
use serde_json::Value;

use crate::fields::{Fields, Kind};
use crate::guard::{guarded, guarded_json, unguarded};

/// The cells of a pattern, in the order of the fields.
pub(crate) fn of_pattern(pattern: &ExchangedPattern) -> Result<Vec<String>, serde_json::Error> {
    let Value::Object(fields) = serde_json::to_value(Fields::from(pattern))? else { return Ok(vec![]) };
    Ok(fields.into_iter().map(|(_, value)| of_value(value)).collect())
}

fn of_value(value: Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => guarded(&text),
        other => guarded_json(&other.to_string()),
    }
}

/// The value of a cell. A cell that is not JSON though it should be is a text, which is refused where the value is read.
pub(crate) fn value(cell: &str, kind: Kind) -> Value {
    match kind {
        Kind::OptionalText if cell.is_empty() => Value::Null,
        Kind::Text | Kind::OptionalText => Value::String(unguarded(cell)),
        Kind::Flag => json(&cell.to_ascii_lowercase()),
        Kind::Json => json(cell),
    }
}

fn json(cell: &str) -> Value {
    serde_json::from_str(cell).unwrap_or_else(|_| Value::String(cell.to_owned()))
}
