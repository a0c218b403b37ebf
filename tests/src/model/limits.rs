//! The rate limits of a language model, as OpenAI enforces them and names them in its headers.

use std::time::{Duration, Instant};

use actix_web::http::header::{HeaderName, HeaderValue};
use serde_json::Value;

const MINUTE: Duration = Duration::from_secs(60);

/// What a model accepts. What was used is available again little by little.
#[derive(Debug)]
pub struct Limits {
    calls: Limit,
    tokens: Limit,
}

#[derive(Debug)]
struct Limit {
    per_minute: f64,
    used: f64,
    left: f64,
    at: Instant,
}

impl Limits {
    /// A model that accepts so many calls and tokens in a minute, and was not used before.
    pub fn per_minute(calls: u32, tokens: u32) -> Self {
        let limit = |per_minute: f64| Limit { per_minute, used: 0.0, left: per_minute, at: Instant::now() };
        Self { calls: limit(calls.into()), tokens: limit(tokens.into()) }
    }

    /// The same model after it was used as much as it accepts.
    pub fn used_up(mut self) -> Self {
        self.calls.left = 0.0;
        self.tokens.left = 0.0;
        self
    }

    /// Counts a call. Returns how long to wait if it is refused.
    pub(super) fn accept(&mut self, request: &Value) -> Result<(), Duration> {
        let now = Instant::now();
        let amounts = [(&mut self.calls, 1.0), (&mut self.tokens, tokens(request))];
        let waits = amounts.map(|(limit, amount)| limit.wait(amount, now));
        match waits.into_iter().max() {
            Some(wait) if !wait.is_zero() => Err(wait),
            _ => {
                self.calls.take(1.0);
                self.tokens.take(tokens(request));
                Ok(())
            }
        }
    }

    /// The share of what was accepted within `time` after the first call that was used: the greater one of calls and tokens.
    pub(super) fn used(&self, time: Duration) -> f64 {
        let minutes = 1.0 + time.as_secs_f64() / MINUTE.as_secs_f64();
        let share = |limit: &Limit| limit.used / (limit.per_minute * minutes);
        share(&self.calls).max(share(&self.tokens))
    }

    /// The headers that tell what is left.
    pub(super) fn headers(&self) -> [(HeaderName, HeaderValue); 4] {
        let header = |name: &'static str, value: f64| {
            (HeaderName::from_static(name), HeaderValue::from(value.max(0.0) as u64))
        };
        [
            header("x-ratelimit-limit-requests", self.calls.per_minute),
            header("x-ratelimit-remaining-requests", self.calls.left),
            header("x-ratelimit-limit-tokens", self.tokens.per_minute),
            header("x-ratelimit-remaining-tokens", self.tokens.left),
        ]
    }
}

impl Limit {
    fn take(&mut self, amount: f64) {
        self.left -= amount;
        self.used += amount;
    }

    fn wait(&mut self, amount: f64, now: Instant) -> Duration {
        let elapsed = now.duration_since(self.at).as_secs_f64();
        self.left = (self.left + elapsed * self.per_minute / MINUTE.as_secs_f64()).min(self.per_minute);
        self.at = now;
        MINUTE.mul_f64((amount - self.left).max(0.0) / self.per_minute)
    }
}

/// The tokens that a request counts as: about a quarter of its characters, and the most that the response may have.
fn tokens(request: &Value) -> f64 {
    request.to_string().len() as f64 / 4.0 + request["max_completion_tokens"].as_f64().unwrap_or(0.0)
}
