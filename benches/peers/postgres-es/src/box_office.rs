//! A box office as an aggregate of cqrs-es: places, and holds of two of them.

use cqrs_es::{Aggregate, DomainEvent, event_sink::EventSink};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub const PLACES: u64 = 3_000_000;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Happened {
    Opened { places: u64 },
    TicketsHeld(Held),
}

/// The same fields as Palco's hold, and about as many bytes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Held {
    hold_id: Uuid,
    buyer: Uuid,
    lines: Vec<Line>,
    expires_at: String,
    at: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Line {
    ticket_type: String,
    quantity: u64,
    unit_price: Price,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Price {
    amount: String,
    currency: String,
}

pub fn held() -> Happened {
    let unit_price = Price { amount: "60.00".into(), currency: "BRL".into() };
    Happened::TicketsHeld(Held {
        hold_id: Uuid::now_v7(),
        buyer: Uuid::now_v7(),
        lines: vec![Line { ticket_type: "vip".into(), quantity: 2, unit_price }],
        expires_at: "2026-11-23T12:01:00.000Z".into(),
        at: "2026-11-23T12:00:00.000Z".into(),
    })
}

impl DomainEvent for Happened {
    fn event_type(&self) -> String {
        match self {
            Self::Opened { .. } => "box_office.opened".into(),
            Self::TicketsHeld(_) => "box_office.tickets_held".into(),
        }
    }

    fn event_version(&self) -> String {
        "1".into()
    }
}

#[derive(Debug)]
pub enum Command {
    Open,
    Hold,
}

#[derive(Debug, thiserror::Error)]
#[error("sold out")]
pub struct SoldOut;

#[derive(Debug, Default, Serialize, Deserialize)]
pub struct BoxOffice {
    pub available: u64,
}

impl Aggregate for BoxOffice {
    const TYPE: &'static str = "box_office";
    type Command = Command;
    type Event = Happened;
    type Error = SoldOut;
    type Services = ();

    async fn handle(
        &mut self,
        command: Command,
        _services: &(),
        sink: &EventSink<Self>,
    ) -> Result<(), SoldOut> {
        let happened = match command {
            Command::Open => Happened::Opened { places: PLACES },
            Command::Hold if self.available >= 2 => held(),
            Command::Hold => return Err(SoldOut),
        };
        sink.write(happened, self).await;
        Ok(())
    }

    fn apply(&mut self, happened: Happened) {
        match happened {
            Happened::Opened { places } => self.available = places,
            Happened::TicketsHeld(held) => {
                self.available -= held.lines.iter().map(|line| line.quantity).sum::<u64>();
            }
        }
    }
}
