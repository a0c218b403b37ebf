//! What patterns contain after an import: the facts of the business, and no details of a case.
//! `crates/extraction/tests/businesses.rs` measures single drafts. The shares differ: a template is the most general form of
//! several drafts, and has the words of the first one, so a detail in a draft may not be in the pattern.

use std::collections::HashMap;

use gleaner_domain::PatternDraft;
use gleaner_domain::pattern::HistoryEntry;
use gleaner_persistence::library::{self, PatternFilter, Start};
use gleaner_tests::businesses::{self, BUSINESSES, Share, columns, contains};
use gleaner_tests::{Engine, TestApp};
use serde_json::Value;

/// The minimum shares of facts, details, and names and codes, of all businesses that are not held out and of all that are:
/// a little below what was measured.
const FLOORS: [[f64; 3]; 2] = [[0.95, 0.95, 0.98], [0.92, 0.94, 0.97]];

/// What is known of the messages of operators, by their ids.
#[derive(Default)]
struct Marks {
    facts: HashMap<String, Vec<String>>,
    /// Each with whether it is the name of a person or a code.
    details: HashMap<String, Vec<(String, bool)>>,
}

impl Marks {
    fn of(business: &str) -> Self {
        let mut marks = Self::default();
        let text = |mark: &Value, key: &str| mark[key].as_str().unwrap_or_default().to_owned();
        for conversation in businesses::truths(business) {
            for fact in conversation["facts"].as_array().unwrap() {
                marks.facts.entry(text(fact, "message")).or_default().push(text(fact, "text"));
            }
            for detail in conversation["details"].as_array().unwrap() {
                let is_private = text(detail, "kind") != "case";
                let details = marks.details.entry(text(detail, "message")).or_default();
                details.push((text(detail, "text"), is_private));
            }
        }
        marks
    }
}

fn of_answer<'a, T>(
    marks: &'a HashMap<String, Vec<T>>,
    draft: &'a PatternDraft,
) -> impl Iterator<Item = &'a T> {
    draft.answer.iter().filter_map(|id| marks.get(id.as_str())).flatten()
}

/// Three shares: the facts of the draft that created a pattern that its template contains; the details of all of its drafts
/// that its template does not contain; and the same for names and codes only.
async fn shares(business: &str) -> [Share; 3] {
    let app = TestApp::start(Engine::Sqlite).await;
    app.import(businesses::export(business)).await;
    let marks = Marks::of(business);
    let [mut facts, mut details, mut private] = [Share::default(); 3];
    let page = library::list(&app.db, &PatternFilter::default(), Start::default(), 10_000).await.unwrap();
    for stored in page.patterns {
        let history = library::history(&app.db, stored.id).await.unwrap();
        let drafts: Vec<_> = (history.entries().iter())
            .filter_map(|entry| match entry {
                HistoryEntry::Evidence(evidence) => Some(&evidence.draft),
                HistoryEntry::Change(_) => None,
            })
            .collect();
        let template = stored.pattern.template.as_str();
        of_answer(&marks.facts, drafts[0]).for_each(|fact| facts.count(contains(template, fact)));
        for draft in &drafts {
            for (detail, is_private) in of_answer(&marks.details, draft) {
                // A detail that is also a part of a fact cannot be told from it.
                let is_fact = drafts
                    .iter()
                    .any(|draft| of_answer(&marks.facts, draft).any(|fact| contains(fact, detail)));
                if is_fact {
                    continue;
                }
                let is_replaced = !contains(template, detail);
                details.count(is_replaced);
                if *is_private {
                    private.count(is_replaced);
                }
            }
        }
    }
    [facts, details, private]
}

#[tokio::test]
#[expect(clippy::print_stdout, reason = "the shares are printed to compare changes")]
async fn patterns_contain_the_facts_of_a_business_and_no_details_of_a_case() {
    let mut sums = [[Share::default(); 3]; 2];
    for (business, is_held_out) in BUSINESSES {
        let shares = shares(business).await;
        println!("| {business} (held out: {is_held_out}) | {} |", columns(&shares));
        for (sum, share) in sums[usize::from(is_held_out)].iter_mut().zip(shares) {
            *sum += share;
        }
    }
    for ((shares, floors), name) in sums.iter().zip(FLOORS).zip(["not held out", "held out"]) {
        println!("| all that are {name} | {} |", columns(shares));
        for (share, floor) in shares.iter().zip(floors) {
            assert!(share.value() >= floor, "{share}, at least {floor}");
        }
    }
}
