//! How long the queries of the library take.

use std::collections::HashMap;
use std::time::Instant;

use gleaner_domain::PatternDraft;
use gleaner_domain::merging::searches;
use gleaner_domain::search::SearchWords;
use gleaner_persistence::library::{PatternFilter, PatternPosition, PatternSort, SortBy, SortKey, Start};
use gleaner_persistence::{Database, library};
use gleaner_tests::patterns::CREATED;
use strum::VariantArray;

use crate::times::percentiles;

/// Searches for the patterns that `drafts` and messages are like.
pub async fn measure_lookups(db: &Database, drafts: &[PatternDraft]) {
    let (mut searching, mut merging, mut matching, mut found) = (Vec::new(), Vec::new(), Vec::new(), 0);
    for draft in drafts {
        let start = Instant::now();
        let [question, ..] = searches(draft);
        library::search(db, &[question]).await.unwrap();
        searching.push(start.elapsed());
        let start = Instant::now();
        found += library::merge_candidates(db, draft).await.unwrap().len();
        merging.push(start.elapsed());
        let start = Instant::now();
        library::match_candidates(db, draft.trigger.as_str(), &HashMap::new(), &PatternFilter::active())
            .await
            .unwrap();
        matching.push(start.elapsed());
    }
    println!("    ids of a question: {}", percentiles(searching));
    println!("    candidates of a draft: {}; {} on average", percentiles(merging), found / drafts.len());
    println!("    candidates of a message: {}", percentiles(matching));
}

/// Lists the first page and one from the middle, of each sort.
pub async fn measure_sorts(db: &Database, patterns: usize) {
    for by in SortBy::VARIANTS {
        let sort = PatternSort::by(*by);
        let id = patterns as i32 / 2;
        let key = match by {
            SortBy::Confidence => SortKey::Confidence(0.6),
            SortBy::Created => SortKey::Created(CREATED.parse().unwrap()),
            SortBy::Updated => SortKey::Updated(CREATED.parse().unwrap()),
            SortBy::Executions => SortKey::Executions(0),
            SortBy::Quality => SortKey::Quality(0.0),
            SortBy::Id => SortKey::Id,
        };
        let mut times = Vec::new();
        for start in [Start::Beginning(sort), Start::After(PatternPosition { key, order: sort.order, id })] {
            let begin = Instant::now();
            let page = library::list(db, &PatternFilter::default(), start, 50).await.unwrap();
            times.push(format!("{:.1} ms", begin.elapsed().as_secs_f64() * 1e3));
            assert_eq!((page.patterns.len(), page.total), (50, patterns as u64));
        }
        println!("    first and middle page, sorted by {}: {}", by.as_str(), times.join(", "));
    }
}

/// Searches for words of which the last occur in no pattern.
pub async fn measure_search(db: &Database) {
    for words in ["the", "door code", "refund saturday", "e", "xylophone"] {
        let filter = PatternFilter { search: SearchWords::parse(words).unwrap(), ..PatternFilter::default() };
        let start = Instant::now();
        let page = library::list(db, &filter, Start::default(), 50).await.unwrap();
        println!(
            "    search for \"{words}\": {:.0} ms, {} patterns",
            start.elapsed().as_secs_f64() * 1e3,
            page.total
        );
    }
}
