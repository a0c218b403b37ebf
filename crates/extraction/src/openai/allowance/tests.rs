//! The allowance against simulated providers. The time is simulated, too.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::*;

const MINUTE: Duration = Duration::from_secs(60);
/// How long calls are made.
const MINUTES: u32 = 10;

/// A provider that accepts `calls` calls and `tokens` tokens in a minute.
struct Provider {
    limits: [f64; 2],
    levels: [f64; 2],
    at: Duration,
}

impl Provider {
    fn new(calls: f64, tokens: f64) -> Self {
        Self { limits: [calls, tokens], levels: [0.0; 2], at: Duration::ZERO }
    }

    /// Counts a call, unless it is refused. Returns whether it is accepted, and the headers.
    fn call(&mut self, tokens: f64, now: Duration) -> (bool, HeaderMap) {
        let minutes = (now - self.at).as_secs_f64() / MINUTE.as_secs_f64();
        self.at = now;
        for (level, limit) in self.levels.iter_mut().zip(self.limits) {
            *level = (*level + minutes * limit).min(limit);
        }
        let is_accepted = self.levels[0] >= 1.0 && self.levels[1] >= tokens;
        if is_accepted {
            self.levels[0] -= 1.0;
            self.levels[1] -= tokens;
        }
        (is_accepted, self.headers())
    }

    fn headers(&self) -> HeaderMap {
        let mut headers = HeaderMap::new();
        let [calls, tokens] = self.limits.map(|limit| limit.to_string().parse().unwrap());
        headers.insert("x-ratelimit-limit-requests", calls);
        headers.insert("x-ratelimit-limit-tokens", tokens);
        let [calls, tokens] = self.levels.map(|level| level.floor().to_string().parse().unwrap());
        headers.insert("x-ratelimit-remaining-requests", calls);
        headers.insert("x-ratelimit-remaining-tokens", tokens);
        headers
    }
}

/// The calls that were sent, and those among them that were refused.
struct Outcome {
    sent: f64,
    refused: f64,
}

/// Processes with these shares of the limits make calls for ten minutes, as soon as their allowances permit. Each call
/// reserves 2,000 tokens, of which the provider counts 1,500. The next call is reserved right before a call is sent.
fn simulate(provider: &mut Provider, shares: &[f64], latency: Duration) -> Outcome {
    let start = Instant::now();
    let allowances: Vec<_> = shares.iter().map(|share| Arc::new(Allowance::new(*share))).collect();
    let (mut calls, mut next) = (BinaryHeap::new(), Vec::new());
    for (process, allowance) in allowances.iter().enumerate() {
        // Each process has seen a response before.
        allowance.receive(&provider.headers(), &allowance.send_unreserved(start), start);
        let reservation = allowance.reserve(2_000, start);
        calls.push(Reverse((reservation.wait, process)));
        next.push(reservation);
    }
    let (mut responses, mut arrivals) = (Vec::new(), BinaryHeap::new());
    let mut outcome = Outcome { sent: 0.0, refused: 0.0 };
    while let Some(Reverse((now, process))) = calls.pop().filter(|Reverse((now, _))| *now < MINUTES * MINUTE)
    {
        while arrivals.peek().is_some_and(|Reverse((at, _))| *at <= now) {
            let Some(Reverse((at, response))) = arrivals.pop() else { break };
            let (process, headers, sent): &(usize, HeaderMap, Sent) = &responses[response];
            allowances[*process].receive(headers, sent, start + at);
        }
        let following = allowances[process].reserve(2_000, start + now);
        calls.push(Reverse((now + following.wait, process)));
        let sent = std::mem::replace(&mut next[process], following).send(start + now);
        let (is_accepted, headers) = provider.call(1_500.0, now);
        outcome.sent += 1.0;
        outcome.refused += if is_accepted { 0.0 } else { 1.0 };
        arrivals.push(Reverse((now + if is_accepted { latency } else { Duration::ZERO }, responses.len())));
        responses.push((process, headers, sent));
    }
    outcome
}

