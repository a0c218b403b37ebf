//! `gleaner export` and `gleaner import-patterns`.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::path::Path;
use std::process::{Command, Output, Stdio};

use gleaner_domain::audit::AuditAction;
use gleaner_persistence::Database;
use gleaner_persistence::audit::{self, AuditFilter};
use gleaner_tests::{Engine, TestApp};
use serde_json::{Value, json};
use tempfile::TempDir;

/// `gleaner export` with the database of `app`.
fn export(app: &TestApp, folder: &TempDir, arguments: &[&str]) -> Command {
    gleaner(&app.database.url, folder, &[&["export"], arguments].concat())
}

/// `gleaner` with the database at `url`.
fn gleaner(url: &str, folder: &TempDir, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gleaner"));
    command.args(arguments).current_dir(folder.path()).env_clear().env("DATABASE_URL", url);
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

/// An empty library in a folder of its own.
struct Library {
    folder: TempDir,
    url: String,
}

impl Library {
    fn empty() -> Self {
        let folder = TempDir::new().unwrap();
        let url = format!("sqlite://{}", folder.path().join("library.db").display());
        Self { folder, url }
    }

    /// `gleaner import-patterns`, which is not limited as uploads are.
    fn import(&self, arguments: &[&str]) -> Output {
        let mut command = gleaner(&self.url, &self.folder, &[&["import-patterns"], arguments].concat());
        command.env("IMPORT_MAX_BYTES", "10").output().unwrap()
    }

    fn export(&self, format: &str) -> Vec<u8> {
        let arguments = ["export", "--deleted", "--format", format];
        stdout(gleaner(&self.url, &self.folder, &arguments).output().unwrap())
    }

    /// Who did what, the newest entry first, with the numbers of patterns in the file and of those that were created.
    async fn audit_log(&self) -> Vec<(String, AuditAction, Value)> {
        let db = Database::connect(&self.url).await.unwrap();
        let page = audit::list(&db, &AuditFilter::default(), 10).await.unwrap();
        db.close().await.unwrap();
        page.entries.into_iter().map(|entry| (entry.user, entry.action, entry.detail)).collect()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_is_imported_by_the_command() {
    let (app, folder) = (with_sample().await, TempDir::new().unwrap());
    let patterns = app.patterns().await;
    let path = format!("/api/patterns/{}", patterns[0]["id"]);
    assert!(app.request("DELETE".parse().unwrap(), &path).send().await.unwrap().status().is_success());
    let count = patterns.len();
    for format in ["csv", "json", "jsonl"] {
        let name = format!("export.{format}");
        stdout(
            export(&app, &folder, &["--deleted", "--format", format, "--output", &name]).output().unwrap(),
        );
        let file = folder.path().join(&name);
        let (bytes, file) = (std::fs::read(&file).unwrap(), file.to_str().unwrap());
        let library = Library::empty();
        let nothing = library.export(format);
        let says = |arguments: &[&str]| String::from_utf8(stdout(library.import(arguments))).unwrap();

        let tried = says(&["--dry-run", file]);
        assert_eq!(tried, format!("{count} patterns would be created, 0 known, 0 deleted before.\n"));
        assert!(library.export(format) == nothing, "{format}");
        let created = says(&[file]);
        assert_eq!(created, format!("{count} patterns created, 0 known, 0 deleted before.\n"));
        let again = says(&[file]);
        assert_eq!(again, format!("0 patterns created, {} known, 1 deleted before.\n", count - 1));
        assert!(library.export(format) == bytes, "{format}");

        let entry = |created| {
            let detail = json!({ "patterns": count, "created": created });
            ("command-line".to_owned(), AuditAction::ImportPatterns, detail)
        };
        assert_eq!(library.audit_log().await, [entry(0), entry(count)]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_cannot_be_imported_is_refused_with_a_sentence() {
    let library = Library::empty();
    let nothing = library.export("json");
    let valid = "{\"version\":1,\"patterns\":[]}";
    for (name, content, sentence) in [
        ("export.txt", Some(valid), "expected a file that ends in .csv, .json or .jsonl"),
        ("missing.json", None, "missing.json cannot be read"),
        ("broken.json", Some(&valid[..20]), "broken.json cannot be imported: line 1: the JSON is malformed"),
        ("broken.jsonl", Some("{}\n{"), "broken.jsonl cannot be imported: line 2: the JSON is malformed"),
        (
            "broken.csv",
            Some("a,b\n1,2\n"),
            "broken.csv cannot be imported: the first line names the wrong columns",
        ),
    ] {
        if let Some(content) = content {
            std::fs::write(library.folder.path().join(name), content).unwrap();
        }
        for arguments in [vec![name], vec!["--dry-run", name]] {
            let refused = library.import(&arguments);
            let error = String::from_utf8(refused.stderr).unwrap();
            assert!(!refused.status.success() && refused.stdout.is_empty(), "{name}: {error}");
            assert!(error.contains(sentence) && !error.contains("panicked"), "{name}: {error}");
        }
        assert!(library.export("json") == nothing, "{name}");
    }
    assert_eq!(library.audit_log().await, []);
}
