//! Tokens of a language model, and what they cost.

use chrono::NaiveDate;

/// Tokens are priced by so many.
const PRICED_BY: f64 = 1_000_000.0;

/// Calls of a language model and their tokens, as the provider counts them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Usage {
    /// Requests that were answered.
    pub calls: u32,
    /// Tokens read.
    pub prompt_tokens: u64,
    /// Tokens written.
    pub completion_tokens: u64,
}

impl std::ops::AddAssign for Usage {
    fn add_assign(&mut self, other: Self) {
        self.calls += other.calls;
        self.prompt_tokens += other.prompt_tokens;
        self.completion_tokens += other.completion_tokens;
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

/// What a model's tokens cost, as its provider published it on a day.
#[derive(Debug, Clone, PartialEq)]
pub struct Price {
    /// The model's name, without the date of a snapshot.
    pub model: String,
    /// US dollars for a million tokens read.
    pub prompt: f64,
    /// US dollars for a million tokens written.
    pub completion: f64,
    /// The day.
    pub as_of: NaiveDate,
}

impl Price {
    /// The cost of `usage` in US dollars.
    pub fn cost(&self, usage: Usage) -> f64 {
        (usage.prompt_tokens as f64 * self.prompt + usage.completion_tokens as f64 * self.completion)
            / PRICED_BY
    }

    /// The first price of a model; of a dated snapshot such as `gpt-4o-2024-08-06` it is that of the
    /// model, unless the snapshot has one of its own.
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
    fn tokens_are_priced_by_the_million() {
        let usage = Usage { calls: 500, prompt_tokens: 600_000, completion_tokens: 75_000 };
        assert!((price().cost(usage) - 2.25).abs() < 1e-9);
    }

    #[test]
    fn a_snapshot_has_its_models_price_and_a_smaller_model_has_not() {
        let has_price = |model| Price::of(&[price()], model).is_some();
        assert!(has_price("gpt-4o") && has_price("gpt-4o-2024-08-06"));
        assert!(!has_price("gpt-4o-mini") && !has_price("gpt-4"));
    }
}
