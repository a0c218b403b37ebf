//! Merging patterns of the library with each other, and undoing that.

use std::collections::BTreeSet;

use chrono::Utc;
use gleaner_api::auth::Role;
use gleaner_domain::merging::MergeRules;
use gleaner_domain::pattern::{Action, Cause, Content, PatternEdit};
use gleaner_domain::{
    Confidence, JobId, Pattern, PatternStatus, PatternType, ResponseTemplate, Trigger, UserId,
};
use gleaner_persistence::Database;
use gleaner_persistence::audit::Author;
use gleaner_persistence::jobs;
use gleaner_persistence::library::regroup::{self, CombineError, SeparateError};
use gleaner_persistence::library::{self, EvidenceItem, NewChange, NewPattern, StoredPattern};
use gleaner_tests::database::TestDatabase;
use gleaner_tests::evidence::import_draft;
use gleaner_tests::{Engine, Response, TestApp, on_both_databases, send};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

on_both_databases! {
    a_merged_pattern_has_the_evidence_of_both_and_the_other_one_is_gone,
    an_undone_merge_leaves_both_patterns_as_they_were_and_is_not_proposed_again,
    an_import_can_be_undone_while_its_pattern_is_merged_into_another_one,
    merges_are_undone_in_the_opposite_order,
    a_merge_by_an_earlier_version_is_undone,
    a_pattern_that_another_program_changed_is_not_merged,
    a_pattern_that_remains_keeps_the_signature_of_its_trigger,
    a_pattern_that_a_person_changed_is_merged_by_hand_and_comes_back_as_it_was,
    a_pattern_created_by_hand_is_merged_and_comes_back,
    imports_are_undone_while_a_changed_pattern_is_merged,
    a_pattern_that_is_not_used_takes_no_other_one_out_of_use,
    patterns_of_an_older_library_are_proposed_in_groups_with_the_largest_first,
    an_admin_reviews_proposals_merges_some_and_undoes_a_merge,
    if_no_merge_is_made_the_response_is_the_error,
    a_request_that_is_not_a_merge_is_refused,
    a_pattern_is_split_and_its_imports_can_be_undone,
    a_split_that_is_not_possible_changes_nothing,
    a_pattern_that_a_person_changed_remains_without_conversations,
    a_split_pattern_is_merged_again,
    patterns_of_undone_imports_do_not_hide_one_that_is_learned_again,
}

const PARKING: &str = "Where can I park my car?";
const SPACES: &str = "Any spaces for visitors?";
const BEHIND: &str = "Behind the building, in one of the marked spaces near the door.";

async fn open(engine: Engine) -> (TestDatabase, Database) {
    let database = TestDatabase::migrated(engine).await;
    let db = Database::connect(&database.url).await.unwrap();
    (database, db)
}

fn person() -> Author {
    UserId::parse("ann").unwrap().into()
}

/// Imports a conversation that becomes a pattern of its own. Returns the pattern and the job.
async fn pattern(db: &Database, trigger: &str, template: &str) -> (i32, JobId) {
    let (job, recorded) = import_draft(db, trigger, template, 0.6).await;
    recorded.unwrap();
    let learned = library::patterns_of_import(db, job).await.unwrap();
    (learned[0].pattern.id, job)
}

/// Two patterns with the same answer, as a library of an older version has them.
async fn fragments(db: &Database) -> ((i32, JobId), (i32, JobId)) {
    let first = pattern(db, PARKING, BEHIND).await;
    let second = pattern(db, SPACES, "Ask at the desk.").await;
    let template = ResponseTemplate::parse(BEHIND).unwrap();
    rewrite(db, second.0, template.as_str()).await;
    (first, second)
}

