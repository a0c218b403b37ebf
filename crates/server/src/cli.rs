//! The command line.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};
use gleaner_api::auth;

/// Learns reusable reply patterns from exported text conversations.
#[derive(Debug, Parser)]
#[command(name = "gleaner", version)]
pub struct Cli {
    /// The command.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands. Settings come from the environment; see .env.example.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the HTTP API, and process imports in the same process
    Serve {
        /// Create a secret for this run, migrate the database, and print a token and curl commands
        #[arg(long)]
        dev: bool,
        /// Only serve the HTTP API; `gleaner work` processes imports elsewhere
        #[arg(long)]
        no_worker: bool,
    },
    /// Process imports, without the HTTP API
    Work,
    /// Bring the database's schema up to date
    Migrate,
    /// Make vectors for all patterns, after EMBEDDING_MODEL has changed
    Reembed,
    /// Show which patterns of the library are the same
    Regroup {
        /// Merge them
        #[arg(long)]
        apply: bool,
    },
    /// Import an export and show what was learned from it
    Import {
        /// The CSV file
        file: PathBuf,
    },
    /// Print a token that is valid for one day
    Token {
        /// The user's id
        #[arg(long)]
        user: String,
        /// The user's role
        #[arg(long, value_enum)]
        role: Role,
    },
    /// Print the OpenAPI document
    Openapi,
}

/// The roles that a token can be issued for.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Role {
    /// Imports, and reads everything
    Admin,
    /// Reads the library
    Operator,
    /// Reads the library
    Support,
    /// Reads only the user's own imports
    Customer,
}

impl From<Role> for auth::Role {
    fn from(role: Role) -> Self {
        match role {
            Role::Admin => Self::Admin,
            Role::Operator => Self::Operator,
            Role::Support => Self::Support,
            Role::Customer => Self::Unprivileged,
        }
    }
}
