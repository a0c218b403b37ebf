//! Prints the patterns that the local rules extract from the exports given as arguments, in the order of an import, and
//! what each two of an export have in common: one line of JSON for each export.
//! `../domain/training/train_merging.py` reads them.

use std::error::Error;

use chrono::DateTime;
use gleaner_domain::grouping::{GroupingRules, OwnParticipants, group};
use gleaner_domain::{
    Conversation, CustomerKey, Extracted, MessageId, Pattern, PatternDraft, SentStatistics, merging,
};
use gleaner_extraction::rules::extract;
use gleaner_extraction::{PatternTypes, prefilter, sent_keys};
use gleaner_sources::{ReadOptions, read};
use serde_json::{Value, json};

#[tokio::main(flavor = "current_thread")]
#[expect(clippy::print_stdout, reason = "the pairs are read by a script")]
async fn main() -> Result<(), Box<dyn Error>> {
    for file in std::env::args().skip(1) {
        let drafts = drafts(&conversations(&file).await?);
        let pairs: Vec<Value> = (0..drafts.len())
            .flat_map(|later| (0..later).map(move |earlier| (later, earlier)))
            .filter_map(|(later, earlier)| {
                Some(pair(later, drafts.get(later)?, earlier, drafts.get(earlier)?))
            })
            .collect();
        println!(
            "{}",
            json!({ "file": file, "drafts": drafts.iter().map(draft).collect::<Vec<_>>(), "pairs": pairs })
        );
    }
    Ok(())
}

async fn conversations(file: &str) -> Result<Vec<Conversation>, Box<dyn Error>> {
    let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap_or_default();
    let messages = read(std::fs::read(file)?, &ReadOptions::plain(now)).await?.messages;
    let own = OwnParticipants::of(&messages);
    Ok(group(messages, &own, GroupingRules::default()))
}

fn drafts(conversations: &[Conversation]) -> Vec<PatternDraft> {
    let mut sent = SentStatistics::default();
    for conversation in conversations {
        let customer = CustomerKey::of(conversation);
        sent_keys(conversation).into_iter().for_each(|key| sent.add(key, customer));
    }
    let types = PatternTypes::built_in();
    let extracted = conversations
        .iter()
        .filter(|conversation| prefilter(conversation).is_none())
        .map(|conversation| extract(conversation, &sent, &types));
    extracted
        .filter_map(|extracted| match extracted {
            Extracted::Pattern(draft) => Some(*draft),
            Extracted::NoPattern(_) => None,
        })
        .collect()
}

fn draft(draft: &PatternDraft) -> Value {
    json!({
        "type": draft.pattern_type.as_str(),
        "trigger": draft.trigger.as_str(),
        "template": draft.template.as_str(),
        "answer": draft.answer.iter().map(MessageId::as_str).collect::<Vec<_>>(),
        "language": draft.language().map(|language| language.code()),
    })
}

fn pair(later: usize, draft: &PatternDraft, earlier: usize, known: &PatternDraft) -> Value {
    let features = merging::features(draft, &Pattern::from_draft(known));
    let weighted = features.weighted().map(|(_, value)| value);
    json!([later, earlier, features.question, weighted])
}
