//! The settings by which files become imports.

use chrono::TimeDelta;
use gleaner_domain::Budget;
use gleaner_domain::grouping::GroupingRules;
use gleaner_intake::IntakeRules;

use super::environment::{Environment, SettingError};

/// The rules of imports.
///
/// # Errors
/// A setting cannot be parsed.
pub(super) fn read(env: &Environment, defaults: IntakeRules) -> Result<IntakeRules, SettingError> {
    let per_hour = defaults.per_user_per_hour.unwrap_or(0).into();
    let per_hour = env.within("IMPORTS_PER_USER_PER_HOUR", 0..=100_000, per_hour)? as u32;
    let max_conversations = defaults.max_conversations as u64;
    Ok(IntakeRules {
        max_bytes: env.within("IMPORT_MAX_BYTES", 1..=1 << 30, defaults.max_bytes)?,
        skip_markers: env.list("SKIP_MARKERS").unwrap_or(defaults.skip_markers),
        grouping: grouping(env, defaults.grouping)?,
        max_conversations: env.within("IMPORT_MAX_CONVERSATIONS", 1..=1_000_000, max_conversations)? as usize,
        budget: budget(env)?,
        review: env.parsed("IMPORT_REVIEW", "true or false")?.unwrap_or(defaults.review),
        offers_economy: defaults.offers_economy,
        model_without_price: defaults.model_without_price,
        per_user_per_hour: (per_hour > 0).then_some(per_hour),
    })
}

/// The budget of an import.
fn budget(env: &Environment) -> Result<Option<Budget>, SettingError> {
    let budget = env.parsed("IMPORT_BUDGET_USD", Budget::TAKES)?.map(Budget::of_dollars);
    budget.map(|budget| budget.ok_or_else(|| env.error("IMPORT_BUDGET_USD", Budget::TAKES))).transpose()
}

fn grouping(env: &Environment, defaults: GroupingRules) -> Result<GroupingRules, SettingError> {
    let window = defaults.window.num_minutes() as u64;
    let idle = defaults.thread_idle.map_or(0, |idle| idle.num_hours()) as u64;
    let window = env.within("CONVERSATION_WINDOW_MINUTES", 1..=525_600, window)?;
    let idle = env.within("THREAD_IDLE_HOURS", 0..=87_600, idle)?;
    Ok(GroupingRules {
        window: TimeDelta::minutes(window as i64),
        thread_idle: (idle > 0).then(|| TimeDelta::hours(idle as i64)),
    })
}
