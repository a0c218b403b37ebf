//! What an import has done so far, in numbers.

use std::ops::AddAssign;

use super::conversation_state::StateName;
use super::status::JobStatus;
use crate::pricing::Usage;
use crate::problem::{Problem, ProblemCode};

/// The sums over the conversations of an import. All numbers are counts of conversations unless they say
/// otherwise.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct JobCounters {
    /// All conversations of the import.
    pub found: u64,
    /// Those that are no longer pending.
    pub analyzed: u64,
    /// Those that the extractor has read.
    pub extracted: u64,
    /// Those that created a pattern.
    pub created: u64,
    /// Those that confirmed a pattern.
    pub confirmed: u64,
    /// Those that staged a pattern for a review.
    pub staged: u64,
    /// Those that confirmed a pattern that the same import had staged.
    pub staged_again: u64,
    /// Those that yield no pattern.
    pub without_pattern: u64,
    /// Those that could not be processed.
    pub failed: u64,
    /// Those that were not processed, since the budget was spent.
    pub over_budget: u64,
    /// New messages of the conversations that are no longer pending.
    pub processed_messages: u64,
    /// What the extractor used.
    pub usage: Usage,
}

/// Conversations of an import in the same state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConversationGroup {
    /// Their state.
    pub state: StateName,
    /// Whether the extractor has read them.
    pub was_extracted: bool,
    /// Their number.
    pub conversations: u64,
    /// The number of their new messages.
    pub new_messages: u64,
    /// What the extractor used for them.
    pub usage: Usage,
}

impl JobCounters {
    /// What a group of conversations adds. Every counter is defined here and nowhere else.
    pub fn of(group: ConversationGroup) -> Self {
        let ConversationGroup { state, was_extracted, conversations, new_messages, usage } = group;
        let number_if = |is_counted: bool, number: u64| if is_counted { number } else { 0 };
        let is_final = state != StateName::Pending;
        Self {
            found: conversations,
            analyzed: number_if(is_final, conversations),
            extracted: number_if(was_extracted, conversations),
            created: number_if(state == StateName::Created, conversations),
            confirmed: number_if(state == StateName::Confirmed, conversations),
            staged: number_if(state == StateName::Staged, conversations),
            staged_again: number_if(state == StateName::StagedAgain, conversations),
            without_pattern: number_if(state == StateName::NoPattern, conversations),
            failed: number_if(state == StateName::Failed, conversations),
            over_budget: number_if(state == StateName::OverBudget, conversations),
            processed_messages: number_if(is_final, new_messages),
            usage,
        }
    }

    /// The final status of a job whose conversations all have an outcome, and what it reports. It failed if
    /// every conversation that was given to the extractor failed, unless its budget ended it before. If it learned nothing,
    /// it says so.
    pub fn outcome(self) -> (JobStatus, Option<Problem>) {
        if self.failed > 0 && self.extracted == 0 && self.over_budget == 0 {
            return (JobStatus::Failed, Some(ProblemCode::ExtractionFailed.into()));
        }
        let problem = match self {
            Self { over_budget: 1.., .. } => Some(self.budget_spent()),
            Self { found: 0, .. } => Some(Problem::new(
                ProblemCode::NoPatternsFound,
                "No patterns could be extracted: every message in this file was imported before.",
            )),
            Self { created: 0, confirmed: 0, staged: 0, .. } => Some(ProblemCode::NoPatternsFound.into()),
            _ => None,
        };
        (JobStatus::Completed, problem)
    }

    fn budget_spent(self) -> Problem {
        let conversations = match self.over_budget {
            1 => "1 conversation was".to_owned(),
            more => format!("{more} conversations were"),
        };
        Problem::new(
            ProblemCode::BudgetSpent,
            format!(
                "The next call could cost more than is left of the budget: {conversations} not processed. Retry the import \
                 with a higher budget to process them."
            ),
        )
    }
}

impl AddAssign for JobCounters {
    fn add_assign(&mut self, other: Self) {
        self.found += other.found;
        self.analyzed += other.analyzed;
        self.extracted += other.extracted;
        self.created += other.created;
        self.confirmed += other.confirmed;
        self.staged += other.staged;
        self.staged_again += other.staged_again;
        self.without_pattern += other.without_pattern;
        self.failed += other.failed;
        self.over_budget += other.over_budget;
        self.processed_messages += other.processed_messages;
        self.usage += other.usage;
    }
}

#[cfg(test)]
mod tests {
    use strum::VariantArray;

    use super::*;

    #[test]
    fn every_final_state_counts_as_analyzed_with_its_messages() {
        for state in StateName::VARIANTS {
            let usage = Usage { calls: 2, ..Usage::default() };
            let group = ConversationGroup {
                state: *state,
                was_extracted: false,
                conversations: 1,
                new_messages: 3,
                usage,
            };
            let counters = JobCounters::of(group);
            let is_final = u64::from(*state != StateName::Pending);
            assert_eq!((counters.found, counters.analyzed), (1, is_final), "{state:?}");
            assert_eq!(counters.processed_messages, 3 * is_final, "{state:?}");
        }
    }

    #[test]
    fn a_job_is_completed_only_if_the_extractor_read_something_or_nothing_failed() {
        let code = |counters: JobCounters| {
            let (status, problem) = counters.outcome();
            (status, problem.map(|problem| problem.code))
        };
        let counters = JobCounters { found: 3, ..JobCounters::default() };
        let failed = code(JobCounters { failed: 2, ..counters });
        assert_eq!(failed, (JobStatus::Failed, Some(ProblemCode::ExtractionFailed)));
        let learned_nothing = (JobStatus::Completed, Some(ProblemCode::NoPatternsFound));
        assert_eq!(code(JobCounters { failed: 2, extracted: 1, ..counters }), learned_nothing);
        assert_eq!(
            code(JobCounters { extracted: 3, confirmed: 1, ..counters }),
            (JobStatus::Completed, None)
        );
        assert_eq!(code(JobCounters::default()), learned_nothing);
        let over_budget = JobCounters { over_budget: 2, ..counters };
        assert_eq!(code(over_budget), (JobStatus::Completed, Some(ProblemCode::BudgetSpent)));
        assert_eq!(code(JobCounters { failed: 1, ..over_budget }), code(over_budget));
    }
}
