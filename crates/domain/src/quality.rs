//! How good a pattern is, so that a reviewer starts with the worst.

use chrono::TimeDelta;

use crate::grounding::facts;
use crate::pattern::Pattern;
use crate::template::{Piece, pieces, without_variables};

/// What is known of a pattern besides what it says.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Experience {
    /// Conversations that created or confirmed it.
    pub conversations: u32,
    /// Conversations with the same question whose answer disagrees with that of the pattern.
    pub contradictions: u32,
    /// The time since the last of its conversations was learned, or since it was created without one.
    pub age: TimeDelta,
    /// Replies that people sent as they were.
    pub used: u32,
    /// Replies that people edited and sent.
    pub edited: u32,
    /// Replies that people did not send.
    pub rejected: u32,
}

/// The parts of the quality of a pattern, 0 (worst) to 1. `None` if nothing is known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Quality {
    /// How many conversations it was learned from.
    pub evidence: f64,
    /// The share of the conversations with its question that agree with it.
    pub agreement: Option<f64>,
    /// How few numbers, links and codes the reply contains. They may belong to one case only.
    pub generality: f64,
    /// Whether the reply is neither too short to be useful nor too long for a text message.
    pub length: f64,
    /// Whether the question has neither too few nor too many words, and not too many variables.
    pub readability: f64,
    /// How recently it was confirmed.
    pub freshness: f64,
    /// What people do with its replies.
    pub feedback: Option<f64>,
}

/// With so many conversations, evidence reaches a half.
const HALF_EVIDENCE: f64 = 2.0;
/// With so many numbers, links and codes, generality is a half.
const HALF_GENERALITY: f64 = 4.0;
/// After so many days without confirmation, freshness is a half.
const HALF_FRESHNESS_DAYS: f64 = 180.0;
/// The range of characters of a good reply, and the length from which on it is too long for any text message.
const GOOD_REPLY: [f64; 3] = [40.0, 480.0, 1_600.0];
/// The range of words of a good question, and the number from which on it is unreadable.
const GOOD_QUESTION: [f64; 3] = [4.0, 20.0, 60.0];
/// The highest share of variables among the words of a question that reads well.
const GOOD_VARIABLES: f64 = 1.0 / 3.0;

impl Quality {
    /// The quality of a pattern.
    pub fn of(pattern: &Pattern, experience: &Experience) -> Self {
        let template = pattern.template.as_str();
        Self {
            evidence: saturated(experience.conversations.into(), HALF_EVIDENCE),
            agreement: agreement(experience),
            generality: 1.0 - saturated(facts(&without_variables(template)).len() as f64, HALF_GENERALITY),
            length: within(template.chars().count() as f64, GOOD_REPLY),
            readability: readability(pattern.trigger.as_str()),
            freshness: freshness(experience.age),
            feedback: feedback(experience),
        }
    }

    /// The weighted mean of the parts that are known, 0 to 1, rounded to four decimals.
    pub fn score(&self) -> f64 {
        let known = || self.weighted().into_iter().filter_map(|(part, weight)| Some((part?, weight)));
        let total: f64 = known().map(|(_, weight)| weight).sum();
        let sum: f64 = known().map(|(part, weight)| part * weight).sum();
        (sum / total * 1e4).round() / 1e4
    }

    /// The parts with their weights. A part that is not known does not count.
    fn weighted(&self) -> [(Option<f64>, f64); 7] {
        let Self { evidence, agreement, generality, length, readability, freshness, feedback } = *self;
        [
            (Some(evidence), 0.25),
            (agreement, 0.2),
            (Some(generality), 0.1),
            (Some(length), 0.1),
            (Some(readability), 0.1),
            (Some(freshness), 0.1),
            (feedback, 0.15),
        ]
    }
}

fn agreement(experience: &Experience) -> Option<f64> {
    let (agreeing, contradicting) =
        (f64::from(experience.conversations), f64::from(experience.contradictions));
    let total = agreeing + contradicting;
    (total > 0.0).then(|| agreeing / total)
}

/// Counts two more replies, one used and one rejected, so that a single feedback does not decide.
fn feedback(experience: &Experience) -> Option<f64> {
    let [used, edited, rejected] = [experience.used, experience.edited, experience.rejected].map(f64::from);
    let total = used + edited + rejected;
    (total > 0.0).then(|| (used + 0.5 * edited + 1.0) / (total + 2.0))
}

fn readability(trigger: &str) -> f64 {
    let parts = pieces(trigger);
    let variables = parts.iter().filter(|piece| matches!(piece, Piece::Variable(_))).count() as f64;
    let words = without_variables(trigger).split_whitespace().count() as f64 + variables;
    let share = if words > 0.0 { variables / words } else { 1.0 };
    let few_variables = ((1.0 - share) / (1.0 - GOOD_VARIABLES)).min(1.0);
    within(words, GOOD_QUESTION) * few_variables
}

fn freshness(age: TimeDelta) -> f64 {
    let days = age.num_seconds().max(0) as f64 / 86_400.0;
    0.5_f64.powf(days / HALF_FRESHNESS_DAYS)
}

/// 0 for 0, a half for `half`, and towards 1 for more.
fn saturated(count: f64, half: f64) -> f64 {
    count / (count + half)
}

/// 1 from `min` to `max`, falling to 0 at 0 and at `end`.
fn within(value: f64, [min, max, end]: [f64; 3]) -> f64 {
    let (rising, falling) = (value / min, (end - value) / (end - max));
    rising.min(falling).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests;
