//! A library in which imports were undone and redone, compared with one in which only the others ran.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Utc;
use gleaner_domain::merging::MergeRules;
use gleaner_domain::pattern::{Action, Cause, PatternEdit, StagedStatus};
use gleaner_domain::{JobId, Trigger};
use gleaner_persistence::library::{self, ChangeError, ListedStatus, NewChange, PatternFilter, Start};
use gleaner_persistence::staging::{self, ReviewError};
use gleaner_persistence::{Database, jobs};
use gleaner_tests::database::TestDatabase;
use gleaner_tests::evidence::{import_draft, stage_draft};
use gleaner_tests::{Engine, on_both_databases};
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestRunner};

use super::person;

on_both_databases! {
    the_library_is_as_if_the_undone_imports_had_never_run,
}

/// Random operations per case, and cases per database.
const OPERATIONS: usize = 40;
const CASES: usize = 10;

/// Questions about topics that have nothing in common, two for each topic, with the answer to both.
const TOPICS: [([&str; 2], &str); 4] = [
    (
        ["How do I open the front door?", "How do I open the front door now"],
        "Enter your code on the keypad and push hard.",
    ),
    (
        ["Where can I park my car?", "Where can I park my car today"],
        "Behind the building, in one of the marked spaces.",
    ),
    (["What does a gift card cost?", "What does one gift card cost"], "They start at $50."),
    (
        ["Is lunch included on weekdays?", "Is lunch included on all weekdays"],
        "Yes, soup and sandwiches are served at noon.",
    ),
];

/// What an import extracts.
#[derive(Debug, Clone, Copy)]
struct Draft {
    topic: usize,
    variant: usize,
    confidence: f64,
}

/// What a person does to a pattern.
#[derive(Debug, Clone, Copy)]
enum Edit {
    Trigger,
    Remove,
    Restore,
    Deactivate,
}

#[derive(Debug, Clone)]
enum Operation {
    Import(Draft),
    /// The same, to be reviewed.
    Stage(Draft),
    /// A person approves what the import at this index has staged.
    Approve(usize),
    /// The step at this index is undone if it is an import.
    Undo(usize),
    /// The undone import at this index is done again.
    Redo(usize),
    /// A person changes the pattern of this topic.
    Change(usize, Edit),
}

fn any_operation() -> impl Strategy<Value = Operation> {
    let draft = || {
        (0..TOPICS.len(), 0..2_usize, 50..=90_u8).prop_map(|(topic, variant, confidence)| Draft {
            topic,
            variant,
            confidence: f64::from(confidence) / 100.0,
        })
    };
    let edits = vec![Edit::Trigger, Edit::Remove, Edit::Restore, Edit::Deactivate];
    prop_oneof![
        5 => draft().prop_map(Operation::Import),
        3 => draft().prop_map(Operation::Stage),
        3 => (0..20_usize).prop_map(Operation::Approve),
        4 => (0..20_usize).prop_map(Operation::Undo),
        3 => (0..20_usize).prop_map(Operation::Redo),
        3 => (0..TOPICS.len(), select(edits)).prop_map(|(topic, edit)| Operation::Change(topic, edit)),
    ]
}

/// Something that changed the library.
enum Step {
    /// An import taught the pattern with the id `row`.
    Taught {
        job: JobId,
        row: i32,
        draft: Draft,
    },
    Changed {
        topic: usize,
        action: Action,
    },
}

/// A library and what happened to it.
struct Run {
    db: Database,
    steps: Vec<Step>,
    /// The indices of the imports that are undone now.
    undone: BTreeSet<usize>,
    /// The pattern of each topic that was taught last.
    latest: [Option<i32>; TOPICS.len()],
    staged: Vec<(JobId, Draft)>,
}

impl Run {
    fn of(db: Database) -> Self {
        let (steps, undone, staged) = (Vec::new(), BTreeSet::new(), Vec::new());
        Self { db, steps, undone, latest: [None; TOPICS.len()], staged }
    }

