//! The order of the list of patterns, and its pages.

use std::cmp::Ordering;

use chrono::{DateTime, TimeDelta, Utc};
use gleaner_persistence::Database;
use gleaner_tests::{Engine, TestApp, on_both_databases};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestRunner};
use sea_orm::{ConnectionTrait, Statement};

on_both_databases! {
    the_pages_of_every_sort_contain_each_pattern_once_in_order,
}

/// Random libraries for each engine.
const CASES: usize = 8;
const MAX_PATTERNS: usize = 14;

/// A row of the library; its id is its position, counted from one.
#[derive(Debug, Clone)]
struct Row {
    confidence: f64,
    created: DateTime<Utc>,
    updated: DateTime<Utc>,
    executions: i32,
    quality: f64,
    is_deleted: bool,
}

/// Few values, so that many rows are equal. Times have as many digits as each database stores.
fn any_row() -> impl Strategy<Value = Row> {
    let time = || {
        let offsets = [0, 1, 500_000, 1_000_000, 86_400_000_000];
        select(offsets.to_vec()).prop_map(|offset| DateTime::UNIX_EPOCH + TimeDelta::microseconds(offset))
    };
    let confidence = select(vec![0.6, 0.7, 0.812_345_678_9, 1.0]);
    let quality = select(vec![0.0, 0.5, 0.731_4]);
    (confidence, time(), time(), select(vec![0, 0, 1, 7]), quality, prop::bool::weighted(0.1)).prop_map(
        |(confidence, created, updated, executions, quality, is_deleted)| Row {
            confidence,
            created,
            updated,
            executions,
            quality,
            is_deleted,
        },
    )
}

async fn store(db: &Database, rows: &[Row]) {
    let connection = db.connection();
    connection.execute_unprepared("DELETE FROM decision_patterns").await.unwrap();
    for (index, row) in rows.iter().enumerate() {
        let sql = "INSERT INTO decision_patterns (id, pattern_type, pattern_signature, trigger_text, trigger_keywords, \
                   trigger_examples, response_template, template_variables, learned_from, confidence_score, created_at, \
                   updated_at, execution_count, is_deleted, quality_score) VALUES ($1, 'faq', $2, 'a', '[]', '[]', 'b', '[]', 'csv_import', \
                   $3, $4, $5, $6, $7, $8)";
        let id = index as i32 + 1;
        let values = [
            id.into(),
            format!("s{id}").into(),
            row.confidence.into(),
            row.created.into(),
            row.updated.into(),
            row.executions.into(),
            row.is_deleted.into(),
            row.quality.into(),
        ];
        let statement = Statement::from_sql_and_values(connection.get_database_backend(), sql, values);
        connection.execute_raw(statement).await.unwrap();
    }
}

/// The ids in the order of a list.
fn expected(rows: &[Row], sort: &str, order: &str) -> Vec<i64> {
    let mut listed: Vec<(i64, &Row)> = (1..).zip(rows).filter(|(_, row)| !row.is_deleted).collect();
    let descending = |(a_id, a): &(i64, &Row), (b_id, b): &(i64, &Row)| {
        let keys = match sort {
            "confidence" => b.confidence.total_cmp(&a.confidence),
            "created" => b.created.cmp(&a.created),
            "updated" => b.updated.cmp(&a.updated),
            "executions" => b.executions.cmp(&a.executions),
            "quality" => b.quality.total_cmp(&a.quality),
            _ => return b_id.cmp(a_id),
        };
        keys.then(if keys == Ordering::Equal { a_id.cmp(b_id) } else { keys })
    };
    listed.sort_by(descending);
    if order == "asc" {
        listed.reverse();
    }
    listed.into_iter().map(|(id, _)| id).collect()
}

async fn pages(app: &TestApp, query: &str, limit: usize) -> Vec<i64> {
    let (mut all, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = app.get(&format!("/api/patterns?{query}&limit={limit}{cursor}")).await.body;
        let listed = page["patterns"].as_array().unwrap_or_else(|| panic!("{query}: {page}"));
        assert!(!listed.is_empty() || all.is_empty(), "{query}: a page after the last one");
        all.extend(listed.iter().map(|pattern| pattern["id"].as_i64().unwrap()));
        assert!(listed.len() <= limit && all.len() <= MAX_PATTERNS, "{query}: {all:?}");
        match page["nextCursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => {
                assert_eq!(page["count"], all.len(), "{query}");
                return all;
            }
        }
    }
}

async fn the_pages_of_every_sort_contain_each_pattern_once_in_order(engine: Engine) {
    let app = TestApp::start(engine).await;
    let mut runner = TestRunner::new(Config::default());
    let any_library = (vec(any_row(), 0..=MAX_PATTERNS), 1..6_usize);
    for _ in 0..CASES {
        let (rows, limit) = any_library.new_tree(&mut runner).unwrap().current();
        store(&app.db, &rows).await;
        for sort in ["confidence", "created", "updated", "executions", "quality", "id"] {
            for order in ["asc", "desc"] {
                let ids = pages(&app, &format!("sort={sort}&order={order}"), limit).await;
                assert_eq!(ids, expected(&rows, sort, order), "{sort} {order} {limit}: {rows:?}");
            }
            let default = if ["quality", "id"].contains(&sort) { "asc" } else { "desc" };
            assert_eq!(pages(&app, &format!("sort={sort}"), limit).await, expected(&rows, sort, default));
        }
        assert_eq!(pages(&app, "active=true", limit).await, expected(&rows, "confidence", "desc"));
    }
}
