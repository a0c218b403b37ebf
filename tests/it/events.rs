//! Following an import as a stream of server-sent events, read by a parser of another project.

use std::time::Duration;

use chrono::{TimeDelta, Utc};
use eventsource_stream::{Event, Eventsource};
use futures_util::{Stream, StreamExt};
use gleaner_api::StreamLimits;
use gleaner_api::auth::{Role, TokenIssuer, User};
use gleaner_domain::UserId;
use gleaner_server::Settings;
use gleaner_tests::{Engine, Export, TestApp, on_both_databases, send, test_settings};
use reqwest::{Method, RequestBuilder};
use serde_json::Value;
use tokio_util::sync::CancellationToken;

use crate::jobs::gated;

on_both_databases! {
    a_stream_sends_the_states_of_an_import_and_ends_with_the_final_one,
    a_client_that_connects_again_gets_what_has_changed_since,
    a_stream_shows_what_another_process_has_changed,
    a_stream_is_only_for_those_who_may_read_the_import,
    a_stream_ends_when_the_service_stops,
}

fn path(job: &str) -> String {
    format!("/api/patterns/import/{job}/events")
}

/// The events of a stream.
async fn events(request: RequestBuilder) -> impl Stream<Item = Event> + Unpin {
    let response = request.send().await.unwrap();
    assert_eq!(
        (response.status().as_u16(), response.headers()["content-type"].to_str().unwrap()),
        (200, "text/event-stream")
    );
    Box::pin(response.bytes_stream().eventsource().map(Result::unwrap))
}

/// The next event with its data. Fails after a minute.
async fn next(events: &mut (impl Stream<Item = Event> + Unpin)) -> Option<(Event, Value)> {
    let next = tokio::time::timeout(Duration::from_secs(60), events.next()).await;
    let event = next.expect("the stream goes on or ends")?;
    let data = serde_json::from_str(&event.data).unwrap();
    Some((event, data))
}

/// The first event in which so many conversations have an outcome.
async fn until_analyzed(events: &mut (impl Stream<Item = Event> + Unpin), count: u64) -> (Event, Value) {
    loop {
        let (event, data) = next(events).await.unwrap();
        let analyzed = data["conversationsAnalyzed"].as_u64().unwrap();
        assert!(analyzed <= count, "{data}");
        if analyzed == count {
            return (event, data);
        }
    }
}

async fn a_stream_sends_the_states_of_an_import_and_ends_with_the_final_one(engine: Engine) {
    let app = TestApp::start(engine).await;
    let job = app.upload(Export::with_patterns(3).csv()).await.job();
    let mut stream = events(app.request(Method::GET, &path(&job)).header("accept-encoding", "gzip")).await;
    let (first, data) = next(&mut stream).await.unwrap();
    let status = app.get(&format!("/api/patterns/import/status/{job}")).await;
    assert_eq!((&first.event[..], data), ("status", status.body.clone()));
    assert_eq!(format!("W/\"{}\"", first.id), status.header("etag"));

    let (extractor, _calls, permits) = gated();
    let worker = app.worker_extracting(extractor);
    let working = tokio::spawn(async move { worker.run_until_idle(&CancellationToken::new()).await });
    for analyzed in 1..=2 {
        permits.add_permits(1);
        let (event, data) = until_analyzed(&mut stream, analyzed).await;
        assert_eq!((&event.event[..], &data["status"]), ("status", &"processing".into()));
    }
    permits.add_permits(1);
    working.await.unwrap().unwrap();
    let mut last = until_analyzed(&mut stream, 3).await;
    while let Some(event) = next(&mut stream).await {
        last = event;
    }
    let status = app.get(&format!("/api/patterns/import/status/{job}")).await;
    assert_eq!((&last.0.event[..], last.1), ("end", status.body.clone()));
    assert_eq!(status.body["status"], "completed");
}

async fn a_client_that_connects_again_gets_what_has_changed_since(engine: Engine) {
    let app = TestApp::start(engine).await;
    let job = app.upload(Export::with_patterns(1).csv()).await.job();
    let after = |id: &str| app.request(Method::GET, &path(&job)).header("last-event-id", id);
    let (first, _) = next(&mut events(after("of an earlier version")).await).await.unwrap();
    let mut stream = events(after(&first.id)).await;
    app.work().await;
    let mut ids = Vec::new();
    while let Some((event, _)) = next(&mut stream).await {
        ids.push(event.id);
    }
    assert!(!ids.contains(&first.id), "the state that the client knows is not sent again");
    let last = ids.last().unwrap();
    let again = send(after(last)).await;
    assert_eq!((again.status.as_u16(), again.body), (204, Value::Null));
    // The end has changed.
    send(app.request(Method::POST, &format!("/api/patterns/import/{job}/undo"))).await;
    let (end, data) = next(&mut events(after(last)).await).await.unwrap();
    assert_eq!((&end.event[..], &data["status"]), ("end", &"undone".into()));
}