/// Changes the answer of a pattern's row and evidence, as if it had been extracted so.
async fn rewrite(db: &Database, id: i32, template: &str) {
    use sea_orm::ConnectionTrait;
    let quoted = template.replace('\'', "''");
    for statement in [
        format!("UPDATE decision_patterns SET response_template = '{quoted}' WHERE id = {id}"),
        format!(
            "UPDATE pattern_evidence SET draft = {} WHERE pattern_id = {id}",
            match db.connection().get_database_backend() {
                sea_orm::DbBackend::Sqlite => format!("json_set(draft, '$.template', '{quoted}')"),
                _ => format!("jsonb_set(draft, '{{template}}', to_jsonb('{quoted}'::text))"),
            }
        ),
    ] {
        db.connection().execute_unprepared(&statement).await.unwrap();
    }
}

async fn find(db: &Database, id: i32) -> Option<(StoredPattern, Vec<EvidenceItem>)> {
    library::find(db, id).await.unwrap()
}

/// A pattern, and the ids of its evidence with what each adds to the confidence; `None` if it is not in the library.
async fn learned(db: &Database, id: i32) -> Option<(Pattern, Vec<(i64, f64)>)> {
    let (stored, sources) = find(db, id).await?;
    Some((stored.pattern, sources.into_iter().map(|source| (source.id, source.contribution)).collect()))
}

async fn change(db: &Database, id: i32, edit: PatternEdit) {
    let change = NewChange::new(person(), Cause::Edit, Action::Edit(edit));
    library::change(db, id, change, Utc::now()).await.unwrap();
}

async fn combine(db: &Database, into: i32, from: i32) -> Result<i64, CombineError> {
    regroup::combine(db, into, from, &person(), Utc::now()).await
}

async fn separate(db: &Database, merge: i64) -> Result<(), SeparateError> {
    regroup::separate(db, merge, &person(), Utc::now()).await.map(|_| ())
}

/// The ids of each group that is proposed: the pattern that remains, and the others.
async fn proposed(db: &Database) -> Vec<(i32, Vec<i32>)> {
    let page = regroup::proposals(db, &MergeRules::default(), 0, 100, &BTreeSet::new()).await.unwrap();
    let ids = |proposal: &regroup::Proposal| {
        (proposal.into.id, proposal.from.iter().map(|(pattern, _)| pattern.id).collect())
    };
    page.proposals.iter().map(ids).collect()
}

async fn a_merged_pattern_has_the_evidence_of_both_and_the_other_one_is_gone(engine: Engine) {
    let (_database, db) = open(engine).await;
    let ((first, _), (second, _)) = fragments(&db).await;
    combine(&db, first, second).await.unwrap();
    let (stored, sources) = find(&db, first).await.unwrap();
    assert_eq!(stored.pattern.confidence.value(), 0.62);
    let examples: Vec<_> = stored.pattern.examples.iter().map(Trigger::as_str).collect();
    assert_eq!((examples, sources.len()), (vec![PARKING, SPACES], 2));
    assert_eq!(find(&db, second).await, None);
    // A draft like the merged pattern confirms the one that remains.
    assert_eq!(pattern(&db, SPACES, BEHIND).await.0, first);
    assert!(matches!(combine(&db, first, first).await, Err(CombineError::Same)));
    assert!(matches!(combine(&db, first, second).await, Err(CombineError::NotFound(id)) if id == second));
}

async fn an_undone_merge_leaves_both_patterns_as_they_were_and_is_not_proposed_again(engine: Engine) {
    let (_database, db) = open(engine).await;
    let ((first, _), (second, _)) = fragments(&db).await;
    let before = [learned(&db, first).await, learned(&db, second).await];
    assert_eq!(proposed(&db).await, [(first, vec![second])]);
    let merge = combine(&db, first, second).await.unwrap();
    assert_eq!(proposed(&db).await, []);

    separate(&db, merge).await.unwrap();
    assert_eq!([learned(&db, first).await, learned(&db, second).await], before);
    for id in [first, second] {
        assert_eq!(find(&db, id).await.unwrap().0.status, PatternStatus::Active);
    }
    assert_eq!(proposed(&db).await, []);
    assert!(matches!(separate(&db, merge).await, Err(SeparateError::Undone)));
    assert!(matches!(separate(&db, merge + 1).await, Err(SeparateError::NotFound)));
}

