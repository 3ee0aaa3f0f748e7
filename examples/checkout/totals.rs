//! What came of it, in figures that are the same in every language and on every store.

use std::collections::BTreeMap;

use palco::{
    application::{Palco, Recorded},
    contract::DomainEvent as Any,
    payments::{
        payment::{Origin, Payment},
        split,
    },
    ports::Position,
    projections::ledger::{Account, Entry, Ledger, recipient_statement},
    values::{Currency, Instant, Money, TenantId},
};
use palco_memory::Movement;
use serde::Serialize;

use crate::{
    AnyError,
    stage::{Held, RECIPIENTS, recipient},
};

const PAGE: u32 = 1_000;

/// Something that happened.
pub(crate) struct Step {
    pub(crate) at: Instant,
    pub(crate) name: &'static str,
}

/// Amounts are BRL, with two decimals.
#[derive(Serialize)]
pub(crate) struct Totals {
    pub(crate) payment: &'static str,
    pub(crate) places_sold: u64,
    pub(crate) paid: String,
    pub(crate) not_asked_for: String,
    pub(crate) refunded: String,
    pub(crate) split: Vec<Share>,
    pub(crate) ledger: BTreeMap<&'static str, String>,
    pub(crate) statements: BTreeMap<&'static str, Vec<Line>>,
    pub(crate) domain_events: Vec<&'static str>,
    pub(crate) verified: Verified,
}

/// What a recipient has of what was asked for.
#[derive(Serialize)]
pub(crate) struct Share {
    pub(crate) recipient: &'static str,
    pub(crate) share: String,
    pub(crate) fee: String,
    pub(crate) refunded: String,
    pub(crate) fee_back: String,
    pub(crate) balance: String,
}

/// What was given, or below 0 taken, and the balance after it.
#[derive(Serialize)]
pub(crate) struct Line {
    pub(crate) amount: String,
    pub(crate) balance: String,
}

#[derive(Serialize)]
pub(crate) struct Verified {
    pub(crate) ledger_adds_up_to_nothing: bool,
    pub(crate) statements_are_what_the_split_says: bool,
    pub(crate) nothing_moved_twice: bool,
}

impl Verified {
    pub(crate) fn holds(&self) -> bool {
        self.ledger_adds_up_to_nothing
            && self.statements_are_what_the_split_says
            && self.nothing_moved_twice
    }
}

/// Folds all that is recorded of the tenant.
pub(crate) async fn of(
    palco: &Palco,
    tenant: TenantId,
    held: &Held,
    payment: &Payment,
    places_sold: u64,
    moved_twice: &[Movement],
) -> Result<(Vec<Step>, Totals), AnyError> {
    let (mut steps, mut domain_events) = (Vec::new(), Vec::new());
    let (mut ledger, mut entries) = (Ledger::default(), Vec::new());
    for Recorded { record, domain_event } in read(palco, tenant, held.begins).await? {
        let name = domain_event.wire_name();
        steps.push(Step { at: record.recorded_at, name });
        if let Any::Payment(happened) = domain_event {
            domain_events.push(name);
            entries.extend(ledger.take_in(record.stream.id, record.recorded_at, &happened));
        }
    }
    let books = payment.books();
    let surplus = books.takings().iter().filter(|of| of.origin() != Origin::Captured);
    let totals = Totals {
        payment: payment.status().map_or("-", |status| status.name()),
        places_sold,
        paid: brl(books.captured().into()),
        not_asked_for: brl(surplus.map(|of| i128::from(of.amount().minor())).sum()),
        refunded: brl(books.takings().iter().map(|of| i128::from(of.refunded().minor())).sum()),
        split: accounts(payment).filter_map(|account| share(tenant, account)).collect(),
        ledger: balances(tenant, &ledger),
        statements: RECIPIENTS.map(|name| (name, statement(tenant, &entries, name))).into(),
        domain_events,
        verified: Verified {
            ledger_adds_up_to_nothing: ledger.sums().values().all(|sum| *sum == 0),
            statements_are_what_the_split_says: accounts(payment).all(|account| {
                let statement =
                    recipient_statement(&entries, account.recipient, Currency::BRL, None);
                statement.balance == i128::from(account.balance())
            }),
            nothing_moved_twice: moved_twice.is_empty(),
        },
    };
    Ok((steps, totals))
}

/// All that is recorded of the tenant after a position.
pub(crate) async fn read(
    palco: &Palco,
    tenant: TenantId,
    mut after: Position,
) -> Result<Vec<Recorded>, AnyError> {
    let mut all = Vec::new();
    loop {
        let page = palco.feed(after, PAGE).await?;
        if page.records.is_empty() {
            return Ok(all);
        }
        // The feed is that of all tenants.
        all.extend(page.records.into_iter().filter(|of| of.record.tenant == tenant));
        after = page.next;
    }
}

/// What was asked for is one Pix, and is divided once.
fn accounts(payment: &Payment) -> impl Iterator<Item = &split::Account> {
    payment.books().takings().iter().flat_map(|of| of.accounts())
}

fn share(tenant: TenantId, account: &split::Account) -> Option<Share> {
    let mut names = RECIPIENTS.into_iter();
    Some(Share {
        recipient: names.find(|name| recipient(tenant, name) == account.recipient)?,
        share: brl(account.share.into()),
        fee: brl(account.fee.into()),
        refunded: brl((account.pro_rata + account.directed).into()),
        fee_back: brl(account.fee_back.into()),
        balance: brl(account.balance().into()),
    })
}

/// By account; what is owed to a recipient by the recipient's name.
fn balances(tenant: TenantId, ledger: &Ledger) -> BTreeMap<&'static str, String> {
    let name = |account: Account| {
        let Account::Payable { recipient: who } = account else { return Some(account.name()) };
        RECIPIENTS.into_iter().find(|name| recipient(tenant, name) == who)
    };
    let balances = ledger.balances();
    balances.filter_map(|(_, account, balance)| Some((name(account)?, brl(balance)))).collect()
}

fn statement(tenant: TenantId, entries: &[Entry], name: &str) -> Vec<Line> {
    let statement = recipient_statement(entries, recipient(tenant, name), Currency::BRL, None);
    let line = |(amount, balance)| Line { amount: brl(amount), balance: brl(balance) };
    statement.lines.iter().map(|of| line((of.amount, of.balance))).collect()
}

fn brl(minor: i128) -> String {
    let amount = i64::try_from(minor).ok();
    let amount = amount.and_then(|minor| Money::from_minor(minor, Currency::BRL).ok());
    amount.map_or_else(|| "-".into(), |amount| amount.amount().to_string())
}
