//! A payment gateway between what was asked and what is so: which call follows from which domain event,
//! which command from which fact, and the work of making calls.

mod calls;
mod charging;
mod facts;
mod in_text;
mod intake;
mod signature;

pub use calls::{Due, due};
pub use charging::{Charging, Trouble};
use facts::{News, news, refusal};
pub use in_text::{InText, TextGateway, answer_in_text, told_in_text};
pub use intake::IncomingWebhook;
pub use signature::{SigningKey, WebhookKeys};
