//! Messages that ask in other words, by an embedding model.

use gleaner_domain::pattern::{Action, Cause, PatternEdit};
use gleaner_domain::{Trigger, UserId};
use gleaner_persistence::library::{self, NewChange, vectors};
use gleaner_tests::embeddings::{Embeddings, Fault};
use gleaner_tests::{Engine, Export, TestApp, on_both_databases, test_settings};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

on_both_databases! {
    a_question_in_other_words_finds_its_pattern_once_it_has_a_vector,
    each_text_is_sent_once_and_counted,
    personal_data_in_a_message_is_not_sent,
    a_message_is_matched_by_its_words_if_the_model_fails,
    texts_that_the_model_refuses_do_not_prevent_the_others,
    an_endpoint_that_fails_leaves_patterns_without_vectors_until_it_responds,
    vectors_of_another_model_are_not_compared,
    the_vectors_follow_an_edit_and_a_removal,
}

const TOPICS: &[&[&str]] = &[&["car", "parking"], &["close", "late"]];
const PARKING: [&str; 2] =
    ["Where can I leave my car?", "You can park behind the building near the red door."];
const IN_OTHER_WORDS: &str = "Any parking spaces?";

async fn start(engine: Engine, embeddings: &Embeddings) -> TestApp {
    let settings =
        gleaner_server::Settings { embedding: Some(embeddings.settings("model-a")), ..test_settings() };
    TestApp::start_with(engine, settings).await
}

async fn import(app: &TestApp, id: &str, [question, answer]: [&str; 2]) {
    app.import(Export::new().conversation(id, &[("in", question), ("out", answer)]).csv()).await;
}

/// Gives patterns vectors. Returns how many got some, or the error.
async fn embed(app: &TestApp) -> Result<u64, String> {
    let worker = app.application.embedding_worker().unwrap();
    worker.run_until_idle(&CancellationToken::new()).await.map_err(|error| error.to_string())
}

async fn matched(app: &TestApp, message: &str) -> Value {
    let request = app.request(Method::POST, "/api/patterns/test").json(&json!({ "message": message }));
    let response = gleaner_tests::send(request).await;
    assert_eq!(response.status, StatusCode::OK, "{}", response.body);
    response.body["result"]["pattern"]["id"].clone()
}

async fn a_question_in_other_words_finds_its_pattern_once_it_has_a_vector(engine: Engine) {
    let embeddings = Embeddings::start(TOPICS);
    let app = start(engine, &embeddings).await;
    import(&app, "CN1", PARKING).await;
    assert_eq!(matched(&app, IN_OTHER_WORDS).await, Value::Null);
    assert_eq!(
        embeddings.calls(),
        Vec::<Vec<String>>::new(),
        "without vectors to compare, a message costs nothing"
    );

    assert_eq!(embed(&app).await, Ok(1));
    assert_eq!(matched(&app, IN_OTHER_WORDS).await, app.patterns().await[0]["id"]);
    assert_eq!(matched(&app, "How late can I come?").await, Value::Null);

    let similar = app.get("/api/patterns?similar_to=any%20parking%20spaces").await.body;
    assert_eq!((&similar["count"], &similar["patterns"][0]["id"]), (&json!(1), &json!(1)));
    let body = json!({ "message": format!("Hello! {IN_OTHER_WORDS}") });
    let found = gleaner_tests::send(app.request(Method::POST, "/api/patterns/match").json(&body)).await.body;
    assert_eq!(found["matches"][0]["pattern"]["id"], 1);
    assert_eq!(embeddings.calls().last().unwrap(), &[IN_OTHER_WORDS], "without the greeting");
}

async fn each_text_is_sent_once_and_counted(engine: Engine) {
    let embeddings = Embeddings::start(TOPICS);
    let app = start(engine, &embeddings).await;
    app.import(Export::with_patterns(70).csv()).await;
    let patterns = app.patterns().await.len() as u64;
    assert_eq!(embed(&app).await, Ok(patterns));
    assert_eq!(embed(&app).await, Ok(0));
    // The same question again changes the pattern, and not its vectors.
    import(&app, "CN1", PARKING).await;
    embed(&app).await.unwrap();
    let calls = embeddings.calls();
    import(&app, "CN2", PARKING).await;
    assert_eq!(embed(&app).await, Ok(1));
    assert_eq!(embeddings.calls().len(), calls.len());

    let mut texts = calls.concat();
    assert!(calls.iter().all(|call| call.len() <= 64), "{calls:?}");
    let sent = texts.len();
    texts.sort();
    texts.dedup();
    assert_eq!(texts.len(), sent);
    let usage = vectors::embedding_usage(&app.db).await.unwrap().remove(0);
    assert_eq!((usage.calls, usage.tokens), (calls.len() as u64, sent as u64));
    assert_eq!(embeddings.requests()[0]["model"], "model-a");
}

