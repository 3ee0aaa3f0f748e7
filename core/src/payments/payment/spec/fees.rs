//! What a gateway took for what it did: who bears it, and what is no fee.

use super::disputing::{open, opened};
use super::{
    after, after_paid, awaiting, brl, by_pix, card, divided, e2eid, lived, of_pix, paid, parts,
    pix_of, refund, row, second, state, usd,
};
use crate::{
    payments::{
        payment::{
            Anomalies, AssignShares, Command, Create, DomainEvent, DuplicatePixReceived,
            LatePixReceived, LatePolicy, Method, Payment, PixAmountMismatch, PixCaptured,
            ReportCaptured, ReportDisputeOpened, ReportPixReceived, ReportRefundSettled,
            SharesAssigned, Surplus, UnexpectedFact, UnmatchedFact, UnmatchedPix,
        },
        split::{Rule, Share, Split, SplitBase},
    },
    testing::{Row, id},
    values::{CaptureId, Money},
};

pub(super) fn rows() -> Vec<Row<Payment>> {
    [unsound(), carrying(), surplus()].into_iter().flatten().collect()
}

fn with_fee(number: u32, amount: &str, fee: Money) -> ReportPixReceived {
    ReportPixReceived { fee: Some(fee), ..pix_of(number, amount, 10) }
}

fn noted(fact: &str, key: &str, from: &str, fee: Money, at: u32) -> UnexpectedFact {
    let (fact, from) = (fact.to_owned(), from.to_owned());
    UnexpectedFact { fact, key: format!("{key} fee"), from, amount: Some(fee), at: second(at) }
}

/// Money that came is taken in; what is no fee is left off, and noted.
fn unsound() -> Vec<Row<Payment>> {
    let captured = PixCaptured {
        shares: parts(&["80.00", "15.00", "5.00"]),
        ..super::pix::captured(1, "100.00", 10)
    };
    let pix = |fee| {
        let key = e2eid(1);
        let note = noted("payment.report_pix_received", key.as_str(), "awaiting_pix", fee, 10);
        [captured.clone().into(), DomainEvent::from(note)]
    };
    let card_fee = ReportCaptured { fee: Some(brl("-2.00")), ..card::take(20, "60.00") };
    let of_card = noted(
        "payment.report_captured",
        &id::<CaptureId>(20).to_string(),
        "authorized",
        brl("-2.00"),
        10,
    );
    let dispute = ReportDisputeOpened { fee: Some(usd("15.00")), ..open("40.00") };
    let of_dispute =
        noted("payment.report_dispute_opened", "dp_1 dispute", "captured", usd("15.00"), 60);
    let stray = ReportPixReceived { fee: Some(usd("1.00")), ..pix_of(1, "100.00", 10) };
    let of_nobody = UnmatchedFact {
        fact: "payment.report_pix_received".to_owned(),
        key: format!("{} fee", e2eid(1).as_str()),
        amount: Some(usd("1.00")),
        at: second(10),
    };
    let unmatched = UnmatchedPix {
        e2eid: e2eid(1),
        amount: brl("100.00"),
        fee: None,
        txid: stray.txid.clone(),
        at: second(10),
    };
    let given = || lived(awaiting(divided()));
    vec![
        row("dollars are no fee for reais")
            .given(given())
            .when(after(11), with_fee(1, "100.00", usd("5.00")))
            .then(pix(usd("5.00"))),
        row("nor does a gateway pay for what comes in")
            .given(given())
            .when(after(11), with_fee(1, "100.00", brl("-5.00")))
            .then(pix(brl("-5.00"))),
        row("it is told once")
            .given(given())
            .given(pix(brl("-5.00")))
            .when(after(12), with_fee(1, "100.00", brl("-5.00")))
            .then_nothing(),
        row("so it is of a card")
            .given(card::after_steps([]))
            .when(after(11), card_fee)
            .then::<DomainEvent>([
                card::captured(20, "60.00", &["48.00", "9.00", "3.00"]).into(),
                of_card.into(),
            ]),
        row("and of a dispute")
            .given(after_paid([]))
            .when(after(61), dispute)
            .then::<DomainEvent>([opened("40.00", "40.00").into(), of_dispute.into()]),
        row("and of what nobody asked for")
            .when(after(11), stray)
            .then::<DomainEvent>([unmatched.into(), of_nobody.into()]),
    ]
}

/// Each has what the other leaves of what comes less the fee: with 99.50 fixed, a fee of more than 0.50
/// leaves less than nothing.
fn of_the_net() -> Create {
    let fixed = Share::Fixed { amount: brl("99.50") };
    let rest = Rule::new(id(1), Share::Remainder {}).liable();
    let rules = Split::new(vec![rest, Rule::new(id(2), fixed)]).expect("a split");
    Create { split: Some(rules.of(SplitBase::Net)), ..by_pix("100.00") }
}

