//! Which conversations end in one pattern, compared with what people say about them. The model of merging was made on
//! STAR and on the businesses that are not held out; `crates/domain/training/merging-output.txt` has the figures for
//! each of those when it is left out.

use std::collections::{BTreeMap, HashMap, HashSet};

use gleaner_domain::pattern::HistoryEntry;
use gleaner_persistence::library::{PatternFilter, Start};
use gleaner_persistence::{Database, library};
use gleaner_tests::businesses::{self, BUSINESSES, fixture};
use gleaner_tests::{Engine, TestApp};

/// The minimum V-measure of each business, of all of them on average, and of STAR.
const MIN_V: f64 = 0.82;
const MIN_AVERAGE_V: f64 = 0.91;
const MIN_STAR_V: f64 = 0.87;
/// The maximum number of patterns for each topic and language, and the maximum share of wrong merges, of all businesses
/// together and of STAR.
const MAX_PATTERNS: f64 = 1.45;
const MAX_WRONG: f64 = 0.03;
const MAX_STAR_WRONG: f64 = 0.04;

/// What is known of a conversation and of the answer that was taken from it.
#[derive(Clone)]
struct Truth {
    /// Conversations with the same key should end in one pattern.
    key: String,
    /// What the answer says; `None` if it is not the answer of the conversation.
    label: Option<String>,
}

struct Figures {
    v: f64,
    patterns: usize,
    /// The number of different keys in each language.
    topics: usize,
    merges: usize,
    wrong: usize,
}

/// The truth of each message of an operator, by its id.
fn of_business(business: &str) -> HashMap<String, Truth> {
    let mut truths = HashMap::new();
    for conversation in businesses::truths(business) {
        let Some(topic) = conversation["topic"].as_str() else { continue };
        for message in conversation["message_ids"].as_array().unwrap() {
            let is_answer = conversation["answer_message_ids"].as_array().unwrap().contains(message);
            let truth = Truth { key: topic.to_owned(), label: is_answer.then(|| topic.to_owned()) };
            truths.insert(message.as_str().unwrap().to_owned(), truth);
        }
    }
    truths
}

fn of_star() -> HashMap<String, Truth> {
    let file = fixture("star/star-dev-500-acts.csv");
    let mut reader = csv::Reader::from_reader(file.as_slice());
    let rows = reader.deserialize().map(|row: Result<(String, String, String), _>| row.unwrap());
    rows.map(|(id, key, act)| (id, Truth { key, label: Some(act).filter(|act| !act.is_empty()) })).collect()
}

/// The conversations of each pattern in a library, oldest first, with the language of the pattern.
async fn patterns(db: &Database, truths: &HashMap<String, Truth>) -> Vec<(Option<String>, Vec<Truth>)> {
    let page = library::list(db, &PatternFilter::default(), Start::default(), 10_000).await.unwrap();
    let mut patterns = Vec::new();
    for stored in page.patterns {
        let history = library::history(db, stored.id).await.unwrap();
        let answers = history.entries().iter().filter_map(|entry| match entry {
            HistoryEntry::Evidence(evidence) => Some(evidence.draft.answer[0].as_str()),
            HistoryEntry::Change(_) => None,
        });
        let known: Vec<_> = answers.filter_map(|answer| truths.get(answer).cloned()).collect();
        if !known.is_empty() {
            patterns.push((stored.language, known));
        }
    }
    patterns
}

/// A merge is wrong if the answer says something else than the one that created the pattern.
fn figures(patterns: &[(Option<String>, Vec<Truth>)]) -> Figures {
    let mut figures =
        Figures { v: v_measure(patterns), patterns: patterns.len(), topics: 0, merges: 0, wrong: 0 };
    let mut topics = HashSet::new();
    for (language, members) in patterns {
        let (first, later) = members.split_first().unwrap();
        topics.extend(members.iter().map(|truth| (language, &truth.key)));
        for label in later.iter().filter_map(|truth| truth.label.as_ref()) {
            figures.merges += 1;
            figures.wrong += usize::from(first.label.as_ref().is_some_and(|first| first != label));
        }
    }
    // Short texts have no known language, and are of the language of the others.
    let is_known = |key: &str| topics.iter().any(|(language, other)| language.is_some() && *other == key);
    let is_topic = |(language, key): &&(&Option<String>, &String)| language.is_some() || !is_known(key);
    figures.topics = topics.iter().filter(is_topic).count();
    figures
}

/// The harmonic mean of homogeneity and completeness (Rosenberg, Hirschberg: V-Measure, 2007).
fn v_measure(patterns: &[(Option<String>, Vec<Truth>)]) -> f64 {
    let mut by_key: BTreeMap<&str, usize> = BTreeMap::new();
    let mut together: BTreeMap<(usize, &str), usize> = BTreeMap::new();
    for (number, (_, members)) in patterns.iter().enumerate() {
        for truth in members {
            *by_key.entry(&truth.key).or_default() += 1;
            *together.entry((number, &truth.key)).or_default() += 1;
        }
    }
    let all = by_key.values().sum::<usize>() as f64;
    let entropy = |counts: Vec<usize>| -> f64 {
        counts.into_iter().map(|count| count as f64 / all).map(|share| -share * share.ln()).sum()
    };
    let of_keys = entropy(by_key.into_values().collect());
    let of_patterns = entropy(patterns.iter().map(|(_, members)| members.len()).collect());
    let of_both = entropy(together.into_values().collect());
    let homogeneity = 1.0 - (of_both - of_patterns) / of_keys;
    let completeness = 1.0 - (of_both - of_keys) / of_patterns;
    2.0 * homogeneity * completeness / (homogeneity + completeness)
}

/// Imports a file into an empty library, and compares the patterns with the truth.
#[expect(clippy::print_stdout, reason = "the figures are printed to compare changes of the model")]
async fn figures_of(name: &str, file: Vec<u8>, truths: &HashMap<String, Truth>) -> Figures {
    let app = TestApp::start(Engine::Sqlite).await;
    app.import(file).await;
    let found = figures(&patterns(&app.db, truths).await);
    let Figures { v, patterns, topics, merges, wrong } = &found;
    println!("{name:10} V {v:.3}, {patterns} patterns of {topics} topics, {wrong} of {merges} merges wrong");
    found
}

#[tokio::test]
async fn conversations_of_a_business_about_one_topic_become_one_pattern() {
    let mut all = Vec::new();
    for (business, _) in BUSINESSES {
        let found = figures_of(business, businesses::export(business), &of_business(business)).await;
        assert!(found.v >= MIN_V, "{business}");
        all.push(found);
    }
    let sum = |of: fn(&Figures) -> usize| all.iter().map(of).sum::<usize>() as f64;
    assert!(all.iter().map(|found| found.v).sum::<f64>() / all.len() as f64 >= MIN_AVERAGE_V);
    assert!(sum(|found| found.patterns) / sum(|found| found.topics) <= MAX_PATTERNS);
    assert!(sum(|found| found.wrong) / sum(|found| found.merges) <= MAX_WRONG);
}

#[tokio::test]
async fn real_conversations_with_the_same_reply_become_one_pattern() {
    let found = figures_of("STAR", fixture("star/star-dev-500.csv"), &of_star()).await;
    assert!(found.v >= MIN_STAR_V && found.wrong as f64 / found.merges as f64 <= MAX_STAR_WRONG);
}
