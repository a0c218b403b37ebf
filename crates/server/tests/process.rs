//! The binary as people and orchestrators use it: its output, its exit codes, its signals.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use futures_util::future::join_all;
use gleaner_persistence::Database;
use gleaner_persistence::jobs::{self, HistoryFilter};
use gleaner_tests::database::TestDatabase;
use gleaner_tests::embeddings::Embeddings;
use gleaner_tests::{Engine, Export, Model, Reply, Server, export};
use tempfile::TempDir;

fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// `gleaner` with its own database and an empty environment.
fn gleaner(folder: &TempDir, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gleaner"));
    command.args(arguments).current_dir(folder.path()).env_clear();
    command
}

fn import(folder: &TempDir, file: &Path) -> Command {
    gleaner(folder, &["import", file.to_str().unwrap()])
}

fn stdout(output: &Output) -> String {
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn signal(child: &Child, name: &str) {
    assert!(Command::new("kill").args([name, &child.id().to_string()]).status().unwrap().success());
}

#[test]
fn the_sample_is_imported_once() {
    let folder = TempDir::new().unwrap();
    let sample = project().join("samples/openphone-export.csv");
    let first = stdout(&import(&folder, &sample).output().unwrap());
    for expected in
        ["Messages", "Skipped", "created", "enhanced", "asked:", "answer:", "confidence", "{{bay_number}}"]
    {
        assert!(first.contains(expected), "{expected}\n{first}");
    }
    let again = stdout(&import(&folder, &sample).output().unwrap());
    assert!(again.contains("already imported") && again.lines().count() == 1, "{again}");
    assert!(folder.path().join("data/gleaner.db").exists());
}

/// A library whose patterns were not merged, as an older version left it.
fn fragmented(folder: &TempDir) {
    let file = folder.path().join("export.csv");
    let answer = "You can park behind the building near the red door.";
    let questions = ["Where can I leave my car?", "Any spaces for visitors?", "Is there a garage nearby?"];
    let export = questions.iter().enumerate().fold(Export::new(), |export, (number, question)| {
        export.conversation(&format!("CN{number}"), &[("in", question), ("out", answer)])
    });
    std::fs::write(&file, export.csv()).unwrap();
    let imported = import(folder, &file).env("SIMILARITY_THRESHOLD", "1").output().unwrap();
    assert!(stdout(&imported).contains("3 created"), "{imported:?}");
}

#[test]
fn patterns_that_are_the_same_are_shown_and_only_merged_if_that_is_asked_for() {
    let folder = TempDir::new().unwrap();
    fragmented(&folder);
    for _ in 0..2 {
        let shown = stdout(&gleaner(&folder, &["regroup"]).output().unwrap());
        assert!(shown.contains("= 2. ") && shown.contains("= 3. "), "{shown}");
        assert!(
            shown.contains("Patterns compared: 3. The same as an older one: 2.")
                && shown.contains("Nothing was changed")
        );
    }
    let merged = stdout(&gleaner(&folder, &["regroup", "--apply"]).output().unwrap());
    assert!(merged.contains("Merge 1: 2 into 1.") && merged.contains("Merged: 2."), "{merged}");
    let again = stdout(&gleaner(&folder, &["regroup"]).output().unwrap());
    assert!(again.starts_with("Patterns compared: 1. The same as an older one: 0."), "{again}");
}

#[tokio::test(flavor = "multi_thread")]
async fn patterns_get_vectors_of_another_model_and_the_output_says_what_that_took() {
    let folder = TempDir::new().unwrap();
    fragmented(&folder);
    let missing = gleaner(&folder, &["reembed"]).output().unwrap();
    assert!(!missing.status.success());
    assert!(String::from_utf8_lossy(&missing.stderr).contains("EMBEDDING_MODEL is not set"), "{missing:?}");
    let embeddings = Embeddings::start(&[&["car"]]);
    let reembed = |model: &str| {
        let settings = embeddings.settings(model);
        let mut command = gleaner(&folder, &["reembed"]);
        command.env("EMBEDDING_MODEL", model).env("EMBEDDING_BASE_URL", settings.base_url);
        stdout(&command.output().unwrap())
    };
    for (model, expected) in [
        // Twelve unrelated texts, then three questions.
        ("text-embedding-3-small", "3 patterns got vectors, with 2 calls and 15 tokens ($0.0000)."),
        ("text-embedding-3-small", "0 patterns got vectors, with 0 calls and 0 tokens ($0.0000)."),
        ("own-model", "3 patterns got vectors, with 2 calls and 15 tokens."),
    ] {
        let printed = reembed(model);
        assert!(printed.starts_with(expected), "{printed}");
    }
    assert_eq!(embeddings.requests()[0]["dimensions"], 256);
}

#[test]
fn the_error_for_a_file_that_cannot_be_imported_is_a_sentence() {
    let folder = TempDir::new().unwrap();
    let wrong = folder.path().join("wrong.csv");
    std::fs::write(&wrong, "a,b\n1,2\n").unwrap();
    for (file, expected) in
        [(wrong.as_path(), "lacks the columns body, direction"), (Path::new("none.csv"), "cannot be opened")]
    {
        let output = import(&folder, file).output().unwrap();
        let error = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success() && error.contains(expected), "{error}");
        assert!(!error.contains("panicked"), "{error}");
    }
}