async fn a_stream_shows_what_another_process_has_changed(engine: Engine) {
    let app = TestApp::start(engine).await;
    let other = app.start_beside(test_settings()).await;
    let job = app.upload(Export::with_patterns(1).csv()).await.job();
    let mut stream = events(app.request(Method::GET, &path(&job))).await;
    next(&mut stream).await.unwrap();
    send(other.request(Method::POST, &format!("/api/patterns/import/{job}/cancel"))).await;
    let (event, data) = next(&mut stream).await.unwrap();
    assert_eq!((&event.event[..], &data["status"]), ("end", &"cancelled".into()));
    assert!(next(&mut stream).await.is_none());
}

async fn a_stream_is_only_for_those_who_may_read_the_import(engine: Engine) {
    let app = TestApp::start(engine).await;
    let job = app.upload_as("bob", Export::with_patterns(1).csv()).await.job();
    let read = async |user: &str, role: Role, job: &str| {
        let token = app.token(user, role);
        app.request_of(&token, Method::GET, &path(job)).send().await.unwrap().status().as_u16()
    };
    assert_eq!(read("bob", Role::Operator, &job).await, 200);
    assert_eq!(read("ada", Role::Admin, &job).await, 200);
    assert_eq!(read("eve", Role::Operator, &job).await, 403);
    assert_eq!(read("eve", Role::Admin, "00000000-0000-4000-8000-000000000000").await, 404);
    assert_eq!(send(app.unauthenticated(Method::GET, &path(&job))).await.status.as_u16(), 401);
    let in_query = format!("{}?token={}", path(&job), app.token("bob", Role::Operator));
    assert_eq!(send(app.request(Method::GET, &in_query)).await.status.as_u16(), 400);
}

async fn a_stream_ends_when_the_service_stops(engine: Engine) {
    let app = TestApp::start(engine).await;
    let job = app.upload(Export::with_patterns(1).csv()).await.job();
    let mut stream = events(app.request(Method::GET, &path(&job))).await;
    next(&mut stream).await.unwrap();
    app.application.stop.cancel();
    assert!(next(&mut stream).await.is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_ends_when_the_token_expires() {
    let app = TestApp::start(Engine::Sqlite).await;
    let job = app.upload(Export::with_patterns(1).csv()).await.job();
    let user = User { id: UserId::parse("ada").unwrap(), role: Role::Admin };
    let issuer = TokenIssuer::new(app.application.settings.token_rules().unwrap().clone());
    let token = issuer.issue(&user, TimeDelta::seconds(3), Utc::now()).unwrap();
    let mut stream = events(app.request_of(&token, Method::GET, &path(&job))).await;
    next(&mut stream).await.unwrap();
    assert!(next(&mut stream).await.is_none());
    assert_eq!(send(app.request_of(&token, Method::GET, &path(&job))).await.status.as_u16(), 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn streams_are_limited_for_each_user_and_in_total() {
    let streams = StreamLimits { per_user: 1, total: 2 };
    let app = TestApp::start_with(Engine::Sqlite, Settings { streams, ..test_settings() }).await;
    let job = app.upload(Export::with_patterns(1).csv()).await.job();
    let request = |user: &str| app.request_of(&app.token(user, Role::Admin), Method::GET, &path(&job));
    let mut first = events(request("ada")).await;
    let refused = send(request("ada")).await;
    assert_eq!((refused.status.as_u16(), refused.code()), (429, "TOO_MANY_REQUESTS"));
    assert!(!refused.header("retry-after").is_empty());
    let _second = events(request("bob")).await;
    let refused = send(request("eve")).await;
    assert_eq!((refused.status.as_u16(), refused.code()), (503, "UNAVAILABLE"));
    // Both streams end.
    app.work().await;
    while next(&mut first).await.is_some() {}
    let freed = async {
        while request("ada").send().await.unwrap().status().as_u16() != 200 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), freed).await.expect("the permit is released");
}

#[tokio::test(flavor = "multi_thread")]
async fn head_does_not_open_a_stream() {
    let streams = StreamLimits { per_user: 1, total: 1 };
    let app = TestApp::start_with(Engine::Sqlite, Settings { streams, ..test_settings() }).await;
    let job = app.upload(Export::with_patterns(1).csv()).await.job();
    for _ in 0..3 {
        let head = send(app.request(Method::HEAD, &path(&job))).await;
        assert_eq!((head.status.as_u16(), head.header("content-type")), (200, "text/event-stream"));
    }
    next(&mut events(app.request(Method::GET, &path(&job))).await).await.unwrap();
}
