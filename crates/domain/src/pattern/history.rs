//! The history of a pattern, from which everything a reader sees is computed.

use super::{Actor, Change, Evidence, Pattern};
use crate::job::{JobId, UserId};

/// One entry of the history of a pattern.
#[derive(Debug, Clone, PartialEq)]
pub enum HistoryEntry {
    /// A conversation created or confirmed the pattern.
    Evidence(Evidence),
    /// A person or an import changed the pattern.
    Change(Change),
}

/// Evidence and changes of one pattern, oldest first.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct History(Vec<HistoryEntry>);

impl History {
    /// The entries, oldest first.
    pub fn entries(&self) -> &[HistoryEntry] {
        &self.0
    }

    /// Adds an entry after all others.
    pub fn push(&mut self, entry: HistoryEntry) {
        self.0.push(entry);
    }

    /// Marks the evidence of `job` as retracted. Returns whether any of it had not been retracted before.
    pub fn retract(&mut self, job: JobId) -> bool {
        self.set_retracted(job, true)
    }

    /// Marks the evidence of `job` as not retracted. Returns whether any of it had been retracted before.
    pub fn reinstate(&mut self, job: JobId) -> bool {
        self.set_retracted(job, false)
    }

    fn set_retracted(&mut self, job: JobId, is_retracted: bool) -> bool {
        let mut has_changed = false;
        for entry in &mut self.0 {
            if let HistoryEntry::Evidence(evidence) = entry
                && evidence.source.job == job
            {
                has_changed |= evidence.is_retracted != is_retracted;
                evidence.is_retracted = is_retracted;
            }
        }
        has_changed
    }

    /// Whether a person changed the pattern.
    pub fn has_changes_by_people(&self) -> bool {
        let is_by_person = |entry: &HistoryEntry| matches!(entry, HistoryEntry::Change(change) if change.action.is_by_person());
        self.0.iter().any(is_by_person)
    }

    /// The people who changed the pattern, each once, in the order of their first change.
    pub fn people(&self) -> Vec<&UserId> {
        let mut people = Vec::new();
        for entry in &self.0 {
            if let HistoryEntry::Change(Change { actor: Actor::User(user), action, .. }) = entry
                && action.is_by_person()
                && !people.contains(&user)
            {
                people.push(user);
            }
        }
        people
    }

    /// The pattern after all entries; `None` if there is no evidence that is not retracted, and no change by a person.
    pub fn fold(&self) -> Option<Pattern> {
        self.0.iter().fold(None, Pattern::after)
    }

    /// The evidence that is not retracted, each with what it adds to the confidence of the pattern: the
    /// initial confidence if it creates the pattern, and otherwise the difference, 0 at the cap. It is negative if a
    /// reviewer lowered the confidence.
    pub fn contributions(&self) -> Vec<(&Evidence, f64)> {
        let mut contributions = Vec::new();
        let mut pattern: Option<Pattern> = None;
        let confidence = |pattern: &Option<Pattern>| pattern.as_ref().map_or(0.0, |p| p.confidence.value());
        for entry in &self.0 {
            let before = confidence(&pattern);
            pattern = Pattern::after(pattern, entry);
            if let HistoryEntry::Evidence(evidence) = entry
                && !evidence.is_retracted
            {
                contributions.push((evidence, confidence(&pattern) - before));
            }
        }
        contributions
    }
}

impl FromIterator<HistoryEntry> for History {
    fn from_iter<I: IntoIterator<Item = HistoryEntry>>(entries: I) -> Self {
        Self(entries.into_iter().collect())
    }
}

impl Pattern {
    /// The pattern after one more entry of its history. `None` before the first entry that counts.
    pub fn after(before: Option<Self>, entry: &HistoryEntry) -> Option<Self> {
        match (before, entry) {
            (before, HistoryEntry::Evidence(evidence)) if evidence.is_retracted => before,
            (None, HistoryEntry::Evidence(evidence)) => Some(Self::from_evidence(evidence)),
            (Some(pattern), HistoryEntry::Evidence(evidence)) => Some(pattern.confirmed_by(evidence)),
            (before, HistoryEntry::Change(change)) if !change.action.is_by_person() => before,
            (before, HistoryEntry::Change(change)) => {
                let pattern = before.unwrap_or_else(|| Self::from_content(change.content.clone()));
                Some(pattern.changed_by(&change.action))
            }
        }
    }
}
