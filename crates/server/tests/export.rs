//! `gleaner export`.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::path::Path;
use std::process::{Command, Output, Stdio};

use gleaner_tests::{Engine, TestApp};
use tempfile::TempDir;

/// `gleaner export` with the database of `app`.
fn export(app: &TestApp, folder: &TempDir, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gleaner"));
    command.arg("export").args(arguments).current_dir(folder.path()).env_clear();
    command.env("DATABASE_URL", &app.database.url);
    command
}

fn stdout(output: Output) -> Vec<u8> {
    assert!(output.status.success(), "{output:?}");
    output.stdout
}

/// An application that has imported the sample.
async fn with_sample() -> TestApp {
    let app = TestApp::start(Engine::Sqlite).await;
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples/openphone-export.csv");
    app.import(std::fs::read(sample).unwrap()).await;
    app
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_writes_the_same_bytes_as_the_service() {
    let (app, folder) = (with_sample().await, TempDir::new().unwrap());
    for format in ["csv", "json", "jsonl", "zendesk", "chatwoot"] {
        let path = format!("/api/patterns/export?format={format}");
        let served = app.request("GET".parse().unwrap(), &path).send().await.unwrap().bytes().await.unwrap();
        assert!(served.len() > 1_000);
        let printed = stdout(export(&app, &folder, &["--format", format]).output().unwrap());
        assert!(printed == served, "{format}");
        let written = export(&app, &folder, &["--format", format, "--output", "export"]).output().unwrap();
        assert_eq!(stdout(written), b"");
        assert!(std::fs::read(folder.path().join("export")).unwrap() == served, "{format}");
    }
    let default = stdout(export(&app, &folder, &["--deleted"]).output().unwrap());
    assert!(default.starts_with(b"{\"version\":1,"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_written_as_a_whole_or_not_at_all() {
    use sea_orm_migration::sea_orm::ConnectionTrait;

    let (app, folder) = (with_sample().await, TempDir::new().unwrap());
    stdout(export(&app, &folder, &["--output", "export"]).output().unwrap());
    let before = std::fs::read(folder.path().join("export")).unwrap();
    let statement = "UPDATE decision_patterns SET pattern_type = 'z z' WHERE id = 1";
    app.db.connection().execute_unprepared(statement).await.unwrap();
    let failed = export(&app, &folder, &["--output", "export"]).output().unwrap();
    assert!(!failed.status.success() && failed.stdout.is_empty());
    assert!(String::from_utf8(failed.stderr).unwrap().contains("decision_patterns.pattern_type"));
    assert!(std::fs::read(folder.path().join("export")).unwrap() == before);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    let unwritable = export(&app, &folder, &["--output", "missing/export"]).output().unwrap();
    let error = String::from_utf8(unwritable.stderr).unwrap();
    assert!(error.contains("missing/export cannot be written"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_may_close_standard_output() {
    let (app, folder) = (with_sample().await, TempDir::new().unwrap());
    let mut child = export(&app, &folder, &[]).stdout(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    assert!(child.wait().unwrap().success());
}
