//! The history of patterns: a stored pattern is always the fold of its evidence and changes.

use std::collections::HashMap;

use chrono::Utc;
use gleaner_domain::merging::MergeRules;
use gleaner_domain::pattern::{Action, Cause, History, HistoryEntry, PatternEdit, StagedStatus};
use gleaner_domain::search::search_text;
use gleaner_domain::{Confidence, JobId, Pattern, PatternStatus, ResponseTemplate, Trigger, UserId};
use gleaner_persistence::audit::Author;
use gleaner_persistence::jobs::{self, Effects, UndoError};
use gleaner_persistence::library::conflicts::{self, Resolution, ResolveError};
use gleaner_persistence::library::regroup::{self, CombineError, SeparateError, Split, SplitError};
use gleaner_persistence::library::{self, ChangeError, NewChange, PatternFilter};
use gleaner_persistence::staging::{self, ReviewError, StagedEdit};
use gleaner_persistence::{Database, Error};
use gleaner_tests::database::TestDatabase;
use gleaner_tests::evidence::{import_draft, stage_draft};
use gleaner_tests::{Engine, on_both_databases};
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestRunner};
use sea_orm::{ConnectionTrait, FromQueryResult, Statement};
use serde_json::{Value, json};

on_both_databases! {
    a_stored_pattern_is_the_fold_of_its_history_after_every_operation,
    an_import_can_be_undone_after_another_one_confirmed_its_pattern,
    a_pattern_is_learned_again_after_its_only_import_was_undone,
    a_pattern_that_a_person_removed_is_not_learned_again,
    an_edit_changes_what_later_drafts_are_compared_with,
    an_edit_that_would_duplicate_a_pattern_is_refused,
    a_pattern_that_a_retraction_made_a_duplicate_can_still_be_confirmed_and_changed,
    a_pattern_that_cannot_be_read_is_a_permanent_error_and_nothing_is_stored,
    a_pattern_that_another_program_stored_is_confirmed,
    the_same_question_with_another_answer_is_a_pattern_beside_the_first,
}

/// Random operations per case, and cases per database.
const OPERATIONS: usize = 25;
const CASES: usize = 12;

const DOOR: &str = "How do I open the front door?";
const PARKING: &str = "Where can I park my car?";
const PRICE: &str = "What does a gift card cost?";
/// Has another answer than [`PRICE`].
const OTHER_PRICE: &str = "What does a gift card cost";

