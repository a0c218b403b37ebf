//! A language model at the wire: an HTTP server that speaks the chat completions protocol, and its
//! faults.

use std::sync::{Arc, Mutex};

use actix_web::web::{self, Bytes, Data};
use actix_web::{App, HttpResponse, HttpServer};
use gleaner_extraction::{OpenAiSettings, Pacing};
use serde_json::{Value, json};
use std::time::Duration;

/// What the model does with a call.
#[derive(Debug, Clone)]
pub enum Reply {
    /// A whole answer with this content.
    Content(String),
    /// An answer that stops in the middle.
    Truncated(String),
    /// The model declines.
    Refusal,
    /// An HTTP error: status, the provider's code, `Retry-After`.
    Status(u16, &'static str, Option<&'static str>),
    /// Something that is not even JSON.
    NotJson,
    /// No answer at all.
    Silence,
}

impl Reply {
    /// Learns `template` as the answer to `trigger`.
    pub fn pattern(trigger: &str, template: &str) -> Self {
        let answer = json!({
            "outcome": "pattern", "reason": null, "type": "faq", "trigger": trigger, "template": template,
            "confidence": 0.7, "variables": [], "question_messages": [0], "answer_messages": [1],
        });
        Self::Content(answer.to_string())
    }

    /// Finds nothing to learn.
    pub fn nothing(reason: &str) -> Self {
        let answer = json!({
            "outcome": "none", "reason": reason, "type": null, "trigger": null, "template": null,
            "confidence": null, "variables": [], "question_messages": [], "answer_messages": [],
        });
        Self::Content(answer.to_string())
    }

    /// Repeats what was asked and answered in the conversation, as a pattern.
    pub fn echo(call: &Call) -> Self {
        let text = |side: &str| {
            let found = call.messages.iter().find(|message| message["from"] == side);
            found.and_then(|message| message["text"].as_str()).unwrap_or_default().to_owned()
        };
        Self::pattern(&text("customer"), &text("operator"))
    }
}

/// A call as the model saw it.
#[derive(Debug, Clone)]
pub struct Call {
    /// How many came before it.
    pub number: usize,
    /// The whole request.
    pub request: Value,
    /// The transcript in its user message.
    pub messages: Vec<Value>,
}

type Mind = dyn Fn(&Call) -> Reply + Send + Sync;

/// A running model. It stops with the process.
#[derive(Clone)]
pub struct Model {
    address: std::net::SocketAddr,
    state: Data<State>,
}

struct State {
    mind: Arc<Mind>,
    latency: Duration,
    calls: Mutex<Vec<Call>>,
}

impl Model {
    /// A model that answers by `mind`.
    pub fn start(mind: impl Fn(&Call) -> Reply + Send + Sync + 'static) -> Self {
        Self::start_with_latency(Duration::ZERO, mind)
    }

    /// A model that takes its time.
    pub fn start_with_latency(
        latency: Duration,
        mind: impl Fn(&Call) -> Reply + Send + Sync + 'static,
    ) -> Self {
        let state = Data::new(State { mind: Arc::new(mind), latency, calls: Mutex::default() });
        let server = HttpServer::new({
            let state = state.clone();
            move || {
                App::new()
                    .app_data(state.clone())
                    .app_data(web::PayloadConfig::new(16 << 20))
                    .route("/v1/chat/completions", web::post().to(complete))
            }
        })
        .workers(1)
        .disable_signals()
        .bind(("127.0.0.1", 0))
        .unwrap();
        let address = server.addrs()[0];
        tokio::spawn(server.run());
        Self { address, state }
    }

    /// How to reach it.
    pub fn base_url(&self) -> String {
        format!("http://{}/v1", self.address)
    }

    /// Settings to reach it.
    pub fn settings(&self) -> OpenAiSettings {
        OpenAiSettings {
            base_url: self.base_url(),
            api_key: "test-key".to_owned().into(),
            model: "gpt-4o".to_owned(),
            timeout: Duration::from_secs(30),
            pacing: Pacing {
                batch_size: 10,
                batch_delay: Duration::ZERO,
                per_conversation: Duration::from_secs(1),
            },
        }
    }

    /// The calls so far.
    pub fn calls(&self) -> Vec<Call> {
        self.state.calls.lock().unwrap().clone()
    }
}

async fn complete(body: Bytes, state: Data<State>) -> HttpResponse {
    let request: Value = serde_json::from_slice(&body).expect("a request is JSON");
    let user = request["messages"][1]["content"].as_str().unwrap_or_default();
    let transcript: Value = serde_json::from_str(user).expect("the user message is JSON");
    let call = {
        let mut calls = state.calls.lock().unwrap();
        let messages = transcript["messages"].as_array().cloned().unwrap_or_default();
        let call = Call { number: calls.len(), request, messages };
        calls.push(call.clone());
        call
    };
    if !state.latency.is_zero() {
        tokio::time::sleep(state.latency).await;
    }
    match (state.mind)(&call) {
        Reply::Content(content) => completion(json!({"role": "assistant", "content": content}), "stop"),
        Reply::Truncated(content) => completion(json!({"role": "assistant", "content": content}), "length"),
        Reply::Refusal => {
            completion(json!({"role": "assistant", "content": null, "refusal": "I can't."}), "stop")
        }
        Reply::NotJson => HttpResponse::Ok().content_type("text/html").body("<html>gateway</html>"),
        Reply::Silence => futures_util::future::pending().await,
        Reply::Status(status, code, retry_after) => {
            let status = actix_web::http::StatusCode::from_u16(status).unwrap();
            let mut response = HttpResponse::build(status);
            if let Some(retry_after) = retry_after {
                response.insert_header(("retry-after", retry_after));
            }
            response.json(json!({"error": {"message": "secret of the provider", "type": code, "code": code}}))
        }
    }
}

fn completion(message: Value, finish_reason: &str) -> HttpResponse {
    HttpResponse::Ok().json(json!({
        "id": "chatcmpl-1", "object": "chat.completion", "created": 1_750_000_000, "model": "gpt-4o-2024-08-06",
        "choices": [{"index": 0, "message": message, "finish_reason": finish_reason, "logprobs": null}],
        "usage": {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120},
    }))
}
