//! What an import may cost, as requests state it.

use gleaner_domain::Budget;
use serde::de::Error;
use serde::{Deserialize, Deserializer};
use utoipa::IntoParams;

/// A budget in US dollars.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct BudgetUsd(pub Budget);

impl<'de> Deserialize<'de> for BudgetUsd {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let expected = || D::Error::custom("expected an amount from 0.000001 to 1000000");
        Budget::of_dollars(f64::deserialize(deserializer)?).map(Self).ok_or_else(expected)
    }
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct RetryQuery {
    /// What the import may cost in all, in US dollars, instead of its budget.
    #[serde(rename = "budgetUsd")]
    #[param(rename = "budgetUsd", value_type = Option<f64>, minimum = 0.000_001, maximum = 1_000_000.0)]
    pub budget: Option<BudgetUsd>,
}