#[derive(Debug, Clone)]
enum Operation {
    /// A conversation is imported with this trigger and confidence. The triggers of a pair are similar enough to merge.
    Import {
        trigger: &'static str,
        confidence: f64,
    },
    /// The pattern at this index, modulo their number, is changed.
    Change(usize, Action),
    /// The import at this index is undone, or done again.
    Undo(usize),
    Redo(usize),
    /// The pattern at one index is merged into that at another one.
    Combine {
        into: usize,
        from: usize,
    },
    /// The same, and the merge is undone at once.
    CombineAndSeparate {
        into: usize,
        from: usize,
    },
    /// The merge at this index is undone.
    Separate(usize),
    /// Every second conversation of the pattern at this index becomes a new pattern.
    Split(usize),
    /// The conflict at this index, modulo their number, is resolved.
    Resolve(usize, Resolution),
    /// A conversation with this trigger is imported to be reviewed, and its pattern is edited and approved.
    Review(&'static str),
}

fn any_operation() -> impl Strategy<Value = Operation> {
    let triggers =
        [DOOR, "How do I open the front door", PARKING, "Where can I park my car", PRICE, OTHER_PRICE];
    let import = (select(triggers.to_vec()), 50..=90_u8).prop_map(|(trigger, confidence)| {
        Operation::Import { trigger, confidence: f64::from(confidence) / 100.0 }
    });
    let merge = Resolution::Merge {
        trigger: None,
        template: ResponseTemplate::parse("They start at $50, or at $60 with a drink.").unwrap(),
    };
    let resolutions = vec![Resolution::KeepNewer, Resolution::KeepBoth, merge];
    let parse = |text: &str| Trigger::parse(text).ok();
    let actions = [
        edit(PatternEdit { trigger: parse("Is there a way in at night?"), ..PatternEdit::default() }),
        edit(PatternEdit { trigger: parse(PARKING), ..PatternEdit::default() }),
        edit(PatternEdit {
            template: ResponseTemplate::parse("Ring twice, {{customer_name}}.").ok(),
            confidence: Confidence::new(0.4).ok(),
            ..PatternEdit::default()
        }),
        edit(PatternEdit { is_active: Some(false), auto_executable: Some(true), ..PatternEdit::default() }),
        Action::Remove,
        Action::Restore,
    ];
    prop_oneof![
        5 => import,
        2 => (0..5_usize, select(actions.to_vec())).prop_map(|(index, action)| Operation::Change(index, action)),
        2 => (0..20_usize).prop_map(Operation::Undo),
        1 => (0..20_usize).prop_map(Operation::Redo),
        2 => (0..5_usize, 0..5_usize).prop_map(|(into, from)| Operation::Combine { into, from }),
        1 => (0..5_usize, 0..5_usize).prop_map(|(into, from)| Operation::CombineAndSeparate { into, from }),
        1 => (0..5_usize).prop_map(Operation::Separate),
        1 => (0..5_usize).prop_map(Operation::Split),
        2 => (0..5_usize, select(resolutions)).prop_map(|(index, how)| Operation::Resolve(index, how)),
        1 => select(triggers.to_vec()).prop_map(Operation::Review),
    ]
}

fn edit(edit: PatternEdit) -> Action {
    Action::Edit(edit)
}

fn person() -> Author {
    UserId::parse("ann").unwrap().into()
}

async fn change(db: &Database, id: i32, action: Action) -> Result<(), ChangeError> {
    let change = NewChange::new(person(), Cause::Edit, action);
    library::change(db, id, change, Utc::now()).await.map(|_| ())
}

async fn undo(db: &Database, job: JobId) -> Result<Effects, UndoError> {
    jobs::undo(db, job, &person(), false, Utc::now()).await
}

async fn status(db: &Database, id: i32) -> PatternStatus {
    PatternStatus::of(library::history(db, id).await.unwrap().fold().as_ref())
}

/// Imports a conversation that must be recorded. Returns its job.
async fn learn(db: &Database, trigger: &str, confidence: f64) -> JobId {
    let (job, recorded) = import_draft(db, trigger, reply_to(trigger), confidence).await;
    recorded.unwrap();
    job
}

fn reply_to(trigger: &str) -> &'static str {
    match trigger {
        PARKING | "Where can I park my car" => "Behind the building, in one of the marked spaces.",
        PRICE => "They start at $50.",
        OTHER_PRICE => "They start at $60.",
        _ => "Enter your code on the keypad and push hard.",
    }
}

#[derive(Debug, FromQueryResult)]
struct Row {
    id: i32,
    pattern_type: String,
    trigger_text: String,
    trigger_keywords: Value,
    trigger_examples: Value,
    response_template: String,
    search_text: String,
    template_variables: Value,
    confidence_score: f64,
    auto_executable: bool,
    is_active: bool,
    is_deleted: bool,
    is_retracted: bool,
    revision: i64,
    pattern_signature: String,
    evidence_count: i32,
    contradiction_count: i32,
    quality_score: f64,
}

async fn rows(db: &Database) -> Vec<Row> {
    let connection = db.connection();
    let query = Statement::from_string(
        connection.get_database_backend(),
        "SELECT * FROM decision_patterns ORDER BY id",
    );
    Row::find_by_statement(query).all(connection).await.unwrap()
}

fn texts(triggers: &[Trigger]) -> Value {
    triggers.iter().map(Trigger::as_str).collect()
}

/// Compares the columns that a reader sees with the fold.
fn assert_is_fold(row: &Row, history: &History) {
    let Some(pattern) = history.fold() else {
        assert!(row.is_retracted && row.is_deleted && !row.is_active, "{row:?}");
        return;
    };
    let variables: Vec<_> = pattern.template.variables().iter().map(|variable| variable.name()).collect();
    assert_eq!(row.pattern_type, pattern.pattern_type.as_str());
    assert_eq!(row.trigger_text, pattern.trigger.as_str());
    assert_eq!(row.trigger_keywords, json!(pattern.trigger.keywords()));
    assert_eq!(row.trigger_examples, texts(&pattern.examples));
    assert_eq!(row.response_template, pattern.template.as_str());
    assert_eq!(row.template_variables, json!(variables));
    assert_eq!(row.search_text, search_text(&pattern));
    assert_eq!(row.confidence_score, pattern.confidence.value());
    assert_eq!((row.auto_executable, row.is_active), (pattern.auto_executable, pattern.is_active));
    assert_eq!((row.is_deleted, row.is_retracted), (pattern.is_removed, false));
    assert!(row.pattern_signature.starts_with(&pattern.signature()), "{row:?}");
}