#[test]
fn nearly_everything_that_a_provider_accepts_is_used_and_hardly_anything_is_refused() {
    for (calls, tokens) in [(600.0, 1e9), (3_000.0, 1e9), (1e6, 900_000.0), (600.0, 900_000.0)] {
        for shares in [&[1.0][..], &[0.5, 0.5]] {
            for latency in [200, 2_000, 10_000, 60_000].map(Duration::from_millis) {
                let mut provider = Provider::new(calls, tokens);
                let Outcome { sent, refused } = simulate(&mut provider, shares, latency);
                let accepted = (sent - refused) / (f64::from(MINUTES) * calls.min(tokens / 1_500.0));
                assert!(
                    accepted >= 0.95 && refused / sent < 0.01,
                    "{calls} calls, {tokens} tokens, {shares:?}, {latency:?}: {accepted:.3} of the limit is \
                     used, {refused} of {sent} calls are refused",
                );
            }
        }
    }
}

#[test]
fn nothing_waits_before_the_limits_are_known() {
    let (allowance, now) = (Arc::new(Allowance::default()), Instant::now());
    assert!((0..1_000).all(|_| allowance.reserve(1_000_000, now).wait.is_zero()));
}

/// The allowance after a response: one call a second, and none is left.
fn used_up(now: Instant) -> Arc<Allowance> {
    let allowance = Arc::new(Allowance::default());
    receive_none_left(&allowance, allowance.send_unreserved(now), now);
    allowance
}

fn receive_none_left(allowance: &Allowance, sent: Sent, now: Instant) {
    allowance.receive(&Provider::new(60.0, 1e9).headers(), &sent, now);
}

#[test]
fn the_response_to_a_call_that_does_not_wait_forgets_no_call_that_waits() {
    let now = Instant::now();
    let allowance = used_up(now);
    let second = Duration::from_secs(1);
    let waiting = allowance.reserve(1, now);
    let sent = allowance.reserve(1, now).send(now);
    receive_none_left(&allowance, sent, now);
    assert_eq!([waiting.wait, allowance.reserve(1, now).wait], [second, 2 * second]);
}

#[test]
fn a_reservation_that_is_not_used_is_released() {
    let now = Instant::now();
    let allowance = used_up(now);
    let waits = [(); 3].map(|()| allowance.reserve(1, now).wait);
    assert_eq!(waits, [Duration::from_secs(1); 3]);
    receive_none_left(&allowance, allowance.send_unreserved(now), now);
    assert_eq!(allowance.reserve(1, now).wait, Duration::from_secs(1));
}

#[test]
fn every_reservation_waits_for_the_end_of_the_longest_pause() {
    let (allowance, now) = (Arc::new(Allowance::default()), Instant::now());
    allowance.pause(now + 2 * MINUTE);
    allowance.pause(now + MINUTE);
    assert_eq!(allowance.reserve(1, now).wait, 2 * MINUTE);
    assert_eq!(allowance.reserve(1, now + 2 * MINUTE).wait, Duration::ZERO);
}

#[test]
fn malformed_and_hostile_limits_are_ignored_or_bounded() {
    let now = Instant::now();
    let wait = |limit: &str, remaining: &str| {
        let (allowance, mut headers) = (Arc::new(Allowance::default()), HeaderMap::new());
        headers.insert("x-ratelimit-limit-tokens", limit.parse().unwrap());
        headers.insert("x-ratelimit-remaining-tokens", remaining.parse().unwrap());
        allowance.receive(&headers, &allowance.send_unreserved(now), now);
        let reserved: Vec<_> = (0..100).map(|_| allowance.reserve(2_000, now)).collect();
        reserved.iter().map(|call| call.wait).max().unwrap()
    };
    for (limit, remaining) in [("0", "0"), ("-1", "0"), ("many", "0"), ("1e9", "0"), ("NaN", "NaN")] {
        assert_eq!(wait(limit, remaining), Duration::ZERO, "{limit}, {remaining}");
    }
    assert_eq!(wait("1", "0"), 10 * MINUTE);
    assert_eq!(wait("18446744073709551615", "18446744073709551615"), Duration::ZERO);
}
