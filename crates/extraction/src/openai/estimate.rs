//! Estimates the tokens of a call without a tokenizer: one for these models is a table of 200,000 entries,
//! and an estimate need not be exact.

use super::{prompt, schema};
use crate::types::PatternTypes;

/// The tokens of a response: about sixty for field names and punctuation, the rest for a question and an answer.
pub(super) const RESPONSE_TOKENS: u64 = 130;
/// The most tokens of the message that refuses a response.
pub(super) const REFUSAL_TOKENS: u64 = 200;
/// The tokens of a conversation with about ten messages.
pub(super) const TYPICAL_TRANSCRIPT_TOKENS: u64 = 500;
/// The characters per token, in the instructions and the schema, and in the JSON of a conversation. A test
/// compares them with the tokenizer of `gpt-4o`.
const CHARS_PER_TOKEN: [f64; 2] = [4.3, 3.9];
/// The tokens around two messages and a response format.
const FRAME_TOKENS: u64 = 12;

/// The expected prompt tokens of the part of a call that is the same for every conversation.
pub(super) fn constant_tokens(types: &PatternTypes) -> u64 {
    let schema = serde_json::to_string(&schema::response_format(types)).unwrap_or_default();
    FRAME_TOKENS
        + tokens(prompt::instructions(types).chars().count(), CHARS_PER_TOKEN[0])
        + tokens(schema.chars().count(), CHARS_PER_TOKEN[0])
}

/// More tokens than a text usually has that was estimated as `tokens`. A test bounds the error for a file.
pub(super) fn at_most(tokens: u64) -> u64 {
    tokens + tokens.div_ceil(10)
}

/// The expected prompt tokens of a transcript with so many characters.
pub(super) fn transcript_tokens(chars: usize) -> u64 {
    tokens(chars, CHARS_PER_TOKEN[1])
}

fn tokens(chars: usize, chars_per_token: f64) -> u64 {
    (chars as f64 / chars_per_token).ceil() as u64
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use gleaner_domain::SentStatistics;
    use gleaner_domain::grouping::{GroupingRules, OwnParticipants, group};
    use gleaner_sources::{ReadOptions, read};

    use super::*;
    use crate::openai::briefing::Briefing;

    /// The maximum relative error of the estimate for a file.
    const TOLERANCE: f64 = 0.05;

    #[tokio::test]
    async fn the_estimate_of_a_file_is_close_to_the_count_of_the_tokenizer() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/star/star-dev-500.csv");
        let options = ReadOptions::plain(DateTime::from_timestamp(1_800_000_000, 0).unwrap());
        let messages = read(std::fs::read(path).unwrap(), &options).await.unwrap().messages;
        let rules = GroupingRules { thread_idle: None, ..GroupingRules::default() };
        let own = OwnParticipants::of(&messages);
        let conversations: Vec<_> = group(messages, &own, rules).into_iter().take(100).collect();

        let tokenizer = tiktoken_rs::o200k_base_singleton();
        let count = |text: &str| tokenizer.encode_ordinary(text).len() as f64;
        let types = PatternTypes::built_in();
        let schema = serde_json::to_string(&schema::response_format(&types)).unwrap();
        let constant = count(&prompt::instructions(&types)) + count(&schema) + FRAME_TOKENS as f64;
        let transcript = |found| prompt::transcript(found, &Briefing::of(found, &SentStatistics::default()));
        let transcripts: f64 = conversations.iter().map(|found| count(&transcript(found))).sum();
        let counted = transcripts + constant * conversations.len() as f64;
        let estimated = constant_tokens(&types) * conversations.len() as u64
            + conversations
                .iter()
                .map(|found| transcript_tokens(prompt::transcript_chars(found)))
                .sum::<u64>();
        let ratio = estimated as f64 / counted;
        assert!((ratio - 1.0).abs() < TOLERANCE, "estimated {estimated}, counted {counted}: {ratio:.3}");
    }
}
