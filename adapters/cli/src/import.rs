use std::{
    fs::File,
    io::{BufRead, BufReader},
    path::Path,
};

use palco::{
    application::{Imported, NotImported, import, read_line},
    ports::Append,
};
use palco_postgres::PostgresStore;
use serde_json::json;

use crate::{
    FINE,
    arguments::{Database, Import},
    failure::Failure,
    output::Output,
    progress,
};

/// Lines that are sent together.
const LINES: usize = 128;
/// Bytes of them, about: a line alone may have more.
const BYTES: usize = 1_048_576;

/// Appends that are sent together, each with the number of its line.
#[derive(Default)]
struct Batch {
    appends: Vec<Append>,
    lines: Vec<u64>,
    bytes: usize,
}

#[derive(Default)]
struct Count {
    now: u64,
    before: u64,
}

pub(crate) async fn run(
    database: &Database,
    arguments: &Import,
    output: &mut Output<'_>,
) -> Result<u8, Failure> {
    let input = open(arguments.file.as_deref())?;
    let store = PostgresStore::open_with(database.settings()?).await?;
    let bar = progress::bar("importing", 0);
    let (mut batch, mut count) = (Batch::default(), Count::default());
    for (text, number) in input.lines().zip(1_u64..) {
        let text = text.map_err(|error| at_line(number, error.kind()));
        let append = text.and_then(|text| {
            batch.bytes = batch.bytes.saturating_add(text.len());
            read_line(&text).map_err(|invalid| at_line(number, invalid))
        });
        match append {
            Ok(append) => {
                batch.appends.push(append);
                batch.lines.push(number);
            }
            Err(wrong) => {
                // What stands before it is recorded, as it would be without it.
                send(&store, batch, &mut count).await?;
                return Err(wrong);
            }
        }
        if batch.appends.len() >= LINES || batch.bytes >= BYTES {
            send(&store, std::mem::take(&mut batch), &mut count).await?;
            bar.set_length(number);
            bar.set_position(number);
        }
    }
    send(&store, batch, &mut count).await?;
    bar.finish_and_clear();
    let Count { now, before } = count;
    let words = format!("{now} appends recorded, {before} were there before");
    output.report(&json!({ "recorded": now, "there_before": before }), &words)?;
    Ok(FINE)
}

fn open(file: Option<&Path>) -> Result<Box<dyn BufRead>, Failure> {
    match file.filter(|file| *file != Path::new("-")) {
        None => Ok(Box::new(std::io::stdin().lock())),
        Some(file) => {
            File::open(file).map(|file| Box::new(BufReader::new(file)) as Box<dyn BufRead>).map_err(
                |error| Failure::Usage(format!("the file could not be opened: {}", error.kind())),
            )
        }
    }
}

async fn send(store: &PostgresStore, batch: Batch, count: &mut Count) -> Result<(), Failure> {
    if batch.appends.is_empty() {
        return Ok(());
    }
    let told = import(store, batch.appends).await?;
    for (told, number) in told.into_iter().zip(batch.lines) {
        match told {
            Ok(Imported::Now) => count.now = count.now.saturating_add(1),
            Ok(Imported::Before) => count.before = count.before.saturating_add(1),
            Err(refused) => return Err(refusal(number, &refused)),
        }
    }
    Ok(())
}

fn refusal(number: u64, refused: &NotImported) -> Failure {
    Failure::Refused(format!("line {number}: {refused}"))
}

fn at_line(number: u64, reason: impl std::fmt::Display) -> Failure {
    Failure::Usage(format!("line {number}: {reason}"))
}
