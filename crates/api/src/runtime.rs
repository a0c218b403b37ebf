//! Runs requests in the context of the runtime of the process.
//!
//! Each thread of the HTTP server has a runtime of its own, which ends with the thread. A connection to Postgres ends
//! with the runtime in which it was opened, even while another thread uses it. So requests open connections in the
//! runtime of the process, which ends last.

use std::pin::Pin;
use std::task::{Context, Poll};

use actix_web::Error;
use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::web::Bytes;
use tokio::runtime::Handle;
use tokio_util::context::TokioContext;

/// Runs the handler in the context of `runtime`, and what writes the body as well.
pub(crate) async fn in_runtime(
    runtime: Handle,
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let response = TokioContext::new(next.call(request), runtime.clone()).await?;
    Ok(response.map_body(|_, body| InRuntime { body: body.boxed(), runtime }))
}

struct InRuntime {
    body: BoxBody,
    runtime: Handle,
}

impl MessageBody for InRuntime {
    type Error = <BoxBody as MessageBody>::Error;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Self::Error>>> {
        let this = self.get_mut();
        let _entered = this.runtime.enter();
        this.body.as_pin_mut().poll_next(context)
    }

    fn try_into_bytes(self) -> Result<Bytes, Self> {
        let Self { body, runtime } = self;
        body.try_into_bytes().map_err(|body| Self { body, runtime })
    }
}
