//! Who is asking, and what they may do.

mod claims;
mod hs256;
mod user;

pub use claims::{IssueError, TokenIssuer, TokenRules, TokenVerifier};
pub use user::{Admin, Role, SignedIn, Staff, User};
