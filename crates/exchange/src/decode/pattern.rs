//! Reading a pattern from its fields.

use chrono::{DateTime, SubsecRound, Utc};
use gleaner_domain::pattern::{ExchangedPattern, MAX_EXAMPLES};
use gleaner_domain::{Confidence, ResponseTemplate, Trigger};
use serde_json::Value;

use super::error::{InvalidField, MAX_SOURCE_CHARS, Reason};
use crate::fields::FIELDS;

/// Reads a pattern that begins in `line`.
pub(super) fn decode(line: u64, fields: Vec<(String, Value)>) -> Result<ExchangedPattern, InvalidField> {
    let mut fields = Fields::new(line, fields)?;
    Ok(ExchangedPattern {
        pattern_type: fields.read("pattern_type", |value| Ok(text(&value)?.parse()?))?,
        trigger: fields.read("trigger_text", |value| trigger(&value))?,
        examples: fields.read("trigger_examples", |value| examples(&value))?,
        template: fields.read("response_template", |value| Ok(ResponseTemplate::parse(text(&value)?)?))?,
        confidence: fields.read("confidence_score", |value| confidence(&value))?,
        auto_executable: fields.read("auto_executable", |value| flag(&value))?,
        is_active: fields.read("is_active", |value| flag(&value))?,
        is_removed: fields.read("is_deleted", |value| flag(&value))?,
        evidence_count: fields.read("evidence_count", |value| count(&value))?,
        import_count: fields.read("import_count", |value| count(&value))?,
        execution_count: fields.read("execution_count", |value| count(&value))?,
        success_count: fields.read("success_count", |value| count(&value))?,
        last_used: fields.read("last_used", |value| match value {
            Value::Null => Ok(None),
            value => time(&value).map(Some),
        })?,
        learned_from: fields.read("learned_from", |value| source(&value))?,
        created_at: fields.read("created_at", |value| time(&value))?,
        updated_at: fields.read("updated_at", |value| time(&value))?,
    })
}

/// The fields that were not read yet.
struct Fields {
    line: u64,
    fields: Vec<(String, Value)>,
}

impl Fields {
    fn new(line: u64, fields: Vec<(String, Value)>) -> Result<Self, InvalidField> {
        for (index, (name, _)) in fields.iter().enumerate() {
            if !FIELDS.iter().any(|(field, _)| field == name) {
                return Err(InvalidField::new(line, name, Reason::Unknown));
            }
            if fields[..index].iter().any(|(other, _)| other == name) {
                return Err(InvalidField::new(line, name, Reason::Repeated));
            }
        }
        Ok(Self { line, fields })
    }

    fn read<T>(
        &mut self,
        name: &str,
        read: impl FnOnce(Value) -> Result<T, Reason>,
    ) -> Result<T, InvalidField> {
        let position = self.fields.iter().position(|(field, _)| field == name);
        let value = position.map(|position| self.fields.swap_remove(position).1);
        let read = value.ok_or(Reason::Missing).and_then(read);
        read.map_err(|reason| InvalidField::new(self.line, name, reason))
    }
}

fn text(value: &Value) -> Result<&str, Reason> {
    value.as_str().ok_or(Reason::NotText)
}

fn trigger(value: &Value) -> Result<Trigger, Reason> {
    Ok(Trigger::parse(text(value)?)?)
}

fn examples(value: &Value) -> Result<Vec<Trigger>, Reason> {
    let entries = value.as_array().ok_or(Reason::NotList)?;
    if entries.len() > MAX_EXAMPLES {
        return Err(Reason::TooManyExamples);
    }
    entries
        .iter()
        .map(|entry| {
            trigger(entry).map_err(|reason| match reason {
                Reason::NotText => Reason::NotList,
                other => other,
            })
        })
        .collect()
}

fn confidence(value: &Value) -> Result<Confidence, Reason> {
    Ok(Confidence::new(value.as_f64().ok_or(Reason::NotNumber)?)?)
}

fn flag(value: &Value) -> Result<bool, Reason> {
    value.as_bool().ok_or(Reason::NotFlag)
}

fn count(value: &Value) -> Result<u32, Reason> {
    let count = value.as_u64().and_then(|count| u32::try_from(count).ok());
    count.filter(|count| *count <= ExchangedPattern::MAX_COUNT).ok_or(Reason::NotCount)
}

fn time(value: &Value) -> Result<DateTime<Utc>, Reason> {
    let time = value.as_str().and_then(|text| DateTime::parse_from_rfc3339(text).ok());
    time.map(|time| time.to_utc().trunc_subsecs(3)).ok_or(Reason::NotTime)
}

fn source(value: &Value) -> Result<String, Reason> {
    let text = text(value)?;
    let is_short = (1..=MAX_SOURCE_CHARS).contains(&text.chars().count());
    match is_short && !text.trim().is_empty() && !text.contains(char::is_control) {
        true => Ok(text.to_owned()),
        false => Err(Reason::NotSource),
    }
}