/// Each entry has a position of its own, and none is after the revision of the pattern.
async fn assert_positions_are_unique(db: &Database, row: &Row) {
    let sql = format!(
        "SELECT COUNT(*) AS entries, COUNT(DISTINCT position) AS positions, MAX(position) AS last FROM \
         (SELECT position FROM pattern_evidence WHERE pattern_id = {0} \
         UNION ALL SELECT position FROM pattern_changes WHERE pattern_id = {0}) history",
        row.id
    );
    let connection = db.connection();
    let query = Statement::from_string(connection.get_database_backend(), sql);
    let found = connection.query_one_raw(query).await.unwrap().unwrap();
    let number = |column: &str| found.try_get::<i64>("", column).unwrap();
    assert_eq!(number("entries"), number("positions"), "{row:?}");
    assert!(number("last") <= row.revision, "{row:?}");
}

/// Rating all patterns again changes nothing.
async fn assert_all_are_rated(db: &Database) {
    let stored = async || {
        let rows = rows(db).await;
        let present = rows.into_iter().filter(|row| !row.is_retracted);
        let rated =
            present.map(|row| (row.id, row.evidence_count, row.contradiction_count, row.quality_score));
        rated.collect::<Vec<_>>()
    };
    let before = stored().await;
    let now = Utc::now();
    assert_eq!(library::rate_outdated(db, now, now).await.unwrap(), before.len() as u64);
    assert_eq!(stored().await, before);
}

async fn assert_all_are_folds(db: &Database) {
    for row in rows(db).await {
        assert_positions_are_unique(db, &row).await;
        let history = library::history(db, row.id).await.unwrap();
        assert_is_fold(&row, &history);
        assert_eq!(row.evidence_count as usize, history.contributions().len(), "{row:?}");
    }
}

#[expect(clippy::print_stdout, reason = "the output of a failed test shows the operations")]
async fn a_stored_pattern_is_the_fold_of_its_history_after_every_operation(engine: Engine) {
    let mut runner = TestRunner::new(Config::default());
    let operations = proptest::collection::vec(any_operation(), OPERATIONS);
    for _ in 0..CASES {
        let operations = operations.new_tree(&mut runner).unwrap().current();
        let database = TestDatabase::migrated(engine).await;
        let db = Database::connect(&database.url).await.unwrap();
        let mut done = Done::default();
        for operation in &operations {
            apply(&db, &mut done, operation).await;
            // The operations are printed if the assertion fails.
            println!("{operation:?}");
            assert_all_are_folds(&db).await;
            assert_all_are_rated(&db).await;
        }
        assert_index_is_complete(&db).await;
    }
}

/// Blocks of the index, of which a token has one in each band here. Where they begin depends on how they were written.
#[derive(Debug, PartialEq, FromQueryResult)]
struct Block {
    field: i16,
    token: i64,
    band: i16,
    postings: Vec<u8>,
}

async fn assert_index_is_complete(db: &Database) {
    let blocks = async || {
        let sql = "SELECT * FROM pattern_index ORDER BY field, token, band, first_id";
        let query = Statement::from_string(db.connection().get_database_backend(), sql);
        Block::find_by_statement(query).all(db.connection()).await.unwrap()
    };
    library::delete_entries_of_retracted(db).await.unwrap();
    let before = blocks().await;
    db.connection().execute_unprepared("UPDATE library SET index_version = 0").await.unwrap();
    library::build_index(db).await.unwrap();
    assert_eq!(before, blocks().await);
}

/// The imports and the merges so far.
#[derive(Default)]
struct Done {
    imports: Vec<JobId>,
    merges: Vec<i64>,
}

