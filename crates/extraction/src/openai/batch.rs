//! Batches of calls: files and batches of the provider.

mod answer;

use std::collections::HashMap;
use std::time::{Duration, SystemTime};

use async_openai::error::OpenAIError;
use async_openai::traits::RequestOptionsBuilder;
use async_openai::types::InputSource;
use async_openai::types::batches::{
    Batch, BatchCompletionWindow, BatchEndpoint, BatchFileExpirationAfter, BatchFileExpirationAnchor,
    BatchRequest, BatchRequestInput, BatchRequestInputMethod, BatchStatus, ListBatchesQuery,
};
use async_openai::types::files::{
    CreateFileRequest, FileExpirationAfter, FileExpirationAfterAnchor, FileInput, FilePurpose,
};
use async_trait::async_trait;
use gleaner_domain::{Conversation, Price, SentStatistics, Usage};

use super::briefing::Briefing;
use super::call::Response;
use super::{OpenAiExtractor, failure, prompt};
use crate::extractor::{
    BatchAnswer, BatchExtractor, BatchLimits, BatchLine, BatchResponse, BatchState, EndedBatch,
    ExtractionError, FoundBatch,
};

/// The provider accepts 50,000 lines in 200 MB. A quarter of its bytes bounds the memory that a batch takes here.
const LIMITS: BatchLimits = BatchLimits { lines: 50_000, bytes: 50 << 20 };
/// The name of our key in the metadata of a batch.
const KEY: &str = "gleaner_batch";
/// How long the provider keeps files that nobody deletes.
const FILES_KEPT: Duration = Duration::from_secs(7 * 24 * 60 * 60);
/// How many batches a page of the list contains: the most that the provider permits.
const PAGE: u32 = 100;
/// How many pages are read to find a batch.
const MAX_PAGES: usize = 100;
/// By how much the clocks of the provider and of this machine may differ.
const CLOCK_DIFFERENCE: Duration = Duration::from_secs(3_600);

#[async_trait]
impl BatchExtractor for OpenAiExtractor {
    fn limits(&self) -> BatchLimits {
        LIMITS
    }

    fn usage_of(&self, answer: &BatchAnswer) -> Usage {
        self.response(answer).map_or_else(|error| error.usage(), |response| response.usage)
    }

    fn line(&self, id: i64, conversation: &Conversation, sent: &SentStatistics) -> BatchLine {
        let transcript = prompt::transcript(conversation, &Briefing::of(conversation, sent));
        let greatest_cost = self.greatest_usage(&transcript).priced(self.batch_price().as_ref()).cost_nanos;
        let request = self.request(transcript);
        let line = BatchRequestInput {
            custom_id: id.to_string(),
            method: BatchRequestInputMethod::POST,
            url: BatchEndpoint::V1ChatCompletions,
            body: serde_json::to_value(request).ok(),
        };
        let text = serde_json::to_string(&line).unwrap_or_default() + "\n";
        BatchLine { text, greatest_cost }
    }

    async fn submit(&self, key: &str, lines: String) -> Result<String, ExtractionError> {
        let source = InputSource::Bytes { filename: format!("{key}.jsonl"), bytes: lines.into() };
        let file = CreateFileRequest {
            file: FileInput { source },
            purpose: FilePurpose::Batch,
            expires_after: Some(FileExpirationAfter {
                anchor: FileExpirationAfterAnchor::CreatedAt,
                seconds: FILES_KEPT.as_secs() as u32,
            }),
        };
        let file = self.files.files().create(file).await.map_err(|error| self.submitting_failed(&error))?;
        let created = self.files.batches().create(batch(file.id, key)).await;
        Ok(created.map_err(|error| self.submitting_failed(&error))?.id)
    }

    async fn find(&self, key: &str, since: SystemTime) -> Result<Vec<FoundBatch>, ExtractionError> {
        let since = since.checked_sub(CLOCK_DIFFERENCE).unwrap_or(SystemTime::UNIX_EPOCH);
        let since = since.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs();
        let mut found = Vec::new();
        let mut query = ListBatchesQuery { after: None, limit: Some(PAGE) };
        for _ in 0..MAX_PAGES {
            let batches = self.files.batches().query(&query).map_err(|error| self.failed(&error))?;
            let page = batches.list().await.map_err(|error| self.failed(&error))?;
            found.extend(page.data.iter().filter(|batch| has_key(batch, key)).map(|batch| FoundBatch {
                id: batch.id.clone(),
                is_running: matches!(batch.status, BatchStatus::Validating | BatchStatus::InProgress),
                is_failed: matches!(
                    batch.status,
                    BatchStatus::Failed | BatchStatus::Cancelling | BatchStatus::Cancelled
                ),
            }));
            // The newest batches come first.
            match page.data.last() {
                Some(last) if page.has_more && last.created_at >= since => {
                    query.after = Some(last.id.clone())
                }
                _ => break,
            }
        }
        Ok(found)
    }