async fn an_import_can_be_undone_while_its_pattern_is_merged_into_another_one(engine: Engine) {
    let (_database, db) = open(engine).await;
    let ((first, first_job), (second, second_job)) = fragments(&db).await;
    let merge = combine(&db, first, second).await.unwrap();
    let learned = library::patterns_of_import(&db, second_job).await.unwrap();
    assert_eq!(learned[0].pattern.id, first);
    jobs::undo(&db, first_job, &person(), false, Utc::now()).await.unwrap();
    let (stored, sources) = find(&db, first).await.unwrap();
    assert_eq!((stored.pattern.trigger.as_str(), sources.len()), (SPACES, 1));

    separate(&db, merge).await.unwrap();
    assert_eq!(find(&db, first).await, None, "all of its own evidence is retracted");
    assert_eq!(find(&db, second).await.unwrap().0.pattern.trigger.as_str(), SPACES);
}

async fn merges_are_undone_in_the_opposite_order(engine: Engine) {
    let (_database, db) = open(engine).await;
    let ((first, _), (second, _)) = fragments(&db).await;
    let (third, _) = pattern(&db, "What does a gift card cost?", "They start at $50.").await;
    let earlier = combine(&db, first, second).await.unwrap();
    let later = combine(&db, third, first).await.unwrap();
    assert!(matches!(separate(&db, earlier).await, Err(SeparateError::MovedAgain)));
    separate(&db, later).await.unwrap();
    assert_eq!(find(&db, first).await.unwrap().1.len(), 2);
    separate(&db, earlier).await.unwrap();
    for id in [first, second, third] {
        assert_eq!(find(&db, id).await.unwrap().1.len(), 1);
    }
}

async fn a_merge_by_an_earlier_version_is_undone(engine: Engine) {
    use sea_orm::ConnectionTrait;
    let (_database, db) = open(engine).await;
    let ((first, _), (second, _)) = fragments(&db).await;
    assert_eq!(pattern(&db, "Any spaces for visitors", BEHIND).await.0, second);
    let before = [learned(&db, first).await, learned(&db, second).await];
    let merge = combine(&db, first, second).await.unwrap();
    for statement in
        ["UPDATE moved_evidence SET position = NULL", "UPDATE pattern_changes SET is_suspended = false"]
    {
        db.connection().execute_unprepared(statement).await.unwrap();
    }
    separate(&db, merge).await.unwrap();
    assert_eq!([learned(&db, first).await, learned(&db, second).await], before);
}

async fn a_pattern_that_another_program_changed_is_not_merged(engine: Engine) {
    use sea_orm::ConnectionTrait;
    let (_database, db) = open(engine).await;
    let ((first, _), (second, _)) = fragments(&db).await;
    let statement = format!("UPDATE decision_patterns SET auto_executable = true WHERE id = {first}");
    db.connection().execute_unprepared(&statement).await.unwrap();
    for (into, from) in [(first, second), (second, first)] {
        assert!(matches!(combine(&db, into, from).await, Err(CombineError::Foreign(id)) if id == first));
    }
    assert_eq!(find(&db, second).await.unwrap().1.len(), 1);
}

async fn a_pattern_that_remains_keeps_the_signature_of_its_trigger(engine: Engine) {
    let (_database, db) = open(engine).await;
    let ((first, _), (second, _)) = fragments(&db).await;
    // The trigger of the merged pattern becomes the most central one.
    for trigger in ["Any spaces for visitors", "Any spaces for guests and visitors?"] {
        assert_eq!(pattern(&db, trigger, BEHIND).await.0, second);
    }
    combine(&db, first, second).await.unwrap();
    let (stored, sources) = find(&db, first).await.unwrap();
    assert_eq!(sources.len(), 4);
    assert_eq!(stored.signature, stored.pattern.signature(), "{}", stored.pattern.trigger);
}

