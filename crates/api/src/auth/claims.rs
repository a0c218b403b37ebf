//! JSON web tokens of the existing backend: HS256 with a shared secret.

use chrono::{DateTime, TimeDelta, Utc};
use gleaner_domain::UserId;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::hs256;
use super::user::{Role, User};

/// How tokens are made and checked.
#[derive(Debug, Clone)]
pub struct TokenRules {
    /// The secret that is shared with whoever makes tokens.
    pub secret: SecretString,
    /// Checked where it is set.
    pub issuer: Option<String>,
    /// Checked where it is set.
    pub audience: Option<String>,
}

/// The claims that are read. Others are left alone: they are the backend's.
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

/// Checks tokens.
pub struct TokenVerifier {
    key: DecodingKey,
    validation: Validation,
}

impl TokenVerifier {
    /// Only HS256; an expiry is required, and holds to the second.
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

    /// The user of a token; `None` for whatever reason it is not good.
    pub fn verify(&self, token: &str) -> Option<User> {
        let claims = decode::<Claims>(token, &self.key, &self.validation).ok()?.claims;
        let id = claims.user_id.or(claims.sub)?.into_text();
        Some(User { id: UserId::parse(&id).ok()?, role: Role::from_name(&claims.role) })
    }
}

/// Makes tokens, for development and scripts.
pub struct TokenIssuer {
    key: EncodingKey,
    rules: TokenRules,
}

/// A token could not be made.
#[derive(Debug, Error)]
#[error("the token cannot be signed")]
pub struct IssueError(#[from] jsonwebtoken::errors::Error);

impl TokenIssuer {
    /// Signs with the secret of `rules`.
    pub fn new(rules: TokenRules) -> Self {
        hs256::install();
        Self { key: EncodingKey::from_secret(rules.secret.expose_secret().as_bytes()), rules }
    }

    /// A token for `user`, good for `lifetime` from `now`.
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