async fn personal_data_in_a_message_is_not_sent(engine: Engine) {
    let embeddings = Embeddings::start(TOPICS);
    let app = start(engine, &embeddings).await;
    import(&app, "CN1", PARKING).await;
    embed(&app).await.unwrap();
    let message = "Hi, my name is Marisol (marisol@mail.example, 902-555-0142). Any parking spaces?";
    assert_ne!(matched(&app, message).await, Value::Null);
    let sent = embeddings.calls().concat().join(" ");
    assert!(sent.contains("parking spaces"), "{sent}");
    for personal in ["Marisol", "marisol", "0142"] {
        assert!(!sent.contains(personal), "{sent}");
    }
}

async fn a_message_is_matched_by_its_words_if_the_model_fails(engine: Engine) {
    for fault in [Fault::Status(500), Fault::Status(401), Fault::NotJson, Fault::Missing, Fault::Zero] {
        let is_message =
            |texts: &[String]| texts == [IN_OTHER_WORDS] || texts == [PARKING[0].to_owned() + "!"];
        let embeddings =
            Embeddings::start_with_faults(
                TOPICS,
                move |texts| {
                    if is_message(texts) { fault } else { Fault::None }
                },
            );
        let app = start(engine, &embeddings).await;
        import(&app, "CN1", PARKING).await;
        assert_eq!(embed(&app).await, Ok(1));
        assert_eq!(matched(&app, IN_OTHER_WORDS).await, Value::Null, "{fault:?}");
        assert_ne!(matched(&app, &format!("{}!", PARKING[0])).await, Value::Null, "{fault:?}");
    }
}

async fn texts_that_the_model_refuses_do_not_prevent_the_others(engine: Engine) {
    // Full batches are refused; the rest is not one.
    let refused = |texts: &[String]| if texts.len() == 32 { Fault::Status(400) } else { Fault::None };
    let embeddings = Embeddings::start_with_faults(TOPICS, refused);
    let app = start(engine, &embeddings).await;
    app.import(Export::with_patterns(40).csv()).await;
    import(&app, "CNlast", PARKING).await;
    let error = embed(&app).await.unwrap_err();
    assert!(error.contains("400"), "{error}");
    assert_eq!(vectors::pending(&app.db, None, 0, 100).await.unwrap().len(), 32);
    assert_ne!(matched(&app, IN_OTHER_WORDS).await, Value::Null);
}

async fn an_endpoint_that_fails_leaves_patterns_without_vectors_until_it_responds(engine: Engine) {
    let faults = [Fault::Status(503), Fault::Zero, Fault::NotJson, Fault::Missing, Fault::None];
    let next = std::sync::Mutex::new(faults.into_iter());
    let embeddings =
        Embeddings::start_with_faults(TOPICS, move |_| next.lock().unwrap().next().unwrap_or(Fault::None));
    let app = start(engine, &embeddings).await;
    import(&app, "CN1", PARKING).await;
    for _ in 0..4 {
        let error = embed(&app).await.unwrap_err();
        assert!(!error.contains("secret"), "{error}");
        assert_eq!(vectors::pending(&app.db, None, 0, 10).await.unwrap().len(), 1);
    }
    assert_eq!(embed(&app).await, Ok(1));
    assert_ne!(matched(&app, IN_OTHER_WORDS).await, Value::Null);
}

async fn vectors_of_another_model_are_not_compared(engine: Engine) {
    let (first, second) = (Embeddings::start(TOPICS), Embeddings::start(&[TOPICS[0]]));
    let app = start(engine, &first).await;
    import(&app, "CN1", PARKING).await;
    embed(&app).await.unwrap();
    let settings =
        gleaner_server::Settings { embedding: Some(second.settings("model-b")), ..test_settings() };
    let changed = app.start_beside(settings).await;
    assert_eq!(matched(&changed, IN_OTHER_WORDS).await, Value::Null);
    assert_eq!(embed(&changed).await, Ok(1));
    assert_ne!(matched(&changed, IN_OTHER_WORDS).await, Value::Null);
}

async fn the_vectors_follow_an_edit_and_a_removal(engine: Engine) {
    let embeddings = Embeddings::start(TOPICS);
    let app = start(engine, &embeddings).await;
    import(&app, "CN1", PARKING).await;
    embed(&app).await.unwrap();
    let id = app.patterns().await[0]["id"].as_i64().unwrap() as i32;
    let change = |action| NewChange::new(UserId::parse("ada").unwrap().into(), Cause::Edit, action);
    let trigger = Trigger::parse("When do you close?").unwrap();
    let edit =
        PatternEdit { trigger: Some(trigger.clone()), examples: Some(vec![trigger]), ..Default::default() };
    library::change(&app.db, id, change(Action::Edit(edit)), chrono::Utc::now()).await.unwrap();
    assert_eq!(embed(&app).await, Ok(1));
    assert_eq!(matched(&app, IN_OTHER_WORDS).await, Value::Null);
    assert_eq!(matched(&app, "How late may I come?").await, id);

    library::change(&app.db, id, change(Action::Remove), chrono::Utc::now()).await.unwrap();
    assert_eq!(embed(&app).await, Ok(0));
    assert_eq!(matched(&app, "How late may I come?").await, Value::Null);
}
