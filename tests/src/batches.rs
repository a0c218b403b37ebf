//! The endpoints for files and batches of the fake language model, and their failures.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Mutex;

use actix_multipart::Multipart;
use actix_web::http::StatusCode;
use actix_web::web::{self, Bytes, Data, Json, Path, Query, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use futures_util::{StreamExt, TryStreamExt, stream};
use serde_json::{Value, json};
use tokio::sync::watch;

use crate::model::{Reply, State, completion};

/// A failure of one request. Each is used once, by the first request that it concerns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// A request with this method and path prefix gets an error: method, path prefix, status, code.
    Status(&'static str, &'static str, u16, &'static str),
    /// A batch is created, and the connection is lost before the response.
    LostResponse,
    /// A batch is created, and no response comes.
    NoResponse,
    /// A batch is created, and then another one from the same request, as if two workers had sent it.
    Twice,
}

/// How a batch ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End {
    /// Every line is processed.
    Completed,
    /// The batch is not processed, because of this code.
    Failed(&'static str),
    /// So many lines are processed before the batch expires.
    Expired(usize),
}

type Damage = dyn Fn(Vec<String>) -> Vec<String> + Send + Sync;

/// The files and batches of a model.
pub struct Batches {
    inner: Mutex<Inner>,
    created: watch::Sender<usize>,
}

struct Inner {
    files: BTreeMap<String, Vec<u8>>,
    files_stored: usize,
    batches: Vec<Batch>,
    faults: Vec<Fault>,
    ends: VecDeque<End>,
    damage: Option<Box<Damage>>,
    /// How often a batch is in progress when it is asked for.
    polls_in_progress: usize,
    processed_before_cancel: usize,
    requests: Vec<String>,
}

#[derive(Clone)]
struct Batch {
    id: String,
    input: String,
    lines: Vec<Value>,
    metadata: Value,
    status: &'static str,
    polls: usize,
    end: End,
    output: Option<String>,
    errors: Option<String>,
}

impl Default for Batches {
    fn default() -> Self {
        let inner = Inner {
            files: BTreeMap::new(),
            files_stored: 0,
            batches: Vec::new(),
            faults: Vec::new(),
            ends: VecDeque::new(),
            damage: None,
            polls_in_progress: 1,
            processed_before_cancel: 0,
            requests: Vec::new(),
        };
        Self { inner: Mutex::new(inner), created: watch::Sender::new(0) }
    }
}

impl Batches {
    /// Adds a failure.
    pub fn fault(&self, fault: Fault) {
        self.inner.lock().unwrap().faults.push(fault);
    }

    /// How the next batches end, in the order in which they are created. Further ones are completed.
    pub fn end(&self, ends: impl IntoIterator<Item = End>) {
        self.inner.lock().unwrap().ends.extend(ends);
    }

    /// Changes the lines of every file of results.
    pub fn damage(&self, damage: impl Fn(Vec<String>) -> Vec<String> + Send + Sync + 'static) {
        self.inner.lock().unwrap().damage = Some(Box::new(damage));
    }

    /// How often a batch is in progress when it is asked for, before it ends. The default is 1.
    pub fn stay_in_progress(&self, polls: usize) {
        self.inner.lock().unwrap().polls_in_progress = polls;
    }

    /// How many lines are processed before a batch is cancelled. The default is 0.
    pub fn process_before_cancel(&self, lines: usize) {
        self.inner.lock().unwrap().processed_before_cancel = lines;
    }

    /// The number of lines of each batch that was created.
    pub fn sizes(&self) -> Vec<usize> {
        self.inner.lock().unwrap().batches.iter().map(|batch| batch.lines.len()).collect()
    }

    /// The status of each batch.
    pub fn statuses(&self) -> Vec<&'static str> {
        self.inner.lock().unwrap().batches.iter().map(|batch| batch.status).collect()
    }

    /// The methods and paths of all requests for files and batches.
    pub fn requests(&self) -> Vec<String> {
        self.inner.lock().unwrap().requests.clone()
    }

    /// How many files the provider has.
    pub fn files(&self) -> usize {
        self.inner.lock().unwrap().files.len()
    }

    /// Waits until `count` batches are created. Fails after a minute.
    pub async fn wait_for(&self, count: usize) {
        let mut created = self.created.subscribe();
        let created = created.wait_for(|created| *created >= count);
        let waited = tokio::time::timeout(std::time::Duration::from_secs(60), created).await;
        waited.expect("a batch is created").unwrap();
    }

    /// Records a request, and returns its failure.
    fn begin(&self, request: &HttpRequest) -> Option<HttpResponse> {
        let mut inner = self.inner.lock().unwrap();
        let (method, path) = (request.method().as_str(), request.path());
        inner.requests.push(format!("{method} {path}"));
        let concerns = |fault: &Fault| matches!(fault, Fault::Status(of, prefix, ..) if *of == method && path.starts_with(prefix));
        let found = inner.faults.iter().position(concerns)?;
        let Fault::Status(.., status, code) = inner.faults.remove(found) else { return None };
        let body = json!({"error": {"message": "secret of the provider", "type": code, "code": code}});
        let body = if code.is_empty() { json!({"detail": "Not Found"}) } else { body };
        Some(HttpResponse::build(StatusCode::from_u16(status).unwrap()).json(body))
    }
}

