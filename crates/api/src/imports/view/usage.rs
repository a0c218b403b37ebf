//! How the usage of the language model is represented in responses.

use gleaner_domain::Usage;
use gleaner_persistence::jobs::ImportJob;
use serde::Serialize;
use utoipa::ToSchema;

use crate::names::ExtractorName;

/// The usage of the language model by this import so far.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ModelUsage)]
pub(crate) struct UsageView {
    /// Null until a worker starts the job.
    #[schema(required)]
    extractor: Option<ExtractorName>,
    /// The model that is called; null without one.
    #[schema(required, example = "gpt-4o")]
    model: Option<String>,
    /// Calls to the model.
    model_calls: u32,
    /// Calls whose response never arrived, so that their tokens are not known.
    unmeasured_calls: u32,
    /// Tokens that the model has read in all calls.
    prompt_tokens: u64,
    /// Tokens among them that the provider had cached.
    cached_tokens: u64,
    /// Tokens that the model has written in all calls.
    completion_tokens: u64,
    /// What the measured calls cost, in US dollars, without discounts for cached tokens; 0 if the price of the model is not known.
    #[schema(example = 0.0123)]
    cost_usd: f64,
    /// The usage of finished conversations by each model. A conversation that was retried counts for the model of its last
    /// attempt.
    by_model: Vec<UsageByModelView>,
}

impl UsageView {
    /// The usage of a job.
    pub fn of(job: &ImportJob) -> Self {
        let by_model = job.usage_by_model.iter().map(|(model, usage)| UsageByModelView::of(model, *usage));
        Self {
            extractor: job.extractor.map(ExtractorName),
            model: job.model.clone(),
            model_calls: job.usage.calls,
            unmeasured_calls: job.usage.unmeasured_calls,
            prompt_tokens: job.usage.prompt_tokens,
            cached_tokens: job.usage.cached_tokens,
            completion_tokens: job.usage.completion_tokens,
            cost_usd: job.usage.dollars(),
            by_model: by_model.collect(),
        }
    }
}

/// The usage of one language model by this import so far.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ModelUsageByModel)]
pub(crate) struct UsageByModelView {
    #[schema(example = "gpt-4o")]
    model: String,
    model_calls: u32,
    unmeasured_calls: u32,
    prompt_tokens: u64,
    cached_tokens: u64,
    completion_tokens: u64,
    #[schema(example = 0.0123)]
    cost_usd: f64,
}

impl UsageByModelView {
    fn of(model: &str, usage: Usage) -> Self {
        Self {
            model: model.to_owned(),
            model_calls: usage.calls,
            unmeasured_calls: usage.unmeasured_calls,
            prompt_tokens: usage.prompt_tokens,
            cached_tokens: usage.cached_tokens,
            completion_tokens: usage.completion_tokens,
            cost_usd: usage.dollars(),
        }
    }
}
