//! Random requests to one small box office: few ids, so that they meet.

use palco::{
    Context,
    testing::{at, id, known},
    ticketing::box_office::{
        BlockPlaces, CloseSales, Command, ConfirmHold, DomainEvent, ExtendHold, HoldTickets, Line,
        Opened, PricedLine, Quota, QuotaSize, ReleaseHold, ReopenSales, ReturnLine, ReturnPlaces,
        SetQuotaSize, Terms, TicketType, UnblockPlaces,
    },
    values::{Currency, HoldSeconds, Money, Quantity},
};
use proptest::{collection::vec, option, prelude::*};

/// A command by a buyer at a moment, which may lie before that of the request before it.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) command: Command,
    pub(crate) buyer: u64,
    pub(crate) second: u32,
}

impl Asked {
    pub(crate) fn context(&self) -> Context {
        let noon = at("2026-11-23T12:00:00Z");
        Context { now: noon.now.saturating_add_seconds(self.second), ..noon }.by(self.buyer)
    }
}

pub(crate) const TYPES: [(&str, &str); 3] = [("floor", "hall"), ("vip", "area"), ("box", "area")];

fn money(cents: i64) -> Money {
    Money::from_minor(cents, Currency::BRL).expect("an amount")
}

pub(crate) fn many(quantity: u64) -> Quantity {
    Quantity::new(quantity).expect("a quantity")
}

pub(crate) fn opened() -> DomainEvent {
    let quota = |code: &str, places| Quota {
        quota: known(code),
        size: QuotaSize::places(places).expect("a size"),
        outermost: code == "hall",
    };
    let ticket_type = |(code, draws_on): (&str, &str)| TicketType {
        ticket_type: known(code),
        quotas: vec![known(draws_on)].try_into().expect("a quota"),
        terms: Terms {
            max_per_order: Some(many(6)),
            max_per_buyer: (code == "vip").then(|| many(super::model::CAP)),
            ..Terms::new(known(code), money(1_000))
        },
    };
    Opened {
        currency: Currency::BRL,
        quotas: vec![quota("hall", 24), quota("area", 10)],
        ticket_types: TYPES.into_iter().map(ticket_type).collect(),
        at: at("2026-11-23T12:00:00Z").now,
    }
    .into()
}

pub(crate) fn plain_hold() -> Asked {
    let line = Line { ticket_type: known("floor"), quantity: many(1), access_code: None };
    let command = HoldTickets {
        hold_id: Some(id(1)),
        lines: vec![line].try_into().expect("a line"),
        ttl_seconds: HoldSeconds::default(),
    };
    Asked { command: command.into(), buyer: 1, second: 1 }
}

fn code() -> impl Strategy<Value = &'static str> {
    prop::sample::select(TYPES.map(|(code, _)| code).to_vec())
}

fn hold_id() -> impl Strategy<Value = u64> {
    1_u64..=40
}

fn hold() -> impl Strategy<Value = Command> {
    let line = (code(), 1_u64..=7).prop_map(|(code, quantity)| Line {
        ticket_type: known(code),
        quantity: many(quantity),
        access_code: None,
    });
    (hold_id(), vec(line, 1..=3), 60_u32..=300).prop_map(|(number, lines, seconds)| {
        HoldTickets {
            hold_id: Some(id(number)),
            lines: lines.try_into().expect("few lines"),
            ttl_seconds: HoldSeconds::new(seconds).expect("a time"),
        }
        .into()
    })
}

fn confirm() -> impl Strategy<Value = Command> {
    let line = (code(), 1_u64..=4, prop::sample::select(vec![1_000, 1_000, 1_000, 900]));
    let line = line.prop_map(|(code, quantity, cents)| PricedLine {
        ticket_type: known(code),
        quantity: many(quantity),
        unit_price: money(cents),
    });
    (hold_id(), vec(line, 1..=2), option::of(1_u64..=3)).prop_map(|(number, lines, payment)| {
        ConfirmHold {
            hold_id: id(number),
            lines: lines.try_into().expect("few lines"),
            paid_by: payment.map(id),
        }
        .into()
    })
}

fn give_back() -> impl Strategy<Value = Command> {
    (1_u64..=12, hold_id(), code(), 1_u64..=3).prop_map(|(number, hold, code, quantity)| {
        let line = ReturnLine { ticket_type: known(code), quantity: many(quantity) };
        ReturnPlaces {
            return_id: id(number),
            hold_id: id(hold),
            lines: vec![line].try_into().expect("a line"),
        }
        .into()
    })
}

fn organize() -> impl Strategy<Value = Command> {
    let quota = || prop::sample::select(vec!["hall", "area"]);
    let block = (1_u64..=4, quota(), 1_u64..=5).prop_map(|(number, quota, quantity)| {
        BlockPlaces { block_id: id(number), quota: known(quota), quantity: many(quantity) }.into()
    });
    let unblock = (1_u64..=4, option::of(1_u64..=3)).prop_map(|(number, quantity)| {
        UnblockPlaces { block_id: id(number), quantity: quantity.map(many) }.into()
    });
    let resize = (option::of(quota()), 0_u64..=40).prop_map(|(quota, places)| {
        SetQuotaSize { quota: quota.map(known), size: QuotaSize::places(places).expect("a size") }
            .into()
    });
    prop_oneof![
        4 => block,
        4 => unblock,
        2 => resize,
        1 => any::<bool>().prop_map(|release_holds| {
            CloseSales { reason: known("a pause"), release_holds }.into()
        }),
        4 => Just(ReopenSales {}.into()),
    ]
}

/// A request, most of them by a clock that moves on, some by one that runs behind.
pub(crate) fn asked() -> impl Strategy<Value = Asked> {
    let command = prop_oneof![
        8 => hold(),
        2 => hold_id().prop_map(|number| ExtendHold { hold_id: id(number) }.into()),
        2 => hold_id().prop_map(|number| ReleaseHold { hold_id: id(number) }.into()),
        4 => confirm(),
        3 => give_back(),
        3 => organize(),
    ];
    (command, 1_u64..=5, 0_u32..=3_600).prop_map(|(command, buyer, second)| Asked {
        command,
        buyer,
        second,
    })
}
