//! Finding the patterns whose questions have a meaning like a message.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use actix_web::web::block;
use error_reporter::Report;
use futures_util::future::BoxFuture;
use gleaner_domain::embedding::{Scale, Vector};
use gleaner_domain::matching::MIN_MEANING;
use gleaner_persistence::library::vectors::VectorCache;
use gleaner_persistence::{Database, Error};

/// The maximum number of patterns that are found. Some of them may no longer be in the library.
const MAX_PATTERNS: usize = 100;
/// How long a request waits for the vector of its message.
const TIMEOUT: Duration = Duration::from_secs(5);

/// Turns a message into a vector; `None` if nothing is left of it without personal data. The error is a sentence without
/// words of the message.
pub type VectorOf = dyn Fn(String) -> BoxFuture<'static, Result<Option<Vector>, String>> + Send + Sync;

/// An embedding model, and the vectors of the library.
pub struct Meaning {
    /// The embedding model.
    pub vector_of: Box<VectorOf>,
    /// The vectors of the library.
    pub cache: Arc<VectorCache>,
}

impl Meaning {
    /// The similarity of the meaning of `message` and each pattern that is near enough for a match, by the ids of the
    /// patterns. There are none if the model does not respond: the message is then matched by its words.
    ///
    /// # Errors
    /// The database failed.
    pub(crate) async fn similar(&self, db: &Database, message: &str) -> Result<HashMap<i32, f64>, Error> {
        let Some(scale) = self.cache.refresh(db).await? else { return Ok(HashMap::new()) };
        let Some(vector) = self.vector(message).await else { return Ok(HashMap::new()) };
        let cache = Arc::clone(&self.cache);
        // Comparing with all vectors takes too long for a thread that serves requests.
        let found = block(move || nearest(&cache, scale, &vector)).await;
        Ok(found.unwrap_or_default())
    }

    async fn vector(&self, message: &str) -> Option<Vector> {
        let vector = (self.vector_of)(message.to_owned());
        match tokio::time::timeout(TIMEOUT, vector).await {
            Ok(Ok(vector)) => vector,
            Ok(Err(reason)) => {
                tracing::warn!(reason, "a message is matched by its words only");
                None
            }
            Err(elapsed) => {
                tracing::warn!(error = %Report::new(&elapsed), "a message is matched by its words only");
                None
            }
        }
    }
}

fn nearest(cache: &VectorCache, scale: Scale, vector: &Vector) -> HashMap<i32, f64> {
    let nearest = cache.nearest(vector, MAX_PATTERNS).into_iter();
    let similar = nearest.map(|found| (found.owner, scale.similarity(found.cosine)));
    similar.filter(|(_, similarity)| *similarity >= MIN_MEANING).collect()
}