#[test]
fn a_rejected_row_is_reported_with_its_line() {
    let folder = TempDir::new().unwrap();
    let file = project().join("tests/fixtures/star/star-dev-broken-quote.csv");
    let said = stdout(&import(&folder, &file).output().unwrap());
    assert!(said.contains("line 616: A quotation mark opens here and is never closed"), "{said}");
    let damaged = project().join("tests/fixtures/star/star-dev-excel.csv");
    let error = String::from_utf8(import(&folder, &damaged).output().unwrap().stderr).unwrap();
    assert!(error.contains("line 2: A spreadsheet has damaged the telephone number"), "{error}");
}

#[test]
fn the_error_for_an_invalid_setting_names_the_setting() {
    let folder = TempDir::new().unwrap();
    let secret = "s".repeat(32);
    for (secret, name, value, expected) in [
        ("", "LOG_FORMAT", "text", "JWT_SECRET is not set"),
        (&secret, "IMPORT_MAX_BYTES", "ten", "IMPORT_MAX_BYTES takes a whole number"),
        (&secret, "DATABASE_URL", "mysql://x", "DATABASE_URL"),
        (&secret, "BIND_ADDR", "192.0.2.1:1", "BIND_ADDR"),
    ] {
        let mut serve = gleaner(&folder, &["serve"]);
        let output = serve.env("JWT_SECRET", secret).env(name, value).output().unwrap();
        let error = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success() && error.contains(expected), "{error}");
    }
}

#[test]
fn tokens_and_the_document_are_printed_and_the_database_is_migrated() {
    let folder = TempDir::new().unwrap();
    let mut token = gleaner(&folder, &["token", "--user", "ada", "--role", "operator"]);
    assert_eq!(
        stdout(&token.env("JWT_SECRET", "s".repeat(32)).output().unwrap()).trim().split('.').count(),
        3
    );
    let document = stdout(&gleaner(&folder, &["openapi"]).output().unwrap());
    assert!(document.contains("/api/patterns/import/csv"));
    assert!(stdout(&gleaner(&folder, &["migrate"]).output().unwrap()).contains("up to date"));
}

/// Starts `gleaner serve --dev`. Returns the process and its output.
fn serve(folder: &TempDir) -> (Child, String) {
    let mut command = gleaner(folder, &["serve", "--dev"]);
    command.env("BIND_ADDR", "127.0.0.1:0").env("PATH", std::env::var_os("PATH").unwrap());
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    let printed: Vec<_> = lines.take_while(|line| !line.ends_with("/api/patterns")).collect();
    (child, printed.join("\n"))
}

#[test]
fn a_development_server_prints_a_command_that_uploads_the_sample() {
    let folder = TempDir::new().unwrap();
    let (mut child, printed) = serve(&folder);
    let line = printed.lines().find(|line| line.starts_with("curl") && line.contains("-F file=")).unwrap();
    let pasted = Command::new("sh").args(["-c", line]).current_dir(project()).output().unwrap();
    assert!(stdout(&pasted).contains("\"success\":true"), "{pasted:?}");
    signal(&child, "-TERM");
    assert!(child.wait().unwrap().success());
}

