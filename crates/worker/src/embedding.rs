//! Makes vectors for the questions of patterns, in the background.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Duration;

use error_reporter::Report;
use gleaner_domain::embedding::{Scale, UNRELATED, Vector, text_id};
use gleaner_extraction::redaction::without_personal_data;
use gleaner_extraction::{Embedded, Embedder, ExtractionError};
use gleaner_persistence::library::vectors::{self, PatternVectors, Pending};
use gleaner_persistence::{Database, Error};
use thiserror::Error;
use tokio_util::sync::CancellationToken;

/// How many patterns are read at a time.
const PATTERNS_PER_BATCH: u64 = 32;
/// How many texts one call contains, unless a single pattern has more.
const TEXTS_PER_CALL: usize = 64;
/// How long to wait until new patterns are looked for.
const POLL_INTERVAL: Duration = Duration::from_secs(2);
/// How long to wait after an error.
const WAIT_AFTER_ERROR: Duration = Duration::from_secs(30);
/// How long to wait after an error that remains until a person acts, such as invalid credentials.
const WAIT_FOR_A_PERSON: Duration = Duration::from_secs(600);

/// Makes vectors for patterns. If several processes do so at the same time, some texts are sent more than once.
#[derive(Clone)]
pub struct EmbeddingWorker {
    db: Database,
    embedder: Arc<dyn Embedder>,
}

/// Why patterns have no vectors.
#[derive(Debug, Error)]
pub enum EmbeddingError {
    /// The embedding model did not return vectors.
    #[error("no vectors from the embedding model: {0}")]
    Model(#[from] ExtractionError),
    /// The model returns vectors that cannot be compared.
    #[error("the embedding model returns no usable vectors")]
    Unusable,
    /// The database failed.
    #[error("the vectors could not be stored")]
    Store(#[from] Error),
}

impl EmbeddingWorker {
    /// A worker on `db` that calls `embedder`.
    pub fn new(db: Database, embedder: Arc<dyn Embedder>) -> Self {
        Self { db, embedder }
    }

    /// Makes vectors for new and changed patterns until it is told to stop.
    pub async fn run(&self, stop: &CancellationToken) {
        while !stop.is_cancelled() {
            let wait = match self.run_until_idle(stop).await {
                Ok(_) => POLL_INTERVAL,
                Err(error) => {
                    tracing::warn!(error = %Report::new(&error), "patterns have no vectors yet");
                    match error {
                        EmbeddingError::Model(ExtractionError::Fatal { .. }) => WAIT_FOR_A_PERSON,
                        EmbeddingError::Model(
                            ExtractionError::Retryable { retry_after, .. }
                            | ExtractionError::RateLimited { retry_after, .. },
                        ) => retry_after.unwrap_or_default().clamp(WAIT_AFTER_ERROR, WAIT_FOR_A_PERSON),
                        _ => WAIT_AFTER_ERROR,
                    }
                }
            };
            tokio::select! {
                () = stop.cancelled() => {}
                () = tokio::time::sleep(wait) => {}
            }
        }
    }

    /// Makes vectors for every pattern that has none of the model. Returns the number of these patterns. After an error, the
    /// vectors that were made before are kept.
    ///
    /// # Errors
    /// The first error. A batch that the model refuses does not prevent the other batches.
    pub async fn run_until_idle(&self, stop: &CancellationToken) -> Result<u64, EmbeddingError> {
        let (mut done, mut refused) = (0, None);
        for model in vectors::other_models(&self.db, self.embedder.name()).await? {
            let mut after = 0;
            loop {
                let batch = vectors::pending(&self.db, model.as_deref(), after, PATTERNS_PER_BATCH).await?;
                let Some(last) = batch.last() else { break };
                after = last.pattern;
                let patterns = batch.len() as u64;
                let embedded = tokio::select! {
                    embedded = self.embed(batch) => embedded,
                    () = stop.cancelled() => return Ok(done),
                };
                match embedded {
                    Ok(()) => done += patterns,
                    Err(EmbeddingError::Model(error @ ExtractionError::Permanent { .. })) => {
                        refused.get_or_insert(error);
                    }
                    Err(error) => return Err(error),
                }
            }
        }
        refused.map_or(Ok(done), |error| Err(error.into()))
    }

    /// Embeds the questions of patterns. Each call is followed by storing its vectors, so an error loses one call at most.
    async fn embed(&self, mut batch: Vec<Pending>) -> Result<(), EmbeddingError> {
        self.measure_scale().await?;
        for pattern in &mut batch {
            let texts = pattern.questions.iter().map(|text| without_personal_data(text));
            pattern.questions = texts.filter(|text| !text.trim().is_empty()).collect();
        }
        while !batch.is_empty() {
            let rest = batch.split_off(patterns_of_one_call(&batch));
            self.embed_with_one_call(std::mem::replace(&mut batch, rest)).await?;
        }
        Ok(())
    }

    async fn embed_with_one_call(&self, batch: Vec<Pending>) -> Result<(), EmbeddingError> {
        let model = self.embedder.name();
        let texts = batch.iter().flat_map(|pattern| &pattern.questions);
        let mut missing: BTreeMap<i64, &str> = texts.map(|text| (text_id(text), text.as_str())).collect();
        let ids: Vec<i64> = missing.keys().copied().collect();
        let mut known = vectors::known(&self.db, model, &ids).await?;
        missing.retain(|id, _| !known.contains_key(id));
        if !missing.is_empty() {
            let vectors = self.call(missing.values().map(|text| (*text).to_owned()).collect()).await?;
            known.extend(missing.into_keys().zip(vectors));
        }
        let embedded: Vec<_> = batch.into_iter().map(|pattern| with_vectors(pattern, &known)).collect();
        Ok(vectors::store(&self.db, model, &embedded).await?)
    }

    /// The vectors of texts. Calls that fail after the model responded are counted as well.
    async fn call(&self, texts: Vec<String>) -> Result<Vec<Vector>, EmbeddingError> {
        let embedded = self.embedder.embed(texts).await;
        let usage = embedded.as_ref().map_or_else(ExtractionError::usage, |embedded| embedded.usage);
        vectors::add_usage(&self.db, self.embedder.name(), usage).await?;
        Ok(embedded?.vectors)
    }

    /// Measures the cosine of unrelated texts before the first vectors of a model are stored.
    async fn measure_scale(&self) -> Result<(), EmbeddingError> {
        let model = self.embedder.name();
        if vectors::scale(&self.db, model).await?.is_some() {
            return Ok(());
        }
        let Embedded { vectors, usage } = self.embedder.embed(UNRELATED.map(str::to_owned).to_vec()).await?;
        let scale = Scale::of(&vectors).ok_or(EmbeddingError::Unusable)?;
        vectors::store_scale(&self.db, model, scale).await?;
        Ok(vectors::add_usage(&self.db, model, usage).await?)
    }
}

/// How many of the first patterns have so few questions that one call can contain them; at least 1.
fn patterns_of_one_call(batch: &[Pending]) -> usize {
    let mut texts = 0;
    let fits = |pattern: &&Pending| {
        texts += pattern.questions.len();
        texts <= TEXTS_PER_CALL
    };
    batch.iter().take_while(fits).count().max(1).min(batch.len())
}

fn with_vectors(pattern: Pending, known: &HashMap<i64, Vector>) -> PatternVectors {
    let Pending { pattern, revision, questions } = pattern;
    let vectors = questions.iter().map(|text| text_id(text));
    let vectors = vectors.filter_map(|id| Some((id, known.get(&id)?.clone()))).collect();
    PatternVectors { pattern, revision, vectors }
}
