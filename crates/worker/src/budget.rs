//! What a job may cost.

use std::sync::{Mutex, PoisonError};

use gleaner_domain::Usage;
use gleaner_extraction::Extractor;
use gleaner_persistence::jobs::Claim;

/// What a job may still cost, in billionths of a US dollar.
#[derive(Debug)]
pub(crate) struct RemainingBudget {
    /// `None` without a limit.
    left: Option<Mutex<u64>>,
    /// What a call is assumed to cost whose usage is not known.
    per_unmeasured_call: u64,
}

impl RemainingBudget {
    /// What is left of the budget of a claimed job.
    pub fn of(claim: &Claim, extractor: &dyn Extractor) -> Self {
        let per_unmeasured_call = extractor.cost_of_unmeasured_call();
        let spent = cost(claim.usage, per_unmeasured_call);
        Self {
            left: claim.budget.map(|budget| Mutex::new(budget.nanos().saturating_sub(spent))),
            per_unmeasured_call,
        }
    }

    /// Reserves `greatest`, the most that calls can cost. Returns whether that is left.
    pub fn reserve(&self, greatest: u64) -> bool {
        let left = |left: &mut u64| left.checked_sub(greatest).map(|less| *left = less).is_some();
        self.change(left).unwrap_or(true)
    }

    /// Replaces what was reserved by what the calls have used.
    pub fn settle(&self, reserved: u64, usage: Usage) {
        let cost = cost(usage, self.per_unmeasured_call);
        self.change(|left| *left = left.saturating_add(reserved).saturating_sub(cost));
    }

    fn change<T>(&self, change: impl FnOnce(&mut u64) -> T) -> Option<T> {
        let left = self.left.as_ref()?;
        Some(change(&mut left.lock().unwrap_or_else(PoisonError::into_inner)))
    }
}

/// What calls cost, in billionths of a US dollar.
fn cost(usage: Usage, per_unmeasured_call: u64) -> u64 {
    usage.cost_nanos.saturating_add(per_unmeasured_call.saturating_mul(usage.unmeasured_calls.into()))
}
