//! The parameters of a list of patterns.

use gleaner_domain::JobId;
use gleaner_domain::search::{MAX_SEARCH_CHARS, SearchWords};
use gleaner_persistence::library::{PatternFilter, PatternPosition, PatternSort, SortBy, Start};
use serde::de::Error;
use serde::{Deserialize, Deserializer};
use utoipa::IntoParams;
use uuid::Uuid;

use crate::names::{ListedStatusName, PatternTypeName, SortByName, SortOrderName};
use crate::paging::{Limit, PatternCursor};
use crate::patterns::candidates::MAX_MESSAGE_CHARS;
use crate::problem::{ApiError, InvalidRequestDetails};

/// Patterns on a page if the request has no `limit`.
const DEFAULT_LIMIT: u16 = 50;
/// Most patterns on a page.
const MAX_LIMIT: u16 = 500;
type PageLimit = Limit<DEFAULT_LIMIT, MAX_LIMIT>;

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ListQuery {
    /// Patterns on a page.
    #[param(value_type = Option<u16>, minimum = 1, maximum = 500, default = 50, example = 200)]
    pub(super) limit: Option<PageLimit>,
    /// `nextCursor` of the previous page, which has the same `sort` and `order`.
    #[param(
        value_type = Option<String>,
        pattern = "^(confidence|created|updated|executions|quality|id)-(asc|desc)-[0-9a-f]{1,20}-[0-9]{1,10}$",
    )]
    cursor: Option<PatternCursor>,
    /// Only patterns of this type.
    #[param(example = "access")]
    pattern_type: Option<PatternTypeName>,
    /// Only patterns with this status. `deleted` are those that a person deleted, which are not listed otherwise.
    #[param(value_type = Option<ListedStatusName>, example = "active")]
    status: Option<ListedStatusName>,
    /// Only patterns that are active, or only those that are not.
    active: Option<bool>,
    /// Only patterns with at least this confidence.
    #[param(value_type = Option<f64>, minimum = 0, maximum = 1, example = 0.1)]
    min_confidence: Option<Share>,
    /// Only patterns with at most this confidence.
    #[param(value_type = Option<f64>, minimum = 0, maximum = 1, example = 0.95)]
    max_confidence: Option<Share>,
    /// Only patterns of at least this quality.
    #[param(value_type = Option<f64>, minimum = 0, maximum = 1, example = 0.1)]
    min_quality: Option<Share>,
    /// Only patterns of at most this quality.
    #[param(value_type = Option<f64>, minimum = 0, maximum = 1, example = 0.95)]
    max_quality: Option<Share>,
    /// Only patterns that this import created or confirmed.
    job: Option<Uuid>,
    /// Only patterns that are in conflict with another one, or only those that are not.
    has_conflicts: Option<bool>,
    /// Only patterns that contain each of these words in the trigger, an example or the template. Upper and lower case are
    /// the same.
    #[param(value_type = Option<String>, max_length = 200)]
    search: Option<SearchParam>,
    /// Only patterns whose question is like this text, by its words or, if an embedding model is configured, by its meaning:
    /// the most similar first, on one page. Not with `sort`, `order`, `search` or `cursor`.
    #[param(value_type = Option<String>, min_length = 1, max_length = 1600)]
    similar_to: Option<SimilarParam>,
    /// What patterns are sorted by: `confidence` without this parameter.
    #[param(value_type = Option<SortByName>)]
    sort: Option<SortByName>,
    /// The direction of the sort: `asc` for `id` and `desc` otherwise, without this parameter. Among equals, the lowest id is
    /// first in a descending order; an ascending order is its reverse.
    #[param(value_type = Option<SortOrderName>)]
    order: Option<SortOrderName>,
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct DeletedQuery {
    /// Patterns on a page.
    #[param(value_type = Option<u16>, minimum = 1, maximum = 500, default = 50, example = 200)]
    pub(super) limit: Option<PageLimit>,
    /// `nextCursor` of the previous page.
    #[param(
        value_type = Option<String>,
        pattern = "^(confidence|created|updated|executions|quality|id)-(asc|desc)-[0-9a-f]{1,20}-[0-9]{1,10}$",
    )]
    pub(super) cursor: Option<PatternCursor>,
}

