//! Users, their roles, and the tokens that identify them.

mod hs256;
mod tokens;
mod user;

pub use tokens::{IssueError, TokenIssuer, TokenRules, TokenVerifier};
pub use user::{Role, User};
