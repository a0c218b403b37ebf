//! A database of its own for every test.

use gleaner_migration::Migrator;
use gleaner_persistence::Database;
use sea_orm::{ConnectionTrait, Database as SeaOrm};
use sea_orm_migration::MigratorTrait;
use tempfile::TempDir;
use tokio::sync::OnceCell;
use uuid::Uuid;

/// The two kinds of database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

/// A database that goes away with its test.
pub struct TestDatabase {
    pub url: String,
    _cleanup: Cleanup,
}

enum Cleanup {
    Folder { _folder: TempDir },
    Postgres { name: String },
}

impl TestDatabase {
    /// With the schema in place.
    pub async fn migrated(engine: Engine) -> Self {
        match engine {
            Engine::Sqlite => {
                let test = Self::empty(engine).await;
                let db = Database::connect_for_migrations(&test.url).await.unwrap();
                Migrator::up(db.connection(), None).await.unwrap();
                db.close().await.unwrap();
                test
            }
            Engine::Postgres => Self::postgres(Some(template().await)).await,
        }
    }

    /// Without any table.
    pub async fn empty(engine: Engine) -> Self {
        match engine {
            Engine::Sqlite => {
                let folder = TempDir::new().unwrap();
                let url = format!("sqlite://{}", folder.path().join("test.db").display());
                Self { url, _cleanup: Cleanup::Folder { _folder: folder } }
            }
            Engine::Postgres => Self::postgres(None).await,
        }
    }

    async fn postgres(template: Option<&str>) -> Self {
        let name = format!("gleaner_{}", Uuid::new_v4().simple());
        create(&name, template).await;
        Self { url: url_of(&name), _cleanup: Cleanup::Postgres { name } }
    }
}

impl Drop for Cleanup {
    fn drop(&mut self) {
        let Self::Postgres { name } = self else { return };
        let statement = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
        // Dropping is not async, and the test's own runtime may be on its way out.
        let dropping = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(administer(&statement));
        });
        let _ = dropping.join();
    }
}

fn server_url() -> String {
    std::env::var("TEST_DATABASE_URL").expect(
        "TEST_DATABASE_URL is not set: run the tests by tests/run, which starts a Postgres of its own, or name one",
    )
}

fn url_of(database: &str) -> String {
    let server = server_url();
    let (base, _) = server.rsplit_once('/').expect("TEST_DATABASE_URL is postgres://user@host:port/database");
    format!("{base}/{database}")
}

async fn administer(statement: &str) {
    let connection = SeaOrm::connect(server_url()).await.expect("the Postgres of TEST_DATABASE_URL answers");
    connection.execute_unprepared(statement).await.expect("the administrative statement runs");
    connection.close().await.unwrap();
}

async fn create(name: &str, template: Option<&str>) {
    let template = template.map(|template| format!(" TEMPLATE {template}")).unwrap_or_default();
    administer(&format!("CREATE DATABASE {name}{template}")).await;
}

/// A migrated database to copy: made once, which is faster than migrating for every test.
async fn template() -> &'static str {
    static TEMPLATE: OnceCell<String> = OnceCell::const_new();
    TEMPLATE
        .get_or_init(|| async {
            let name = format!("gleaner_template_{}", Uuid::new_v4().simple());
            create(&name, None).await;
            let db = Database::connect_for_migrations(&url_of(&name)).await.unwrap();
            Migrator::up(db.connection(), None).await.unwrap();
            db.close().await.unwrap();
            name
        })
        .await
}
