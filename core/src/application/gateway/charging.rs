use std::{
    collections::HashSet,
    sync::{Arc, Mutex, PoisonError},
};

use uuid::Uuid;

use super::{Due, News, due, news, refusal};
use crate::{
    Aggregate, Context,
    application::{Dispatcher, Error, Recorded, Request, dispatcher::telling},
    contract::{DomainEvent, State},
    payments::payment::{self, Payment},
    ports::{Call, Clock, Fact, GatewayError, Inquiry, PaymentGateway, Record, StreamId},
    values::{CommandId, Label, card_number},
};

/// How often a call is made, and asked after, before it is left for later.
const ROUNDS: u32 = 3;
/// Claims of this process that wait for their calls.
const CLAIMS: usize = 10_000;

/// Makes the calls to a gateway that follow from what happened to payments, and tells the payments what
/// the gateway answers.
///
/// It is given the records of a payment in order, each at least once, by a processor that keeps how far
/// it came. Killed at any point and given the same records again, by the same process or another, it
/// charges and gives back once:
///
/// 1. The right to charge a card and to give money back is claimed first, by a command: who cancels
///    before it wins, who cancels after it is refused.
/// 2. Nothing is asked of the gateway that the payment does not wait for any more.
/// 3. A call that may have been made is asked after before it is made, under the same key: after an
///    outcome that is unknown, and after a crash.
/// 4. What the gateway answers is a command whose id follows from the fact.
#[derive(Debug)]
pub struct Charging {
    dispatcher: Arc<dyn Dispatcher>,
    gateway: Arc<dyn PaymentGateway>,
    clock: Arc<dyn Clock>,
    /// Records of claims made here just now: nobody can have made their calls.
    claimed: Mutex<HashSet<Uuid>>,
}

/// Why a record is not dealt with.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// The gateway or the store cannot be had now: it is tried again for as long as it takes.
    #[error("{reason}")]
    Later {
        /// Why; never what was asked, and no card number.
        reason: String,
    },
    /// An operator has to look: the gateway never tells, or says what cannot be read.
    #[error("{reason}")]
    Stuck {
        /// Why; never what was asked, and no card number.
        reason: String,
    },
}

impl Charging {
    /// Calls to this gateway; what it answers goes through the dispatcher.
    #[must_use]
    pub fn new(
        dispatcher: Arc<dyn Dispatcher>,
        gateway: Arc<dyn PaymentGateway>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self { dispatcher, gateway, clock, claimed: Mutex::default() }
    }

    /// The gateway's name.
    #[must_use]
    pub fn name(&self) -> &str {
        self.gateway.name()
    }

    /// Whether it has to do with a stream.
    #[must_use]
    pub fn wants(stream: &StreamId) -> bool {
        stream.aggregate == Payment::NAME
    }

    /// Deals with a record.
    ///
    /// # Errors
    /// [`Trouble`]: then the record is to come again.
    pub async fn handle(&self, recorded: &Recorded) -> Result<(), Trouble> {
        let Recorded { record, domain_event } = recorded;
        let DomainEvent::Payment(happened) = domain_event else { return Ok(()) };
        let due = |payment: &Payment| due(record, happened, payment);
        match self.look(record, due).await? {
            None => Ok(()),
            Some(Due::Claim(command)) => self.claim(record, command).await,
            Some(Due::Call(call)) => self.call(record, &call).await,
        }
    }

