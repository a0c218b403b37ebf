//! The ids of import jobs.

use std::fmt;

use sha2::{Digest, Sha256};
use uuid::Uuid;

/// The id of an import job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct JobId(pub Uuid);

impl JobId {
    /// The id of the next import of a file with this SHA-256, after `earlier` imports of the same bytes. It is
    /// derived rather than random, so that the examples of the API document can name the job of the sample
    /// export.
    pub fn of_file(sha256: &str, earlier: u64) -> Self {
        let digest = Sha256::digest(format!("{sha256}/{earlier}"));
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&digest[..16]);
        Self(Uuid::new_v8(bytes))
    }
}

impl fmt::Display for JobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_id_depends_on_its_bytes_and_on_earlier_jobs() {
        let first = JobId::of_file("ab", 0);
        assert_eq!(first, JobId::of_file("ab", 0));
        assert_ne!(first, JobId::of_file("ab", 1));
        assert_ne!(first, JobId::of_file("cd", 0));
        assert_eq!(first.0.get_version_num(), 8);
    }
}
