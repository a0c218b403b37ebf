//! The command line.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};
use gleaner_api::auth;

/// Learns reusable reply patterns from exported text conversations.
#[derive(Debug, Parser)]
#[command(name = "gleaner", version)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do. Settings come from the environment; see .env.example.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the HTTP API, and work on imports in the same process
    Serve {
        /// Make a secret for this run, migrate the database, and print a token and a curl line
        #[arg(long)]
        dev: bool,
        /// Only serve; `gleaner work` runs elsewhere
        #[arg(long)]
        no_worker: bool,
    },
    /// Work on imports, without the HTTP API
    Work,
    /// Bring the database's schema up to date
    Migrate,
    /// Import an export and show what was learned from it
    Import {
        /// The CSV file
        file: PathBuf,
    },
    /// Print a token that is good for a day
    Token {
        /// The user's id
        #[arg(long)]
        user: String,
        /// What the user may do
        #[arg(long, value_enum)]
        role: Role,
    },
    /// Print the OpenAPI document
    Openapi,
}

/// The roles a token can be made for.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Role {
    /// Everything
    Admin,
    /// Reads the library
    Operator,
    /// Reads the library
    Support,
    /// Nothing here
    Customer,
}

impl From<Role> for auth::Role {
    fn from(role: Role) -> Self {
        match role {
            Role::Admin => Self::Admin,
            Role::Operator => Self::Operator,
            Role::Support => Self::Support,
            Role::Customer => Self::Outsider,
        }
    }
}