/// A number from 0 to 1.
#[derive(Debug, Clone, Copy)]
struct Share(f64);

impl<'de> Deserialize<'de> for Share {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let share = f64::deserialize(deserializer)?;
        if (0.0..=1.0).contains(&share) {
            return Ok(Self(share));
        }
        Err(D::Error::custom("expected a number from 0 to 1"))
    }
}

/// Words to search.
#[derive(Clone)]
struct SearchParam(SearchWords);

impl<'de> Deserialize<'de> for SearchParam {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let words = SearchWords::parse(&String::deserialize(deserializer)?);
        let expected = || D::Error::custom(format!("expected at most {MAX_SEARCH_CHARS} characters"));
        words.map(Self).ok_or_else(expected)
    }
}

/// A text that questions are compared with.
#[derive(Clone)]
struct SimilarParam(String);

impl<'de> Deserialize<'de> for SimilarParam {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        if (1..=MAX_MESSAGE_CHARS).contains(&text.chars().count()) {
            return Ok(Self(text));
        }
        Err(D::Error::custom(format!("expected 1 to {MAX_MESSAGE_CHARS} characters")))
    }
}

/// What is listed of the patterns that meet the filter.
pub(super) enum Listed {
    /// A page of all of them.
    Page(Start),
    /// Those whose question is like this text.
    SimilarTo(String),
}

impl ListQuery {
    /// The filter, and what is listed.
    ///
    /// # Errors
    /// `INVALID_REQUEST` if parameters exclude each other.
    pub(super) fn checked(self) -> Result<(PatternFilter, Listed), ApiError> {
        let listed = self.listed()?;
        let (min_confidence, max_confidence) = range("confidence", self.min_confidence, self.max_confidence)?;
        let (min_quality, max_quality) = range("quality", self.min_quality, self.max_quality)?;
        let filter = PatternFilter {
            pattern_type: self.pattern_type.map(|name| name.0),
            status: self.status.map(|name| name.0),
            active: self.active,
            min_confidence,
            max_confidence,
            min_quality,
            max_quality,
            job: self.job.map(JobId),
            has_conflicts: self.has_conflicts,
            search: self.search.map(|search| search.0).unwrap_or_default(),
        };
        Ok((filter, listed))
    }

    fn listed(&self) -> Result<Listed, ApiError> {
        if let Some(SimilarParam(text)) = &self.similar_to {
            let others = [
                ("sort", self.sort.is_some()),
                ("order", self.order.is_some()),
                ("search", self.search.is_some()),
                ("cursor", self.cursor.is_some()),
            ];
            return match others.iter().find(|(_, is_sent)| *is_sent) {
                Some((name, _)) => Err(refused(name, &format!("similar_to cannot be combined with {name}."))),
                None => Ok(Listed::SimilarTo(text.clone())),
            };
        }
        let by = self.sort.map_or(SortBy::default(), |name| name.0);
        let order = self.order.map_or(by.default_order(), |name| name.0);
        let sort = PatternSort { by, order };
        match self.cursor.map(PatternPosition::from) {
            None => Ok(Listed::Page(Start::Beginning(sort))),
            Some(position) if position.sort() == sort => Ok(Listed::Page(Start::After(position))),
            Some(_) => {
                Err(refused("cursor", "The cursor belongs to a list with another value of sort or order."))
            }
        }
    }
}

/// The bounds of a value, the lower one first.
fn range(name: &str, min: Option<Share>, max: Option<Share>) -> Result<(Option<f64>, Option<f64>), ApiError> {
    let (min, max) = (min.map(|min| min.0), max.map(|max| max.0));
    if min.zip(max).is_some_and(|(min, max)| min > max) {
        let (min, max) = (format!("min_{name}"), format!("max_{name}"));
        return Err(refused(&min, &format!("{min} must not be greater than {max}.")));
    }
    Ok((min, max))
}

fn refused(parameter: &str, sentence: &str) -> ApiError {
    let details = InvalidRequestDetails { parameter: Some(parameter.to_owned()) };
    ApiError::invalid_request(sentence).details(details)
}
