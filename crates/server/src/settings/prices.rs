//! The prices of language models: `OPENAI_PRICES`, then a built-in table.

use chrono::NaiveDate;
use gleaner_domain::Price;

use super::environment::{Environment, SettingError};

/// The date of the table: year, month and day.
const AS_OF: (i32, u32, u32) = (2025, 8, 7);
/// US dollars per million prompt tokens and per million completion tokens, from the provider's price list of
/// that date. Reasoning models are not listed: their completion tokens cannot be estimated.
const TABLE: [(&str, f64, f64); 7] = [
    ("gpt-4o", 2.50, 10.00),
    ("gpt-4o-mini", 0.15, 0.60),
    ("gpt-4.1", 2.00, 8.00),
    ("gpt-4.1-mini", 0.40, 1.60),
    ("gpt-4.1-nano", 0.10, 0.40),
    ("text-embedding-3-small", 0.02, 0.00),
    ("text-embedding-3-large", 0.13, 0.00),
];

/// The configured prices, then those of the table.
///
/// # Errors
/// `OPENAI_PRICES` is malformed.
pub(super) fn read(env: &Environment) -> Result<Vec<Price>, SettingError> {
    let takes = "prices such as gpt-4o=2.50/10.00@2025-08-07 (US dollars per million prompt tokens and \
                 per million completion tokens, and the date), separated by commas";
    let configured = env.list("OPENAI_PRICES").unwrap_or_default();
    let configured: Option<Vec<_>> = configured.iter().map(|text| parse(text)).collect();
    let mut prices = configured.ok_or_else(|| env.error("OPENAI_PRICES", takes))?;
    prices.extend(built_in());
    Ok(prices)
}

/// The prices of the table.
pub(super) fn built_in() -> Vec<Price> {
    let (year, month, day) = AS_OF;
    let as_of = NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default();
    let price = |(model, prompt, completion): (&str, f64, f64)| Price {
        model: model.to_owned(),
        prompt,
        completion,
        as_of,
    };
    TABLE.map(price).into()
}

fn parse(text: &str) -> Option<Price> {
    let (model, rest) = text.split_once('=')?;
    let (dollars, day) = rest.split_once('@')?;
    let (prompt, completion) = dollars.split_once('/')?;
    let dollars =
        |text: &str| text.trim().parse().ok().filter(|price: &f64| price.is_finite() && *price >= 0.0);
    Some(Price {
        model: Some(model.trim()).filter(|model| !model.is_empty())?.to_owned(),
        prompt: dollars(prompt)?,
        completion: dollars(completion)?,
        as_of: day.trim().parse().ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(value: &str) -> Result<Vec<Price>, SettingError> {
        read(&Environment::of([("OPENAI_PRICES".to_owned(), value.to_owned())]))
    }

    #[test]
    fn configured_prices_come_before_the_table() {
        let prices = with("gpt-4o = 3/12.5@2026-11-01, local-model=0/0@2026-11-01").unwrap();
        let found = Price::of(&prices, "gpt-4o-2024-08-06").unwrap();
        assert_eq!(
            (found.prompt, found.completion, found.as_of.to_string()),
            (3.0, 12.5, "2026-11-01".into())
        );
        assert_eq!(Price::of(&prices, "local-model").unwrap().prompt, 0.0);
        assert!(Price::of(&prices, "gpt-4o-mini").is_some());
    }

    #[test]
    fn a_snapshot_of_a_model_can_have_its_own_price() {
        let prices = with("gpt-4o=3/12@2026-11-01,gpt-4o-2024-05-13=5/15@2026-11-01").unwrap();
        let of = |model| Price::of(&prices, model).unwrap().prompt;
        assert_eq!((of("gpt-4o-2024-05-13"), of("gpt-4o-2024-08-06"), of("gpt-4o")), (5.0, 3.0, 3.0));
    }

    #[test]
    fn a_malformed_price_is_refused() {
        for value in [
            "gpt-4o",
            "gpt-4o=1/2",
            "gpt-4o=1@2026-01-01",
            "=1/2@2026-01-01",
            "m=-1/2@2026-01-01",
            "m=1/NaN@2026-01-01",
        ] {
            assert!(with(value).is_err(), "{value}");
        }
    }
}