impl Inner {
    fn store(&mut self, content: Vec<u8>) -> String {
        self.files_stored += 1;
        let id = format!("file-{}", self.files_stored);
        self.files.insert(id.clone(), content);
        id
    }

    fn find(&mut self, id: &str) -> Option<usize> {
        self.batches.iter().position(|batch| batch.id == id)
    }
}

impl Batch {
    /// The object of the provider.
    fn json(&self) -> Value {
        let failed = match self.end {
            End::Failed(code) if self.status == "failed" => {
                json!({"object": "list", "data": [{"code": code, "message": "secret of the provider"}]})
            }
            _ => Value::Null,
        };
        json!({
            "id": self.id, "object": "batch", "endpoint": "/v1/chat/completions", "errors": failed,
            "input_file_id": self.input, "completion_window": "24h", "status": self.status,
            "output_file_id": self.output, "error_file_id": self.errors,
            "created_at": chrono::Utc::now().timestamp(), "metadata": self.metadata,
            "request_counts": {"total": self.lines.len(), "completed": 0, "failed": 0},
        })
    }

    /// Processes the first `count` lines; the others get `code`.
    fn process(&mut self, state: &State, inner: &mut Inner, count: usize, code: &str) {
        let (mut output, mut errors) = (Vec::new(), Vec::new());
        for (index, line) in self.lines.iter().enumerate() {
            let id = &line["custom_id"];
            let answer = |response: Value, error: Value| {
                json!({"id": format!("batch_req_{index}"), "custom_id": id, "response": response, "error": error}).to_string()
            };
            if index >= count {
                errors.push(answer(Value::Null, json!({"code": code, "message": "secret of the provider"})));
                continue;
            }
            let response =
                |status: u16, body: Value| json!({"status_code": status, "request_id": "req", "body": body});
            match state.reply(line["body"].clone(), true) {
                Reply::Status(status, code, _) => {
                    let body = json!({"error": {"message": "secret of the provider", "code": code}});
                    errors.push(answer(response(status, body), Value::Null));
                }
                Reply::Silence => {}
                reply => {
                    let body = completion(&reply).unwrap_or_else(|| json!("<html>gateway</html>"));
                    output.push(answer(response(200, body), Value::Null));
                }
            }
        }
        // In any order.
        output.reverse();
        let mut store = |lines: Vec<String>| {
            let lines = inner.damage.as_ref().map_or_else(|| lines.clone(), |damage| damage(lines.clone()));
            (!lines.is_empty()).then(|| inner.store(lines.join("\n").into_bytes()))
        };
        (self.output, self.errors) = (store(output), store(errors));
    }

    /// What a provider has done until it is asked.
    fn advance(&mut self, state: &State, inner: &mut Inner) {
        self.polls += 1;
        match (self.status, self.end.clone()) {
            ("cancelling", _) => {
                let count = inner.processed_before_cancel;
                self.process(state, inner, count, "batch_cancelled");
                self.status = "cancelled";
            }
            ("validating", End::Failed(_)) => self.status = "failed",
            ("validating" | "in_progress", _) if self.polls <= inner.polls_in_progress => {
                self.status = "in_progress"
            }
            ("validating" | "in_progress", End::Expired(count)) => {
                self.process(state, inner, count, "batch_expired");
                self.status = "expired";
            }
            ("validating" | "in_progress", _) => {
                self.process(state, inner, self.lines.len(), "");
                self.status = "completed";
            }
            _ => {}
        }
    }
}

/// The routes of files and batches.
pub(crate) fn routes(config: &mut ServiceConfig) {
    config
        .route("/v1/files", web::post().to(upload))
        .route("/v1/files/{id}/content", web::get().to(content))
        .route("/v1/files/{id}", web::delete().to(delete))
        .route("/v1/batches", web::post().to(create))
        .route("/v1/batches", web::get().to(list))
        .route("/v1/batches/{id}", web::get().to(retrieve))
        .route("/v1/batches/{id}/cancel", web::post().to(cancel));
}

fn missing() -> HttpResponse {
    HttpResponse::NotFound().json(json!({"error": {"message": "no such object", "code": "not_found"}}))
}

async fn upload(request: HttpRequest, mut form: Multipart, state: Data<State>) -> HttpResponse {
    let mut fields = BTreeMap::new();
    while let Some(field) = form.next().await {
        let field = field.unwrap();
        let name = field.name().unwrap().to_owned();
        let bytes: Vec<u8> = field.map_ok(|chunk| chunk.to_vec()).try_concat().await.unwrap();
        fields.insert(name, bytes);
    }
    if let Some(fault) = state.batches.begin(&request) {
        return fault;
    }
    assert_eq!(fields["purpose"], b"batch");
    // Nobody else deletes the file if the response is lost.
    assert_eq!(fields["expires_after[seconds]"], b"604800");
    let mut inner = state.batches.inner.lock().unwrap();
    let (file, bytes) = (fields["file"].clone(), fields["file"].len());
    let id = inner.store(file);
    HttpResponse::Ok().json(json!({
        "id": id, "object": "file", "bytes": bytes, "created_at": 1_750_000_000, "filename": "batch.jsonl",
        "purpose": "batch", "status": "processed", "expires_at": null, "status_details": null,
    }))
}