    async fn apply(&mut self, operation: Operation) {
        match operation {
            Operation::Import(draft) => {
                let job = import(&self.db, draft).await;
                self.add(job, draft).await;
            }
            Operation::Stage(draft) => {
                let (questions, answer) = TOPICS[draft.topic];
                let job = stage_draft(&self.db, questions[draft.variant], answer, draft.confidence).await;
                self.staged.push((job, draft));
            }
            Operation::Approve(index) if !self.staged.is_empty() => {
                let (job, draft) = self.staged.remove(index % self.staged.len());
                if approve(&self.db, job).await {
                    // It teaches the library what it would have taught it now.
                    self.add(job, draft).await;
                }
            }
            Operation::Undo(index) if !self.steps.is_empty() => self.undo(index % self.steps.len()).await,
            Operation::Redo(index) if !self.undone.is_empty() => {
                let step = self.undone.iter().nth(index % self.undone.len()).copied();
                self.redo(step.unwrap()).await;
            }
            Operation::Change(topic, edit) => self.change(topic, edit).await,
            Operation::Undo(_) | Operation::Redo(_) | Operation::Approve(_) => {}
        }
    }

    async fn add(&mut self, job: JobId, draft: Draft) {
        if let Some(row) = taught(&self.db, job).await {
            self.latest[draft.topic] = Some(row);
            self.steps.push(Step::Taught { job, row, draft });
        }
    }

    async fn undo(&mut self, step: usize) {
        if let Step::Taught { job, .. } = self.steps[step]
            && self.undone.insert(step)
        {
            jobs::undo(&self.db, job, &person(), false, Utc::now()).await.unwrap();
        }
    }

    /// Does an import again, unless its pattern was learned again as another one since.
    async fn redo(&mut self, step: usize) {
        if let Step::Taught { job, row, draft } = self.steps[step]
            && self.latest[draft.topic] == Some(row)
        {
            self.undone.remove(&step);
            jobs::redo(&self.db, job, &person(), false, Utc::now()).await.unwrap();
        }
    }

    async fn change(&mut self, topic: usize, edit: Edit) {
        let Some(row) = self.latest[topic] else { return };
        let action = match edit {
            Edit::Trigger => {
                let text = format!("Question {} in other words", self.steps.len());
                let trigger = Trigger::parse(&text).ok();
                Action::Edit(PatternEdit { trigger, ..PatternEdit::default() })
            }
            Edit::Remove => Action::Remove,
            Edit::Restore => Action::Restore,
            Edit::Deactivate => {
                Action::Edit(PatternEdit { is_active: Some(false), ..PatternEdit::default() })
            }
        };
        if change(&self.db, row, action.clone()).await {
            self.steps.push(Step::Changed { topic, action });
        }
    }

    /// Does the same in an empty library, without the imports that are undone. Returns the topics of which a change kept
    /// what an undone import had taught.
    async fn replay(&self, db: &Database) -> BTreeSet<usize> {
        let (mut latest, mut kept) = ([None; TOPICS.len()], BTreeSet::new());
        for (index, step) in self.steps.iter().enumerate() {
            match step {
                Step::Taught { draft, .. } if !self.undone.contains(&index) => {
                    let job = import(db, *draft).await;
                    latest[draft.topic] = taught(db, job).await;
                    assert!(latest[draft.topic].is_some() || kept.contains(&draft.topic), "{draft:?}");
                }
                Step::Taught { .. } => {}
                Step::Changed { topic, action } => match latest[*topic] {
                    Some(row) => {
                        let is_changed = change(db, row, action.clone()).await;
                        assert!(is_changed || kept.contains(topic), "{action:?}");
                    }
                    None => {
                        kept.insert(*topic);
                    }
                },
            }
        }
        kept
    }
}

