//! `gleaner export`: writes the library to a file or to standard output.

use std::io::{ErrorKind, Write};
use std::path::Path;
use std::process::ExitCode;

use anyhow::Context;
use gleaner_exchange::{Encoder, Format};
use gleaner_persistence::Database;
use gleaner_persistence::library::Export;
use tempfile::NamedTempFile;

use crate::database;
use crate::settings::Settings;

pub(super) async fn export(
    settings: &Settings,
    format: Format,
    output: Option<&Path>,
    with_removed: bool,
) -> anyhow::Result<ExitCode> {
    let db = database::open(&settings.database_url, false).await?;
    match output {
        Some(path) => write_file(&db, format, with_removed, path).await?,
        None => match write(&db, format, with_removed, &mut std::io::stdout()).await {
            // The reader has seen enough, as in `gleaner export | head`.
            Err(error) if is_closed(&error) => {}
            written => written?,
        },
    }
    db.close().await?;
    Ok(ExitCode::SUCCESS)
}

/// Writes a file that only exists once it is complete. Until then, another file at `path` stays as it is.
async fn write_file(db: &Database, format: Format, with_removed: bool, path: &Path) -> anyhow::Result<()> {
    let cannot_write = || format!("{} cannot be written", path.display());
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = NamedTempFile::new_in(folder).with_context(cannot_write)?;
    write(db, format, with_removed, &mut file).await?;
    file.persist(path).with_context(cannot_write)?;
    Ok(())
}

async fn write(
    db: &Database,
    format: Format,
    with_removed: bool,
    output: &mut impl Write,
) -> anyhow::Result<()> {
    let mut export = Export::begin(db, with_removed).await?;
    let mut encoder = Encoder::new(format)?;
    while let Some(page) = export.next_page().await? {
        encoder.write(&page)?;
        output.write_all(&encoder.take())?;
    }
    output.write_all(&encoder.finish())?;
    Ok(output.flush()?)
}

fn is_closed(error: &anyhow::Error) -> bool {
    error.downcast_ref::<std::io::Error>().is_some_and(|error| error.kind() == ErrorKind::BrokenPipe)
}
