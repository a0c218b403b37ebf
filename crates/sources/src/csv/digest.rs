//! The SHA-256 of a file, computed while the file is parsed. It takes a tenth as long as reading the file.

use std::sync::Arc;
use std::thread::JoinHandle;

use sha2::{Digest, Sha256};

/// A SHA-256 that another thread computes.
pub(crate) struct PendingDigest(Option<JoinHandle<String>>);

impl PendingDigest {
    /// Starts the thread.
    pub fn start(file: &Arc<Vec<u8>>) -> Self {
        let file = Arc::clone(file);
        Self(std::thread::Builder::new().name("digest".to_owned()).spawn(move || sha256(&file)).ok())
    }

    /// Returns the digest of the same file, in hexadecimal. If no thread could be started, it is computed now.
    pub fn finish(mut self, file: &[u8]) -> String {
        self.0.take().and_then(|thread| thread.join().ok()).unwrap_or_else(|| sha256(file))
    }
}

/// Waits for the thread, so no thread still reads a file that was refused.
impl Drop for PendingDigest {
    fn drop(&mut self) {
        if let Some(thread) = self.0.take() {
            let _ = thread.join();
        }
    }
}

fn sha256(file: &[u8]) -> String {
    hex::encode(Sha256::digest(file))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digest_is_the_same_with_a_thread_and_without_one() {
        let file = Arc::new(b"abc".to_vec());
        let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(PendingDigest::start(&file).finish(&file), expected);
        assert_eq!(PendingDigest(None).finish(&file), expected);
    }
}
