//! Users and their roles.

use gleaner_domain::UserId;

/// What a user is allowed to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Imports, and reads everything.
    Admin,
    /// Answers customers: reads the library, and imports what an admin then reviews.
    Operator,
    /// Helps operators: reads the library.
    Support,
    /// A customer, a contractor, a kiosk or an unknown role: reads only the user's own imports.
    Unprivileged,
}

impl Role {
    /// The role that a token names. An unknown name is [`Role::Unprivileged`].
    pub fn from_name(name: &str) -> Self {
        match name {
            "admin" => Self::Admin,
            "operator" => Self::Operator,
            "support" => Self::Support,
            _ => Self::Unprivileged,
        }
    }

    /// The name in a token.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::Operator => "operator",
            Self::Support => "support",
            Self::Unprivileged => "customer",
        }
    }
}

/// The user that a token identifies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// The id in the existing backend.
    pub id: UserId,
    /// The role in the existing backend.
    pub role: Role,
}
