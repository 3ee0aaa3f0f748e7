//! Palco's domain events on NATS JetStream, and an inbox for those who consume them.
//!
//! [`NatsPublisher`] is the port [`Publisher`](palco::ports::Publisher): each record of the feed
//! becomes a message whose id (`Nats-Msg-Id`) is its event id, on the subject
//! `palco.<tenant>.<wire name>`, so `palco.*.box_office.>` is every tenant's box offices.
//!
//! [`Inbox`] reads them in order, one durable consumer per name. The broker delivers at least once;
//! the effect is once where the consumer notes the event id in the transaction of its effect, with
//! `select palco.receive('<consumer>', '<event id>')` where that is a database with Palco's schema.
//!
//! ```no_run
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! use palco_nats::{Inbox, NatsPublisher, NatsSettings};
//!
//! let settings = NatsSettings::new("nats://localhost:4222");
//! let publisher = NatsPublisher::connect(&settings).await?;
//!
//! let inbox = Inbox::open(&settings, "letters", "palco.*.box_office.places_sold").await?;
//! loop {
//!     let handled = inbox.handle(|delivery| async move {
//!         println!("{} {}", delivery.event_id, delivery.body);
//!         Ok::<(), std::io::Error>(())
//!     });
//!     handled.await?;
//! }
//! # }
//! ```

mod error;
mod inbox;
mod publisher;
mod settings;

pub use error::{InboxError, NatsError};
pub use inbox::{Delivery, Inbox};
pub use publisher::NatsPublisher;
pub use settings::NatsSettings;
