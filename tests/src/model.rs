//! A fake language model: an HTTP server that speaks the chat completions protocol and can simulate its failures.

mod limits;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use actix_web::web::{self, Bytes, Data};
use actix_web::{App, HttpResponse, HttpServer};
use chrono::NaiveDate;
use gleaner_domain::Price;
use gleaner_extraction::{OpenAiSettings, Pacing};
use serde_json::{Value, json};
use tokio::sync::watch;

use crate::batches::{self, Batches};

pub use limits::Limits;

/// How the model responds to a call.
#[derive(Debug, Clone)]
pub enum Reply {
    /// A complete response with this content.
    Content(String),
    /// A response that is cut off.
    Truncated(String),
    /// The model refuses to respond.
    Refusal,
    /// An HTTP error: status, the provider's code, `Retry-After`.
    Status(u16, &'static str, Option<&'static str>),
    /// An HTTP error with this status and body.
    Body(u16, &'static str),
    /// A body that is not JSON.
    NotJson,
    /// No response.
    Silence,
    /// The connection is closed in the middle of the response.
    Reset,
}

impl Reply {
    /// A pattern with `trigger` and `template`.
    pub fn pattern(trigger: &str, template: &str) -> Self {
        let content = json!({
            "outcome": "pattern", "reason": null, "type": "faq", "trigger": trigger, "template": template,
            "confidence": 0.7, "variables": [], "question_messages": [0], "answer_messages": [1],
        });
        Self::Content(content.to_string())
    }

    /// No pattern, for `reason`.
    pub fn nothing(reason: &str) -> Self {
        let content = json!({
            "outcome": "none", "reason": reason, "type": null, "trigger": null, "template": null,
            "confidence": null, "variables": [], "question_messages": [], "answer_messages": [],
        });
        Self::Content(content.to_string())
    }

    /// Whether two patterns are the same.
    pub fn same(is_same: bool) -> Self {
        Self::Content(json!({ "same": is_same }).to_string())
    }

    /// A pattern of the conversation's own question and answer.
    pub fn echo(call: &Call) -> Self {
        let text = |side: &str| {
            let found = call.messages.iter().find(|message| message["from"] == side);
            found.and_then(|message| message["text"].as_str()).unwrap_or_default().to_owned()
        };
        Self::pattern(&text("customer"), &text("operator"))
    }
}

/// A call that the model received.
#[derive(Debug, Clone)]
pub struct Call {
    /// The number of earlier calls.
    pub number: usize,
    /// The body of the request.
    pub request: Value,
    /// The messages of the transcript in the user message.
    pub messages: Vec<Value>,
    /// Whether the call is a line of a batch.
    pub is_batched: bool,
}

impl Call {
    /// Whether the call asks if two patterns are the same.
    pub fn is_comparison(&self) -> bool {
        self.request["response_format"]["json_schema"]["name"] == "same_pattern"
    }
}

type Respond = dyn Fn(&Call) -> Reply + Send + Sync;

/// A running model. It stops when the process ends.
#[derive(Clone)]
pub struct Model {
    address: std::net::SocketAddr,
    state: Data<State>,
}

/// What the endpoints share.
pub(crate) struct State {
    respond: Arc<Respond>,
    pub(crate) batches: Batches,
    latency: Duration,
    limits: Option<Mutex<Limits>>,
    refused: AtomicUsize,
    calls: Mutex<Vec<Call>>,
    received: watch::Sender<usize>,
}

impl Model {
    /// A model that responds with `respond`.
    pub fn start(respond: impl Fn(&Call) -> Reply + Send + Sync + 'static) -> Self {
        Self::start_with_latency(Duration::ZERO, respond)
    }

    /// A model that responds with `respond` after `latency`.
    pub fn start_with_latency(
        latency: Duration,
        respond: impl Fn(&Call) -> Reply + Send + Sync + 'static,
    ) -> Self {
        Self::start_with(latency, None, respond)
    }

    /// A model that refuses calls above `limits`, and responds to the others with `respond` after `latency`.
    pub fn start_limited(
        limits: Limits,
        latency: Duration,
        respond: impl Fn(&Call) -> Reply + Send + Sync + 'static,
    ) -> Self {
        Self::start_with(latency, Some(limits), respond)
    }

    fn start_with(
        latency: Duration,
        limits: Option<Limits>,
        respond: impl Fn(&Call) -> Reply + Send + Sync + 'static,
    ) -> Self {
        let state = Data::new(State {
            respond: Arc::new(respond),
            batches: Batches::default(),
            latency,
            limits: limits.map(Mutex::new),
            refused: AtomicUsize::new(0),
            calls: Mutex::default(),
            received: watch::Sender::new(0),
        });
        let server = HttpServer::new({
            let state = state.clone();
            move || {
                App::new()
                    .app_data(state.clone())
                    .app_data(web::PayloadConfig::new(16 << 20))
                    .app_data(web::JsonConfig::default().limit(16 << 20))
                    .route("/v1/chat/completions", web::post().to(complete))
                    .configure(batches::routes)
            }
        })
        // On a busy machine, connections stay idle for longer than by default, and requests take longer to arrive.
        .keep_alive(Duration::from_secs(600))
        .client_request_timeout(Duration::ZERO)
        .workers(1)
        .disable_signals()
        .bind(("127.0.0.1", 0))
        .unwrap();
        let address = server.addrs()[0];
        tokio::spawn(server.run());
        Self { address, state }
    }

