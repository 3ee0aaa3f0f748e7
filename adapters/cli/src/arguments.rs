use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use palco::{
    ports::Position,
    projections::{self, ReadModel},
    values::{Invalid, TenantId},
};
use palco_postgres::{Durability, Pooler, Settings};

use crate::failure::Failure;

const AFTER_HELP: &str = "\
Exit codes:
  0  fine
  1  a check failed: the report says which
  2  bad usage: the arguments, or what was read, are not of the form
  3  unavailable: the database could not be reached, or failed; run it again";

/// Looks after a Palco database.
#[derive(Debug, Parser)]
#[command(name = "palco", version, after_help = AFTER_HELP, max_term_width = 100)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) database: Database,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Which database, and in what form to report.
#[derive(Debug, Args)]
pub(crate) struct Database {
    /// The database: postgres://user@host/database. Better in the environment, since arguments are
    /// seen by everybody on the machine.
    #[arg(long, global = true, env = "DATABASE_URL", hide_env_values = true, value_name = "URL")]
    database_url: Option<String>,
    /// The schema that holds everything.
    #[arg(long, global = true, default_value = "palco", value_name = "NAME")]
    schema: String,
    /// Work also on a server that may lose what it acknowledged, as test servers may.
    #[arg(long, global = true)]
    relaxed: bool,
    /// What stands between: `transaction` for PgBouncer in transaction mode without prepared statements.
    #[arg(long, global = true, value_name = "NAME", value_parser = pooler)]
    pooler: Option<Pooler>,
    /// Report in JSON: one object, or one a line.
    #[arg(long, global = true)]
    pub(crate) json: bool,
}

impl Database {
    /// Without a URL: for what needs no connection.
    pub(crate) fn unconnected(&self) -> Settings {
        self.settings_of("")
    }

    pub(crate) fn settings(&self) -> Result<Settings, Failure> {
        let missing = "no database: give --database-url, or set DATABASE_URL";
        let url = self.database_url.as_ref().ok_or_else(|| Failure::Usage(missing.to_owned()))?;
        Ok(self.settings_of(url))
    }

    fn settings_of(&self, url: &str) -> Settings {
        let durability = if self.relaxed { Durability::Relaxed } else { Durability::Strict };
        let settings = Settings::new(url).schema(&self.schema).max_connections(4);
        settings.durability(durability).pooler(self.pooler.unwrap_or_default())
    }
}

fn pooler(name: &str) -> Result<Pooler, String> {
    name.parse().map_err(|invalid: Invalid| invalid.to_string())
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Bring the schema up to date, show how, or check whether it is.
    Migrate(Migrate),
    /// Check everything that is recorded: nothing is missing, out of order, unreadable or oversold.
    Verify {},
    /// Read the feed.
    Feed {
        #[command(subcommand)]
        command: FeedCommand,
    },
    /// Tell how far the background processors are behind, and what holds the feed back.
    Lag(Lag),
    /// Look after the streams that a processor has parked.
    DeadLetters {
        #[command(subcommand)]
        command: DeadLetters,
    },
    /// Publish every domain event on NATS JetStream, in order per stream.
    Relay(Relay),
    /// Build a read model anew beside the old one, and switch.
    Rebuild(Rebuild),
    /// Write everything that is recorded as JSON Lines, one append a line.
    Export(Export),
    /// Record what an export wrote; repeated, it changes nothing.
    Import(Import),
}

