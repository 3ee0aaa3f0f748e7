//! The operations tool `palco`: what an administrator of a Palco database needs beside psql.
//!
//! The same library runs as the program `palco`, as `python -m palco` and as `npx palco`. It knows the
//! core's contract and the adapter's methods, and no SQL.
//!
//! ```
//! let (mut out, mut err) = (Vec::new(), Vec::new());
//! let exit = palco_cli::run(["palco", "--version"], &mut out, &mut err);
//! assert_eq!((exit, err), (palco_cli::FINE, Vec::new()));
//! assert!(out.starts_with(b"palco "));
//! ```

mod arguments;
mod dead_letters;
mod export;
mod failure;
mod feed;
mod import;
mod lag;
mod migrate;
mod output;
mod progress;
mod rebuild;
mod relay;
mod verify;

use std::{ffi::OsString, io::Write};

use clap::{Parser, error::ErrorKind};

use arguments::{Arguments, Command, FeedCommand};
use failure::{Failure, redacted};
use output::Output;

/// Everything was done, and every check passed.
pub const FINE: u8 = 0;
/// A check failed: the report says which.
pub const CHECK_FAILED: u8 = 1;
/// The arguments, or what was read, are not of the form.
pub const BAD_USAGE: u8 = 2;
/// The database could not be reached, or failed.
pub const UNAVAILABLE: u8 = 3;

/// Runs the tool with its arguments, the name of the program first, and gives its exit code:
/// [`FINE`], [`CHECK_FAILED`], [`BAD_USAGE`] or [`UNAVAILABLE`]. Reports go to `out`, what went wrong
/// to `err`; only `import` reads the standard input.
pub fn run<A>(
    arguments: impl IntoIterator<Item = A>,
    out: &mut (dyn Write + Send),
    err: &mut (dyn Write + Send),
) -> u8
where
    A: Into<OsString> + Clone,
{
    let told = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => carry_out(&arguments, out),
        Err(answer)
            if matches!(answer.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) =>
        {
            write!(out, "{answer}").map(|()| FINE).map_err(Failure::from)
        }
        Err(wrong) => {
            drop(write!(err, "{}", redacted(&wrong.to_string())));
            return BAD_USAGE;
        }
    };
    match told.and_then(|exit| out.flush().map(|()| exit).map_err(Failure::from)) {
        Ok(exit) => exit,
        // Whoever reads has seen enough.
        Err(Failure::ReaderGone) => FINE,
        Err(failure) => {
            drop(writeln!(err, "palco: {failure}"));
            failure.exit()
        }
    }
}

fn carry_out(arguments: &Arguments, out: &mut (dyn Write + Send)) -> Result<u8, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|_| Failure::Unavailable("the threads could not be started".to_owned()))?;
    let mut output = Output::new(out, arguments.database.json);
    let told = runtime.block_on(dispatch(arguments, &mut output));
    runtime.shutdown_background();
    told
}

async fn dispatch(arguments: &Arguments, output: &mut Output<'_>) -> Result<u8, Failure> {
    let database = &arguments.database;
    match &arguments.command {
        Command::Migrate(migrate) => migrate::run(database, migrate, output).await,
        Command::Verify {} => verify::run(database, output).await,
        Command::Feed { command: FeedCommand::Tail(tail) } => {
            feed::tail(database, tail, output).await
        }
        Command::Lag(lag) => lag::run(database, lag, output).await,
        Command::DeadLetters { command } => dead_letters::run(database, command, output).await,
        Command::Relay(relay) => relay::run(database, relay, output).await,
        Command::Rebuild(rebuild) => rebuild::run(database, rebuild, output).await,
        Command::Export(export) => export::run(database, export, output).await,
        Command::Import(import) => import::run(database, import, output).await,
    }
}
