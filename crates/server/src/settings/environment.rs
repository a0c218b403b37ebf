//! Named values of the environment, and the errors that name them.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;
use std::str::FromStr;

use secrecy::SecretString;
use thiserror::Error;

/// A setting that cannot be read. Its value is not repeated: it may be a secret in the wrong place.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{name} takes {takes}")]
pub struct SettingError {
    name: String,
    takes: String,
}

/// The values that are set; an empty one counts as not set. Remembers which names were asked for.
#[derive(Debug, Default)]
pub struct Environment {
    values: BTreeMap<String, String>,
    asked: RefCell<BTreeSet<String>>,
}

impl Environment {
    /// The process's own, without values that are not text.
    pub fn of_process() -> Self {
        Self::of(
            std::env::vars_os()
                .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?))),
        )
    }

    /// These values.
    pub fn of(values: impl IntoIterator<Item = (String, String)>) -> Self {
        let values = values.into_iter().filter(|(_, value)| !value.trim().is_empty()).collect();
        Self { values, asked: RefCell::default() }
    }

    /// With `value` for `name` where that is not set.
    pub fn with_default(mut self, name: &str, value: &str) -> Self {
        self.values.entry(name.to_owned()).or_insert_with(|| value.to_owned());
        self
    }

    pub(super) fn text(&self, name: &str) -> Option<String> {
        self.asked.borrow_mut().insert(name.to_owned());
        self.values.get(name).map(|value| value.trim().to_owned())
    }

    pub(super) fn secret(&self, name: &str) -> Option<SecretString> {
        self.text(name).map(SecretString::from)
    }

    pub(super) fn error(&self, name: &str, takes: impl Into<String>) -> SettingError {
        SettingError { name: name.to_owned(), takes: takes.into() }
    }

    pub(super) fn parsed<T: FromStr>(&self, name: &str, takes: &str) -> Result<Option<T>, SettingError> {
        self.text(name).map(|value| value.parse().map_err(|_| self.error(name, takes))).transpose()
    }

    pub(super) fn within(
        &self,
        name: &str,
        range: RangeInclusive<u64>,
        default: u64,
    ) -> Result<u64, SettingError> {
        let takes = format!("a whole number from {} to {}", range.start(), range.end());
        match self.parsed(name, &takes)? {
            Some(value) if !range.contains(&value) => Err(self.error(name, takes)),
            value => Ok(value.unwrap_or(default)),
        }
    }

    pub(super) fn fraction(&self, name: &str, default: f64) -> Result<f64, SettingError> {
        let takes = "a number from 0 to 1";
        match self.parsed(name, takes)? {
            Some(value) if !(0.0..=1.0).contains(&value) => Err(self.error(name, takes)),
            value => Ok(value.unwrap_or(default)),
        }
    }

    pub(super) fn one_of<T: Copy>(
        &self,
        name: &str,
        choices: &[(&str, T)],
    ) -> Result<Option<T>, SettingError> {
        let Some(value) = self.text(name) else { return Ok(None) };
        let chosen = choices.iter().find(|(choice, _)| *choice == value).map(|(_, meaning)| *meaning);
        let names: Vec<_> = choices.iter().map(|(choice, _)| *choice).collect();
        chosen.map(Some).ok_or_else(|| self.error(name, names.join(" or ")))
    }

    /// Values with commas between them.
    pub(super) fn list(&self, name: &str, default: &[&str]) -> Vec<String> {
        match self.text(name) {
            None => default.iter().map(|value| (*value).to_owned()).collect(),
            Some(text) => {
                text.split(',').map(str::trim).filter(|value| !value.is_empty()).map(str::to_owned).collect()
            }
        }
    }

    /// The names that were asked for, in order.
    #[cfg(test)]
    pub(super) fn asked(&self) -> Vec<String> {
        self.asked.borrow().iter().cloned().collect()
    }

    /// The names with one of `prefixes` that nobody has asked for.
    pub(super) fn unknown(&self, prefixes: &[&str]) -> Vec<String> {
        let asked = self.asked.borrow();
        let ours = |name: &&String| prefixes.iter().any(|prefix| name.starts_with(prefix));
        self.values.keys().filter(ours).filter(|name| !asked.contains(*name)).cloned().collect()
    }
}
