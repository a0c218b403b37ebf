//! Prints the features that the models are trained on: one line of JSON for each conversation of the exports given
//! as arguments, one for each thread if the first argument is `--whole-threads`. `training/train.py` reads them.

use std::collections::BTreeMap;
use std::error::Error;

use chrono::DateTime;
use gleaner_domain::grouping::{GroupingRules, OwnParticipants, group};
use gleaner_domain::{Conversation, CustomerKey, SentStatistics};
use gleaner_extraction::sent_keys;
use gleaner_extraction::training::{CandidateRow, Feature, ValueRow, rows};
use gleaner_sources::{ReadOptions, read};
use serde_json::{Value, json};

#[tokio::main(flavor = "current_thread")]
#[expect(clippy::print_stdout, reason = "the features are read by a script")]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut files = std::env::args().skip(1).peekable();
    let whole_threads = files.next_if(|argument| argument == "--whole-threads").is_some();
    for file in files {
        let conversations = conversations(&file, whole_threads).await?;
        let mut sent = SentStatistics::default();
        for conversation in &conversations {
            let customer = CustomerKey::of(conversation);
            sent_keys(conversation).into_iter().for_each(|key| sent.add(key, customer));
        }
        for conversation in &conversations {
            println!("{}", line(conversation, &sent));
        }
    }
    Ok(())
}

async fn conversations(file: &str, whole_threads: bool) -> Result<Vec<Conversation>, Box<dyn Error>> {
    let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap_or_default();
    let messages = read(std::fs::read(file)?, &ReadOptions::plain(now)).await?.messages;
    let own = OwnParticipants::of(&messages);
    let rules = GroupingRules::default();
    let thread_idle = rules.thread_idle.filter(|_| !whole_threads);
    Ok(group(messages, &own, GroupingRules { thread_idle, ..rules }))
}

fn line(conversation: &Conversation, sent: &SentStatistics) -> Value {
    let (candidates, values) = rows(conversation, sent);
    // As if the export had no other conversation.
    let (candidates_alone, values_alone) = rows(conversation, &SentStatistics::default());
    json!({
                "thread": conversation.messages.first().and_then(|message| message.thread.as_ref()).map(|id| id.as_str()),
        "messages": conversation.messages.iter().map(|message| message.id.as_str()).collect::<Vec<_>>(),
        "candidates": candidates.into_iter().map(candidate).collect::<Vec<_>>(),
        "candidates_alone": candidates_alone.into_iter().map(candidate).collect::<Vec<_>>(),
        "values": values.into_iter().map(value).collect::<Vec<_>>(),
        "values_alone": values_alone.into_iter().map(value).collect::<Vec<_>>(),
    })
}

fn candidate(row: CandidateRow) -> Value {
    json!({"message": row.message, "features": by_name(row.features)})
}

fn value(row: ValueRow) -> Value {
    let features = by_name(row.features);
    json!({"message": row.message, "text": row.text, "start": row.start, "variable": row.variable, "features": features, "words": row.words})
}

fn by_name(features: Vec<Feature>) -> BTreeMap<&'static str, f64> {
    features.into_iter().collect()
}
