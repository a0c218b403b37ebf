//! The examples of the document, sent unchanged to a server that has imported the sample.

use gleaner_tests::{Engine, TestApp, send};
use reqwest::header::{HeaderMap, HeaderName};
use reqwest::multipart::{Form, Part};
use reqwest::{Method, RequestBuilder};
use serde_json::Value;

/// An operation of the document.
struct Operation<'a> {
    method: Method,
    path: &'a str,
    description: &'a Value,
}

fn operations(document: &Value) -> Vec<Operation<'_>> {
    let paths = document["paths"].as_object().unwrap();
    paths
        .iter()
        .flat_map(|(path, item)| {
            item.as_object().unwrap().iter().map(move |(method, description)| Operation {
                method: Method::from_bytes(method.to_uppercase().as_bytes()).unwrap(),
                path,
                description,
            })
        })
        .collect()
}

impl Operation<'_> {
    /// The path, query and headers with the examples of all parameters that have an example.
    fn parameters(&self) -> (String, Vec<(String, String)>, HeaderMap) {
        let (mut path, mut query, mut headers) = (self.path.to_owned(), Vec::new(), HeaderMap::new());
        for parameter in self.description["parameters"].as_array().into_iter().flatten() {
            let name = parameter["name"].as_str().unwrap();
            let example = match &parameter["example"] {
                Value::Null => continue,
                Value::String(text) => text.clone(),
                other => other.to_string(),
            };
            match parameter["in"].as_str() {
                Some("path") => path = path.replace(&format!("{{{name}}}"), &example),
                Some("header") => {
                    headers.insert(name.parse::<HeaderName>().unwrap(), example.parse().unwrap());
                }
                _ => query.push((name.to_owned(), example)),
            }
        }
        assert!(!path.contains('{'), "{path} has a parameter without an example");
        (path, query, headers)
    }

    /// The media types of the body with their examples; one `None` if there is no body.
    fn bodies(&self) -> Vec<Option<(&str, &Value)>> {
        let Some(content) = self.description["requestBody"]["content"].as_object() else { return vec![None] };
        content
            .iter()
            .map(|(media_type, body)| {
                assert!(!body["example"].is_null(), "{} has no {media_type} example", self.path);
                Some((media_type.as_str(), &body["example"]))
            })
            .collect()
    }

    fn success(&self) -> u16 {
        let statuses = self.description["responses"].as_object().unwrap().keys();
        statuses.filter_map(|status| status.parse().ok()).find(|status| (200..300).contains(status)).unwrap()
    }
}

fn with_body(request: RequestBuilder, body: Option<(&str, &Value)>) -> RequestBuilder {
    match body {
        None => request,
        Some(("application/json", example)) => request.json(example),
        Some(("multipart/form-data", example)) => {
            let form = example.as_object().unwrap().iter().fold(Form::new(), |form, (name, value)| {
                let text = value.as_str().unwrap().to_owned();
                if name == "file" {
                    form.part("file", Part::text(text).file_name("export.csv").mime_str("text/csv").unwrap())
                } else {
                    form.text(name.clone(), text)
                }
            });
            request.multipart(form)
        }
        Some((media_type, example)) => {
            request.header("content-type", media_type).body(example.as_str().unwrap().to_owned())
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_example_is_accepted_unchanged() {
    let app = TestApp::start(Engine::Sqlite).await;
    let sample =
        std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/../samples/openphone-export.csv")).unwrap();
    // A conflict between the patterns 1 and 2, three staged patterns, and a cancelled import.
    app.import(include_str!("../fixtures/examples/conflict.csv")).await;
    app.import(sample).await;
    let review = app.request(Method::POST, "/api/patterns/import/csv?review=true");
    let staged = include_str!("../fixtures/examples/staged.csv");
    assert_eq!(send(review.header("content-type", "text/csv").body(staged)).await.status.as_u16(), 202);
    app.work().await;
    let cancelled = app.upload(include_str!("../fixtures/examples/cancelled.csv")).await.job();
    let path = format!("/api/patterns/import/{cancelled}/cancel");
    assert_eq!(send(app.request(Method::POST, &path)).await.body["status"], "cancelled");
    let document = gleaner_api::document();
    let operations = operations(&document);
    assert!(operations.len() >= 13);
    for operation in operations {
        let (path, query, headers) = operation.parameters();
        for body in operation.bodies() {
            let builder = app.request(operation.method.clone(), &path).query(&query).headers(headers.clone());
            let response = send(with_body(builder, body)).await;
            let request =
                format!("{} {path} {:?}: {}", operation.method, body.map(|(name, _)| name), response.body);
            assert_eq!(response.status.as_u16(), operation.success(), "{request}");
            app.work().await;
        }
    }
    // The example of each upload creates a pattern.
    let history = app.get("/api/patterns/import/history").await.body;
    for import in history["imports"].as_array().unwrap() {
        assert!(
            import["patterns_staged"].as_i64() >= Some(1) || import["patterns_created"].as_i64() >= Some(1),
            "{import}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_example_of_a_job_id_is_the_id_of_the_samples_job() {
    let app = TestApp::start(Engine::Sqlite).await;
    let sample =
        std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/../samples/openphone-export.csv")).unwrap();
    let job = app.upload(sample).await.job();
    assert!(gleaner_api::document().to_string().contains(&format!("\"example\":\"{job}\"")), "{job}");
}
