//! The same message is recognized whether or not its file states its id.

use chrono::Utc;
use gleaner_domain::{Extracted, JobId, Usage};
use gleaner_persistence::jobs::{self, Claim, Outcome, Recorder, WorkItem};
use gleaner_tests::evidence::{lease, no_preview};
use gleaner_tests::send;
use gleaner_tests::{Engine, Export, TestApp, on_both_databases};
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

on_both_databases! {
    a_file_with_ids_is_known_when_it_comes_without_them,
    a_file_without_ids_is_known_when_it_comes_with_them,
    two_messages_with_ids_and_the_same_content_are_two,
    messages_without_ids_and_times_are_known_as_often_as_they_were_imported,
    two_jobs_that_were_accepted_before_either_ran_count_a_message_once,
    an_answer_that_two_jobs_read_at_once_is_evidence_once,
}

/// The same file with its `id` column empty.
fn without_ids(csv: &str) -> String {
    let mut lines = csv.lines();
    let header = lines.next().unwrap();
    let rows = lines.map(|row| format!(",{}\n", row.split_once(',').unwrap().1));
    format!("{header}\n{}", rows.collect::<String>())
}

async fn preview(app: &TestApp, csv: &str) -> Value {
    let request = app.request(Method::POST, "/api/patterns/import/preview");
    let answer = send(request.header("content-type", "text/csv").body(csv.to_owned())).await;
    assert_eq!(answer.status.as_u16(), 200, "{}", answer.body);
    answer.body
}

/// Imports both files. Asserts that the preview, the job and the library agree that nothing in the second is new.
async fn assert_second_is_known(engine: Engine, first: &str, second: &str) {
    let app = TestApp::start(engine).await;
    assert_eq!(app.import(first.to_owned()).await["patternsCreated"], 4);
    let before = app.patterns().await;

    let preview = preview(&app, second).await;
    assert_eq!(
        (&preview["alreadyImported"], &preview["repeatedMessages"], &preview["conversationsFound"]),
        (&json!(12), &json!(0), &json!(0))
    );
    let job = app.import(second.to_owned()).await;
    assert_eq!((&job["totalMessages"], &job["duplicateMessages"]), (&json!(12), &json!(12)));
    assert_eq!((&job["status"], &job["conversationsFound"]), (&json!("completed"), &json!(0)));
    assert_eq!(job["rows"], preview["rows"]);
    assert_eq!(app.patterns().await, before);
}

async fn a_file_with_ids_is_known_when_it_comes_without_them(engine: Engine) {
    let csv = Export::with_patterns(4).csv();
    assert_second_is_known(engine, &csv, &without_ids(&csv)).await;
}

async fn a_file_without_ids_is_known_when_it_comes_with_them(engine: Engine) {
    let csv = Export::with_patterns(4).csv();
    assert_second_is_known(engine, &without_ids(&csv), &csv).await;
}

async fn two_messages_with_ids_and_the_same_content_are_two(engine: Engine) {
    let app = TestApp::start(engine).await;
    let csv = Export::with_patterns(1).csv();
    let thanks = csv.lines().last().unwrap();
    let twice = format!("{csv}{}\n", thanks.replacen("AC", "ACtwin", 1));
    let job = app.import(twice.clone()).await;
    assert_eq!((&job["totalMessages"], &job["duplicateMessages"]), (&json!(4), &json!(0)));
    assert_eq!(job["processedMessages"], 4);
    assert_eq!(preview(&app, &format!("{twice}\n")).await["alreadyImported"], 4);
    let third = format!("{twice}{}\n", thanks.replacen("AC", "ACthird", 1));
    assert_eq!(preview(&app, &third).await["alreadyImported"], 4);
    // Without their ids they cannot be distinguished.
    let without = preview(&app, &without_ids(&twice)).await;
    assert_eq!((&without["alreadyImported"], &without["repeatedMessages"]), (&json!(3), &json!(1)));
}

async fn messages_without_ids_and_times_are_known_as_often_as_they_were_imported(engine: Engine) {
    let app = TestApp::start(engine).await;
    let csv = Export::with_patterns(1).csv();
    // The last row three times, with other ids and without times.
    let thanks: Vec<_> =
        (0..3).map(|n| csv.lines().last().unwrap().replacen("AC", &format!("AC{n}x"), 1)).collect();
    let untimed = |row: &String| format!("{},\n", row.rsplit_once(',').unwrap().0);
    let file = |count: usize| csv.clone() + &thanks.iter().take(count).map(untimed).collect::<String>();
    let job = app.import(file(2)).await;
    assert_eq!((&job["totalMessages"], &job["duplicateMessages"]), (&json!(5), &json!(0)));
    let preview = preview(&app, &without_ids(&file(3))).await;
    assert_eq!((&preview["totalMessages"], &preview["alreadyImported"]), (&json!(6), &json!(5)));
}

async fn two_jobs_that_were_accepted_before_either_ran_count_a_message_once(engine: Engine) {
    let csv = Export::with_patterns(4).csv();
    for (first, second) in [(csv.clone(), without_ids(&csv)), (without_ids(&csv), csv)] {
        let app = TestApp::start(engine).await;
        let (first, second) = (app.upload(first).await.job(), app.upload(second).await.job());
        app.work().await;
        assert_eq!(app.job(&first).await["patternsCreated"], 4);
        let second = app.job(&second).await;
        assert_eq!((&second["patternsCreated"], &second["patternsEnhanced"]), (&json!(0), &json!(0)));
        assert_eq!(second["duplicateMessages"], 0);
    }
}

/// Claims a job and returns its first conversation.
async fn claim(app: &TestApp, job: &str) -> (Claim, WorkItem) {
    let job = JobId(Uuid::parse_str(job).unwrap());
    let claim = jobs::claim(&app.db, &lease(), Some(job)).await.unwrap().unwrap();
    let item = jobs::pending(&app.db, claim.job, -1, 1).await.unwrap().remove(0);
    (claim, item)
}

async fn an_answer_that_two_jobs_read_at_once_is_evidence_once(engine: Engine) {
    let csv = Export::with_patterns(1).csv();
    for (first, second) in [(csv.clone(), without_ids(&csv)), (without_ids(&csv), csv)] {
        let app = TestApp::start(engine).await;
        let ids = [app.upload(first).await.job(), app.upload(second).await.job()];
        // Both conversations are read before either is recorded.
        let both = [claim(&app, &ids[0]).await, claim(&app, &ids[1]).await];
        for (claim, item) in &both {
            let extracted = gleaner_extraction::rules::extract(
                &item.conversation,
                &Default::default(),
                &Default::default(),
            );
            assert!(matches!(extracted, Extracted::Pattern(_)));
            let (outcome, rules) = (Outcome::Extracted(extracted), app.application.settings.worker.merge);
            Recorder::new(&app.db, claim, rules, no_preview)
                .record(item, &[], &outcome, Usage::default(), Utc::now())
                .await
                .unwrap();
        }
        let patterns = app.patterns().await;
        assert_eq!((patterns.len(), app.sources(&patterns[0]["id"]).await.len()), (1, 1));
        assert_eq!(app.job(&ids[1]).await["patternsEnhanced"], 0);
    }
}
