//! The log span of a request.

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::{Error, HttpMessage};
use tracing::Span;
use tracing::field::Empty;
use tracing_actix_web::{RequestId, RootSpanBuilder};

/// Marks a response that clients request again and again: it is logged at the level `debug`, others at `info`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Routine;

/// A span with the method, the route, the status and the request id. None of them can contain text that a client
/// chose, such as message text or a telephone number.
pub(crate) struct RequestSpan;

impl RootSpanBuilder for RequestSpan {
    fn on_request_start(request: &ServiceRequest) -> Span {
        let id = request.extensions().get::<RequestId>().map(ToString::to_string);
        tracing::info_span!(
            "request",
            http.method = method_name(request.method()),
            http.route = request.match_pattern(),
            http.status_code = Empty,
            request.id = id,
        )
    }

    fn on_request_end<B: MessageBody>(span: Span, outcome: &Result<ServiceResponse<B>, Error>) {
        let status = match outcome {
            Ok(response) => response.status(),
            Err(error) => error.as_response_error().status_code(),
        };
        span.record("http.status_code", status.as_u16());
        let is_routine =
            outcome.as_ref().is_ok_and(|response| response.response().extensions().contains::<Routine>());
        span.in_scope(|| {
            if is_routine {
                tracing::debug!("request handled");
            } else {
                tracing::info!("request handled");
            }
        });
    }
}

/// The name of a standard method. A client can send any other word, which is logged as `_OTHER`, as OpenTelemetry
/// defines it.
fn method_name(method: &Method) -> &'static str {
    const STANDARD: [Method; 9] = [
        Method::GET,
        Method::HEAD,
        Method::POST,
        Method::PUT,
        Method::DELETE,
        Method::CONNECT,
        Method::OPTIONS,
        Method::TRACE,
        Method::PATCH,
    ];
    let standard: &'static [Method] = &STANDARD;
    standard.iter().find(|known| *known == method).map_or("_OTHER", Method::as_str)
}

#[cfg(test)]
mod tests {
    use actix_web::test::{TestRequest, call_service, init_service};
    use actix_web::{App, HttpResponse, web};
    use tracing_actix_web::TracingLogger;

    use super::*;
    use crate::log_lines::LogLines;

    #[actix_web::test]
    async fn a_request_is_logged_unless_its_response_is_routine() {
        let (lines, _guard) = LogLines::collect();
        let usual = || async { HttpResponse::Ok().finish() };
        let routine = || async {
            let mut response = HttpResponse::Ok().finish();
            response.extensions_mut().insert(Routine);
            response
        };
        let app = App::new()
            .wrap(TracingLogger::<RequestSpan>::new())
            .route("/usual", web::get().to(usual))
            .route("/routine", web::get().to(routine));
        let app = init_service(app).await;
        for (path, is_logged) in [("/usual", true), ("/routine", false)] {
            call_service(&app, TestRequest::get().uri(path).to_request()).await;
            assert_eq!(lines.take().contains("request handled"), is_logged, "{path}");
        }
    }

    #[test]
    fn only_standard_methods_are_named() {
        for (sent, logged) in
            [("GET", "GET"), ("PATCH", "PATCH"), ("get", "_OTHER"), ("CALL-902-555-0142", "_OTHER")]
        {
            let method = Method::from_bytes(sent.as_bytes()).unwrap();
            assert_eq!(method_name(&method), logged);
        }
    }
}