async fn a_pattern_that_a_person_changed_is_merged_by_hand_and_comes_back_as_it_was(engine: Engine) {
    let (_database, db) = open(engine).await;
    let ((first, _), (second, _)) = fragments(&db).await;
    assert_eq!(pattern(&db, "Any spaces for visitors", BEHIND).await.0, second);
    let edit = PatternEdit {
        trigger: Trigger::parse("Is there visitor parking?").ok(),
        confidence: Confidence::new(0.4).ok(),
        auto_executable: Some(true),
        ..PatternEdit::default()
    };
    change(&db, second, edit).await;
    assert_eq!(pattern(&db, "Is there visitor parking", BEHIND).await.0, second);
    assert_eq!(proposed(&db).await, []);
    let before = [learned(&db, first).await, learned(&db, second).await];

    let merge = combine(&db, first, second).await.unwrap();
    let (merged, sources) = find(&db, first).await.unwrap();
    assert_eq!((merged.pattern.template.as_str(), merged.pattern.auto_executable), (BEHIND, false));
    assert_ne!(merged.pattern.trigger.as_str(), "Is there visitor parking?");
    assert_eq!((sources.len(), find(&db, second).await), (4, None));

    separate(&db, merge).await.unwrap();
    assert_eq!([learned(&db, first).await, learned(&db, second).await], before);
    assert_eq!(proposed(&db).await, []);
    // The other way round, the words of the one that remains stay.
    combine(&db, second, first).await.unwrap();
    let (remaining, sources) = find(&db, second).await.unwrap();
    assert_eq!(remaining.pattern.trigger.as_str(), "Is there visitor parking?");
    assert_eq!((remaining.pattern.auto_executable, sources.len()), (true, 4));
}

async fn a_pattern_created_by_hand_is_merged_and_comes_back(engine: Engine) {
    let (_database, db) = open(engine).await;
    let ((first, _), (second, _)) = fragments(&db).await;
    let content = Content {
        pattern_type: PatternType::Faq,
        trigger: Trigger::parse("Is there visitor parking?").unwrap(),
        template: ResponseTemplate::parse("In the garage.").unwrap(),
    };
    let new = NewPattern { content, fields: PatternEdit::default() };
    let created = library::create(&db, &person(), new, Utc::now()).await.unwrap().id;
    let before = [learned(&db, first).await, learned(&db, created).await];

    let merge = combine(&db, first, created).await.unwrap();
    assert_eq!([learned(&db, first).await, learned(&db, created).await], [before[0].clone(), None]);
    // No evidence was moved, so a later merge does not hinder the undo.
    let later = combine(&db, second, first).await.unwrap();
    separate(&db, merge).await.unwrap();
    assert_eq!(learned(&db, created).await, before[1]);
    separate(&db, later).await.unwrap();
    assert_eq!([learned(&db, first).await, learned(&db, created).await], before);
}

async fn imports_are_undone_while_a_changed_pattern_is_merged(engine: Engine) {
    let (_database, db) = open(engine).await;
    let ((first, _), (second, job)) = fragments(&db).await;
    let trigger = Trigger::parse("Is there visitor parking?").ok();
    change(&db, second, PatternEdit { trigger, ..PatternEdit::default() }).await;
    let before = [learned(&db, first).await, learned(&db, second).await];

    let merge = combine(&db, first, second).await.unwrap();
    jobs::undo(&db, job, &person(), false, Utc::now()).await.unwrap();
    assert_eq!(learned(&db, first).await, before[0]);
    separate(&db, merge).await.unwrap();
    let (kept, sources) = find(&db, second).await.unwrap();
    assert_eq!((kept.pattern.trigger.as_str(), sources.len()), ("Is there visitor parking?", 0));
    jobs::redo(&db, job, &person(), false, Utc::now()).await.unwrap();
    assert_eq!([learned(&db, first).await, learned(&db, second).await], before);
}

