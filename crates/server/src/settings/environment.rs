//! The environment variables of the settings, and the error of an invalid one.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;
use std::str::FromStr;

use secrecy::SecretString;
use thiserror::Error;

/// A setting is invalid. The error does not repeat the value, which may be a secret.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{name} takes {takes}")]
pub struct SettingError {
    name: String,
    takes: String,
}

/// The variables that are set; an empty value counts as not set. Records which names were requested.
#[derive(Debug, Default)]
pub struct Environment {
    values: BTreeMap<String, String>,
    requested: RefCell<BTreeSet<String>>,
}

impl Environment {
    /// The environment of the process, without values that are not UTF-8.
    pub fn of_process() -> Self {
        Self::of(
            std::env::vars_os()
                .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?))),
        )
    }

    /// An environment with these variables.
    pub fn of(values: impl IntoIterator<Item = (String, String)>) -> Self {
        let values = values.into_iter().filter(|(_, value)| !value.trim().is_empty()).collect();
        Self { values, requested: RefCell::default() }
    }

    /// This environment with `value` for `name`, if that is not set.
    pub fn with_default(mut self, name: &str, value: &str) -> Self {
        self.values.entry(name.to_owned()).or_insert_with(|| value.to_owned());
        self
    }

    pub(super) fn text(&self, name: &str) -> Option<String> {
        self.requested.borrow_mut().insert(name.to_owned());
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

    /// Values that are separated by commas.
    pub(super) fn list(&self, name: &str) -> Option<Vec<String>> {
        let values = |text: String| {
            text.split(',').map(str::trim).filter(|value| !value.is_empty()).map(str::to_owned).collect()
        };
        self.text(name).map(values)
    }

    /// The names that were requested, sorted.
    #[cfg(test)]
    pub(super) fn requested(&self) -> Vec<String> {
        self.requested.borrow().iter().cloned().collect()
    }

    /// The names with one of `prefixes` that were not requested.
    pub(super) fn unknown(&self, prefixes: &[&str]) -> Vec<String> {
        let requested = self.requested.borrow();
        let has_prefix = |name: &&String| prefixes.iter().any(|prefix| name.starts_with(prefix));
        self.values.keys().filter(has_prefix).filter(|name| !requested.contains(*name)).cloned().collect()
    }
}
