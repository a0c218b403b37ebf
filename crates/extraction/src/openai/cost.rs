//! What calls can cost.

use gleaner_domain::{Conversation, SentStatistics, Usage};

use super::briefing::Briefing;
use super::{OpenAiExtractor, estimate, prompt};

impl OpenAiExtractor {
    /// The most that one call for a conversation can use. A token is at least one byte.
    pub(super) fn greatest_usage(&self, conversation: &Conversation, sent: &SentStatistics) -> Usage {
        let transcript = prompt::transcript(conversation, &Briefing::of(conversation, sent));
        Usage {
            calls: 1,
            prompt_tokens: estimate::at_most(self.constant_tokens) + transcript.len() as u64,
            completion_tokens: self.max_completion_tokens.into(),
            ..Usage::default()
        }
    }

    /// What tokens cost, in billionths of a US dollar.
    pub(super) fn cost(&self, prompt_tokens: u64, completion_tokens: u64) -> u64 {
        let usage = Usage { prompt_tokens, completion_tokens, ..Usage::default() };
        usage.priced(self.price.as_ref()).cost_nanos
    }
}
