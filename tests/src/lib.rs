//! The harness of the end-to-end tests: the real application on a real socket, a real database of
//! either kind, and a real HTTP server in the place of the language model.

#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a harness that cannot be set up fails its test"
)]
#![expect(missing_docs, reason = "a harness, read beside its tests")]

pub mod app;
pub mod database;
pub mod evidence;
pub mod export;
pub mod model;
pub mod server;

pub use app::{Answer, Setup, TestApp};
pub use database::Engine;
pub use export::Export;
pub use model::{Model, Reply};
pub use server::Server;

/// An HTTP client. The one of this workspace has no TLS provider of its own.
pub fn http_client() -> reqwest::Client {
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::new()
}

/// Declares that each of these `async fn(Engine)` is a test on SQLite and on Postgres.
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
