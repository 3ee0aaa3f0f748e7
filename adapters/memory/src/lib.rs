//! Palco's ports in memory: for tests, examples and replays.
//!
//! Nothing here reads a clock or draws a random number: the same calls give the same records,
//! positions and ids. [`MemoryStore`] keeps all that an event store promises but durability, and
//! passes the same conformance suite as every other; [`FaultyStore`] makes any store fail where a
//! test wants it to. [`SimulatedGateway`] is a payment gateway that charges nobody.
//!
//! ```
//! use palco::{
//!     ports::{Append, AppendOutcome, Clock, EventStore, Expected, IdSource, NewRecord},
//!     ports::{StreamId, StreamWrite},
//!     values::{Instant, Version},
//! };
//! use palco_memory::{ManualClock, MemoryStore, SequentialIds};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let (store, ids) = (MemoryStore::default(), SequentialIds::new(7));
//! let clock = ManualClock::at(Instant::parse("2026-11-23T12:00:00.000Z")?);
//!
//! let tenant = ids.next_id().try_into()?;
//! let stream = StreamId::new("venue", ids.next_id());
//! let registered = NewRecord {
//!     event_id: ids.next_id(),
//!     event_type: "venue.registered".into(),
//!     schema_version: 1,
//!     data: r#"{"type":"venue.registered","name":"Teatro Amazonas"}"#.into(),
//! };
//! let append = Append {
//!     tenant,
//!     command_id: ids.next_id().try_into()?,
//!     request_hash: [0; 32],
//!     actor: ids.next_id().try_into()?,
//!     recorded_at: clock.now(),
//!     trace_parent: None,
//!     writes: vec![StreamWrite {
//!         stream: stream.clone(),
//!         expected: Expected::NoStream,
//!         domain_events: vec![registered],
//!     }],
//!     guards: vec![],
//! };
//!
//! let first = store.append(vec![append.clone()]).await?;
//! assert!(matches!(first.as_slice(), [AppendOutcome::Appended { .. }]));
//! let again = store.append(vec![append]).await?;
//! assert!(matches!(again.as_slice(), [AppendOutcome::Duplicate { .. }]));
//! assert_eq!(store.read_stream(tenant, &stream, Version::ZERO, 10).await?.len(), 1);
//! # Ok(())
//! # }
//! ```

mod checkpoints;
mod clock;
mod event_store;
mod faults;
mod gateway;
mod ids;
mod processing;
mod tables;
mod turns;

use std::sync::{Mutex, MutexGuard, PoisonError};

pub use clock::ManualClock;
pub use event_store::MemoryStore;
pub use faults::{Fault, FaultyStore, Operation, Plan};
pub use gateway::{Conduct, Movement, SimulatedGateway};
pub use ids::SequentialIds;

/// The lock, also after a thread panicked with it: no panic leaves what it guards half changed.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What the READMEs show of Rust, run as it stands.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
struct Readme;

/// The same in Portuguese.
#[cfg(doctest)]
#[doc = include_str!("../../../README.pt-BR.md")]
struct ReadmeInPortuguese;