async fn a_pattern_that_is_not_used_takes_no_other_one_out_of_use(engine: Engine) {
    let (_database, db) = open(engine).await;
    let ((first, _), (second, _)) = fragments(&db).await;
    assert_eq!(proposed(&db).await, [(first, vec![second])]);
    change(&db, first, PatternEdit { is_active: Some(false), ..PatternEdit::default() }).await;
    assert_eq!(proposed(&db).await, []);
}

async fn patterns_of_an_older_library_are_proposed_in_groups_with_the_largest_first(engine: Engine) {
    let (_database, db) = open(engine).await;
    const GIFT: &str = "Gift cards start at $50 and never expire.";
    let (first, _) = pattern(&db, PARKING, BEHIND).await;
    let (gift, _) = pattern(&db, "What does a gift card cost?", GIFT).await;
    let mut spaces = Vec::new();
    for (trigger, answer) in
        [(SPACES, "Ask at the desk."), ("Is there a garage?", "We do not know that yet.")]
    {
        spaces.push(pattern(&db, trigger, answer).await.0);
    }
    let (other, _) = pattern(&db, "Do you sell vouchers?", "Let me look it up first.").await;
    for id in &spaces {
        rewrite(&db, *id, BEHIND).await;
    }
    rewrite(&db, other, GIFT).await;
    let expected = [(first, vec![spaces[0], spaces[1]]), (gift, vec![other])];
    assert_eq!(proposed(&db).await, expected);

    // Pages together find the same as one.
    let (mut after, mut compared, mut pairs) = (Some(0), 0, BTreeSet::new());
    while let Some(position) = after {
        let page = regroup::proposals(&db, &MergeRules::default(), position, 2, &pairs).await.unwrap();
        compared += page.compared;
        pairs
            .extend(page.proposals.iter().flat_map(|proposal| proposal.from.iter().map(|(from, _)| from.id)));
        after = page.next;
    }
    assert_eq!((compared, pairs), (5, BTreeSet::from([spaces[0], spaces[1], other])));
}

async fn post(app: &TestApp, path: &str, body: Value) -> Response {
    send(app.request(Method::POST, path).json(&body)).await
}

async fn an_admin_reviews_proposals_merges_some_and_undoes_a_merge(engine: Engine) {
    let app = TestApp::start(engine).await;
    let ((first, _), (second, _)) = fragments(&app.db).await;
    let proposed = send(app.request(Method::POST, "/api/patterns/regroup?dry_run=true")).await;
    assert_eq!(proposed.status, StatusCode::OK, "{}", proposed.body);
    let group = &proposed.body["groups"][0];
    assert_eq!((&group["into"]["id"], &group["patterns"][0]["id"]), (&json!(first), &json!(second)));
    assert!(group["patterns"][0]["probability"].as_f64().unwrap() >= 0.7, "{group}");
    assert_eq!((&proposed.body["compared"], &proposed.body["nextCursor"]), (&json!(2), &Value::Null));
    assert_eq!(app.patterns().await.len(), 2);

    let merges = json!({ "merges": [{ "into": first, "patterns": [second, 999, first] }] });
    let merged = post(&app, "/api/patterns/regroup", merges).await;
    let results = merged.body["results"].as_array().unwrap();
    assert_eq!(results[0]["error"], Value::Null, "{}", merged.body);
    assert_eq!(results[1]["error"], "There is no pattern 999.");
    assert_eq!(results[2]["error"], "A pattern cannot be merged into itself.");
    assert_eq!(app.patterns().await.len(), 1);
    let detail = json!({ "into": first, "merge": results[0]["mergeId"] });
    assert_eq!(audited(&app, "merge").await, [(json!(second), detail)]);

    let undo = format!("/api/patterns/merges/{}/undo", results[0]["mergeId"]);
    let undone = send(app.request(Method::POST, &undo)).await;
    assert_eq!((&undone.body["pattern"], &undone.body["from"]), (&json!(second), &json!(first)));
    assert_eq!(app.patterns().await.len(), 2);
    let detail = json!({ "from": first, "merge": results[0]["mergeId"] });
    assert_eq!(audited(&app, "undo_merge").await, [(json!(second), detail)]);
    let again = send(app.request(Method::POST, &undo)).await;
    assert_eq!((again.status, again.code()), (StatusCode::CONFLICT, "CONFLICT"));
    let unknown = send(app.request(Method::POST, "/api/patterns/merges/999/undo")).await;
    assert_eq!(unknown.code(), "NOT_FOUND");
}