async fn apply(db: &Database, done: &mut Done, operation: &Operation) {
    let ids: Vec<_> = rows(db).await.iter().map(|row| row.id).collect();
    let Done { imports, merges } = done;
    match operation {
        Operation::Import { trigger, confidence } => imports.push(learn(db, trigger, *confidence).await),
        Operation::Change(index, action) if !ids.is_empty() => {
            let changed = change(db, ids[index % ids.len()], action.clone()).await;
            let is_expected = matches!(
                changed,
                Ok(()) | Err(ChangeError::NotFound | ChangeError::Removed | ChangeError::DuplicateTrigger)
            );
            assert!(is_expected, "{changed:?}");
        }
        Operation::Undo(index) if !imports.is_empty() => {
            let undone = undo(db, imports[index % imports.len()]).await;
            assert!(matches!(undone, Ok(_) | Err(UndoError::Undone)), "{undone:?}");
        }
        Operation::Redo(index) if !imports.is_empty() => {
            let job = imports[index % imports.len()];
            let redone = jobs::redo(db, job, &person(), false, Utc::now()).await;
            assert!(matches!(redone, Ok(_) | Err(UndoError::NotUndone)), "{redone:?}");
        }
        Operation::Combine { into, from } if !ids.is_empty() => {
            merges.extend(combine(db, ids[into % ids.len()], ids[from % ids.len()]).await);
        }
        Operation::CombineAndSeparate { into, from } if !ids.is_empty() => {
            combine_and_separate(db, ids[into % ids.len()], ids[from % ids.len()]).await;
        }
        Operation::Separate(index) if !merges.is_empty() => {
            let separated = regroup::separate(db, merges[index % merges.len()], &person(), Utc::now()).await;
            assert!(!matches!(separated, Err(SeparateError::Store(_))), "{separated:?}");
        }
        Operation::Split(index) if !ids.is_empty() => split(db, ids[index % ids.len()]).await,
        Operation::Resolve(index, resolution) => resolve(db, *index, resolution.clone()).await,
        Operation::Review(trigger) => imports.push(review(db, trigger).await),
        _ => {}
    }
}

/// The id of the merge, if the patterns can be merged.
async fn combine(db: &Database, into: i32, from: i32) -> Option<i64> {
    match regroup::combine(db, into, from, &person(), Utc::now()).await {
        Ok(merge) => Some(merge),
        Err(CombineError::Store(error)) => panic!("{error}"),
        Err(_) => None,
    }
}

/// Both patterns are as they were.
async fn combine_and_separate(db: &Database, into: i32, from: i32) {
    let fold = async |id| library::history(db, id).await.unwrap().fold();
    let before = (fold(into).await, fold(from).await);
    if let Some(merge) = combine(db, into, from).await {
        regroup::separate(db, merge, &person(), Utc::now()).await.unwrap();
        assert_eq!((fold(into).await, fold(from).await), before);
    }
}

async fn split(db: &Database, pattern: i32) {
    let page = library::evidence(db, pattern, 0, 100).await.unwrap();
    let evidence = page.into_iter().flat_map(|page| page.items).map(|item| item.id).step_by(2).collect();
    let wanted = Split { pattern, evidence, edit: PatternEdit::default(), if_revision: None };
    let split = regroup::split(db, wanted, &person(), Utc::now()).await;
    assert!(!matches!(split, Err(SplitError::Change(ChangeError::Store(_)))), "{split:?}");
}

async fn resolve(db: &Database, index: usize, resolution: Resolution) {
    library::compare_changed(db, &MergeRules::default(), Utc::now()).await.unwrap();
    let found = conflicts::list(db, None, 10).await.unwrap().conflicts;
    if found.is_empty() {
        return;
    }
    let id = found[index % found.len()].id;
    let resolved = conflicts::resolve(db, id, resolution, None, &person(), Utc::now()).await;
    assert!(!matches!(resolved, Err(ResolveError::Store(_))), "{resolved:?}");
}

/// Imports a conversation to be reviewed, edits what was staged, and approves it unless the library has removed the same
/// pattern or does not use it. Returns the job.
async fn review(db: &Database, trigger: &str) -> JobId {
    let job = stage_draft(db, trigger, reply_to(trigger), 0.7).await;
    let staged = staging::list(db, job, &[StagedStatus::Pending], 0, 1).await.unwrap().patterns;
    if let Some(staged) = staged.first() {
        let edit = StagedEdit {
            trigger: Trigger::parse(&format!("{trigger} Please tell me")).ok(),
            confidence: Confidence::new(0.8).ok(),
            ..StagedEdit::default()
        };
        staging::edit(db, staged.id, &person(), edit, None, Utc::now()).await.unwrap();
        let approved =
            staging::approve(db, staged.id, &person(), &MergeRules::default(), None, Utc::now()).await;
        assert!(!matches!(approved, Err(ReviewError::Store(_))), "{approved:?}");
    }
    job
}

