//! Estimates what processing conversations will cost, before any call is made.

use std::fmt;
use std::time::Duration;

use gleaner_domain::{Conversation, ExtractorKind, Planned, Price, Usage};

/// Estimates the usage of a conversation; zero if it needs no extractor.
pub type UsageOf = Box<dyn Fn(&Conversation) -> Usage + Send + Sync>;

/// Which extractor would process the conversations, at what price and pace.
pub struct Forecast {
    /// The extractor.
    pub extractor: ExtractorKind,
    /// The language model; `None` if the extractor has none.
    pub model: Option<String>,
    /// The usage of a conversation.
    pub usage_of: UsageOf,
    /// The price of the model's tokens; `None` if it is unknown.
    pub price: Option<Price>,
    /// Whether the model can be called in the mode economy.
    pub offers_economy: bool,
    /// The approximate duration of one conversation.
    pub per_conversation: Duration,
    /// The number of conversations that are processed concurrently.
    pub concurrency: usize,
    /// The pause after each conversation before another one takes its place.
    pub pause: Duration,
}

impl fmt::Debug for Forecast {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Forecast")
            .field("extractor", &self.extractor)
            .field("model", &self.model)
            .finish_non_exhaustive()
    }
}

/// An estimate of what an import will use.
#[derive(Debug, Clone, PartialEq)]
pub struct Estimate {
    /// The extractor.
    pub extractor: ExtractorKind,
    /// The language model; `None` if the extractor has none.
    pub model: Option<String>,
    /// The calls and tokens.
    pub usage: Usage,
    /// The cost in US dollars; `None` if the price is unknown, zero without a model.
    pub cost: Option<f64>,
    /// The cost in US dollars in the mode economy; `None` if the price is unknown, or the mode is not available.
    pub economy_cost: Option<f64>,
    /// The price that the cost is computed with.
    pub price: Option<Price>,
    /// The time from the first conversation to the last.
    pub duration: Duration,
}

impl Forecast {
    /// Returns an estimate for these conversations.
    pub fn estimate(&self, conversations: &[Planned]) -> Estimate {
        let usage: Usage = conversations.iter().map(|planned| (self.usage_of)(&planned.conversation)).sum();
        let cost = match (&self.model, &self.price) {
            (None, _) => Some(0.0),
            (Some(_), price) => price.as_ref().map(|price| price.cost(usage)),
        };
        let batch_price = self.price.as_ref().filter(|_| self.offers_economy).map(Price::of_batch);
        let processed = if self.model.is_some() { usage.calls as usize } else { conversations.len() };
        Estimate {
            extractor: self.extractor,
            model: self.model.clone(),
            usage,
            cost,
            economy_cost: batch_price.map(|price| price.cost(usage)),
            price: self.price.clone(),
            duration: self.duration(processed),
        }
    }

    /// The time of all rounds of concurrent conversations with the pauses between them.
    fn duration(&self, conversations: usize) -> Duration {
        let rounds = u32::try_from(conversations.div_ceil(self.concurrency.max(1))).unwrap_or(u32::MAX);
        self.per_conversation.saturating_mul(rounds) + self.pause.saturating_mul(rounds.saturating_sub(1))
    }
}

#[cfg(test)]
mod tests {
    use gleaner_domain::testing::conversation;

    use super::*;

    fn forecast(model: Option<&str>, price: Option<Price>) -> Forecast {
        Forecast {
            extractor: ExtractorKind::Local,
            model: model.map(str::to_owned),
            usage_of: Box::new(|found| match found.key.as_str() {
                "needs none" => Usage::default(),
                _ => Usage { calls: 1, prompt_tokens: 1_000, completion_tokens: 100, ..Usage::default() },
            }),
            price,
            offers_economy: true,
            per_conversation: Duration::from_secs(1),
            concurrency: 10,
            pause: Duration::from_secs(2),
        }
    }

    fn planned(keys: &[&str]) -> Vec<Planned> {
        let planned = |key: &&str| Planned { conversation: conversation(key, []), new_messages: 1 };
        keys.iter().map(planned).collect()
    }

    #[test]
    fn calls_tokens_cost_and_time_add_up() {
        let price = Price { model: "m".into(), prompt: 2.5, completion: 10.0, as_of: Default::default() };
        let conversations = planned(&[&["needs none"; 5][..], &["c"; 21][..]].concat());
        let estimate = forecast(Some("m"), Some(price)).estimate(&conversations);
        assert_eq!(
            estimate.usage,
            Usage { calls: 21, prompt_tokens: 21_000, completion_tokens: 2_100, ..Usage::default() }
        );
        assert!((estimate.cost.unwrap() - 0.0735).abs() < 1e-9);
        assert!((estimate.economy_cost.unwrap() - 0.03675).abs() < 1e-9);
        // Three rounds and two pauses.
        assert_eq!(estimate.duration, Duration::from_secs(3 + 4));
    }

    #[test]
    fn the_cost_is_unknown_without_a_price_and_zero_without_a_model() {
        assert_eq!(forecast(Some("m"), None).estimate(&planned(&["c"])).cost, None);
        let local = forecast(None, None).estimate(&planned(&["c"]));
        assert_eq!((local.cost, local.duration), (Some(0.0), Duration::from_secs(1)));
        assert_eq!(forecast(Some("m"), None).estimate(&[]).duration, Duration::ZERO);
    }
}
