//! What the rules extract from the labeled conversations that their models were trained on. See
//! `tests/fixtures/star/README.md`.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod support;

use std::collections::{BTreeSet, HashMap};

use gleaner_domain::Extracted;
use gleaner_extraction::PatternTypes;
use gleaner_extraction::rules::extract;

use support::{Share, conversations, fixture, statistics};

/// The number of conversations with a wrong result of the committed weights, among those with an answer and among those
/// without one. `training/train.py` says what the models do with conversations that they were not trained on.
const WRONG: (usize, usize) = (63, 9);

/// For each conversation the messages that answer it. Empty if there is no reusable answer.
fn labels() -> HashMap<String, BTreeSet<String>> {
    let text = String::from_utf8(fixture("star/star-dev-500-labels.csv")).unwrap();
    let rows = text.lines().skip(1).map(|line| line.split(',').collect::<Vec<_>>());
    rows.map(|row| (row[0].to_owned(), row[2].split_whitespace().map(str::to_owned).collect())).collect()
}

#[tokio::test]
#[expect(clippy::print_stdout, reason = "the shares are printed to compare changes of the rules")]
async fn the_committed_weights_have_the_committed_score() {
    let (labels, types) = (labels(), PatternTypes::built_in());
    let conversations = conversations("star/star-dev-500.csv", true).await;
    let sent = statistics(&conversations);
    let (mut answered, mut declined) = (Share::default(), Share::default());
    for conversation in conversations {
        let (key, expected) = (conversation.key.as_str(), &labels[conversation.key.as_str()]);
        let extracted = extract(&conversation, &sent, &types);
        if expected.is_empty() {
            declined.count(key, matches!(extracted, Extracted::NoPattern(_)));
        } else {
            let found = matches!(&extracted, Extracted::Pattern(draft)
                if draft.answer.iter().all(|id| expected.contains(id.as_str())));
            answered.count(key, found);
        }
    }
    println!("answers found: {answered}, conversations without an answer declined: {declined}");
    assert_eq!((answered.all, declined.all), (435, 65));
    let wrong = (answered.wrong.len(), declined.wrong.len());
    assert_eq!(wrong, WRONG, "missed in {:?}, extracted from {:?}", answered.wrong, declined.wrong);
}