/// The pattern and the detail of each entry of the audit log with this action.
async fn audited(app: &TestApp, action: &str) -> Vec<(Value, Value)> {
    let listed = app.get(&format!("/api/patterns/audit?action={action}")).await.body;
    let entries = listed["entries"].as_array().unwrap_or_else(|| panic!("{listed}"));
    entries.iter().map(|entry| (entry["patternId"].clone(), entry["detail"].clone())).collect()
}

async fn if_no_merge_is_made_the_response_is_the_error(engine: Engine) {
    use sea_orm::ConnectionTrait;
    let app = TestApp::start(engine).await;
    let ((first, _), _) = fragments(&app.db).await;
    let (foreign, _) = pattern(&app.db, "What does a gift card cost?", "They start at $50.").await;
    let statement = format!("UPDATE decision_patterns SET auto_executable = true WHERE id = {foreign}");
    app.db.connection().execute_unprepared(&statement).await.unwrap();
    let before = app.patterns().await;
    for (into, patterns, status, sentence) in [
        (999, vec![first], StatusCode::NOT_FOUND, "There is no pattern 999."),
        (first, vec![998, 999], StatusCode::NOT_FOUND, "There is no pattern 998."),
        (first, vec![first], StatusCode::BAD_REQUEST, "A pattern cannot be merged into itself."),
        (
            first,
            vec![foreign, 999],
            StatusCode::CONFLICT,
            &*format!(
                "Another program changed pattern {foreign}, so its conversations do not tell what it says."
            ),
        ),
    ] {
        let merges = json!({ "merges": [{ "into": into, "patterns": patterns }] });
        let refused = post(&app, "/api/patterns/regroup", merges).await;
        assert_eq!((refused.status, &refused.body["error"]), (status, &json!(sentence)));
    }
    assert_eq!((app.patterns().await, audited(&app, "merge").await), (before, vec![]));
}

async fn a_request_that_is_not_a_merge_is_refused(engine: Engine) {
    let app = TestApp::start(engine).await;
    let many: Vec<i32> = (2..=102).collect();
    for body in [
        json!({ "merges": [{ "into": 1, "patterns": many }] }),
        json!({ "merges": [{ "into": "1", "patterns": [2] }] }),
        json!({ "merges": [{ "into": 1.5, "patterns": [2] }] }),
        json!({ "merges": [{ "into": 1 }] }),
        json!({ "merges": [{ "into": 1, "patterns": [2_147_483_648_i64] }] }),
        json!({ "merges": [{ "into": 1, "patterns": [2], "force": true }] }),
    ] {
        let response = post(&app, "/api/patterns/regroup", body.clone()).await;
        assert_eq!(response.code(), "INVALID_REQUEST", "{body}");
    }
    let text = app.request(Method::POST, "/api/patterns/regroup").header("content-type", "text/plain");
    assert_eq!(send(text.body("merge")).await.code(), "UNSUPPORTED_MEDIA_TYPE");
    for nothing in [
        send(app.request(Method::POST, "/api/patterns/regroup")).await,
        post(&app, "/api/patterns/regroup", json!({})).await,
    ] {
        assert_eq!((nothing.status, &nothing.body["results"]), (StatusCode::OK, &json!([])));
    }
    for query in ["limit=0", "limit=1001", "cursor=x", "dry_run=perhaps", "dryRun=true"] {
        let path = format!("/api/patterns/regroup?dry_run=true&{query}");
        let response = send(app.request(Method::POST, &path)).await;
        assert_eq!(response.code(), "INVALID_REQUEST", "{query}");
    }
    // Tools send the default values.
    let defaults = app.request(Method::POST, "/api/patterns/regroup?dry_run=false&limit=200&cursor=0");
    assert_eq!(send(defaults).await.status, StatusCode::OK);
    let merges = json!({ "merges": [{ "into": 1, "patterns": [2] }] });
    assert_eq!(post(&app, "/api/patterns/regroup?dry_run=true", merges).await.code(), "INVALID_REQUEST");
    let operator = app.token("olga", Role::Operator);
    let response = send(app.request_of(&operator, Method::POST, "/api/patterns/regroup?dry_run=true")).await;
    assert_eq!(response.code(), "FORBIDDEN");
}

