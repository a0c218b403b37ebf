//! Asking the language model about drafts that may be a known pattern, before they are recorded.

use chrono::Utc;
use error_reporter::Report;
use gleaner_domain::{Extracted, PatternDraft, Usage};
use gleaner_extraction::{ExtractionError, Judge};
use gleaner_persistence::Error;
use gleaner_persistence::jobs::Outcome;
use gleaner_persistence::library::{self, Doubt};

use super::JobRun;
use super::extract::LONGEST_PAUSE;
use super::result::ConversationResult;

/// How many questions of a run may fail. Each can delay recording by the timeout of a call.
const MAX_FAILURES: u32 = 3;

/// The doubts of one run.
pub(super) struct Doubts<'a> {
    run: &'a JobRun<'a>,
    judge: Option<&'a dyn Judge>,
    /// How many more questions this run may ask.
    remaining: u32,
    failures: u32,
}

impl<'a> Doubts<'a> {
    /// Without a judge, every doubt remains.
    pub fn new(run: &'a JobRun<'a>) -> Self {
        Self { run, judge: run.extractor.judge(), remaining: run.settings.merge_questions, failures: 0 }
    }

    /// Stores whether the draft of a result is the pattern that it may be the same as, and adds the usage to the result.
    /// The result is recorded in any case: if something fails, the doubt remains.
    pub async fn settle(&mut self, result: &mut ConversationResult) {
        let (Some(judge), Outcome::Extracted(Extracted::Pattern(draft))) = (self.judge, &result.outcome)
        else {
            return;
        };
        match self.doubt(draft).await {
            Ok(Some(doubt)) => self.ask(judge, &doubt, result).await,
            Ok(None) => {}
            Err(error) => {
                tracing::warn!(error = %Report::new(&error), "the similar patterns could not be read")
            }
        }
    }

    async fn doubt(&self, draft: &PatternDraft) -> Result<Option<Doubt>, Error> {
        if self.remaining == 0 || self.run.no_more_calls.is_cancelled() {
            return Ok(None);
        }
        library::doubt(self.run.db, draft, &self.run.settings.merge).await
    }

    async fn ask(&mut self, judge: &dyn Judge, doubt: &Doubt, result: &mut ConversationResult) {
        let cost = judge.greatest_cost(&doubt.draft, &doubt.known);
        if !self.run.budget.reserve(cost) {
            return;
        }
        self.remaining -= 1;
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
                self.failures += 1;
                if let ExtractionError::RateLimited { retry_after, .. } = &error {
                    let asked = retry_after.unwrap_or(self.run.settings.retry.first_wait);
                    self.run.extractor.pause(asked.min(LONGEST_PAUSE));
                }
                if matches!(error, ExtractionError::Fatal { .. }) || self.failures == MAX_FAILURES {
                    self.remaining = 0;
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
