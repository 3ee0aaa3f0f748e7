use std::sync::Arc;

use uuid::Uuid;

use super::{
    Answer, Dispatcher, Error, EventService, Execute, Feed, PaymentService, Reacted, Request,
    TicketService, VenueService, copies::Copies, dispatcher::telling, load::read, react::react,
};
use crate::{
    Context,
    contract::{Command, Invalid, Query, Rejection, State},
    ports::{Clock, IdSource, Position, RandomIds, Store, StreamId, SystemClock},
    values::{ActorId, CommandId, Instant, TenantId, TraceParent, Version},
};

/// The one public object: the rules over a store.
///
/// Cheap to clone; every clone shares the same store and cache.
#[derive(Debug, Clone)]
pub struct Palco {
    store: Arc<dyn Store>,
    dispatcher: Arc<dyn Dispatcher>,
    copies: Arc<Copies>,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn IdSource>,
}

impl Palco {
    /// Over a store, with the system's clock and random ids, one command at a time.
    #[must_use]
    pub fn over(store: Arc<dyn Store>) -> Self {
        let dispatcher = Arc::new(Execute::new(Arc::clone(&store)));
        let copies = Arc::new(Copies::new(Arc::clone(&store)));
        let (clock, ids) = (Arc::new(SystemClock), Arc::new(RandomIds));
        Self { store, dispatcher, copies, clock, ids }
    }

    /// The same with another dispatcher, which is to stand over the same store: a writer that gathers
    /// commands, for example.
    #[must_use]
    pub fn with_dispatcher(self, dispatcher: Arc<dyn Dispatcher>) -> Self {
        Self { dispatcher, ..self }
    }

    /// The same with another clock: for tests, and for playing what happened once more.
    #[must_use]
    pub fn with_clock(self, clock: Arc<dyn Clock>) -> Self {
        Self { clock, ..self }
    }

    /// The same with another source of ids.
    #[must_use]
    pub fn with_ids(self, ids: Arc<dyn IdSource>) -> Self {
        Self { ids, ..self }
    }

    /// What this actor may ask for within this tenant.
    #[must_use]
    pub fn acting(&self, tenant: TenantId, actor: ActorId) -> Acting {
        Acting { palco: self.clone(), tenant, actor, trace_parent: None, at_least: None }
    }

    /// Reads the feed of all tenants after a position: records with what they say, and where to read on.
    ///
    /// # Errors
    /// `Unavailable` when the store failed, `Unreadable` for a record that a newer version wrote.
    pub async fn feed(&self, after: Position, limit: u32) -> Result<Feed, Error> {
        let page = self.store.read_feed(after, limit).await?;
        Ok(Feed { records: read(page.records)?, next: page.next })
    }

    /// Carries out what follows, in other contexts, from the records after a position: a cancelled
    /// event closes its box office. Call it again from the position that it gives, and keep that
    /// position; a reaction that is repeated takes effect once.
    ///
    /// A reaction that is refused keeps nothing back. Where somebody has to be told of it, it is among
    /// [`Reacted::refused`]: money that came in for a place that is lost, for example, and is too old to
    /// be given back.
    ///
    /// # Errors
    /// `Unavailable` or `Conflict`: call it again from the same position. `Unreadable` for a record that a
    /// newer version wrote: nothing behind it is carried out until a version that can read it is here.
    pub async fn react(&self, after: Position) -> Result<Reacted, Error> {
        react(self.store.as_ref(), self.dispatcher.as_ref(), self.clock.as_ref(), after).await
    }

    /// The instant now, by the clock that decisions are made by.
    #[must_use]
    pub fn now(&self) -> Instant {
        self.clock.now()
    }
}

/// The door of one actor within one tenant.
#[derive(Debug, Clone)]
pub struct Acting {
    palco: Palco,
    tenant: TenantId,
    actor: ActorId,
    trace_parent: Option<TraceParent>,
    at_least: Option<Version>,
}

impl Acting {
    /// The same, with every command a part of that trace: it is recorded with what happens, and
    /// handed on to what follows from it.
    #[must_use]
    pub fn traced(self, trace_parent: TraceParent) -> Self {
        Self { trace_parent: Some(trace_parent), ..self }
    }

