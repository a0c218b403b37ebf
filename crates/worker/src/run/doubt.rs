//! Asking the language model about drafts that may be a known pattern, before they are recorded.

use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::Relaxed;

use chrono::Utc;
use error_reporter::Report;
use gleaner_domain::{Extracted, Usage};
use gleaner_extraction::{ExtractionError, Judge};
use gleaner_persistence::jobs::Outcome;
use gleaner_persistence::library::{self, Doubt};

use super::JobRun;
use super::extract::LONGEST_PAUSE;
use super::result::ConversationResult;

/// How many questions of a run may fail. Each can delay its result by the timeout of a call.
const MAX_FAILURES: u32 = 3;

/// The doubts of one run.
pub(super) struct Doubts<'a> {
    run: &'a JobRun<'a>,
    judge: Option<&'a dyn Judge>,
    /// How many more questions this run may ask.
    remaining: AtomicU32,
    failures: AtomicU32,
}

impl<'a> Doubts<'a> {
    /// Without a judge, every doubt remains.
    pub fn new(run: &'a JobRun<'a>) -> Self {
        Self {
            run,
            judge: run.extractor.judge(),
            remaining: AtomicU32::new(run.settings.merge_questions),
            failures: AtomicU32::new(0),
        }
    }

    /// Whether the language model may be asked about a result before it is recorded.
    pub fn may_concern(&self, result: &ConversationResult) -> bool {
        self.judge.is_some()
            && self.remaining.load(Relaxed) > 0
            && !self.run.no_more_calls.is_cancelled()
            && matches!(result.outcome, Outcome::Extracted(Extracted::Pattern(_)))
    }

    /// Stores whether the draft of a result is the pattern that it may be the same as, and adds the usage to the result.
    /// The result is recorded in any case: if something fails, the doubt remains.
    pub async fn settle(&self, mut result: ConversationResult) -> ConversationResult {
        if let (Some(judge), Outcome::Extracted(Extracted::Pattern(draft))) = (self.judge, &result.outcome) {
            match library::doubt(self.run.db, draft, &self.run.settings.merge).await {
                Ok(Some(doubt)) => self.ask(judge, &doubt, &mut result).await,
                Ok(None) => {}
                Err(error) => {
                    tracing::warn!(error = %Report::new(&error), "the similar patterns could not be read")
                }
            }
        }
        result
    }

    async fn ask(&self, judge: &dyn Judge, doubt: &Doubt, result: &mut ConversationResult) {
        let cost = judge.greatest_cost(&doubt.draft, &doubt.known);
        let one_less = |remaining: u32| remaining.checked_sub(1);
        if !self.run.budget.reserve(cost) {
            return;
        }
        if self.remaining.fetch_update(Relaxed, Relaxed, one_less).is_err() {
            return self.run.budget.settle(cost, Usage::default());
        }
        let judgment = tokio::select! {
            judgment = judge.are_same(&doubt.draft, &doubt.known) => judgment,
            () = self.run.stop.cancelled() => {
                self.run.budget.settle(cost, Usage::UNMEASURED);
                result.usage += Usage::UNMEASURED;
                return;
            }
        };
        let used = judgment.as_ref().map_or_else(ExtractionError::usage, |judgment| judgment.usage);
        self.run.budget.settle(cost, used);
        result.usage += used;
        let judgment = match judgment {
            Ok(judgment) => judgment,
            Err(error) => {
                let failures = self.failures.fetch_add(1, Relaxed) + 1;
                if let ExtractionError::RateLimited { retry_after, .. } = &error {
                    let asked = retry_after.unwrap_or(self.run.settings.retry.first_wait);
                    self.run.extractor.pause(asked.min(LONGEST_PAUSE));
                }
                if matches!(error, ExtractionError::Fatal { .. }) || failures >= MAX_FAILURES {
                    self.remaining.store(0, Relaxed);
                }
                tracing::warn!(reason = %error, "the language model did not compare two patterns");
                return;
            }
        };
        let stored = library::store_verdict(self.run.db, doubt, judgment.is_same, judge.model(), Utc::now());
        if let Err(error) = stored.await {
            tracing::warn!(error = %Report::new(&error), "a verdict could not be stored");
        }
    }
}
