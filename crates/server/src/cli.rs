//! The command line.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};
use gleaner_api::auth;
use gleaner_exchange::Format;

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
    /// Write the library in a format for other programs
    Export {
        /// The format
        #[arg(long, value_enum, default_value_t = ExportFormat::Json)]
        format: ExportFormat,
        /// The file; standard output without it
        #[arg(long)]
        output: Option<PathBuf>,
        /// Also write patterns that a person removed
        #[arg(long)]
        deleted: bool,
    },
    /// Import an export of another library
    ImportPatterns {
        /// The file, which ends in .csv, .json or .jsonl
        file: PathBuf,
        /// Only say what would happen
        #[arg(long)]
        dry_run: bool,
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

/// The formats of an export.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum ExportFormat {
    /// A table for spreadsheets
    Csv,
    /// One document
    Json,
    /// One pattern in each line
    Jsonl,
    /// Macros for Zendesk, as JSON
    Zendesk,
    /// Canned responses for Chatwoot, as CSV
    Chatwoot,
}

impl From<ExportFormat> for Format {
    fn from(format: ExportFormat) -> Self {
        match format {
            ExportFormat::Csv => Self::Csv,
            ExportFormat::Json => Self::Json,
            ExportFormat::Jsonl => Self::Jsonl,
            ExportFormat::Zendesk => Self::Zendesk,
            ExportFormat::Chatwoot => Self::Chatwoot,
        }
    }
}
