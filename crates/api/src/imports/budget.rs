//! What an import may cost, as requests state it.

use gleaner_domain::Budget;
use gleaner_intake::{IntakeError, IntakeRules};
use serde::de::Error;
use serde::{Deserialize, Deserializer};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, Schema, SchemaFormat, Type};
use utoipa::{IntoParams, PartialSchema, ToSchema};

use crate::auth::{Role, User};

/// A budget in US dollars.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct BudgetUsd(pub Budget);

impl PartialSchema for BudgetUsd {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::Number)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::Double)))
            .minimum(Some(Budget::MIN_DOLLARS))
            .maximum(Some(Budget::MAX_DOLLARS))
            .into()
    }
}

impl ToSchema for BudgetUsd {}

impl<'de> Deserialize<'de> for BudgetUsd {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let expected = || D::Error::custom(format!("expected {}", Budget::TAKES));
        Budget::of_dollars(f64::deserialize(deserializer)?).map(Self).ok_or_else(expected)
    }
}

/// Refuses a budget above the default, unless the user is an admin.
///
/// # Errors
/// [`IntakeError::BudgetTooHigh`] if it is refused.
pub(crate) fn check_budget(
    user: &User,
    budget: Option<Budget>,
    rules: &IntakeRules,
) -> Result<(), IntakeError> {
    match (budget, rules.budget) {
        (Some(budget), Some(most)) if budget > most && user.role != Role::Admin => {
            Err(IntakeError::BudgetTooHigh(most))
        }
        _ => Ok(()),
    }
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct RetryQuery {
    /// What the import may cost in all, in US dollars, instead of its budget. Only an admin can set more than
    /// IMPORT_BUDGET_USD.
    #[serde(rename = "budgetUsd")]
    #[param(inline)]
    pub budget: Option<BudgetUsd>,
}