/// 50.00 to the first, who bears the fee; of 40.00 that is too much.
fn too_little() -> Vec<(u32, Command)> {
    let first = Rule::new(id(1), Share::Fixed { amount: brl("50.00") }).liable().bears_fee();
    let rules = Split::new(vec![first, Rule::new(id(2), Share::Remainder {})]).expect("a split");
    let method = Method::Pix { amount_may_change: true };
    let create = Create { method, split: Some(rules), ..by_pix("100.00") };
    let pix = with_fee(1, "40.00", brl("1.00"));
    awaiting(create).into_iter().chain([(11, pix.into())]).collect()
}

fn assign(amounts: &[&str]) -> AssignShares {
    AssignShares { target: of_pix(1), shares: parts(amounts).try_into().expect("shares") }
}

fn carrying() -> Vec<Row<Payment>> {
    let pending = PixCaptured {
        fee: Some(brl("1.00")),
        split_pending: true,
        ..super::pix::captured(1, "100.00", 10)
    };
    let net = || lived(awaiting(of_the_net()));
    let assigned = |shares: &[&str], fees: &[&str]| SharesAssigned {
        target: of_pix(1),
        shares: parts(shares),
        fees: parts(fees),
    };
    let then = |command: Command| lived(too_little().into_iter().chain([(12, command)]));
    let settled = ReportRefundSettled {
        refund_id: id(50),
        target: of_pix(1),
        amount: brl("5.00"),
        rtr_id: None,
        at: second(12),
    };
    vec![
        row("what is left after the fee and cannot carry the split waits for an operator")
            .given(net())
            .when(after(11), with_fee(1, "100.00", brl("1.00")))
            .then([pending.clone()]),
        row("who divides the fee with it")
            .given(net())
            .given([pending])
            .when(after(20), assign(&["0.50", "99.50"]))
            .then([assigned(&["0.50", "99.50"], &["0.01", "0.99"])]),
        row("over a gross base among those who bear it")
            .given(lived(too_little()))
            .when(after(20), assign(&["30.00", "10.00"]))
            .then([assigned(&["30.00", "10.00"], &["1.00", "0.00"])]),
        row("what went back is not divided any more")
            .given(then(settled.clone().into()))
            .when(after(20), assign(&["35.00"]))
            .then([assigned(&["35.00"], &["1.00", "0.00"])]),
        row("nor more than is left")
            .given(then(settled.into()))
            .when(after(20), assign(&["40.00"]))
            .refused("payment.shares_mismatch"),
        row("not while a part of it is on its way back")
            .given(then(refund(50, "5.00").into()))
            .when(after(20), assign(&["35.00"]))
            .refused("payment.invalid_transition"),
        row("nor disputed")
            .given(then(open("5.00").into()))
            .when(after(70), assign(&["35.00"]))
            .refused("payment.invalid_transition"),
    ]
}

/// The gateway keeps its fee of what nobody asked for as well.
fn surplus() -> Vec<Row<Payment>> {
    let fee = || Some(brl("0.99"));
    let policies =
        Anomalies { late: LatePolicy::Manual, duplicate: Surplus::Manual, ..Default::default() };
    let create = || Create { anomalies: Some(policies), ..by_pix("100.00") };
    let stray = ReportPixReceived { txid: None, ..with_fee(1, "100.00", brl("0.99")) };
    let late = ReportPixReceived { at: second(3_605), ..with_fee(1, "100.00", brl("0.99")) };
    let (e2eid_1, amount) = (e2eid(1), brl("100.00"));
    vec![
        row("of a second Pix")
            .given(lived(paid(create())))
            .when(after(11), with_fee(2, "100.00", brl("0.99")))
            .then([DuplicatePixReceived {
                e2eid: e2eid(2),
                amount,
                fee: fee(),
                policy: Surplus::Manual,
                at: second(10),
            }]),
        row("of one that is late")
            .given(lived(awaiting(create())))
            .given([super::super::ChargeExpired { expires_at: second(3_600) }])
            .when(after(3_606), late)
            .then([LatePixReceived {
                e2eid: e2eid_1,
                amount,
                fee: fee(),
                policy: LatePolicy::Manual,
                at: second(3_605),
            }]),
        row("of another amount")
            .given(lived(awaiting(create())))
            .when(after(11), with_fee(1, "99.00", brl("0.99")))
            .then([PixAmountMismatch {
                e2eid: e2eid_1,
                expected: amount,
                got: brl("99.00"),
                fee: fee(),
                policy: Surplus::Manual,
                at: second(10),
            }]),
        row("of one for nobody").when(after(11), stray).then([UnmatchedPix {
            e2eid: e2eid_1,
            amount,
            fee: fee(),
            txid: None,
            at: second(10),
        }]),
    ]
}

#[test]
fn an_assigned_fee_is_taken_from_the_shares() {
    let steps = too_little().into_iter().chain([(20, assign(&["30.00", "10.00"]).into())]);
    let payment = state(&lived(steps));
    let takings = payment.books().of(&of_pix(1)).expect("it came");
    let owed = [("29.00", 1), ("10.00", 2)].map(|(amount, number)| super::part(number, amount));
    assert_eq!(takings.ledger.balances(), owed);
}
