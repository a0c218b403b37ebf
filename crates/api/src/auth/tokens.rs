//! JSON Web Tokens of the existing backend: HS256 with a shared secret.

use chrono::{DateTime, TimeDelta, Utc};
use gleaner_domain::UserId;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::hs256;
use super::user::{Role, User};

/// How tokens are signed and verified.
#[derive(Debug, Clone)]
pub struct TokenRules {
    /// The secret that this service shares with the issuer of tokens.
    pub secret: SecretString,
    /// The required `iss` claim; `None` accepts any.
    pub issuer: Option<String>,
    /// The required `aud` claim; `None` accepts any.
    pub audience: Option<String>,
}

impl TokenRules {
    /// Rules with `secret`, for any issuer and audience.
    pub fn with_secret(secret: String) -> Self {
        Self { secret: secret.into(), issuer: None, audience: None }
    }
}

/// The claims that are read. Other claims of the backend are ignored.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Claims {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    user_id: Option<Id>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sub: Option<Id>,
    role: String,
    exp: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    iat: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    iss: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    aud: Option<serde_json::Value>,
}

/// An id as text or as a number.
#[derive(Debug, Serialize, Deserialize)]
#[serde(untagged)]
enum Id {
    Text(String),
    Number(i64),
}

impl Id {
    fn into_text(self) -> String {
        match self {
            Self::Text(text) => text,
            Self::Number(number) => number.to_string(),
        }
    }
}

/// Verifies tokens.
pub struct TokenVerifier {
    key: DecodingKey,
    validation: Validation,
}

impl TokenVerifier {
    /// A verifier that accepts only HS256, and requires an expiration time, without tolerance.
    pub fn new(rules: &TokenRules) -> Self {
        hs256::install();
        let mut validation = Validation::new(Algorithm::HS256);
        validation.leeway = 0;
        validation.validate_nbf = true;
        validation.set_required_spec_claims(&["exp"]);
        match &rules.audience {
            Some(audience) => {
                validation.set_audience(&[audience]);
                validation.required_spec_claims.insert("aud".to_owned());
            }
            None => validation.validate_aud = false,
        }
        if let Some(issuer) = &rules.issuer {
            validation.set_issuer(&[issuer]);
            validation.required_spec_claims.insert("iss".to_owned());
        }
        Self { key: DecodingKey::from_secret(rules.secret.expose_secret().as_bytes()), validation }
    }

    /// The user of a token; `None` if the token is invalid for any reason.
    pub fn verify(&self, token: &str) -> Option<User> {
        let claims = decode::<Claims>(token, &self.key, &self.validation).ok()?.claims;
        let id = claims.user_id.or(claims.sub)?.into_text();
        Some(User { id: UserId::parse(&id).ok()?, role: Role::from_name(&claims.role) })
    }
}

/// Issues tokens, for development and scripts.
pub struct TokenIssuer {
    key: EncodingKey,
    rules: TokenRules,
}

/// The token cannot be signed.
#[derive(Debug, Error)]
#[error("the token cannot be signed")]
pub struct IssueError(#[from] jsonwebtoken::errors::Error);

impl TokenIssuer {
    /// An issuer that signs with the secret of `rules`.
    pub fn new(rules: TokenRules) -> Self {
        hs256::install();
        Self { key: EncodingKey::from_secret(rules.secret.expose_secret().as_bytes()), rules }
    }

    /// A token for `user` that is valid for `lifetime` from `now`.
    ///
    /// # Errors
    /// The claims cannot be signed.
    pub fn issue(&self, user: &User, lifetime: TimeDelta, now: DateTime<Utc>) -> Result<String, IssueError> {
        let claims = Claims {
            user_id: Some(Id::Text(user.id.as_str().to_owned())),
            sub: None,
            role: user.role.as_str().to_owned(),
            exp: (now + lifetime).timestamp(),
            iat: Some(now.timestamp()),
            iss: self.rules.issuer.clone(),
            aud: self.rules.audience.clone().map(serde_json::Value::String),
        };
        Ok(encode(&Header::new(Algorithm::HS256), &claims, &self.key)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_issued_token_is_verified_by_the_same_rules_only() {
        let rules = TokenRules {
            issuer: Some("issuer".into()),
            audience: Some("audience".into()),
            ..TokenRules::with_secret("s".repeat(32))
        };
        let user = User { id: UserId::parse("ada").unwrap(), role: Role::Support };
        let token = TokenIssuer::new(rules.clone()).issue(&user, TimeDelta::hours(1), Utc::now()).unwrap();
        assert_eq!(TokenVerifier::new(&rules).verify(&token), Some(user));
        let other = TokenRules { issuer: Some("other".into()), ..rules };
        assert_eq!(TokenVerifier::new(&other).verify(&token), None);
    }
}
