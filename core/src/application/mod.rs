//! Use cases over the ports: load, decide, append, retry, answer.

mod cache;
mod copies;
mod dispatcher;
mod errors;
mod execute;
mod gateway;
mod load;
mod palco;
mod react;
mod recorded;
mod service;
mod step;
mod transfer;
mod verify;

pub use dispatcher::{Answer, Dispatcher, Look, Request};
pub use errors::{Error, Kind, catalogue};
pub use execute::Execute;
pub use gateway::{
    Charging, Due, InText, IncomingWebhook, SigningKey, TextGateway, Trouble, WebhookKeys,
    answer_in_text, due, told_in_text,
};
pub use load::{Loader, SnapshotCounts, read};
pub use palco::{Acting, Palco};
pub use react::{Reacted, RefusedReaction, carry_on};
pub use recorded::{Feed, Recorded};
pub use service::{EventService, PaymentService, Service, TicketService, VenueService};
pub use step::{Loaded, Step, rests_on, step};
pub use transfer::{Export, Imported, NotImported, import, read_line};
pub use verify::{Fault, StreamAudit, check_command};
