//! `GET /docs/problems`: the page that the `type` of every error refers to.

use std::fmt::Write;

use actix_web::http::header::ContentType;
use actix_web::{HttpResponse, get};
use gleaner_domain::ProblemCode;
use strum::VariantArray;

use super::kinds::kind;

/// The path of the page; the fragment of a `type` is the code.
pub(crate) const PROBLEMS_PATH: &str = "/docs/problems";

#[get("/docs/problems")]
pub(crate) async fn problem_types() -> HttpResponse {
    HttpResponse::Ok().content_type(ContentType::html()).body(html())
}

fn html() -> String {
    let mut page = String::from(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Problem types</title>\
         <meta name=\"viewport\" content=\"width=device-width\">\
         <style>body{font:1rem/1.5 sans-serif;max-width:45rem;margin:2rem auto;padding:0 1rem}\
         dt{margin-top:1.5rem;font-weight:bold}:target{background:#ffc}</style>\
         <h1>Problem types</h1><p>Every error is a problem detail (RFC 9457) whose <code>type</code> points \
         here. Programs read <code>code</code>, people <code>error</code>.</p><dl>",
    );
    for code in ProblemCode::VARIANTS {
        let (name, kind) = (code.as_str(), kind(*code));
        let status = kind.status.map_or_else(|| "in a job".to_owned(), |status| status.to_string());
        let advice = code_spans(kind.advice);
        // Writing to a string cannot fail.
        let _ = write!(
            page,
            "<dt id=\"{name}\"><code>{name}</code> ({status}): {}</dt><dd>{advice}</dd>",
            kind.title
        );
    }
    page + "</dl></html>"
}

/// A sentence as HTML; text between backticks becomes code.
fn code_spans(sentence: &str) -> String {
    let escaped = sentence.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let parts = escaped.split('`').enumerate();
    parts.map(|(n, part)| if n % 2 == 1 { format!("<code>{part}</code>") } else { part.to_owned() }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_an_anchor() {
        let page = html();
        for code in ProblemCode::VARIANTS {
            assert!(page.contains(&format!("id=\"{}\"", code.as_str())), "{code:?}");
        }
        assert!(page.contains("<code>Authorization: Bearer &lt;JWT&gt;</code>"));
    }
}
