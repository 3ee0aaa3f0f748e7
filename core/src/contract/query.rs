//! The questions to the state of an aggregate. Their answers are made of it: its own form is private.

use serde::{Deserialize, Serialize};

use super::{Invalid, Rejection, State, Tagged, door::read_message, to_json};
use crate::{
    Aggregate,
    aggregate::{Message, messages},
    payments::payment::{self, Payment, PaymentSummary},
    planning::{
        event::{self, Event, EventSummary},
        venue::{self, Venue, VenueSummary},
    },
    ticketing::box_office::BoxOffice,
    values::{HoldId, Instant},
};

messages! {
    /// A question to the state of one aggregate.
    pub enum Query {
        GetVenueSummary = "venue.summary",
        GetEventSummary = "event.summary",
        GetAvailability = "box_office.availability",
        GetQuotaUses = "box_office.quota_uses",
        GetHoldSummary = "box_office.hold_summary",
        GetPaymentSummary = "payment.summary",
    }
}

/// What a page shows of the venue. Its calendar is not in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct GetVenueSummary {}

/// What a page shows of the event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct GetEventSummary {}

/// What is left of each ticket type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct GetAvailability {}

/// What became of the places of each quota.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct GetQuotaUses {}

/// A live hold: what is to be paid for it, and until when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct GetHoldSummary {
    /// Which hold.
    pub hold_id: HoldId,
}

/// What a payer or a clerk is shown of the payment: how far it is, its Pix code, and where the money is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct GetPaymentSummary {}

impl Query {
    /// The name of the aggregate that it is to.
    #[must_use]
    pub fn aggregate(&self) -> &'static str {
        match self {
            Self::GetVenueSummary(_) => Venue::NAME,
            Self::GetEventSummary(_) => Event::NAME,
            Self::GetAvailability(_) | Self::GetQuotaUses(_) | Self::GetHoldSummary(_) => {
                BoxOffice::NAME
            }
            Self::GetPaymentSummary(_) => Payment::NAME,
        }
    }

    /// The answer at `now`, as JSON.
    ///
    /// # Errors
    /// The `not_found` of its aggregate, where that is not there or the state is of another; for a hold,
    /// those of [`Sales::hold_summary`](crate::ticketing::box_office::Sales::hold_summary).
    pub fn answer(&self, state: &State, now: Instant) -> Result<String, Rejection> {
        Ok(match self {
            Self::GetVenueSummary(_) => to_json(&state.venue_summary()?),
            Self::GetEventSummary(_) => to_json(&state.event_summary()?),
            Self::GetAvailability(_) => to_json(&state.open_sales()?.availability(now)),
            Self::GetQuotaUses(_) => to_json(&state.open_sales()?.quota_uses(now)),
            Self::GetHoldSummary(GetHoldSummary { hold_id }) => {
                to_json(&state.open_sales()?.hold_summary(*hold_id, now)?)
            }
            Self::GetPaymentSummary(_) => to_json(&state.payment_summary()?),
        })
    }
}

impl Tagged for Query {
    fn read<'de, D: serde::Deserializer<'de>>(
        wire_name: &str,
        body: D,
    ) -> Option<Result<Self, D::Error>> {
        Message::read(wire_name, body)
    }
}

/// Reads a question, an object with `type` and that question's own fields.
///
/// ```
/// use palco::contract::read_query;
/// assert_eq!(read_query(r#"{"type":"payment.summary"}"#)?.aggregate(), "payment");
/// let wrong = read_query(r#"{"type":"box_office.hold_summary","hold_id":"7"}"#);
/// assert_eq!(wrong.map_err(|invalid| invalid.path), Err("hold_id".to_owned()));
/// # Ok::<(), palco::contract::Invalid>(())
/// ```
///
/// # Errors
/// [`Invalid`] with the path of the field.
pub fn read_query(text: &str) -> Result<Query, Invalid> {
    read_message(text)
}

impl State {
    /// What a page shows of the venue, where it is one.
    ///
    /// # Errors
    /// `venue.not_found`.
    pub fn venue_summary(&self) -> Result<VenueSummary, Rejection> {
        let summary = match self {
            Self::Venue(venue) => venue.summary(),
            Self::Event(_) | Self::BoxOffice(_) | Self::Payment(_) => None,
        };
        summary.ok_or_else(|| venue::Rejection::NotFound {}.into())
    }

    /// What a page shows of the event, where it is one.
    ///
    /// # Errors
    /// `event.not_found`.
    pub fn event_summary(&self) -> Result<EventSummary, Rejection> {
        let summary = match self {
            Self::Event(event) => event.summary(),
            Self::Venue(_) | Self::BoxOffice(_) | Self::Payment(_) => None,
        };
        summary.ok_or_else(|| event::Rejection::NotFound {}.into())
    }

    /// What a payer or a clerk is shown of the payment, where it is one.
    ///
    /// # Errors
    /// `payment.not_found`.
    pub fn payment_summary(&self) -> Result<PaymentSummary, Rejection> {
        let summary = self.payment().and_then(Payment::summary);
        summary.ok_or_else(|| payment::Rejection::NotFound {}.into())
    }
}
