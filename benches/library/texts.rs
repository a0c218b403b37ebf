//! The patterns of the library, and drafts that are like them.

use std::path::Path;

use gleaner_domain::{Confidence, PatternDraft, PatternType, ResponseTemplate, Trigger};
use gleaner_persistence::Database;
use gleaner_tests::patterns::{Row, insert};

/// The number of drafts that are looked up.
const LOOKUPS: usize = 300;
const ROWS_PER_STATEMENT: usize = 1_000;
/// Every so many patterns differ in type.
const TYPES: [PatternType; 4] =
    [PatternType::Booking, PatternType::Faq, PatternType::Access, PatternType::General];

/// Texts of which questions or answers are made.
pub struct Texts(Vec<(String, String)>);

impl Texts {
    /// The questions and answers that the types are trained on.
    pub fn read() -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/extraction/training/types");
        let files =
            ["en.tsv", "fr.tsv", "es.tsv"].map(|name| std::fs::read_to_string(folder.join(name)).unwrap());
        let lines = files.iter().flat_map(|file| file.lines());
        let columns = lines.map(|line| line.split('\t').map(str::to_owned).collect::<Vec<_>>());
        Self(columns.map(|row| (row[2].clone(), row[3].clone())).collect())
    }

    /// A draft that differs for each number.
    fn draft(&self, number: usize) -> PatternDraft {
        let mut state = (number as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let mut any = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            &self.0[(state >> 33) as usize % self.0.len()]
        };
        let (a, b, others) = (any(), any(), [(); 8].map(|()| any()));
        let joined = |text: fn(&(String, String)) -> &String| {
            let halves: (Vec<_>, Vec<_>) = (text(a).split(' ').collect(), text(b).split(' ').collect());
            let mut words =
                [&halves.0[..halves.0.len().div_ceil(2)], &halves.1[halves.1.len() / 2..]].concat();
            for (index, other) in others.iter().enumerate() {
                let (at, from) = (3 * index + 1, number % 5 + index);
                if let (Some(word), Some(other)) = (words.get_mut(at), text(other).split(' ').nth(from)) {
                    *word = other;
                }
            }
            words.join(" ").replace(['{', '}', '<', '>'], "")
        };
        PatternDraft {
            pattern_type: TYPES[number % TYPES.len()],
            trigger: Trigger::parse(&joined(|(question, _)| question)).unwrap(),
            template: ResponseTemplate::parse(&joined(|(_, answer)| answer)).unwrap(),
            confidence: Confidence::draft(0.6).unwrap(),
            question: vec![],
            answer: vec![],
        }
    }
}

/// Adds patterns without evidence, as another program would.
pub async fn fill(db: &Database, texts: &Texts, patterns: usize) {
    for first in (0..patterns).step_by(ROWS_PER_STATEMENT) {
        let numbers = first..patterns.min(first + ROWS_PER_STATEMENT);
        let drafts: Vec<PatternDraft> = numbers.map(|number| texts.draft(number)).collect();
        let rows = drafts.iter().map(|draft| {
            Row::new(draft.pattern_type.as_str(), draft.trigger.as_str(), draft.template.as_str())
        });
        insert(db, first, &rows.collect::<Vec<_>>()).await;
    }
}

/// The lookups of drafts that are like patterns of the library, but for a word.
pub fn lookups(texts: &Texts, patterns: usize) -> Vec<PatternDraft> {
    let numbers = (0..LOOKUPS).map(|index| index * 97 % patterns);
    let changed = numbers.map(|number| {
        let draft = texts.draft(number);
        let trigger = Trigger::parse(&format!("{} today", draft.trigger)).unwrap_or(draft.trigger);
        PatternDraft { trigger, ..draft }
    });
    changed.collect()
}
