use std::marker::PhantomData;

use super::{Acting, Answer, Error};
use crate::{
    Aggregate,
    contract::{Command, State},
    payments::payment::{self, Payment, PaymentSummary},
    planning::{
        event::{self, Event, EventSummary},
        venue::{self, Venue, VenueSummary},
    },
    ticketing::box_office::{self, Availability, BoxOffice, HoldSummary, QuotaUse, Sales},
    values::{CommandId, EventId, HoldId, Instant, PaymentId, VenueId},
};

/// The aggregates of one room, as one actor sees them.
///
/// ```
/// use palco::{application::{Acting, Error}, planning::event::Publish, values::EventId};
///
/// # async fn example(me: Acting, event_id: EventId) -> Result<(), Error> {
/// let answer = me.events().send(event_id, Publish {}).await?;
/// println!("{} is at version {}", answer.stream, answer.version);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Service<'a, Id, C> {
    acting: &'a Acting,
    room: PhantomData<(Id, C)>,
}

/// Venues and their calendars.
pub type VenueService<'a> = Service<'a, VenueId, venue::Command>;
/// Events and their lifecycle.
pub type EventService<'a> = Service<'a, EventId, event::Command>;
/// The box offices of events; each has its event's id.
pub type TicketService<'a> = Service<'a, EventId, box_office::Command>;
/// Payments, and what a gateway reports of them.
pub type PaymentService<'a> = Service<'a, PaymentId, payment::Command>;

impl<'a, Id: Into<uuid::Uuid>, C: Into<Command>> Service<'a, Id, C> {
    pub(super) fn new(acting: &'a Acting) -> Self {
        Self { acting, room: PhantomData }
    }

    /// Sends a command under a new command id.
    ///
    /// # Errors
    /// Every kind of [`Error`]; a refused command leaves no trace.
    pub async fn send(&self, id: Id, command: impl Into<C>) -> Result<Answer, Error> {
        self.acting.send(id.into(), command.into(), None).await
    }

    /// Sends a command under the caller's command id: it takes effect once, and sent again it gets the first
    /// answer again.
    ///
    /// # Errors
    /// Every kind of [`Error`]; a refused command leaves no trace.
    pub async fn send_once(
        &self,
        command_id: CommandId,
        id: Id,
        command: impl Into<C>,
    ) -> Result<Answer, Error> {
        self.acting.send(id.into(), command.into(), Some(command_id)).await
    }
}

impl VenueService<'_> {
    /// What a page shows of a venue. Its calendar is not in it.
    ///
    /// # Errors
    /// `venue.not_found`; `Unavailable` when the store failed.
    pub async fn summary(&self, venue_id: VenueId) -> Result<VenueSummary, Error> {
        self.acting.answered(Venue::NAME, venue_id.into(), State::venue_summary).await
    }
}

impl EventService<'_> {
    /// What a page shows of an event.
    ///
    /// # Errors
    /// `event.not_found`; `Unavailable` when the store failed.
    pub async fn summary(&self, event_id: EventId) -> Result<EventSummary, Error> {
        self.acting.answered(Event::NAME, event_id.into(), State::event_summary).await
    }
}

impl TicketService<'_> {
    /// What is left of each ticket type now.
    ///
    /// # Errors
    /// `box_office.not_found`; `Unavailable` when the store failed.
    pub async fn availability(&self, event_id: EventId) -> Result<Vec<Availability>, Error> {
        self.of_sales(event_id, |sales, now| Ok(sales.availability(now))).await
    }

    /// What became of the places of each quota by now.
    ///
    /// # Errors
    /// `box_office.not_found`; `Unavailable` when the store failed.
    pub async fn quota_uses(&self, event_id: EventId) -> Result<Vec<QuotaUse>, Error> {
        self.of_sales(event_id, |sales, now| Ok(sales.quota_uses(now))).await
    }

    /// A hold that is live now: what is to be paid for it, and until when.
    ///
    /// # Errors
    /// Those of [`Sales::hold_summary`]; `box_office.not_found`; `Unavailable` when the store failed.
    pub async fn hold_summary(
        &self,
        event_id: EventId,
        hold_id: HoldId,
    ) -> Result<HoldSummary, Error> {
        self.of_sales(event_id, move |sales, now| sales.hold_summary(hold_id, now)).await
    }

    async fn of_sales<T: Send + 'static>(
        &self,
        event_id: EventId,
        look: impl FnOnce(&Sales, Instant) -> Result<T, box_office::Rejection> + Send + 'static,
    ) -> Result<T, Error> {
        let now = self.acting.now();
        let of_state = move |state: &State| Ok(look(state.open_sales()?, now)?);
        self.acting.answered(BoxOffice::NAME, event_id.into(), of_state).await
    }
}

impl PaymentService<'_> {
    /// What a payer or a clerk is shown of a payment: how far it is, its Pix code, and where the money is.
    ///
    /// ```
    /// use palco::{application::{Acting, Error}, values::PaymentId};
    ///
    /// # async fn example(me: Acting, payment_id: PaymentId) -> Result<(), Error> {
    /// let summary = me.payments().summary(payment_id).await?;
    /// println!("{}: scan {:?}", summary.status.name(), summary.pix_code);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `payment.not_found`; `Unavailable` when the store failed.
    pub async fn summary(&self, payment_id: PaymentId) -> Result<PaymentSummary, Error> {
        self.acting.answered(Payment::NAME, payment_id.into(), State::payment_summary).await
    }
}