    /// The address for `OPENAI_BASE_URL`.
    pub fn base_url(&self) -> String {
        format!("http://{}/v1", self.address)
    }

    /// Settings that call this model, without a pause between batches.
    pub fn settings(&self) -> OpenAiSettings {
        let defaults = OpenAiSettings::new("test-key".to_owned().into());
        OpenAiSettings {
            base_url: self.base_url(),
            timeout: Duration::from_secs(30),
            price: Some(Price {
                model: "gpt-4o".into(),
                prompt: 2.5,
                completion: 10.0,
                as_of: NaiveDate::default(),
            }),
            pacing: Pacing { rest: Duration::ZERO, ..defaults.pacing },
            ..defaults
        }
    }

    /// Waits until the model has received `count` calls. Fails after a minute.
    pub async fn wait_for_calls(&self, count: usize) {
        let mut received = self.state.received.subscribe();
        let received = received.wait_for(|received| *received >= count);
        let waited = tokio::time::timeout(Duration::from_secs(60), received).await;
        assert!(waited.is_ok(), "{count} calls were expected, {} were received", self.calls().len());
    }

    /// The share of its limits in `time` that was used.
    pub fn used(&self, time: Duration) -> f64 {
        self.state.limits.as_ref().map_or(0.0, |limits| limits.lock().unwrap().used(time))
    }

    /// The number of calls that were above the limits. They are not in [`calls`](Self::calls).
    pub fn refused(&self) -> usize {
        self.state.refused.load(Ordering::Relaxed)
    }

    /// Its files and batches.
    pub fn batches(&self) -> &Batches {
        &self.state.batches
    }

    /// The calls so far.
    pub fn calls(&self) -> Vec<Call> {
        self.state.calls.lock().unwrap().clone()
    }
}

impl State {
    /// Receives a call.
    fn receive(&self, request: Value, is_batched: bool) -> Call {
        let user = request["messages"][1]["content"].as_str().unwrap_or_default();
        let transcript: Value = serde_json::from_str(user).expect("the user message is JSON");
        let messages = transcript["messages"].as_array().cloned().unwrap_or_default();
        let mut calls = self.calls.lock().unwrap();
        let call = Call { number: calls.len(), request, messages, is_batched };
        calls.push(call.clone());
        self.received.send_replace(calls.len());
        call
    }

    /// Receives a call, and returns the reply to it.
    pub(crate) fn reply(&self, request: Value, is_batched: bool) -> Reply {
        (self.respond)(&self.receive(request, is_batched))
    }
}

async fn complete(body: Bytes, state: Data<State>) -> HttpResponse {
    let request: Value = serde_json::from_slice(&body).expect("a request is JSON");
    let Some(limits) = &state.limits else { return respond(request, &state).await };
    let (accepted, headers) = {
        let mut limits = limits.lock().unwrap();
        (limits.accept(&request), limits.headers())
    };
    let mut response = match accepted {
        Ok(()) => respond(request, &state).await,
        Err(wait) => {
            state.refused.fetch_add(1, Ordering::Relaxed);
            let wait = ("retry-after-ms", wait.as_millis().to_string());
            HttpResponse::TooManyRequests()
                .insert_header(wait)
                .json(json!({ "error": { "code": "rate_limit_exceeded" } }))
        }
    };
    for (name, value) in headers {
        response.headers_mut().insert(name, value);
    }
    response
}

async fn respond(request: Value, state: &State) -> HttpResponse {
    let call = state.receive(request, false);
    if !state.latency.is_zero() {
        tokio::time::sleep(state.latency).await;
    }
    let reply = (state.respond)(&call);
    if let Some(completion) = completion(&reply) {
        return HttpResponse::Ok().json(completion);
    }
    match reply {
        Reply::Body(status, body) => {
            let status = actix_web::http::StatusCode::from_u16(status).unwrap();
            HttpResponse::build(status).content_type("application/json").body(body)
        }
        Reply::NotJson | Reply::Content(_) | Reply::Truncated(_) | Reply::Refusal => {
            HttpResponse::Ok().content_type("text/html").body("<html>gateway</html>")
        }
        Reply::Reset => {
            let half = [
                Ok(Bytes::from_static(b"{\"id\":")),
                Err(actix_web::error::ErrorInternalServerError("reset")),
            ];
            HttpResponse::Ok().streaming(futures_util::stream::iter(half))
        }
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

/// The response of a model, as it is in the body of a response and in a line of a batch; `None` for an error.
pub(crate) fn completion(reply: &Reply) -> Option<Value> {
    let (message, finish_reason) = match reply {
        Reply::Content(content) => (json!({"role": "assistant", "content": content}), "stop"),
        Reply::Truncated(content) => (json!({"role": "assistant", "content": content}), "length"),
        Reply::Refusal => (json!({"role": "assistant", "content": null, "refusal": "I can't."}), "stop"),
        _ => return None,
    };
    Some(json!({
        "id": "chatcmpl-1", "object": "chat.completion", "created": 1_750_000_000, "model": "gpt-4o-2024-08-06",
        "choices": [{"index": 0, "message": message, "finish_reason": finish_reason, "logprobs": null}],
        "usage": {
            "prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120,
            "prompt_tokens_details": {"cached_tokens": 64},
        },
    }))
}
