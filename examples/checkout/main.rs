//! A buyer pays two tickets by Pix: the money is divided, sells the places or goes back, and every cent is
//! on the books.
//!
//! ```text
//! cargo run --example checkout
//! cargo run --example checkout -- --bank late
//! cargo run --example checkout -- --store postgres://user@host/database --json
//! ```
//!
//! What is done, in this order, for each conduct of the bank:
//!
//! 1. At 2026-11-23T12:00:00Z the organizer drafts and publishes an online event that starts on
//!    2027-03-20T21:00:00-03:00, and opens its box office: 100 places (quota `room`) of the ticket type
//!    `entry` at BRL 74.90. The buyer holds 2 of them for 900 seconds.
//! 2. The buyer makes a payment of BRL 149.80 by Pix that names the hold, its lines and its end, and is
//!    divided: `organizer` 80 % (liable, bears the fee), `artist` 15 % (bears the fee), `platform` what is
//!    left. What goes back brings its part of the fee back. A Pix charge is asked for, to be paid
//!    until the hold ends.
//! 3. The processors react and charge in the background. The gateway issues the charge; it takes 1 % of
//!    every Pix, half a cent up, and sends each of its webhooks up to three times.
//! 4. The bank behaves as it does:
//!    `on-time`: BRL 149.80 two minutes later. `late`: five seconds after the charge's end.
//!    `twice`: two minutes later, and once more a minute after that. `wrong-amount`: BRL 100.00 two
//!    minutes later. `silent`: nothing; at the charge's end the organizer ends it (`payment.expire_charge`).
//!    The webhooks are taken.
//! 5. What follows goes by itself: the hold is sold (`on-time`, `twice`), what is late or comes twice goes
//!    back.
//! 6. A minute later the organizer gives money back, in proportion: one ticket, BRL 74.90, where the
//!    hold was sold; the BRL 100.00 that nobody asked for. Its webhooks are taken.
//!
//! The totals of all five are `data/checkout.expected.json`. `domain_events` has those of the payment, in
//! order; a line of a statement is what was given or taken, and the balance after it.
//!
//! Give it a database of its own: the processors serve all tenants, and the gateway is a simulated one.
#![expect(clippy::arithmetic_side_effects, reason = "sums of a few cents")]

mod play;
mod print;
mod stage;
mod totals;

use std::{collections::BTreeMap, process::ExitCode, sync::Arc};

use clap::{Parser, ValueEnum};
use palco::{ports::ProcessorStore, values::TenantId};
use palco_memory::MemoryStore;
use palco_postgres::PostgresStore;
use uuid::Uuid;

use play::Story;

type AnyError = Box<dyn std::error::Error>;

/// What the payer's bank does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub(crate) enum Bank {
    OnTime,
    Late,
    Twice,
    WrongAmount,
    Silent,
}

impl Bank {
    fn name(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }
}

/// A buyer pays two tickets by Pix, and the bank behaves as told.
#[derive(Parser)]
struct Args {
    /// Where to keep domain events: `memory`, or the URL of a PostgreSQL database.
    #[arg(long, default_value = "memory")]
    store: String,
    /// What the payer's bank does.
    #[arg(long, value_enum, default_value = "on-time")]
    bank: Bank,
    /// Prints the totals for every conduct of the bank as one line of JSON, and nothing else.
    #[arg(long, conflicts_with = "bank")]
    json: bool,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<ExitCode, AnyError> {
    let args = Args::parse();
    let mut all = BTreeMap::new();
    let banks = if args.json { Bank::value_variants() } else { &[args.bank] };
    for bank in banks {
        let story = tell(&args.store, *bank).await?;
        if !args.json {
            print::report(*bank, &story)?;
        }
        all.insert(bank.name(), story.totals);
    }
    if args.json {
        println!("{}", serde_json::to_string(&all)?);
    }
    let holds = all.values().all(|totals| totals.verified.holds());
    Ok(if holds { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// In memory every run is the same; a database takes any number of them, each within a tenant of its own.
async fn tell(store: &str, bank: Bank) -> Result<Story, AnyError> {
    let (store, tenant): (Arc<dyn ProcessorStore>, _) = match store {
        "memory" => (Arc::new(MemoryStore::default()), Uuid::from_u128(1)),
        url => (Arc::new(PostgresStore::connect(url).await?), Uuid::now_v7()),
    };
    play::play(store, TenantId::from_uuid(tenant)?, bank).await
}
