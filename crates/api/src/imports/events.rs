//! `GET /api/patterns/import/{jobId}/events`

use std::convert::Infallible;
use std::time::{Duration, Instant};

use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, ContentEncoding, HeaderName};
use actix_web::web::{Bytes, Data, Path};
use actix_web::{HttpRequest, HttpResponse, get};
use futures_util::{Stream, StreamExt, stream};
use gleaner_domain::{JobId, ProblemCode};
use tokio::time::{Interval, MissedTickBehavior, interval};
use uuid::Uuid;

use super::status::state_for;
use crate::access::{SignedIn, bearer};
use crate::problem::{ApiError, StreamProblems};
use crate::query::{NoParams, Params};
use crate::state::ApiState;
use crate::stream_limiter::StreamPermit;

const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");
/// The shortest time between two events of a stream.
const INTERVAL: Duration = Duration::from_millis(500);
/// The longest silence of a stream. Proxies close a connection on which nothing was sent for 30 or 60 seconds.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// The first bytes of a stream: clients whose connection ends connect again after two seconds.
const FIRST: Bytes = Bytes::from_static(b"retry: 2000\n\n");
/// A comment, which clients ignore.
const COMMENT: Bytes = Bytes::from_static(b":\n\n");

/// Follow the progress of an import
///
/// For the job's owner and for admins. A stream of server-sent events, each with the JSON of
/// `GET /api/patterns/import/status/{jobId}` in its data (`ImportStatus`), at most two a second. The first event is the
/// current state, the following ones its changes. An event is named `status`, and the one with the final state `end`; the
/// stream ends after it. The id of an event is the `ETag` of its state, without `W/` and quotes: with the last id in `Last-Event-ID`, that state is
/// not sent again, and if it is final, the response is 204 without a body, after which clients do not connect again. A
/// comment is sent every 15 seconds. The stream also ends when the token expires, or the service stops.
#[utoipa::path(
    tag = "imports",
    security(("bearer" = [])),
    params(
        ("jobId" = Uuid, Path, description = "The job's id"),
        ("Last-Event-ID" = Option<String>, Header, description = "The id of the last event that the client received."),
    ),
    responses(
        (status = 200, description = "The events. The data of each is an `ImportStatus`.", body = String, content_type = "text/event-stream"),
        StreamProblems,
    ),
)]
#[get("/api/patterns/import/{jobId}/events")]
pub(crate) async fn import_events(
    SignedIn(user): SignedIn,
    state: Data<ApiState>,
    id: Path<Uuid>,
    request: HttpRequest,
    _: Params<NoParams>,
) -> Result<HttpResponse, ApiError> {
    let job = JobId(*id);
    let now = state_for(&user, &state, job).await?;
    let known = request.headers().get(LAST_EVENT_ID).and_then(|id| id.to_str().ok()).unwrap_or_default();
    if now.is_final && now.digest == known {
        return Ok(HttpResponse::NoContent().finish());
    }
    let following = Following {
        _permit: state.streams.acquire(&user.id)?,
        token: bearer(&request).unwrap_or_default().to_owned(),
        state,
        job,
        sent: known.to_owned(),
        ticks: ticks(),
        last_sent: Instant::now(),
        is_ended: false,
    };
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/event-stream"))
        .insert_header((CACHE_CONTROL, "no-store"))
        // Compression and nginx would hold events back.
        .insert_header(ContentEncoding::Identity)
        .insert_header(("x-accel-buffering", "no"))
        .streaming(following.events()))
}

fn ticks() -> Interval {
    let mut ticks = interval(INTERVAL);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    ticks
}

/// A client that follows a job.
struct Following {
    _permit: StreamPermit,
    /// Verified before every event, since it expires.
    token: String,
    state: Data<ApiState>,
    job: JobId,
    /// The id of the last event.
    sent: String,
    ticks: Interval,
    last_sent: Instant,
    is_ended: bool,
}

impl Following {
    fn events(self) -> impl Stream<Item = Result<Bytes, Infallible>> {
        let events = stream::unfold(self, async |mut following| {
            let event = following.next().await?;
            Some((event, following))
        });
        stream::iter([FIRST]).chain(events).map(Ok)
    }

    /// The next event or comment; `None` at the end.
    async fn next(&mut self) -> Option<Bytes> {
        while !self.is_ended {
            tokio::select! {
                () = self.state.stopping.cancelled() => return None,
                _ = self.ticks.tick() => {}
            }
            let user = self.state.tokens.verify(&self.token)?;
            match state_for(&user, &self.state, self.job).await {
                Ok(now) if now.digest != self.sent => {
                    self.is_ended = now.is_final;
                    self.sent.clone_from(&now.digest);
                    return Some(self.send(now.event()));
                }
                // The stream waits until the database is available again.
                Err(error) if error.problem.code != ProblemCode::Unavailable => return None,
                _ if self.last_sent.elapsed() >= HEARTBEAT => return Some(self.send(COMMENT)),
                _ => {}
            }
        }
        None
    }

    fn send(&mut self, bytes: Bytes) -> Bytes {
        self.last_sent = Instant::now();
        bytes
    }
}
