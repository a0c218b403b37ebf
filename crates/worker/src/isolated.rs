//! Panics of an extractor. They are defects that fail one conversation, and not the job.

use std::panic::{AssertUnwindSafe, catch_unwind};

use futures_util::FutureExt;

/// The result of `work` on a conversation; `None` if it panics.
pub(crate) fn isolated<T>(work: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(work)).ok()
}

/// The result of asynchronous `work` on a conversation; `None` if it panics.
pub(crate) async fn isolated_async<T>(work: impl Future<Output = T>) -> Option<T> {
    AssertUnwindSafe(work).catch_unwind().await.ok()
}