    async fn state(&self, batch: &str) -> Result<BatchState, ExtractionError> {
        let batch = self.files.batches().retrieve(batch).await.map_err(|error| self.failed(&error))?;
        let is_complete = batch.status == BatchStatus::Completed;
        Ok(match batch.status {
            BatchStatus::Validating
            | BatchStatus::InProgress
            | BatchStatus::Finalizing
            | BatchStatus::Cancelling => BatchState::Running,
            BatchStatus::Failed => BatchState::Refused(self.refusal_of(&batch)),
            BatchStatus::Completed | BatchStatus::Expired | BatchStatus::Cancelled => {
                let results = batch.output_file_id.into_iter().chain(batch.error_file_id);
                BatchState::Ended(EndedBatch {
                    is_complete,
                    input: batch.input_file_id,
                    results: results.filter(|id| !id.is_empty()).collect(),
                })
            }
        })
    }

    async fn answers(&self, ended: &EndedBatch) -> Result<HashMap<i64, BatchAnswer>, ExtractionError> {
        let mut answers = HashMap::new();
        for file in &ended.results {
            let content = self.files.files().content(file).await.map_err(|error| self.failed(&error))?;
            for (id, answer) in answer::lines(&content) {
                // Of several lines for one conversation, the first counts.
                answers.entry(id).or_insert(answer);
            }
        }
        Ok(answers)
    }

    fn read(&self, answer: &BatchAnswer) -> Result<BatchResponse, ExtractionError> {
        Ok(BatchResponse(self.response(answer)?.content))
    }

    async fn cancel(&self, batch: &str) -> Result<(), ExtractionError> {
        let cancelled = self.files.batches().cancel(batch).await;
        cancelled.map(|_| ()).map_err(|error| self.failed(&error))
    }

    async fn delete(&self, ended: &EndedBatch) -> Result<(), ExtractionError> {
        for file in ended.results.iter().chain([&ended.input]) {
            self.files.files().delete(file).await.map_err(|error| self.failed(&error))?;
        }
        Ok(())
    }
}

impl OpenAiExtractor {
    fn batch_price(&self) -> Option<Price> {
        self.price.as_ref().map(Price::of_batch)
    }

    fn response(&self, answer: &BatchAnswer) -> Result<Response, ExtractionError> {
        answer::response(answer, &self.model, self.batch_price().as_ref())
    }

    fn failed(&self, error: &OpenAIError) -> ExtractionError {
        failure::of_call(error, &self.model, "OPENAI_MODEL")
    }

    fn submitting_failed(&self, error: &OpenAIError) -> ExtractionError {
        match failure::is_without_endpoint(error) {
            true => failure::fatal(
                "The language model does not offer batches. Please import the file in the mode standard.",
            ),
            false => self.failed(error),
        }
    }

    /// Why the provider did not process a batch.
    fn refusal_of(&self, batch: &Batch) -> ExtractionError {
        let errors = batch.errors.iter().flat_map(|errors| &errors.data);
        failure::of_batch(errors.map(|error| error.code.as_str()), &self.model)
    }
}

fn batch(input_file_id: String, key: &str) -> BatchRequest {
    BatchRequest {
        input_file_id,
        endpoint: BatchEndpoint::V1ChatCompletions,
        completion_window: BatchCompletionWindow::W24H,
        metadata: Some(HashMap::from([(KEY.to_owned(), key.into())])),
        output_expires_after: Some(BatchFileExpirationAfter {
            anchor: BatchFileExpirationAnchor::CreatedAt,
            seconds: FILES_KEPT.as_secs() as u32,
        }),
    }
}

fn has_key(batch: &Batch, key: &str) -> bool {
    let metadata = serde_json::to_value(&batch.metadata).unwrap_or_default();
    metadata.get(KEY).and_then(|value| value.as_str()) == Some(key)
}