/// A pattern with three conversations. Returns its id, the ids of its evidence and its imports.
async fn confirmed(app: &TestApp) -> (i32, Vec<i64>, Vec<JobId>) {
    let questions = [PARKING, "Where can I park my car", "Where can I park a car?"];
    let mut jobs = Vec::new();
    for question in questions {
        let (job, recorded) = import_draft(&app.db, question, BEHIND, 0.6).await;
        recorded.unwrap();
        jobs.push(job);
    }
    let id = app.patterns().await[0]["id"].as_i64().unwrap() as i32;
    (id, evidence(app, id).await, jobs)
}

async fn evidence(app: &TestApp, id: i32) -> Vec<i64> {
    let listed = app.get(&format!("/api/patterns/{id}/evidence")).await.body;
    let listed = listed["evidence"].as_array().unwrap_or_else(|| panic!("{listed}"));
    listed.iter().map(|evidence| evidence["id"].as_i64().unwrap()).collect()
}

async fn split(app: &TestApp, id: i32, body: Value) -> Response {
    send(app.request(Method::POST, &format!("/api/patterns/{id}/split")).json(&body)).await
}

async fn a_pattern_is_split_and_its_imports_can_be_undone(engine: Engine) {
    let app = TestApp::start(engine).await;
    let (id, ids, jobs) = confirmed(&app).await;
    let split = split(&app, id, json!({ "evidence_ids": [ids[2]] })).await;
    assert_eq!(split.status, StatusCode::CREATED, "{}", split.body);
    let new = split.body["pattern"]["id"].as_i64().unwrap() as i32;
    assert_eq!(split.header("location"), format!("/api/patterns/{new}"));
    assert_eq!(split.body["pattern"]["trigger_text"], "Where can I park a car?");
    assert_eq!((evidence(&app, id).await, evidence(&app, new).await), (ids[..2].to_vec(), ids[2..].to_vec()));
    let confidences: Vec<_> =
        app.patterns().await.iter().map(|pattern| pattern["confidence_score"].clone()).collect();
    assert_eq!(confidences, [json!(0.62), json!(0.6)]);
    let entry = app.get("/api/patterns/audit?action=split").await.body["entries"][0].clone();
    assert_eq!((&entry["user"], &entry["patternId"]), (&json!("ada"), &json!(new)));
    assert_eq!(entry["detail"], json!({ "from": id, "conversations": 1 }));
    // They are not proposed to be merged again.
    let proposed = send(app.request(Method::POST, "/api/patterns/regroup?dry_run=true")).await;
    assert_eq!(proposed.body["groups"], json!([]), "{}", proposed.body);

    jobs::undo(&app.db, jobs[2], &person(), false, Utc::now()).await.unwrap();
    assert_eq!(app.get(&format!("/api/patterns/{new}")).await.code(), "NOT_FOUND");
    jobs::redo(&app.db, jobs[2], &person(), false, Utc::now()).await.unwrap();
    assert_eq!(evidence(&app, new).await, ids[2..]);
}

