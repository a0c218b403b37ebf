//! How the effects of undoing an import are represented in responses.

use gleaner_persistence::jobs::{Effect, Effects, Touched};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::names::Success;

/// A pattern that has evidence of the import.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = TouchedPattern)]
pub(crate) struct TouchedView {
    id: i32,
    /// The customer's question, generalized.
    trigger_text: String,
    /// Null if the pattern was not in the library.
    #[schema(required)]
    confidence_before: Option<f64>,
    /// Null if the pattern is gone.
    #[schema(required)]
    confidence_after: Option<f64>,
    /// The reason, as a human-readable sentence.
    reason: String,
}

/// Patterns with the same effect.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TouchedPatterns)]
pub(crate) struct GroupView {
    count: u64,
    /// At most 1,000 of them, in the order of their ids.
    patterns: Vec<TouchedView>,
}

/// What became of the patterns of an import.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = UndoEffects)]
pub(crate) struct EffectsView {
    #[schema(inline)]
    success: Success,
    job_id: Uuid,
    /// Whether nothing was changed.
    dry_run: bool,
    /// Patterns that only this import taught. They are gone.
    removed: GroupView,
    /// Patterns that are what they are without this import or, after a redo, with it.
    restored: GroupView,
    /// Patterns that a person changed. They keep what the person wrote.
    kept: GroupView,
    /// Messages that can be imported again or, after a redo, that count as imported again.
    messages: u64,
    /// A human-readable summary.
    message: String,
}

impl EffectsView {
    pub fn undone(job: Uuid, dry_run: bool, effects: &Effects) -> Self {
        Self::new(job, dry_run, effects, undo_reason, if dry_run { "would be undone" } else { "was undone" })
    }

    pub fn redone(job: Uuid, dry_run: bool, effects: &Effects) -> Self {
        Self::new(job, dry_run, effects, redo_reason, if dry_run { "would be redone" } else { "was redone" })
    }

    fn new(
        job: Uuid,
        dry_run: bool,
        effects: &Effects,
        reason: fn(&Touched) -> String,
        done: &'static str,
    ) -> Self {
        let group = |effect| GroupView {
            count: effects.count(effect),
            patterns: effects.listed(effect).map(|touched| TouchedView::new(touched, reason)).collect(),
        };
        let [removed, restored, kept] = [Effect::Removed, Effect::Restored, Effect::Kept].map(group);
        let message = format!(
            "The import {done}. Patterns removed: {}; restored: {}; kept: {}.",
            removed.count, restored.count, kept.count
        );
        Self {
            success: Success,
            job_id: job,
            dry_run,
            removed,
            restored,
            kept,
            messages: effects.messages,
            message,
        }
    }
}

impl TouchedView {
    fn new(touched: &Touched, reason: fn(&Touched) -> String) -> Self {
        Self {
            id: touched.id,
            trigger_text: touched.trigger.clone(),
            confidence_before: touched.confidence_before.map(|confidence| confidence.value()),
            confidence_after: touched.confidence_after.map(|confidence| confidence.value()),
            reason: reason(touched),
        }
    }
}

fn undo_reason(touched: &Touched) -> String {
    match touched.effect {
        Effect::Removed => "Only this import taught it.".to_owned(),
        Effect::Restored => "Other imports taught it as well.".to_owned(),
        Effect::Kept => changed_by(touched),
    }
}

fn redo_reason(touched: &Touched) -> String {
    match (touched.effect, touched.confidence_before) {
        (Effect::Kept, _) => changed_by(touched),
        (_, None) => "This import taught it.".to_owned(),
        (_, Some(_)) => "This import taught it as well.".to_owned(),
    }
}

fn changed_by(touched: &Touched) -> String {
    match touched.people.as_slice() {
        // Before changes were recorded.
        [] => "It was changed by a person.".to_owned(),
        people => format!("It was changed by {}.", people.join(", ")),
    }
}
