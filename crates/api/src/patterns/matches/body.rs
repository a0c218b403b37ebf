//! The body of a request for matches.

use std::collections::BTreeMap;

use gleaner_domain::NumberedVariable;
use gleaner_domain::template::{Value, ValueError, Values};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::patterns::candidates::check_message;
use crate::problem::ApiError;

/// Matches in a response if the request has no `limit`.
const DEFAULT_LIMIT: u8 = 5;
/// Most matches in a response.
const MAX_LIMIT: u8 = 20;

/// A message to match.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = MatchRequest)]
pub(crate) struct MatchBody {
    /// A message of a customer.
    #[schema(min_length = 1, max_length = 1600, example = "Hi! The lamp in bay 3 is off")]
    message: String,
    /// Values of variables by their names, such as `customer_name` or `amount_2`: each one line of at most 200 characters,
    /// without braces and invisible characters.
    #[serde(default)]
    #[schema(example = json!({ "customer_name": "Ann" }))]
    context: Option<BTreeMap<String, String>>,
    /// Matches in the response.
    #[serde(default)]
    #[schema(value_type = Option<u8>, minimum = 1, maximum = 20, default = 5)]
    limit: Option<f64>,
}

/// A request that was checked.
pub(super) struct MatchRequest {
    pub(super) message: String,
    pub(super) context: Values,
    pub(super) limit: usize,
}

impl MatchBody {
    /// # Errors
    /// `INVALID_REQUEST` with a sentence that says which property has which fault, without its text.
    pub(super) fn checked(self) -> Result<MatchRequest, ApiError> {
        check_message(&self.message)?;
        let context = self.context.unwrap_or_default();
        let context = context.iter().map(|(name, value)| known(name, value)).collect::<Result<_, _>>()?;
        // JSON does not distinguish `5.0` from `5`.
        let limit = self.limit.unwrap_or(DEFAULT_LIMIT.into());
        if !(1.0..=f64::from(MAX_LIMIT)).contains(&limit) || limit.fract() != 0.0 {
            let sentence = format!("\"limit\" must be an integer from 1 to {MAX_LIMIT}.");
            return Err(ApiError::invalid_request(sentence));
        }
        Ok(MatchRequest { message: self.message, context, limit: limit as usize })
    }
}

fn known(name: &str, value: &str) -> Result<(NumberedVariable, Value), ApiError> {
    let unknown = |_| {
        ApiError::invalid_request(
            "A name in \"context\" is not a variable, such as \"customer_name\" or \"amount_2\".",
        )
    };
    let variable: NumberedVariable = name.parse().map_err(unknown)?;
    let refused = |error: ValueError| {
        ApiError::invalid_request(format!("The value of \"{variable}\" in \"context\" is refused: {error}."))
    };
    Ok((variable, Value::parse(value).map_err(refused)?))
}
