//! The byte stream of an upload: counted against its limit and hashed while it is read.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use sha2::{Digest, Sha256};
use thiserror::Error;
use tokio::io::{AsyncRead, ReadBuf};

/// What an [`Metered`] answers past its limit, inside an [`io::Error`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("more than {0} bytes")]
pub struct LimitExceeded(pub u64);

/// A reader that knows the SHA-256 of what went through it and refuses to go past a limit.
#[derive(Debug)]
pub struct Metered<R> {
    inner: R,
    hash: Sha256,
    bytes: u64,
    max_bytes: u64,
}

impl<R> Metered<R> {
    /// Reads at most `max_bytes` from `inner`.
    pub fn new(inner: R, max_bytes: u64) -> Self {
        Self { inner, hash: Sha256::new(), bytes: 0, max_bytes }
    }

    /// How many bytes were read so far.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// SHA-256 of the bytes read so far, in hexadecimal.
    pub fn sha256(&self) -> String {
        hex::encode(self.hash.clone().finalize())
    }
}

impl<R: AsyncRead + Unpin> AsyncRead for Metered<R> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        ready!(Pin::new(&mut self.inner).poll_read(cx, buf))?;
        let read = &buf.filled()[before..];
        self.bytes += read.len() as u64;
        self.hash.update(read);
        if self.bytes > self.max_bytes {
            // A reader that fails must hand out nothing.
            buf.set_filled(before);
            return Poll::Ready(Err(io::Error::other(LimitExceeded(self.max_bytes))));
        }
        Poll::Ready(Ok(()))
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::AsyncReadExt;

    use super::*;

    #[tokio::test]
    async fn the_limit_itself_is_still_allowed() {
        let mut metered = Metered::new(&b"abc"[..], 3);
        let mut text = String::new();
        metered.read_to_string(&mut text).await.unwrap();
        assert_eq!((text.as_str(), metered.bytes()), ("abc", 3));
        assert_eq!(metered.sha256(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    #[tokio::test]
    async fn one_byte_more_is_refused() {
        let mut metered = Metered::new(&b"abcd"[..], 3);
        let error = metered.read_to_end(&mut Vec::new()).await.unwrap_err();
        let limit = error.get_ref().and_then(|inner| inner.downcast_ref());
        assert_eq!(limit, Some(&LimitExceeded(3)));
    }
}