#[derive(Debug, Args)]
pub(crate) struct Migrate {
    /// Print all SQL for a new schema as a script for psql, and connect to nothing.
    #[arg(long, conflicts_with = "check")]
    pub(crate) print_sql: bool,
    /// Change nothing, and exit with 1 unless the schema is up to date.
    #[arg(long)]
    pub(crate) check: bool,
    /// Make each table that grows in so many partitions by hash; chosen once, when the schema is made.
    #[arg(long, value_name = "COUNT", value_parser = clap::value_parser!(u8).range(1..))]
    pub(crate) partitions: Option<u8>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum FeedCommand {
    /// Print records as JSON Lines, in the order of their positions.
    Tail(Tail),
}

#[derive(Debug, Args)]
pub(crate) struct Tail {
    /// Begin behind this position; without it with the first record.
    #[arg(long, value_name = "POSITION", default_value = "0")]
    pub(crate) from: Position,
    /// Go on when the end is reached, until interrupted.
    #[arg(long)]
    pub(crate) follow: bool,
    /// Only domain events of this type, event.published for example; may be given several times.
    #[arg(long = "type", value_name = "NAME", value_parser = event_type)]
    pub(crate) types: Vec<String>,
    /// Stop after so many records.
    #[arg(long, value_name = "COUNT", value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) limit: Option<u64>,
}

fn event_type(name: &str) -> Result<String, String> {
    match palco::contract::DomainEvent::wire_names().contains(&name) {
        true => Ok(name.to_owned()),
        false => Err("expected the name of a domain event, event.published for example".to_owned()),
    }
}

#[derive(Debug, Args)]
pub(crate) struct Lag {
    /// Exit with 1 when an append has held the feed back for longer than this.
    #[arg(long, value_name = "SECONDS", default_value_t = 10)]
    pub(crate) stalled_after: u64,
}

#[derive(Debug, Subcommand)]
pub(crate) enum DeadLetters {
    /// List the parked streams, each with the record that it is parked at and why.
    List(Parked),
    /// Have the record tried again, and the stream go on behind it.
    Retry(Parked),
    /// Leave the record out, and have the stream go on behind it.
    Skip(Parked),
}

/// Which of the parked streams; at least one is named when something is to be done.
#[derive(Debug, Args)]
pub(crate) struct Parked {
    /// Those of this processor.
    #[arg(long, value_name = "NAME")]
    pub(crate) processor: Option<String>,
    /// Those of this tenant.
    #[arg(long, value_name = "ID")]
    pub(crate) tenant: Option<TenantId>,
    /// This one, as the list shows it: AGGREGATE/ID.
    #[arg(long, value_name = "STREAM")]
    pub(crate) stream: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Relay {
    /// The broker: nats://host:4222. Better in the environment, as with the database.
    #[arg(long, env = "NATS_URL", hide_env_values = true, value_name = "URL")]
    pub(crate) nats_url: String,
    /// The broker's stream, made if it is not there.
    #[arg(long, default_value = "PALCO", value_name = "NAME")]
    pub(crate) stream: String,
    /// The first part of every subject.
    #[arg(long, default_value = "palco", value_name = "NAME")]
    pub(crate) subjects: String,
    /// Under which it is kept how far the relay came: one for each broker.
    #[arg(long, default_value = "relay", value_name = "NAME")]
    pub(crate) name: String,
    /// Go on when the end is reached, until interrupted.
    #[arg(long)]
    pub(crate) follow: bool,
    /// Go on although the broker has messages of that epoch, of a store that lost records since.
    #[arg(long, value_name = "EPOCH")]
    pub(crate) accept_epoch: Option<i64>,
}

#[derive(Debug, Args)]
pub(crate) struct Rebuild {
    /// The read model: events, venues, availability, transactions, payments or recipient_statement.
    #[arg(value_name = "NAME", value_parser = read_model)]
    pub(crate) model: ReadModel,
}

fn read_model(name: &str) -> Result<ReadModel, String> {
    let names: Vec<&str> = projections::ALL.iter().map(|model| model.name).collect();
    projections::named(name).ok_or_else(|| format!("expected one of {}", names.join(", ")))
}

#[derive(Debug, Args)]
pub(crate) struct Export {
    /// Only what belongs to this tenant.
    #[arg(long, value_name = "ID")]
    pub(crate) tenant: Option<TenantId>,
}

#[derive(Debug, Args)]
pub(crate) struct Import {
    /// What an export wrote; `-` or nothing for the standard input.
    #[arg(value_name = "FILE")]
    pub(crate) file: Option<PathBuf>,
}