async fn a_split_that_is_not_possible_changes_nothing(engine: Engine) {
    let app = TestApp::start(engine).await;
    let (id, ids, _) = confirmed(&app).await;
    let (other, _) = pattern(&app.db, "Do you sell gift cards?", "Yes, at the desk.").await;
    let foreign = evidence(&app, other).await[0];
    let before = app.patterns().await;
    for (evidence, sentence) in [
        (json!([]), "evidence_ids: expected 1 to 1000 ids."),
        (json!(ids), "evidence_ids: at least one conversation must remain."),
        (json!([ids[0], foreign]), &*format!("evidence_ids: {foreign} is not evidence of this pattern.")),
    ] {
        let refused = split(&app, id, json!({ "evidence_ids": evidence })).await;
        assert_eq!((refused.code(), &refused.body["error"]), ("INVALID_REQUEST", &json!(sentence)));
    }
    let one = json!({ "evidence_ids": [ids[0]] });
    assert_eq!(split(&app, 4_711, one.clone()).await.code(), "NOT_FOUND");
    let same = json!({ "evidence_ids": [ids[0]], "trigger_text": "{{nonsense}}" });
    assert_eq!(split(&app, id, same).await.code(), "INVALID_REQUEST");
    let same = json!({ "evidence_ids": [ids[0]], "trigger_text": "Do you sell gift cards?" });
    assert_eq!(split(&app, id, same).await.code(), "CONFLICT");
    let path = format!("/api/patterns/{id}/split");
    let stale = app.request(Method::POST, &path).header("if-match", "\"99\"").json(&one);
    assert_eq!(send(stale).await.code(), "PRECONDITION_FAILED");
    let operator = app.token("otto", Role::Operator);
    let refused = send(app.request_of(&operator, Method::POST, &path).json(&one)).await;
    assert_eq!(refused.code(), "FORBIDDEN");
    assert_eq!(app.patterns().await, before);
}

async fn a_pattern_that_a_person_changed_remains_without_conversations(engine: Engine) {
    let app = TestApp::start(engine).await;
    let (id, ids, _) = confirmed(&app).await;
    let edit = app.request(Method::PUT, &format!("/api/patterns/{id}"));
    send(edit.json(&json!({ "response_template": "In the garage." }))).await;
    let split = split(&app, id, json!({ "evidence_ids": ids })).await;
    assert_eq!(split.status, StatusCode::CREATED, "{}", split.body);
    assert_eq!(split.body["pattern"]["response_template"], BEHIND);
    let remaining = app.get(&format!("/api/patterns/{id}")).await.body;
    assert_eq!(remaining["pattern"]["response_template"], "In the garage.", "{remaining}");
    assert_eq!(evidence(&app, id).await, Vec::<i64>::new());
}

async fn a_split_pattern_is_merged_again(engine: Engine) {
    let app = TestApp::start(engine).await;
    let (id, ids, _) = confirmed(&app).await;
    let before = app.patterns().await;
    let split = split(&app, id, json!({ "evidence_ids": [ids[1], ids[2]] })).await;
    let new = split.body["pattern"]["id"].as_i64().unwrap() as i32;
    regroup::combine(&app.db, id, new, &person(), Utc::now()).await.unwrap();
    let mut after = app.patterns().await;
    for (after, before) in after.iter_mut().zip(&before) {
        after["updated_at"] = before["updated_at"].clone();
    }
    assert_eq!(after, before);
    assert_eq!(evidence(&app, id).await, ids);
}

async fn patterns_of_undone_imports_do_not_hide_one_that_is_learned_again(engine: Engine) {
    let (_database, db) = open(engine).await;
    // More than a search returns. Their entries are in the index until a worker deletes them.
    for _ in 0..50 {
        let (_, job) = pattern(&db, PARKING, BEHIND).await;
        jobs::undo(&db, job, &person(), false, Utc::now()).await.unwrap();
    }
    let (again, _) = pattern(&db, PARKING, BEHIND).await;
    assert_eq!(pattern(&db, SPACES, BEHIND).await.0, again);
    assert_eq!(library::delete_entries_of_retracted(&db).await.unwrap(), 50);
    assert_eq!(library::delete_entries_of_retracted(&db).await.unwrap(), 0);
    assert_eq!(pattern(&db, SPACES, BEHIND).await.0, again);
}
