//! The harness of the end-to-end tests: the real application on a real socket, a real database on either
//! engine, and a real HTTP server as the language model.

#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a harness that cannot be set up must fail the test"
)]

pub mod app;
pub mod batches;
pub mod businesses;
pub mod database;
pub mod embeddings;
pub mod evidence;
pub mod export;
pub mod extractor;
pub mod model;
pub mod patterns;
pub mod proxy;
mod response;
pub mod server;
mod settings;

pub use app::TestApp;
pub use batches::{End, Fault};
pub use database::Engine;
pub use export::Export;
pub use extractor::Extract;
pub use model::{Limits, Model, Reply};
pub use proxy::Proxy;
pub use response::{Response, send};
pub use server::Server;
pub use settings::test_settings;

/// An HTTP client, after installing the TLS provider that it needs.
pub fn http_client() -> reqwest::Client {
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::new()
}

/// Declares each of these `async fn(Engine)` as a test on SQLite and as a test on Postgres.
#[macro_export]
macro_rules! on_both_databases {
    ($($name:ident,)*) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $name() {
                super::$name($crate::Engine::Sqlite).await;
            })*
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $name() {
                super::$name($crate::Engine::Postgres).await;
            })*
        }
    };
}
