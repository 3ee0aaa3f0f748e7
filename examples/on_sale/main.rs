//! An on-sale from the opening to the last payment: 20 000 requests for 5 000 places.
//!
//! ```text
//! cargo run --release --example on_sale
//! cargo run --release --example on_sale -- --store postgres://user@host/database --limit 400
//! cargo run --release --example on_sale -- --requests my-requests.jsonl --json
//! ```
//!
//! Sets up a venue, an event and its box office, plays the requests of a file in the order of their
//! time, with the payments that fall due in between, and prints what came of it. At the end it reads
//! every domain event that was recorded and works out from those alone that no quota was ever
//! oversold and that no request took effect twice; if that fails, so does the program.
#![expect(clippy::arithmetic_side_effects, reason = "sums of a few thousand places")]

mod play;
mod print;
mod requests;
mod stage;
mod totals;
mod verify;

use std::{path::PathBuf, process::ExitCode, sync::Arc, time::Instant as Stopwatch};

use clap::Parser;
use palco::{application::Palco, ports::Store, values::TenantId};
use palco_memory::{ManualClock, MemoryStore};
use palco_postgres::PostgresStore;
use uuid::Uuid;

use play::Play;
use requests::Requests;

type AnyError = Box<dyn std::error::Error>;

/// When the sale opens.
const OPENING: &str = "2026-11-24T13:00:00Z";

/// Plays the requests of an on-sale and prints what came of it.
#[derive(Parser)]
struct Args {
    /// Where to keep domain events: `memory`, or the URL of a PostgreSQL database.
    #[arg(long, default_value = "memory")]
    store: String,
    /// The requests, one JSON object a line.
    #[arg(long, default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/data/on_sale.jsonl"))]
    requests: PathBuf,
    /// Plays so many lines and no more.
    #[arg(long, default_value_t = usize::MAX, hide_default_value = true)]
    limit: usize,
    /// Prints the totals as one line of JSON, and nothing else.
    #[arg(long)]
    json: bool,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<ExitCode, AnyError> {
    let args = Args::parse();
    let requests = Requests::read(&args.requests, args.limit)?;
    let store: Arc<dyn Store> = match args.store.as_str() {
        "memory" => Arc::new(MemoryStore::default()),
        url => Arc::new(PostgresStore::connect(url).await?),
    };
    let clock = ManualClock::at("2026-11-01T12:00:00Z".parse()?);
    let palco = Palco::over(store).with_clock(Arc::new(clock.clone()));

    // Of its own, so that the same database takes any number of runs.
    let tenant = TenantId::from_uuid(Uuid::now_v7())?;
    let organizer = palco.acting(tenant, Uuid::now_v7().try_into()?);
    let (event_id, begins) = stage::set_up(&organizer).await?;

    let mut play = Play::new(palco.clone(), clock, tenant, event_id);
    let stopwatch = Stopwatch::now();
    play.all(&requests.requests).await?;
    let took = stopwatch.elapsed();

    let quotas = organizer.tickets().quota_uses(event_id).await?;
    let seen = verify::read(&palco, tenant, event_id, begins).await?;
    let verdict = verify::judge(&seen, &play.tally, &quotas);
    let decisions = play.tally.decisions;
    let totals = totals::of(&requests, play.tally, &seen, &quotas, &verdict);
    if args.json {
        println!("{}", serde_json::to_string(&totals)?);
    } else {
        print::report(&requests.bad, &totals, decisions, took);
    }
    Ok(if verdict.holds() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
