//! The fingerprint of a file, taken while it is parsed: a tenth of the time that reading takes.

use std::sync::Arc;
use std::thread::JoinHandle;

use sha2::{Digest, Sha256};

/// SHA-256 on its way, on a thread of its own.
pub(crate) struct Digesting(Option<JoinHandle<String>>);

impl Digesting {
    /// Begins.
    pub fn start(file: &Arc<Vec<u8>>) -> Self {
        let file = Arc::clone(file);
        Self(std::thread::Builder::new().name("digest".to_owned()).spawn(move || sha256(&file)).ok())
    }

    /// The digest of the same file, in hexadecimal. Where no thread was to be had it is taken now.
    pub fn finish(mut self, file: &[u8]) -> String {
        self.0.take().and_then(|thread| thread.join().ok()).unwrap_or_else(|| sha256(file))
    }
}

/// Nothing of a reading outlives it, also where the file is refused.
impl Drop for Digesting {
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
    fn the_digest_is_the_same_with_a_thread_and_without() {
        let file = Arc::new(b"abc".to_vec());
        let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(Digesting::start(&file).finish(&file), expected);
        assert_eq!(Digesting(None).finish(&file), expected);
    }
}
