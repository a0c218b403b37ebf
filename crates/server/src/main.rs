//! `gleaner`: see `gleaner --help`.

use std::process::ExitCode;

use clap::Parser;

#[tokio::main]
async fn main() -> ExitCode {
    match gleaner_server::run(gleaner_server::cli::Cli::parse()).await {
        Ok(code) => code,
        Err(error) => {
            eprintln!("gleaner: {error:#}");
            ExitCode::FAILURE
        }
    }
}