    async fn look<T: Send + 'static>(
        &self,
        record: &Record,
        look: impl FnOnce(&Payment) -> Option<T> + Send,
    ) -> Result<Option<T>, Trouble> {
        let (tell, told) = telling(|state: Option<&State>| state.and_then(State::payment).cloned());
        self.dispatcher.look(record.tenant, record.stream.clone(), tell).await.map_err(later)?;
        let payment = told.try_recv().ok().flatten();
        Ok(payment.and_then(|payment| look(&payment)))
    }

    async fn claim(&self, record: &Record, command: payment::Command) -> Result<(), Trouble> {
        let command_id = CommandId::derive(record.event_id, "claim");
        match self.dispatch(record, record.stream.id, command, command_id).await {
            Ok(answer) if answer.repeated => Ok(()),
            Ok(answer) => {
                let mut claimed = self.claimed();
                if claimed.len() < CLAIMS {
                    claimed.extend(answer.records.iter().map(|of| of.record.event_id));
                }
                Ok(())
            }
            // It was cancelled, or its answer came, before it was claimed.
            Err(no) if no.is_refusal() => Ok(()),
            Err(failed) => Err(judge(&failed)),
        }
    }

    async fn call(&self, record: &Record, call: &Call) -> Result<(), Trouble> {
        let first = self.claimed().remove(&record.event_id);
        let mut may_be_made = !first && moves_money(call);
        for _ in 0..ROUNDS {
            if may_be_made {
                match self.gateway.query(call).await {
                    Ok(Inquiry::Known { facts }) => return self.tell(record, call, facts).await,
                    Ok(Inquiry::Refused { code }) => return self.refused(record, call, code).await,
                    Ok(Inquiry::UnderWay) => return Ok(()),
                    Ok(Inquiry::Absent) => {}
                    Err(GatewayError::Refused { code }) => {
                        let name = call.name();
                        return Err(stuck(format!("the gateway does not tell of {name}: {code}")));
                    }
                    Err(failed) => return Err(later(failed)),
                }
            }
            match self.gateway.make(call).await {
                Ok(facts) => return self.tell(record, call, facts).await,
                Err(GatewayError::Refused { code }) => {
                    return self.refused(record, call, code).await;
                }
                Err(failed @ GatewayError::Failed { .. }) => return Err(later(failed)),
                Err(GatewayError::Unknown { .. }) => may_be_made = true,
            }
        }
        Err(stuck(format!("{} has no outcome, and no effect, {ROUNDS} times", call.name())))
    }

    async fn tell(&self, record: &Record, call: &Call, facts: Vec<Fact>) -> Result<(), Trouble> {
        for fact in facts {
            let payment = fact.payment.or(Some(call.payment()));
            let news = news(record.tenant, &Fact { payment, ..fact }).map_err(stuck)?;
            let other = news.other_id();
            let News { payment, command, command_id } = news;
            let (id, again) = (Uuid::from(payment), command.clone());
            match self.dispatch(record, id, command, command_id).await {
                // What it is known by was told before, with other content: the rules judge.
                Err(Error::CommandIdReused { .. }) => {
                    self.dispatch(record, id, again, other).await.map_err(|no| judge(&no))?;
                }
                Ok(_) => {}
                Err(failed) => return Err(judge(&failed)),
            }
        }
        Ok(())
    }

    async fn refused(&self, record: &Record, call: &Call, code: Label) -> Result<(), Trouble> {
        let now = self.clock.now();
        let refused = |payment: &Payment| refusal(call, &code, payment, now);
        let Some(News { payment, command, command_id }) = self.look(record, refused).await? else {
            return self.refused_without_effect(call, &code);
        };
        match self.dispatch(record, payment.into(), command, command_id).await {
            // It was refused before, at another instant.
            Ok(_) | Err(Error::CommandIdReused { .. }) => Ok(()),
            Err(failed) => Err(judge(&failed)),
        }
    }

    /// No payment waits for the answer; where money is at stake somebody has to hear of it.
    fn refused_without_effect(&self, call: &Call, code: &Label) -> Result<(), Trouble> {
        match call {
            // It is paid too late, or it is not: the payment deals with both.
            Call::CancelCharge(_) => Ok(()),
            Call::IssueCharge(_)
            | Call::Authorize(_)
            | Call::Capture(_)
            | Call::Void(_)
            | Call::Refund(_)
            | Call::SubmitEvidence(_)
            | Call::AcceptDispute(_) => {
                Err(stuck(format!("the gateway refused {}: {code}", call.name())))
            }
        }
    }

    async fn dispatch(
        &self,
        record: &Record,
        id: Uuid,
        command: payment::Command,
        command_id: CommandId,
    ) -> Result<crate::application::Answer, Error> {
        let Record { tenant, actor, trace_parent, .. } = *record;
        let context = Context { now: self.clock.now(), actor, tenant, command_id };
        self.dispatcher.dispatch(Request::new(context, id, command.into(), trace_parent)).await
    }

    fn claimed(&self) -> std::sync::MutexGuard<'_, HashSet<Uuid>> {
        self.claimed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether a call that may have been made is asked after before it is made. The others end in the same
/// whether they are made once or twice, by their own ids.
fn moves_money(call: &Call) -> bool {
    match call {
        Call::Authorize(_) | Call::Capture(_) | Call::Void(_) | Call::Refund(_) => true,
        Call::IssueCharge(_)
        | Call::CancelCharge(_)
        | Call::SubmitEvidence(_)
        | Call::AcceptDispute(_) => false,
    }
}

fn later(failed: impl ToString) -> Trouble {
    Trouble::Later { reason: card_number::masked(&failed.to_string()).into_owned() }
}

fn stuck(failed: impl ToString) -> Trouble {
    Trouble::Stuck { reason: card_number::masked(&failed.to_string()).into_owned() }
}

/// What an answer that is an error means for the record.
fn judge(failed: &Error) -> Trouble {
    if failed.may_pass() { later(failed) } else { stuck(failed) }
}