/// The memory of uploads is bounded by how many are read at the same time, not by how many are received.
#[tokio::test(flavor = "multi_thread")]
async fn ten_concurrent_large_uploads_use_little_more_memory_than_one() {
    let settings = [
        ("IMPORT_CONCURRENT_READS", "1"),
        ("IMPORTS_PER_USER_PER_HOUR", "0"),
        ("REQUESTS_PER_USER_PER_MINUTE", "0"),
    ];
    let binary = Path::new(env!("CARGO_BIN_EXE_gleaner"));
    let server = Server::start(binary, Engine::Sqlite, None, &settings, &["--no-worker"]).await;
    let file = |number: usize| export::repeated(true, (10 << 20) - 1_000 * number);
    let idle = server.peak_memory();
    let (status, _) = server.upload(file(0)).await;
    assert_eq!(status, 202);
    let of_one = server.peak_memory() - idle;
    assert!(of_one <= 6 * (10 << 20), "one upload uses {of_one} bytes");

    let responses = join_all((1..=10).map(|number| server.upload(file(number)))).await;
    assert!(responses.iter().all(|(status, _)| *status == 202), "{responses:?}");
    let of_ten = server.peak_memory() - idle;
    // Ten files that were read at the same time would use ten times as much.
    assert!(of_ten <= 5 * of_one, "one upload uses {of_one} bytes, ten use {of_ten}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_import_continues_when_it_is_started_again() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("export.csv");
    std::fs::write(&file, Export::with_patterns(6).csv()).unwrap();
    let model = Model::start(|call| if call.number == 3 { Reply::Silence } else { Reply::echo(call) });
    let import = || {
        let mut command = import(&folder, &file);
        command
            .env("OPENAI_API_KEY", "k")
            .env("OPENAI_BASE_URL", model.base_url())
            .env("MERGE_QUESTIONS_PER_IMPORT", "0")
            .env("IMPORT_BATCH_SIZE", "1")
            .env("IMPORT_BATCH_DELAY_MS", "0");
        command
    };
    let mut killed = import().stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    model.wait_for_calls(4).await;
    // The fourth call is running. The results of the other three are recorded concurrently.
    let url = format!("sqlite://{}", folder.path().join("data/gleaner.db").display());
    let db = Database::connect(&url).await.unwrap();
    let three_recorded = async {
        let analyzed = async || {
            let history = jobs::history(&db, &HistoryFilter::default(), 1).await.unwrap();
            history.jobs[0].conversations_analyzed
        };
        while analyzed().await < 3 {
            tokio::task::yield_now().await;
        }
    };
    let waited = tokio::time::timeout(Duration::from_secs(60), three_recorded).await;
    waited.expect("three conversations are recorded within a minute");
    db.close().await.unwrap();
    killed.kill().unwrap();
    killed.wait().unwrap();

    let again = stdout(&import().output().unwrap());
    assert!(again.contains("continuing it"), "{again}");
    // One call for each of the six conversations, and the one that was running.
    assert_eq!(model.calls().len(), 7);
    assert!(again.contains("Conversations  6"), "{again}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_is_told_to_stop_waits_for_its_calls_and_ends_with_success() {
    let (folder, database) = (TempDir::new().unwrap(), TestDatabase::empty(Engine::Sqlite).await);
    let (url, model) =
        (database.url.clone(), Model::start_with_latency(Duration::from_millis(200), Reply::echo));
    let binary = Path::new(env!("CARGO_BIN_EXE_gleaner"));
    let server = Server::start_on(database, binary, Some(&model), &[], &["--no-worker"]).await;
    let (_, accepted) = server.upload(Export::with_patterns(100).csv()).await;
    let work = || {
        let mut command = gleaner(&folder, &["work"]);
        command
            .env("DATABASE_URL", &url)
            .env("OPENAI_API_KEY", "k")
            .env("OPENAI_BASE_URL", model.base_url())
            .env("EMBEDDING_MODEL", "none")
            .env("MERGE_QUESTIONS_PER_IMPORT", "0")
            .env("IMPORT_BATCH_DELAY_MS", "0");
        command.stderr(Stdio::null()).spawn().unwrap()
    };
    let mut stopped = work();
    model.wait_for_calls(1).await;
    signal(&stopped, "-TERM");
    assert!(stopped.wait().unwrap().success());
    let made = model.calls().len();
    let job = async || server.job(accepted["jobId"].as_str().unwrap()).await["job"].clone();
    assert!(made < 100 && job().await["conversationsAnalyzed"] == made, "{made}: {}", job().await);

    // The job was released, so the next worker does not wait for the lease.
    let mut next = work();
    model.wait_for_calls(100).await;
    let completed = async {
        while job().await["status"] != "completed" {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), completed).await.expect("the import ends within a minute");
    assert_eq!(model.calls().len(), 100);
    signal(&next, "-TERM");
    assert!(next.wait().unwrap().success());
}