async fn import(db: &Database, draft: Draft) -> JobId {
    let (questions, answer) = TOPICS[draft.topic];
    let (job, recorded) = import_draft(db, questions[draft.variant], answer, draft.confidence).await;
    recorded.unwrap();
    job
}

/// The pattern that the import taught; `None` if the same pattern is removed or not in use.
async fn taught(db: &Database, job: JobId) -> Option<i32> {
    library::patterns_of_import(db, job).await.unwrap().first().map(|found| found.pattern.id)
}

/// Approves what an import has staged. Returns `false` if it staged nothing, since a person removed the same pattern of the
/// library, or if that pattern is removed or not in use now.
async fn approve(db: &Database, job: JobId) -> bool {
    let staged = staging::list(db, job, &[StagedStatus::Pending], 0, 10).await.unwrap().patterns;
    let Some(staged) = staged.first() else { return false };
    match staging::approve(db, staged.id, &person(), &MergeRules::default(), None, Utc::now()).await {
        Ok(_) => true,
        Err(ReviewError::Inactive(_) | ReviewError::Removed) => false,
        Err(error) => panic!("{error}"),
    }
}

/// Changes a pattern. Returns whether that made a difference.
async fn change(db: &Database, id: i32, action: Action) -> bool {
    let entries = async || library::history(db, id).await.unwrap().entries().len();
    let before = entries().await;
    match library::change(db, id, NewChange::new(person(), Cause::Edit, action), Utc::now()).await {
        Ok(_) => entries().await > before,
        Err(ChangeError::NotFound | ChangeError::Removed) => false,
        Err(error) => panic!("{error}"),
    }
}

/// What a pattern says, and how far it can be trusted.
#[derive(Debug, PartialEq)]
struct Said {
    trigger: String,
    examples: Vec<String>,
    confidence: f64,
    conversations: i32,
    is_active: bool,
    is_removed: bool,
}

/// The library by the templates, of which each topic has one. Contains removed patterns.
async fn says(db: &Database) -> BTreeMap<String, Said> {
    let mut library = BTreeMap::new();
    for status in [None, Some(ListedStatus::Deleted)] {
        let filter = PatternFilter { status, ..PatternFilter::default() };
        for stored in library::list(db, &filter, Start::default(), 500).await.unwrap().patterns {
            let pattern = stored.pattern;
            let said = Said {
                trigger: pattern.trigger.to_string(),
                examples: pattern.examples.iter().map(ToString::to_string).collect(),
                confidence: pattern.confidence.value(),
                conversations: stored.evidence_count,
                is_active: pattern.is_active,
                is_removed: pattern.is_removed,
            };
            let other = library.insert(pattern.template.to_string(), said);
            assert_eq!(other, None, "one pattern for each topic");
        }
    }
    library
}

#[expect(clippy::print_stdout, reason = "the output of a failed test shows the operations")]
async fn the_library_is_as_if_the_undone_imports_had_never_run(engine: Engine) {
    let mut runner = TestRunner::new(Config::default());
    let operations = proptest::collection::vec(any_operation(), OPERATIONS);
    for _ in 0..CASES {
        let operations = operations.new_tree(&mut runner).unwrap().current();
        println!("{operations:?}");
        let database = TestDatabase::migrated(engine).await;
        let mut run = Run::of(Database::connect(&database.url).await.unwrap());
        for operation in operations {
            run.apply(operation).await;
        }
        let other = TestDatabase::migrated(engine).await;
        let never_run = Database::connect(&other.url).await.unwrap();
        let kept = run.replay(&never_run).await;
        let (mut expected, mut actual) = (says(&never_run).await, says(&run.db).await);
        for topic in kept {
            let kept = actual.remove(TOPICS[topic].1);
            assert!(kept.is_some(), "what a person changed is kept");
            expected.remove(TOPICS[topic].1);
        }
        assert_eq!(actual, expected);
    }
}
