//! A separate database for every test.

use gleaner_migration::Migrator;
use gleaner_persistence::Database;
use sea_orm::{ConnectionTrait, Database as SeaOrm};
use sea_orm_migration::MigratorTrait;
use tempfile::TempDir;
use tokio::sync::OnceCell;
use uuid::Uuid;

/// The supported database engines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// SQLite, in a temporary folder.
    Sqlite,
    /// Postgres, on the server of `TEST_DATABASE_URL`.
    Postgres,
}

/// A database that is deleted when this value is dropped.
pub struct TestDatabase {
    /// The address, as in `DATABASE_URL`.
    pub url: String,
    _cleanup: Cleanup,
}

enum Cleanup {
    Folder { _folder: TempDir },
    Postgres { name: String },
}

impl TestDatabase {
    /// A database with the schema.
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

    /// A database without tables.
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
        // `drop` is not async, and the runtime of the test may be shutting down.
        let dropping = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(administer(&statement));
        });
        let _ = dropping.join();
    }
}

fn server_url() -> String {
    std::env::var("TEST_DATABASE_URL").expect(
        "TEST_DATABASE_URL is not set: run tests/run, which starts a temporary Postgres, or set the variable",
    )
}

fn url_of(database: &str) -> String {
    let server = server_url();
    let (base, _) = server.rsplit_once('/').expect("TEST_DATABASE_URL is postgres://user@host:port/database");
    format!("{base}/{database}")
}

async fn administer(statement: &str) {
    let connection = SeaOrm::connect(server_url())
        .await
        .expect("the Postgres server of TEST_DATABASE_URL accepts connections");
    connection.execute_unprepared(statement).await.expect("the administrative statement succeeds");
    connection.close().await.unwrap();
}

async fn create(name: &str, template: Option<&str>) {
    let template = template.map(|template| format!(" TEMPLATE {template}")).unwrap_or_default();
    administer(&format!("CREATE DATABASE {name}{template}")).await;
}

/// A migrated database to copy. It is created once per test binary, which is faster than migrating for every test. It
/// is never dropped: a server that `tests/run` starts is temporary, but another server of `TEST_DATABASE_URL` keeps a
/// database `gleaner_template_…` of every run.
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
