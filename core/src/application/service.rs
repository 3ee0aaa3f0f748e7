use std::marker::PhantomData;

use super::{Acting, Answer, Error};
use crate::{
    Aggregate,
    contract::{Command, State},
    payments::payment,
    planning::{event, venue},
    ticketing::box_office::{self, Availability, BoxOffice, QuotaUse, Sales},
    values::{CommandId, EventId, PaymentId, VenueId},
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

impl TicketService<'_> {
    /// What is left of each ticket type now.
    ///
    /// # Errors
    /// `box_office.not_found`; `Unavailable` when the store failed.
    pub async fn availability(&self, event_id: EventId) -> Result<Vec<Availability>, Error> {
        let now = self.acting.now();
        self.of_sales(event_id, move |sales| sales.availability(now)).await
    }

    /// What became of the places of each quota by now.
    ///
    /// # Errors
    /// `box_office.not_found`; `Unavailable` when the store failed.
    pub async fn quota_uses(&self, event_id: EventId) -> Result<Vec<QuotaUse>, Error> {
        let now = self.acting.now();
        self.of_sales(event_id, move |sales| sales.quota_uses(now)).await
    }

    async fn of_sales<T: Send + 'static>(
        &self,
        event_id: EventId,
        look: impl FnOnce(&Sales) -> T + Send + 'static,
    ) -> Result<T, Error> {
        let of_state = |state: &State| state.open_sales().map(look);
        let found = self.acting.look(BoxOffice::NAME, event_id.into(), of_state).await?;
        let absent = || Err(box_office::Rejection::NotFound {}.into());
        found.unwrap_or_else(absent).map_err(Error::Rejected)
    }
}
