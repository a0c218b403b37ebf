//! A search in the index finds every pattern that reaches its similarity. The entries are in memory here.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

use gleaner_domain::index::{Entry, Field, MIN_QUESTION_SIMILARITY, Search, entries};
use gleaner_domain::merging::{SAME_QUESTION, features, searches};
use gleaner_domain::{Confidence, Pattern, PatternDraft, PatternType, ResponseTemplate, Trigger};
use proptest::prelude::*;
use proptest::sample::select;

const WORDS: [&str; 14] = [
    "the",
    "door",
    "code",
    "open",
    "locker",
    "simulator",
    "price",
    "of",
    "and",
    "tomorrow",
    "booking",
    "quixotic",
    "4711",
    "30",
];

fn any_text() -> impl Strategy<Value = String> {
    proptest::collection::vec(select(WORDS.to_vec()), 2..9).prop_map(|words| words.join(" "))
}

fn any_draft() -> impl Strategy<Value = PatternDraft> {
    let types = select(vec![PatternType::Faq, PatternType::Access]);
    (types, any_text(), any_text()).prop_map(|(pattern_type, trigger, template)| PatternDraft {
        pattern_type,
        trigger: Trigger::parse(&trigger).unwrap(),
        template: ResponseTemplate::parse(&template).unwrap(),
        confidence: Confidence::draft(0.6).unwrap(),
        question: vec![],
        answer: vec![],
    })
}

fn finds(search: &Search, pattern: &Pattern) -> bool {
    let is_needed = |entry: &Entry| {
        let is_searched = entry.field == search.field && search.tokens.contains(&entry.token);
        is_searched && search.bands().contains(&entry.band())
    };
    let needed = entries(7, pattern).into_iter().filter(is_needed).map(|entry| entry.posting);
    search.select(needed.collect(), |_| false) == [7]
}

proptest! {
    #[test]
    fn a_search_for_a_draft_finds_every_pattern_that_may_be_the_same(draft in any_draft(), known in any_draft()) {
        let pattern = Pattern::from_draft(&known);
        let found = features(&draft, &pattern);
        let [question, answer, fact] = searches(&draft);
        if found.question >= SAME_QUESTION {
            prop_assert!(finds(&question, &pattern));
        }
        // Answers of at most eight words are indexed as a whole.
        if found.answer > 0.0 {
            prop_assert!(finds(&answer, &pattern));
        }
        if found.shared_facts > 0.0 && found.same_type > 0.0 {
            prop_assert!(finds(&fact, &pattern));
        }
    }

    #[test]
    fn a_search_for_a_question_finds_every_pattern_with_a_similar_one(asked in any_text(), known in any_draft()) {
        let pattern = Pattern::from_draft(&known);
        let asked = Trigger::parse(&asked).unwrap();
        if asked.trigrams().similarity(&known.trigger.trigrams()) >= MIN_QUESTION_SIMILARITY {
            let search = Search::like_question(&asked.trigrams(), MIN_QUESTION_SIMILARITY);
            prop_assert_eq!(search.field, Field::Question);
            prop_assert!(finds(&search, &pattern));
        }
    }
}

#[test]
fn questions_of_one_pattern_that_differ_in_a_word_are_different_texts() {
    let texts = ["where do we park", "where do i park"].map(|question| {
        let trigger = Trigger::parse(question).unwrap();
        let draft = PatternDraft {
            pattern_type: PatternType::Faq,
            trigger,
            template: ResponseTemplate::parse("Behind the building").unwrap(),
            confidence: Confidence::draft(0.6).unwrap(),
            question: vec![],
            answer: vec![],
        };
        let entries = entries(7, &Pattern::from_draft(&draft));
        entries.into_iter().find(|entry| entry.field == Field::Question).unwrap().posting.text
    });
    assert_ne!(texts[0], texts[1]);
}
