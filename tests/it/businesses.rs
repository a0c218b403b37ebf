//! What a language model is told about the made-up businesses of `tests/fixtures/businesses`, and what becomes of a
//! template that copies the operator's answer as the model sees it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use gleaner_domain::grouping::{GroupingRules, OwnParticipants, group};
use gleaner_domain::{Conversation, CustomerKey, Extracted, SentStatistics};
use gleaner_extraction::{Extractor, OpenAiExtractor, sent_keys};
use gleaner_sources::{ReadOptions, read};
use gleaner_tests::businesses::{self, BUSINESSES, Share, columns, contains};
use gleaner_tests::{Model, Reply};
use serde_json::{Value, json};

/// The minimum share of accepted templates, kept facts, and replaced details of a case, 0 to 1.
const FLOORS: [f64; 3] = [0.95, 0.86, 0.65];

async fn conversations(business: &str) -> Vec<Conversation> {
    let options = ReadOptions::plain(chrono::DateTime::from_timestamp(1_800_000_000, 0).unwrap());
    let messages = read(businesses::export(business), &options).await.unwrap().messages;
    let own = OwnParticipants::of(&messages);
    group(messages, &own, GroupingRules::default())
}

fn truths(business: &str) -> HashMap<String, Value> {
    let truths = businesses::truths(business).into_iter();
    truths.map(|truth| (truth["message_ids"][0].as_str().unwrap().to_owned(), truth)).collect()
}

/// A model that copies the message at the index that is set.
fn copying() -> (Model, Arc<Mutex<usize>>) {
    let index = Arc::new(Mutex::new(0));
    let copied = Arc::clone(&index);
    let model = Model::start(move |call| {
        let index = *copied.lock().unwrap();
        let template = &call.messages[index]["text"];
        let response = json!({
            "outcome": "pattern", "reason": null, "type": "faq", "trigger": "A question", "template": template,
            "confidence": 0.7, "variables": [], "question_messages": [0], "answer_messages": [index],
        });
        Reply::Content(response.to_string())
    });
    (model, index)
}

async fn shares(business: &str) -> [Share; 3] {
    let (model, copied) = copying();
    let extractor = Arc::new(OpenAiExtractor::new(&model.settings()).unwrap());
    let (conversations, truths) = (conversations(business).await, truths(business));
    let mut sent = SentStatistics::default();
    for conversation in &conversations {
        let customer = CustomerKey::of(conversation);
        sent_keys(conversation).into_iter().for_each(|key| sent.add(key, customer));
    }
    let sent = Arc::new(sent);
    let [mut accepted, mut facts, mut details] = [Share::default(); 3];
    for conversation in &conversations {
        let truth = &truths[conversation.messages[0].id.as_str()];
        let Some(answer) = truth["answer_message_ids"].as_array().unwrap().last() else { continue };
        let position = conversation.messages.iter().position(|message| message.id.as_str() == answer);
        *copied.lock().unwrap() = position.unwrap();
        let mut extraction = Arc::clone(&extractor).prepare(conversation.clone(), Arc::clone(&sent));
        let extraction = extraction.extract(&|| true).await.unwrap();
        let Extracted::Pattern(draft) = extraction.extracted else {
            accepted.count(false);
            continue;
        };
        accepted.count(true);
        let marks = |name: &str| truth[name].as_array().unwrap().clone().into_iter();
        let of_answer = |mark: &Value| mark["message"] == *answer;
        let in_template = |mark: &Value| contains(draft.template.as_str(), mark["text"].as_str().unwrap());
        marks("facts").filter(of_answer).for_each(|fact| facts.count(in_template(&fact)));
        marks("details").filter(of_answer).for_each(|detail| details.count(!in_template(&detail)));
    }
    [accepted, facts, details]
}

#[tokio::test(flavor = "multi_thread")]
#[expect(clippy::print_stdout, reason = "the shares are printed to compare changes")]
async fn a_template_that_copies_the_answer_keeps_facts_and_no_details() {
    for (business, is_held_out) in BUSINESSES {
        let shares = shares(business).await;
        println!("| {business} (held out: {is_held_out}) | {} |", columns(&shares));
        for (share, floor) in shares.iter().zip(FLOORS) {
            assert!(share.value() >= floor, "{business}: {share}");
        }
    }
}
