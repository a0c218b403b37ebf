//! A fake embedding model: an HTTP server that speaks the embeddings protocol and can simulate its failures.

use std::sync::Mutex;
use std::time::Duration;

use actix_web::web::{self, Bytes, Data};
use actix_web::{App, HttpResponse, HttpServer};
use gleaner_extraction::EmbeddingSettings;
use serde_json::{Value, json};

/// How the model responds to a call.
#[derive(Debug, Clone, Copy)]
pub enum Fault {
    /// A complete response.
    None,
    /// An HTTP error.
    Status(u16),
    /// A body that is not JSON.
    NotJson,
    /// The vector of the last text is missing.
    Missing,
    /// All vectors are zero.
    Zero,
}

/// A running embedding model. It stops when the process ends.
#[derive(Clone)]
pub struct Embeddings {
    address: std::net::SocketAddr,
    state: Data<State>,
}

type Respond = dyn Fn(&[String]) -> Fault + Send + Sync;

struct State {
    topics: Vec<Vec<&'static str>>,
    fault: Box<Respond>,
    calls: Mutex<Vec<Value>>,
}

impl Embeddings {
    /// A model for which texts with a word of the same topic have the same meaning. Texts without such a word have a
    /// meaning of their own.
    pub fn start(topics: &[&[&'static str]]) -> Self {
        Self::start_with_faults(topics, |_| Fault::None)
    }

    /// A model that responds with `fault` to the texts of a call.
    pub fn start_with_faults(
        topics: &[&[&'static str]],
        fault: impl Fn(&[String]) -> Fault + Send + Sync + 'static,
    ) -> Self {
        let topics = topics.iter().map(|words| words.to_vec()).collect();
        let state = Data::new(State { topics, fault: Box::new(fault), calls: Mutex::default() });
        let server = HttpServer::new({
            let state = state.clone();
            move || App::new().app_data(state.clone()).route("/v1/embeddings", web::post().to(embed))
        })
        .workers(1)
        .disable_signals()
        .bind(("127.0.0.1", 0))
        .unwrap();
        let address = server.addrs()[0];
        tokio::spawn(server.run());
        Self { address, state }
    }

    /// Settings that call this model by the name `model`.
    pub fn settings(&self, model: &str) -> EmbeddingSettings {
        EmbeddingSettings {
            base_url: format!("http://{}/v1", self.address),
            api_key: "test-key".to_owned().into(),
            model: model.to_owned(),
            dimensions: None,
            timeout: Duration::from_secs(30),
        }
    }

    /// The texts of each call so far.
    pub fn calls(&self) -> Vec<Vec<String>> {
        let texts = |request: &Value| serde_json::from_value(request["input"].clone()).unwrap();
        self.requests().iter().map(texts).collect()
    }

    /// The bodies of the requests so far.
    pub fn requests(&self) -> Vec<Value> {
        self.state.calls.lock().unwrap().clone()
    }
}

/// One dimension for each topic, and 40 for texts without one.
fn vector(state: &State, text: &str) -> Vec<f32> {
    let mut vector = vec![0.0; state.topics.len() + 40];
    let topic = state.topics.iter().position(|words| words.iter().any(|word| text.contains(word)));
    let other = text.bytes().fold(0, |sum, byte| (sum * 31 + usize::from(byte)) % 40);
    vector[topic.unwrap_or(state.topics.len() + other)] = 1.0;
    vector
}

async fn embed(body: Bytes, state: Data<State>) -> HttpResponse {
    let request: Value = serde_json::from_slice(&body).expect("a request is JSON");
    let texts: Vec<String> = serde_json::from_value(request["input"].clone()).expect("texts");
    assert!(texts.iter().all(|text| !text.trim().is_empty()), "no text is empty");
    let fault = (state.fault)(&texts);
    let model = request["model"].clone();
    state.calls.lock().unwrap().push(request);
    let mut vectors: Vec<_> = texts.iter().map(|text| vector(&state, text)).collect();
    match fault {
        Fault::None => {}
        Fault::Status(status) => {
            let status = actix_web::http::StatusCode::from_u16(status).unwrap();
            return HttpResponse::build(status).json(json!({"error": {"message": "secret", "code": "x"}}));
        }
        Fault::NotJson => return HttpResponse::Ok().body("<html>gateway</html>"),
        Fault::Missing => drop(vectors.pop()),
        Fault::Zero => vectors.iter_mut().for_each(|vector| vector.fill(0.0)),
    }
    // In another order than the texts: the index counts.
    let data = vectors.iter().enumerate().rev();
    let data: Vec<_> = data
        .map(|(index, vector)| json!({"object": "embedding", "index": index, "embedding": vector}))
        .collect();
    let usage = json!({"prompt_tokens": texts.len(), "total_tokens": texts.len()});
    HttpResponse::Ok().json(json!({"object": "list", "model": model, "data": data, "usage": usage}))
}
