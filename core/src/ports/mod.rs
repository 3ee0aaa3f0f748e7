//! What Palco needs of the outside, as traits: a store, a clock, a source of ids, a payment gateway.
//!
//! Ports speak [`values`](crate::values) and [`Record`] only; they know no room. Every trait is
//! object-safe, so that an application holds its adapters as `Arc<dyn Store>`.

mod checkpoints;
mod clock;
mod event_store;
mod id_source;
mod payment_gateway;
mod publisher;
mod read_models;
mod record;
mod snapshot_store;

pub use checkpoints::{
    Asked, Checkpoints, Claim, Claimed, Commit, CommitOutcome, DeadLetter, Lease, ProcessorId,
    Progress, Row, StalledAppend,
};
pub use clock::{Clock, SystemClock};
pub use event_store::{
    Append, AppendOutcome, Committed, EventStore, Expected, FeedPage, Guard, RequestHash,
    StreamWrite, Turn, Unavailable,
};
pub use id_source::{IdSource, RandomIds};
pub use payment_gateway::{
    AcceptDispute, Authorize, Call, CancelCharge, Capture, Fact, GatewayError, Inquiry,
    IssueCharge, Listed, NotVerified, PaymentGateway, Refund, SubmitEvidence, Void, Webhook,
};
pub use publisher::{Message, Publisher};
pub use read_models::{ProcessorStore, ReadModels, Revision, Revisions};
pub use record::{NewRecord, Position, Record, StreamId};
pub use snapshot_store::{
    Fingerprint, Found, Saved, Snapshot, SnapshotKey, SnapshotStore, Store, TakeIn, Written,
};
