//! Rate limits that the language model names in its headers.

use std::sync::Arc;
use std::time::Duration;

use gleaner_domain::testing::conversation_of;
use gleaner_extraction::{Extractor, OpenAiExtractor, OpenAiSettings};
use gleaner_tests::{Limits, Model, Reply};

/// Extracts from a conversation. Returns how long the next one has to wait afterwards.
async fn wait_after_a_call(model: &Model, share: f64) -> Duration {
    let settings = OpenAiSettings { rate_share: share, ..model.settings() };
    let extractor = Arc::new(OpenAiExtractor::new(&settings).unwrap());
    let conversation = conversation_of(&["C Can I bring a dog?", "O Dogs are welcome."]);
    let mut extraction = extractor.prepare(conversation, Arc::default());
    assert_eq!(extraction.reserve(), Duration::ZERO, "the limits are not known yet");
    let _ = extraction.extract(&|| true).await;
    extraction.reserve()
}

#[tokio::test]
async fn calls_wait_until_the_limits_of_the_provider_permit_them() {
    let minutes = |wait: Duration| wait.as_secs_f64() / 60.0;
    // A call counts as 2,000 to 4,000 tokens.
    let tokens =
        Model::start_limited(Limits::per_minute(1_000, 10_000).used_up(), Duration::ZERO, Reply::echo);
    let wait = minutes(wait_after_a_call(&tokens, 1.0).await);
    assert!((0.15..0.45).contains(&wait), "{wait}");
    let calls = Model::start_limited(Limits::per_minute(4, 1_000_000).used_up(), Duration::ZERO, Reply::echo);
    let wait = minutes(wait_after_a_call(&calls, 1.0).await);
    assert!((0.2..0.26).contains(&wait), "{wait}");
    let half = Model::start_limited(Limits::per_minute(4, 1_000_000).used_up(), Duration::ZERO, Reply::echo);
    let wait = minutes(wait_after_a_call(&half, 0.5).await);
    assert!((0.45..0.51).contains(&wait), "a process with half of the limits waits twice as long: {wait}");
}

#[tokio::test]
async fn nothing_waits_for_a_provider_that_names_no_limits() {
    let model = Model::start(Reply::echo);
    assert_eq!(wait_after_a_call(&model, 1.0).await, Duration::ZERO);
}
