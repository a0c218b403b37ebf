//! What undoing an import, or doing it again, changes in the library.

use chrono::{DateTime, Utc};
use gleaner_domain::{Confidence, JobId};
use sea_orm::ConnectionTrait;

use crate::audit::Author;
use crate::error::Error;
use crate::library::{Retraction, Revised};

/// How many patterns are computed at a time.
const PATTERNS_PER_STEP: u64 = 500;
/// How many patterns of each effect are listed.
const MAX_LISTED: usize = 1_000;

/// What becomes of a pattern that has evidence of the import.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Only this import taught it, so it is gone.
    Removed,
    /// It is as if this import had never confirmed it, or, if the import is done again, as it was before the undo.
    Restored,
    /// A person changed it, so it is kept with what the person wrote.
    Kept,
}

/// A pattern that has evidence of the import.
#[derive(Debug, Clone, PartialEq)]
pub struct Touched {
    /// The pattern.
    pub id: i32,
    /// Its trigger: after, or before if it is gone.
    pub trigger: String,
    /// What becomes of it.
    pub effect: Effect,
    /// `None` if it was not in the library.
    pub confidence_before: Option<Confidence>,
    /// `None` if it is gone.
    pub confidence_after: Option<Confidence>,
    /// The people who changed it.
    pub people: Vec<String>,
}

/// What becomes of the patterns of an import.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Effects {
    /// At most 1,000 patterns of each effect, in the order of their ids.
    pub listed: Vec<Touched>,
    /// How many patterns have each effect, in the order in which [`Effect`] declares them.
    counts: [u64; 3],
    /// Messages that become importable again or, if the import is done again, that are imported again.
    pub messages: u64,
}

impl Effects {
    /// How many patterns have this effect.
    pub fn count(&self, effect: Effect) -> u64 {
        self.counts[effect as usize]
    }

    /// The patterns with this effect, at most 1,000.
    pub fn listed(&self, effect: Effect) -> impl Iterator<Item = &Touched> {
        self.listed.iter().filter(move |touched| touched.effect == effect)
    }

    fn add(&mut self, touched: Touched) {
        let count = &mut self.counts[touched.effect as usize];
        *count += 1;
        if *count <= MAX_LISTED as u64 {
            self.listed.push(touched);
        }
    }
}

/// Computes the effects on all patterns, a few at a time, and stores them unless `dry_run`.
pub(super) async fn of(
    db: &impl ConnectionTrait,
    job: JobId,
    retraction: Retraction,
    author: &Author,
    dry_run: bool,
    now: DateTime<Utc>,
) -> Result<Effects, Error> {
    let (mut effects, mut last) = (Effects::default(), 0);
    loop {
        let revised = retraction.next(db, job, last, PATTERNS_PER_STEP).await?;
        let Some(final_pattern) = revised.last() else { return Ok(effects) };
        last = final_pattern.id();
        for revised in &revised {
            effects.add(touched(revised));
        }
        if !dry_run {
            retraction.apply(db, job, &author.actor(), revised, now).await?;
        }
    }
}

fn touched(revised: &Revised) -> Touched {
    let effect = match &revised.after {
        None => Effect::Removed,
        Some(_) if revised.history.has_changes_by_people() => Effect::Kept,
        Some(_) => Effect::Restored,
    };
    Touched {
        id: revised.id(),
        trigger: revised.after.as_ref().unwrap_or(&revised.known).trigger.as_str().to_owned(),
        effect,
        confidence_before: revised.before().map(|pattern| pattern.confidence),
        confidence_after: revised.after.as_ref().map(|pattern| pattern.confidence),
        people: revised.history.people().into_iter().map(|user| user.as_str().to_owned()).collect(),
    }
}
