//! What reading conversations will take, before anything is spent.

use std::fmt;
use std::time::Duration;

use gleaner_domain::{Conversation, ExtractorKind, Planned, Price, Usage};

/// Tells what a conversation will take of whoever reads it: nothing where it needs no reading.
pub type UsageOf = Box<dyn Fn(&Conversation) -> Usage + Send + Sync>;

/// Who would read the conversations, at what price and pace.
pub struct Forecast {
    /// The extractor.
    pub extractor: ExtractorKind,
    /// The language model; `None` where there is none.
    pub model: Option<String>,
    /// What a conversation will take.
    pub usage_of: UsageOf,
    /// What the model's tokens cost, where that is known.
    pub price: Option<Price>,
    /// How long one conversation takes, about.
    pub per_conversation: Duration,
    /// Conversations read side by side.
    pub side_by_side: usize,
    /// The pause between two batches.
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

/// What an import will take, about.
#[derive(Debug, Clone, PartialEq)]
pub struct Estimate {
    /// The extractor.
    pub extractor: ExtractorKind,
    /// The language model; `None` where there is none.
    pub model: Option<String>,
    /// Calls and tokens.
    pub usage: Usage,
    /// US dollars; `None` where the price is not known. Nothing is spent without a model.
    pub cost: Option<f64>,
    /// The price that was reckoned with.
    pub price: Option<Price>,
    /// From the first conversation to the last.
    pub duration: Duration,
}

impl Forecast {
    /// What an import of these conversations will take.
    pub fn estimate(&self, conversations: &[Planned]) -> Estimate {
        let usage: Usage = conversations.iter().map(|planned| (self.usage_of)(&planned.conversation)).sum();
        let cost = match (&self.model, &self.price) {
            (None, _) => Some(0.0),
            (Some(_), price) => price.as_ref().map(|price| price.cost(usage)),
        };
        let read = if self.model.is_some() { usage.calls as usize } else { conversations.len() };
        Estimate {
            extractor: self.extractor,
            model: self.model.clone(),
            usage,
            cost,
            price: self.price.clone(),
            duration: self.duration(read),
        }
    }

    /// Batch after batch, with a pause between two.
    fn duration(&self, conversations: usize) -> Duration {
        let batches = u32::try_from(conversations.div_ceil(self.side_by_side.max(1))).unwrap_or(u32::MAX);
        self.per_conversation.saturating_mul(batches) + self.pause.saturating_mul(batches.saturating_sub(1))
    }
}

#[cfg(test)]
mod tests {
    use gleaner_domain::ConversationKey;

    use super::*;

    fn forecast(model: Option<&str>, price: Option<Price>) -> Forecast {
        Forecast {
            extractor: ExtractorKind::Local,
            model: model.map(str::to_owned),
            usage_of: Box::new(|found| match found.key.as_str() {
                "needs none" => Usage::default(),
                _ => Usage { calls: 1, prompt_tokens: 1_000, completion_tokens: 100 },
            }),
            price,
            per_conversation: Duration::from_secs(1),
            side_by_side: 10,
            pause: Duration::from_secs(2),
        }
    }

    fn planned(keys: &[&str]) -> Vec<Planned> {
        let planned = |key: &&str| Planned {
            conversation: Conversation {
                key: ConversationKey::stored((*key).to_owned()),
                customers: Default::default(),
                messages: vec![],
            },
            new_messages: 1,
        };
        keys.iter().map(planned).collect()
    }

    #[test]
    fn calls_tokens_cost_and_time_add_up() {
        let price = Price { model: "m".into(), prompt: 2.5, completion: 10.0, as_of: Default::default() };
        let conversations = planned(&[&["needs none"; 5][..], &["c"; 21][..]].concat());
        let estimate = forecast(Some("m"), Some(price)).estimate(&conversations);
        assert_eq!(estimate.usage, Usage { calls: 21, prompt_tokens: 21_000, completion_tokens: 2_100 });
        assert!((estimate.cost.unwrap() - 0.0735).abs() < 1e-9);
        // Three batches and two pauses.
        assert_eq!(estimate.duration, Duration::from_secs(3 + 4));
    }

    #[test]
    fn an_unknown_price_is_no_cost_of_nothing_but_no_model_is() {
        assert_eq!(forecast(Some("m"), None).estimate(&planned(&["c"])).cost, None);
        let local = forecast(None, None).estimate(&planned(&["c"]));
        assert_eq!((local.cost, local.duration), (Some(0.0), Duration::from_secs(1)));
        assert_eq!(forecast(Some("m"), None).estimate(&[]).duration, Duration::ZERO);
    }
}