async fn open(engine: Engine) -> (TestDatabase, Database) {
    let database = TestDatabase::migrated(engine).await;
    let db = Database::connect(&database.url).await.unwrap();
    (database, db)
}

async fn find(db: &Database, id: i32) -> Pattern {
    library::find(db, id).await.unwrap().unwrap().0.pattern
}

async fn an_import_can_be_undone_after_another_one_confirmed_its_pattern(engine: Engine) {
    let (_database, db) = open(engine).await;
    let first = learn(&db, DOOR, 0.9).await;
    let second = learn(&db, "How do I open the front door", 0.6).await;
    let id = rows(&db).await[0].id;
    assert_eq!(find(&db, id).await.confidence.value(), 0.92);

    undo(&db, first).await.unwrap();
    let (stored, sources) = library::find(&db, id).await.unwrap().unwrap();
    let pattern = stored.pattern;
    assert_eq!((pattern.trigger.as_str(), pattern.confidence.value()), ("How do I open the front door", 0.6));
    assert_eq!(pattern.examples.len(), 1);
    assert_eq!(sources.iter().map(|source| source.job).collect::<Vec<_>>(), [second]);
    assert_eq!(sources[0].contribution, 0.6);
    // A second time, it changes nothing.
    let before = library::history(&db, id).await.unwrap();
    assert!(matches!(undo(&db, first).await, Err(UndoError::Undone)));
    assert_eq!(library::history(&db, id).await.unwrap(), before);
}

async fn a_pattern_is_learned_again_after_its_only_import_was_undone(engine: Engine) {
    let (_database, db) = open(engine).await;
    let first = learn(&db, DOOR, 0.9).await;
    let id = rows(&db).await[0].id;
    undo(&db, first).await.unwrap();
    assert_eq!(status(&db, id).await, PatternStatus::Retracted);
    assert_eq!(library::find(&db, id).await.unwrap(), None);
    let again = change(&db, id, Action::Restore).await;
    assert!(matches!(again, Err(ChangeError::NotFound)), "{again:?}");

    learn(&db, DOOR, 0.7).await;
    let rows = rows(&db).await;
    assert_eq!(rows.len(), 2);
    assert_eq!(find(&db, rows[1].id).await.confidence.value(), 0.7);
}

async fn a_pattern_that_a_person_removed_is_not_learned_again(engine: Engine) {
    let (_database, db) = open(engine).await;
    let first = learn(&db, DOOR, 0.9).await;
    let id = rows(&db).await[0].id;
    change(&db, id, Action::Remove).await.unwrap();
    let second = learn(&db, DOOR, 0.9).await;
    assert_eq!(rows(&db).await.len(), 1);
    let reasons = jobs::find(&db, second).await.unwrap().unwrap().without_pattern;
    assert_eq!(reasons, [(gleaner_domain::NoPatternReason::Removed, 1)]);
    // Also after the import that created it was undone.
    undo(&db, first).await.unwrap();
    assert_eq!(status(&db, id).await, PatternStatus::Removed);
    learn(&db, DOOR, 0.9).await;
    assert_eq!(rows(&db).await.len(), 1);
    change(&db, id, Action::Restore).await.unwrap();
    assert_eq!(find(&db, id).await.trigger.as_str(), DOOR);
}

async fn an_edit_changes_what_later_drafts_are_compared_with(engine: Engine) {
    let (_database, db) = open(engine).await;
    learn(&db, DOOR, 0.8).await;
    let id = rows(&db).await[0].id;
    let trigger = Trigger::parse(PARKING).unwrap();
    let to_parking = PatternEdit {
        trigger: Some(trigger.clone()),
        examples: Some(vec![]),
        template: ResponseTemplate::parse("Behind the building.").ok(),
        ..PatternEdit::default()
    };
    change(&db, id, edit(to_parking)).await.unwrap();
    assert_eq!(rows(&db).await[0].pattern_signature, trigger.signature(gleaner_domain::PatternType::Faq));
    learn(&db, DOOR, 0.8).await;
    assert_eq!(rows(&db).await.len(), 2);
    learn(&db, PARKING, 0.8).await;
    assert_eq!(find(&db, id).await.confidence.value(), 0.82);
}