async fn content(request: HttpRequest, id: Path<String>, state: Data<State>) -> HttpResponse {
    if let Some(fault) = state.batches.begin(&request) {
        return fault;
    }
    let inner = state.batches.inner.lock().unwrap();
    inner.files.get(&*id).map_or_else(missing, |file| HttpResponse::Ok().body(file.clone()))
}

async fn delete(request: HttpRequest, id: Path<String>, state: Data<State>) -> HttpResponse {
    if let Some(fault) = state.batches.begin(&request) {
        return fault;
    }
    match state.batches.inner.lock().unwrap().files.remove(&*id) {
        Some(_) => HttpResponse::Ok().json(json!({"id": *id, "object": "file", "deleted": true})),
        None => missing(),
    }
}

async fn create(request: HttpRequest, body: Json<Value>, state: Data<State>) -> HttpResponse {
    if let Some(fault) = state.batches.begin(&request) {
        return fault;
    }
    assert_eq!(
        (&body["endpoint"], &body["completion_window"]),
        (&json!("/v1/chat/completions"), &json!("24h"))
    );
    let (object, fault, count) = {
        let mut inner = state.batches.inner.lock().unwrap();
        let input = body["input_file_id"].as_str().unwrap().to_owned();
        let lines = String::from_utf8(inner.files[&input].clone()).unwrap();
        let lines: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert!(lines.iter().all(|line| line["method"] == "POST" && line["url"] == body["endpoint"]));
        let batch = Batch {
            id: format!("batch_{}", inner.batches.len()),
            input,
            lines,
            metadata: body["metadata"].clone(),
            status: "validating",
            polls: 0,
            end: inner.ends.pop_front().unwrap_or(End::Completed),
            output: None,
            errors: None,
        };
        let object = batch.json();
        let found = inner.faults.iter().position(|fault| !matches!(fault, Fault::Status(..)));
        let fault = found.map(|index| inner.faults.remove(index));
        if fault == Some(Fault::Twice) {
            let id = format!("batch_{}", inner.batches.len() + 1);
            let other = Batch { id, ..batch.clone() };
            inner.batches.push(other);
        }
        inner.batches.push(batch);
        (object, fault, inner.batches.len())
    };
    state.batches.created.send_replace(count);
    match fault {
        Some(Fault::LostResponse) => HttpResponse::Ok()
            .streaming(stream::iter([Ok(Bytes::from("{")), Err(std::io::Error::other("lost"))])),
        Some(Fault::NoResponse) => futures_util::future::pending().await,
        _ => HttpResponse::Ok().json(object),
    }
}

/// The newest first, two on a page.
async fn list(
    request: HttpRequest,
    query: Query<BTreeMap<String, String>>,
    state: Data<State>,
) -> HttpResponse {
    if let Some(fault) = state.batches.begin(&request) {
        return fault;
    }
    let inner = state.batches.inner.lock().unwrap();
    let newest = inner.batches.iter().rev();
    let after: Vec<_> = match query.get("after") {
        Some(after) => newest.skip_while(|batch| batch.id != *after).skip(1).collect(),
        None => newest.collect(),
    };
    let data: Vec<_> = after.iter().take(2).map(|batch| batch.json()).collect();
    HttpResponse::Ok().json(json!({
        "object": "list", "has_more": after.len() > data.len(), "first_id": data.first().map(|batch| &batch["id"]),
        "last_id": data.last().map(|batch| &batch["id"]), "data": data,
    }))
}

async fn retrieve(request: HttpRequest, id: Path<String>, state: Data<State>) -> HttpResponse {
    if let Some(fault) = state.batches.begin(&request) {
        return fault;
    }
    let mut inner = state.batches.inner.lock().unwrap();
    let Some(index) = inner.find(&id) else { return missing() };
    let mut batch = inner.batches.remove(index);
    batch.advance(&state, &mut inner);
    let object = batch.json();
    inner.batches.insert(index, batch);
    HttpResponse::Ok().json(object)
}

async fn cancel(request: HttpRequest, id: Path<String>, state: Data<State>) -> HttpResponse {
    if let Some(fault) = state.batches.begin(&request) {
        return fault;
    }
    let mut inner = state.batches.inner.lock().unwrap();
    let Some(index) = inner.find(&id) else { return missing() };
    let batch = &mut inner.batches[index];
    if !["validating", "in_progress"].contains(&batch.status) {
        return HttpResponse::Conflict()
            .json(json!({"error": {"message": "it has ended", "code": "conflict"}}));
    }
    batch.status = "cancelling";
    HttpResponse::Ok().json(batch.json())
}