    /// The same for who may read behind: every question is answered from a copy of the store, if it
    /// has one, as of that version of the aggregate or a later one. The version of an answer makes
    /// sure that what it told is in it; [`Version::ZERO`] is content with any. Where the store itself
    /// does not have that version, the answer is `store.unavailable`, and the aggregate's `not_found`
    /// where it has nothing of that id at all. Commands are decided on what is newest, as ever.
    ///
    /// ```
    /// use palco::{application::{Acting, Answer, Error}, values::EventId};
    ///
    /// # async fn example(me: Acting, event_id: EventId, held: Answer) -> Result<(), Error> {
    /// let left = me.at_least(held.version).tickets().availability(event_id).await?;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn at_least(self, version: Version) -> Self {
        Self { at_least: Some(version), ..self }
    }

    /// Venues and their calendars.
    #[must_use]
    pub fn venues(&self) -> VenueService<'_> {
        VenueService::new(self)
    }

    /// Events and their lifecycle.
    #[must_use]
    pub fn events(&self) -> EventService<'_> {
        EventService::new(self)
    }

    /// The box offices of events.
    #[must_use]
    pub fn tickets(&self) -> TicketService<'_> {
        TicketService::new(self)
    }

    /// Payments.
    #[must_use]
    pub fn payments(&self) -> PaymentService<'_> {
        PaymentService::new(self)
    }

    /// Sends a command to the aggregate of its room with that id. Without a command id it gets a new
    /// one, and cannot be repeated.
    ///
    /// # Errors
    /// Every kind of [`Error`]; a refused command leaves no trace.
    pub async fn send(
        &self,
        id: Uuid,
        command: impl Into<Command>,
        command_id: Option<CommandId>,
    ) -> Result<Answer, Error> {
        if id.is_nil() {
            return Err(Invalid::field("id", "expected an id that is not nil").into());
        }
        let command_id = match command_id {
            Some(command_id) => command_id,
            None => CommandId::from_uuid(self.palco.ids.next_id())
                .map_err(|invalid| Invalid::field("command_id", invalid))?,
        };
        let now = self.palco.clock.now();
        let context = Context { now, actor: self.actor, tenant: self.tenant, command_id };
        let request = Request::new(context, id, command.into(), self.trace_parent);
        self.palco.dispatcher.dispatch(request).await
    }

    /// The state of an aggregate, as the store has it now.
    ///
    /// # Errors
    /// The aggregate's `not_found`; `Invalid` where there is no aggregate of that name; `Unavailable`
    /// when the store failed.
    pub async fn state(&self, aggregate: &str, id: Uuid) -> Result<State, Error> {
        self.answered(aggregate, id, |state| Ok(state.clone())).await
    }

    /// Asks the aggregate with that id a question of any room, as of now. The answer is JSON; the
    /// services answer the same in Rust's own types.
    ///
    /// ```
    /// use palco::{application::{Acting, Error}, contract::GetPaymentSummary, values::PaymentId};
    ///
    /// # async fn example(me: Acting, payment_id: PaymentId) -> Result<(), Error> {
    /// let summary = me.ask(payment_id.into(), GetPaymentSummary {}).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// The aggregate's `not_found`; the question's own refusals; `Unavailable` when the store failed.
    pub async fn ask(&self, id: Uuid, query: impl Into<Query>) -> Result<String, Error> {
        let (query, now) = (query.into(), self.now());
        self.answered(query.aggregate(), id, move |state| query.answer(state, now)).await
    }

    /// What the state of an aggregate answers; its `not_found` where there is none.
    pub(super) async fn answered<T: Send + 'static>(
        &self,
        aggregate: &str,
        id: Uuid,
        answer: impl FnOnce(&State) -> Result<T, Rejection> + Send + 'static,
    ) -> Result<T, Error> {
        let absent = Rejection::not_found(aggregate)
            .ok_or_else(|| Invalid::field("aggregate", "expected the name of an aggregate"))?;
        let answered = self.look(aggregate, id, answer).await?;
        answered.unwrap_or(Err(absent)).map_err(Error::Rejected)
    }

    /// Looks at the state of an aggregate without copying it; `None` where there is none.
    pub(super) async fn look<T: Send + 'static>(
        &self,
        aggregate: &str,
        id: Uuid,
        look: impl FnOnce(&State) -> T + Send + 'static,
    ) -> Result<Option<T>, Error> {
        let (look, told) = telling(|state| state.map(look));
        let stream = StreamId::new(aggregate, id);
        match self.at_least {
            None => self.palco.dispatcher.look(self.tenant, stream, look).await?,
            Some(version) => self.palco.copies.look(self.tenant, stream, version, look).await?,
        }
        Ok(told.try_recv().ok().flatten())
    }

    /// The instant now, by the clock that decisions are made by.
    #[must_use]
    pub fn now(&self) -> Instant {
        self.palco.now()
    }

    pub(super) fn tenant(&self) -> TenantId {
        self.tenant
    }
}