async fn an_edit_that_would_duplicate_a_pattern_is_refused(engine: Engine) {
    let (_database, db) = open(engine).await;
    learn(&db, DOOR, 0.8).await;
    learn(&db, PARKING, 0.8).await;
    let id = rows(&db).await[0].id;
    let duplicate = PatternEdit { trigger: Trigger::parse(PARKING).ok(), ..PatternEdit::default() };
    let refused = change(&db, id, edit(duplicate)).await;
    assert!(matches!(refused, Err(ChangeError::DuplicateTrigger)), "{refused:?}");
    assert_eq!(find(&db, id).await.trigger.as_str(), DOOR);
    assert_eq!(library::history(&db, id).await.unwrap().entries().len(), 1);
}

async fn a_pattern_that_a_retraction_made_a_duplicate_can_still_be_confirmed_and_changed(engine: Engine) {
    let (_database, db) = open(engine).await;
    let first = learn(&db, DOOR, 0.8).await;
    let similar = "How do I open the front door now?";
    learn(&db, similar, 0.6).await;
    learn(&db, PARKING, 0.8).await;
    let ids: Vec<_> = rows(&db).await.iter().map(|row| row.id).collect();
    let to_similar = PatternEdit { trigger: Trigger::parse(similar).ok(), ..PatternEdit::default() };
    change(&db, ids[1], edit(to_similar)).await.unwrap();
    // Now the remaining evidence of the first pattern has the trigger of the second.
    undo(&db, first).await.unwrap();
    assert_eq!(status(&db, ids[0]).await, PatternStatus::Active);
    assert_eq!(find(&db, ids[0]).await.trigger.as_str(), similar);
    learn(&db, similar, 0.6).await;
    assert_eq!(find(&db, ids[0]).await.confidence.value(), 0.62);
    change(&db, ids[0], Action::Remove).await.unwrap();
    assert_all_are_folds(&db).await;
}

async fn a_pattern_that_cannot_be_read_is_a_permanent_error_and_nothing_is_stored(engine: Engine) {
    let (_database, db) = open(engine).await;
    learn(&db, DOOR, 0.8).await;
    // Another program wrote something else than a list.
    let statement = "UPDATE decision_patterns SET trigger_examples = '{}'";
    db.connection().execute_unprepared(statement).await.unwrap();
    let (_, recorded) = import_draft(&db, DOOR, "Another reply.", 0.8).await;
    assert!(matches!(&recorded, Err(error @ Error::Corrupt(_)) if error.is_permanent()));
    let history = library::history(&db, rows(&db).await[0].id).await.unwrap();
    assert!(matches!(history.entries(), [HistoryEntry::Evidence(_)]));
}

async fn a_pattern_that_another_program_stored_is_confirmed(engine: Engine) {
    let (_database, db) = open(engine).await;
    learn(&db, DOOR, 0.8).await;
    // Other programs do not write what the index needs.
    for statement in ["DELETE FROM pattern_index", "UPDATE decision_patterns SET search_text = ''"] {
        db.connection().execute_unprepared(statement).await.unwrap();
    }
    learn(&db, DOOR, 0.8).await;
    assert_eq!(rows(&db).await[0].confidence_score, 0.82);
    // Now it is in the index.
    assert_eq!(
        library::match_candidates(&db, DOOR, &HashMap::new(), &PatternFilter::active()).await.unwrap().len(),
        1
    );
}

async fn the_same_question_with_another_answer_is_a_pattern_beside_the_first(engine: Engine) {
    let (_database, db) = open(engine).await;
    let replies = ["A gift card costs $50.", "A gift card costs $60.", "A gift card costs $60, any time."];
    for reply in replies {
        import_draft(&db, PRICE, reply, 0.8).await.1.unwrap();
    }
    let rows = rows(&db).await;
    let [first, second] = rows.as_slice() else { panic!("{rows:?}") };
    assert_eq!((first.confidence_score, second.confidence_score), (0.8, 0.82));
    assert!(second.pattern_signature.starts_with(&first.pattern_signature));
    let (stored, _) = library::find(&db, second.id).await.unwrap().unwrap();
    assert_eq!(stored.relations.conflict.map(|conflict| conflict.pattern), Some(first.id));
    // The other pattern is gone.
    change(&db, first.id, Action::Remove).await.unwrap();
    let (stored, _) = library::find(&db, second.id).await.unwrap().unwrap();
    assert_eq!(stored.relations, library::Relations::default());
    assert_all_are_folds(&db).await;
}
