//! The tokens of a language model, and their price.

use chrono::NaiveDate;

/// The number of tokens that a price is for.
const TOKENS_PER_PRICE: f64 = 1_000_000.0;

const NANOS_PER_DOLLAR: f64 = 1e9;

/// Calls of a language model and their tokens, as the provider reports them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Usage {
    /// The number of calls that the provider may charge for.
    pub calls: u32,
    /// Those among them whose tokens are not known, since their response did not arrive.
    pub unmeasured_calls: u32,
    /// The tokens of the requests.
    pub prompt_tokens: u64,
    /// Those among them that the provider had cached.
    pub cached_tokens: u64,
    /// The tokens of the responses.
    pub completion_tokens: u64,
    /// The cost in billionths of a US dollar; 0 if no price is known.
    pub cost_nanos: u64,
}

impl std::ops::AddAssign for Usage {
    fn add_assign(&mut self, other: Self) {
        self.calls += other.calls;
        self.unmeasured_calls += other.unmeasured_calls;
        self.prompt_tokens += other.prompt_tokens;
        self.cached_tokens += other.cached_tokens;
        self.completion_tokens += other.completion_tokens;
        self.cost_nanos += other.cost_nanos;
    }
}

impl Usage {
    /// A call that was made, and whose response did not arrive.
    pub const UNMEASURED: Self = Self {
        calls: 1,
        unmeasured_calls: 1,
        prompt_tokens: 0,
        cached_tokens: 0,
        completion_tokens: 0,
        cost_nanos: 0,
    };

    /// The same usage with its cost.
    pub fn priced(self, price: Option<&Price>) -> Self {
        let cost = price.map_or(0.0, |price| price.cost(self));
        Self { cost_nanos: (cost * NANOS_PER_DOLLAR).round() as u64, ..self }
    }

    /// The cost in US dollars.
    pub fn dollars(&self) -> f64 {
        self.cost_nanos as f64 / NANOS_PER_DOLLAR
    }
}

/// What an import may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Budget {
    nanos: u64,
}

impl Budget {
    /// What a budget takes, for errors.
    pub const TAKES: &str = "an amount from 0.000001 to 1000000";
    /// The lowest budget, in US dollars.
    pub const MIN_DOLLARS: f64 = 0.000_001;
    /// The highest budget, in US dollars.
    pub const MAX_DOLLARS: f64 = 1_000_000.0;

    /// A budget of so many US dollars; `None` unless they are from [`Self::MIN_DOLLARS`] to [`Self::MAX_DOLLARS`].
    pub fn of_dollars(dollars: f64) -> Option<Self> {
        let is_valid = (Self::MIN_DOLLARS..=Self::MAX_DOLLARS).contains(&dollars);
        is_valid.then(|| Self { nanos: (dollars * NANOS_PER_DOLLAR).round() as u64 })
    }

    /// A budget of so many billionths of a US dollar.
    pub fn of_nanos(nanos: u64) -> Self {
        Self { nanos }
    }

    /// The budget in billionths of a US dollar.
    pub fn nanos(self) -> u64 {
        self.nanos
    }

    /// The budget in US dollars.
    pub fn dollars(self) -> f64 {
        self.nanos as f64 / NANOS_PER_DOLLAR
    }
}

impl std::iter::Sum for Usage {
    fn sum<I: Iterator<Item = Self>>(usages: I) -> Self {
        usages.fold(Self::default(), |mut sum, usage| {
            sum += usage;
            sum
        })
    }
}

/// The price of a model's tokens, as its provider published it.
#[derive(Debug, Clone, PartialEq)]
pub struct Price {
    /// The name of the model, without the date of a snapshot.
    pub model: String,
    /// US dollars per million prompt tokens.
    pub prompt: f64,
    /// US dollars per million completion tokens.
    pub completion: f64,
    /// The day on which the price was read.
    pub as_of: NaiveDate,
}

impl Price {
    /// The cost of `usage` in US dollars. Cached tokens count in full, although providers charge less for them.
    pub fn cost(&self, usage: Usage) -> f64 {
        (usage.prompt_tokens as f64 * self.prompt + usage.completion_tokens as f64 * self.completion)
            / TOKENS_PER_PRICE
    }

    /// The price of a call in a batch: half.
    pub fn of_batch(&self) -> Self {
        Self { prompt: self.prompt / 2.0, completion: self.completion / 2.0, ..self.clone() }
    }

    /// The first of `prices` for `model`. Without one, a dated snapshot such as `gpt-4o-2024-08-06` has the price
    /// of its model.
    pub fn of<'a>(prices: &'a [Self], model: &str) -> Option<&'a Self> {
        let of_model = |price: &&Self| {
            model.strip_prefix(price.model.as_str()).is_some_and(|rest| rest.starts_with("-20"))
        };
        prices.iter().find(|price| price.model == model).or_else(|| prices.iter().find(of_model))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn price() -> Price {
        Price { model: "gpt-4o".into(), prompt: 2.5, completion: 10.0, as_of: NaiveDate::default() }
    }

    #[test]
    fn a_price_is_per_million_tokens() {
        let usage =
            Usage { calls: 500, prompt_tokens: 600_000, completion_tokens: 75_000, ..Usage::default() };
        assert!((price().cost(usage) - 2.25).abs() < 1e-9);
        assert_eq!(usage.priced(Some(&price())).dollars(), 2.25);
        assert_eq!(usage.priced(None).dollars(), 0.0);
    }

    #[test]
    fn a_budget_is_positive_and_bounded() {
        assert_eq!(
            Budget::of_dollars(2.5).map(|budget| (budget.nanos(), budget.dollars())),
            Some((2_500_000_000, 2.5))
        );
        for dollars in [0.0, -1.0, 1e-10, 1_000_001.0, f64::NAN, f64::INFINITY] {
            assert_eq!(Budget::of_dollars(dollars), None, "{dollars}");
        }
    }

    #[test]
    fn a_snapshot_has_the_price_of_its_model_but_a_smaller_model_does_not() {
        let has_price = |model| Price::of(&[price()], model).is_some();
        assert!(has_price("gpt-4o") && has_price("gpt-4o-2024-08-06"));
        assert!(!has_price("gpt-4o-mini") && !has_price("gpt-4"));
    }
}
