use super::pix::captured;
use super::{
    after, awaiting, brl, by_pix, card, e2eid, lived, of_capture, of_pix, paid, pix_of, processing,
    row, second, state, txid, usd,
};
use crate::{
    payments::{
        payment::{
            Anomalies, Cancel, ChargeExpired, Command, Components, Create, DomainEvent,
            DuplicateCardCaptured, DuplicatePixReceived, ExpireCharge, LatePixReceived, LatePolicy,
            Method, Origin, Payment, PixAmountMismatch, RefundRequested, ReportPixReceived, Status,
            Surplus, Target, UnexpectedFact, UnmatchedPix,
        },
        split::Mode,
    },
    testing::{Row, id},
    values::{CaptureId, RefundId},
};

pub(super) fn rows() -> Vec<Row<Payment>> {
    [late(), surplus(), charged_again(), mismatching()].into_iter().flatten().collect()
}

/// All of a Pix goes back, by a policy.
fn back(number: u32, amount: &str) -> RefundRequested {
    all_back(e2eid(number).as_str(), of_pix(number), amount)
}

fn all_back(known_by: &str, target: Target, amount: &str) -> RefundRequested {
    RefundRequested {
        refund_id: RefundId::derive(after(0).tenant.as_uuid(), known_by),
        target,
        amount: brl(amount),
        mode: Mode::ProRata {},
        reason: None,
        parts: Vec::new(),
        fee_back: Vec::new(),
    }
}

fn with(anomalies: Anomalies) -> Create {
    Create { anomalies: Some(anomalies), ..by_pix("150.00") }
}

fn late() -> Vec<Row<Payment>> {
    let report = || pix_of(1, "150.00", 3_605);
    let happened = |policy| LatePixReceived {
        e2eid: e2eid(1),
        amount: brl("150.00"),
        fee: None,
        policy,
        at: second(3_605),
    };
    let policy = |late| with(Anomalies { late, ..Default::default() });
    let expired = ChargeExpired { expires_at: second(3_600) };
    let over = awaiting(by_pix("150.00")).into_iter().chain([(3_600, ExpireCharge {}.into())]);
    let never_asked = lived([(0, by_pix("150.00").into()), (1, Cancel {}.into())]);
    vec![
        row("a Pix that comes too late ends the charge, and goes back")
            .given(lived(awaiting(by_pix("150.00"))))
            .when(after(3_606), report())
            .then::<DomainEvent>([
                expired.clone().into(),
                happened(LatePolicy::AutoRefund).into(),
                back(1, "150.00").into(),
            ]),
        row("the instant of the end is too late")
            .given(lived(awaiting(policy(LatePolicy::Manual))))
            .when(after(3_600), pix_of(1, "150.00", 3_600))
            .then::<DomainEvent>([
                expired.clone().into(),
                LatePixReceived { at: second(3_600), ..happened(LatePolicy::Manual) }.into(),
            ]),
        row("after the charge was ended")
            .given(lived(over))
            .when(after(3_606), report())
            .then::<DomainEvent>([
                happened(LatePolicy::AutoRefund).into(),
                back(1, "150.00").into(),
            ]),
        row("or waits for an operator")
            .given(lived(awaiting(policy(LatePolicy::Manual))))
            .when(after(3_606), report())
            .then::<DomainEvent>([expired.clone().into(), happened(LatePolicy::Manual).into()]),
        row("or is taken")
            .given(lived(awaiting(policy(LatePolicy::AcceptIfSameAmount))))
            .when(after(3_606), report())
            .then([captured(1, "150.00", 3_605)]),
        row("if its amount is right")
            .given(lived(awaiting(policy(LatePolicy::AcceptIfSameAmount))))
            .when(after(3_606), pix_of(1, "149.00", 3_605))
            .then::<DomainEvent>([
                expired.into(),
                LatePixReceived {
                    amount: brl("149.00"),
                    ..happened(LatePolicy::AcceptIfSameAmount)
                }
                .into(),
            ]),
        row("a Pix for what was cancelled before anybody could pay")
            .given(never_asked)
            .when(after(11), ReportPixReceived { txid: None, ..pix_of(1, "150.00", 10) })
            .then::<DomainEvent>([
                LatePixReceived { at: second(10), ..happened(LatePolicy::AutoRefund) }.into(),
                back(1, "150.00").into(),
            ]),
    ]
}

fn surplus() -> Vec<Row<Payment>> {
    let second_pix = || pix_of(2, "150.00", 20);
    let happened = |policy| DuplicatePixReceived {
        e2eid: e2eid(2),
        amount: brl("150.00"),
        fee: None,
        policy,
        at: second(20),
    };
    let manual = with(Anomalies { duplicate: Surplus::Manual, ..Default::default() });
    let stray = ReportPixReceived { txid: Some(txid("other")), ..pix_of(2, "150.00", 20) };
    let unmatched = |txid| UnmatchedPix {
        e2eid: e2eid(2),
        amount: brl("150.00"),
        fee: None,
        txid,
        at: second(20),
    };
    let dollars = ReportPixReceived { amount: usd("150.00"), ..pix_of(2, "150.00", 20) };
    vec![
        row("a second Pix for one charge goes back")
            .given(lived(paid(by_pix("150.00"))))
            .when(after(21), second_pix())
            .then::<DomainEvent>([happened(Surplus::AutoRefund).into(), back(2, "150.00").into()]),
        row("or waits for an operator")
            .given(lived(paid(manual)))
            .when(after(21), second_pix())
            .then([happened(Surplus::Manual)]),
        row("a Pix for another charge is kept apart")
            .given(lived(awaiting(by_pix("150.00"))))
            .when(after(21), stray)
            .then([unmatched(Some(txid("other")))]),
        row("so is one for a payment that was not made")
            .when(after(21), second_pix())
            .then([unmatched(Some(txid("charge1")))]),
        row("and one for a payment by card")
            .given(lived([(0, super::by_card("150.00", Default::default()).into())]))
            .when(after(21), second_pix())
            .then([unmatched(Some(txid("charge1")))]),
        row("a Pix is in the currency of the payment")
            .given(lived(awaiting(by_pix("150.00"))))
            .when(after(21), dollars)
            .then([UnexpectedFact {
                fact: "payment.report_pix_received".to_owned(),
                key: e2eid(2).as_str().to_owned(),
                from: "awaiting_pix".to_owned(),
                amount: Some(usd("150.00")),
                at: second(20),
            }]),
    ]
}

/// A card of which 100.00 are captured, all there was to capture.
fn charged_again() -> Vec<Row<Payment>> {
    let policy = |duplicate| Anomalies { duplicate, ..Default::default() };
    let charged = |duplicate| {
        let create = Create { anomalies: Some(policy(duplicate)), ..card::manual() };
        lived(processing(create).into_iter().chain([(10, card::take(20, "100.00").into())]))
    };
    let happened = |amount, policy| DuplicateCardCaptured {
        capture_id: id(21),
        amount: brl(amount),
        fee: None,
        policy,
        at: second(10),
    };
    let target = || of_capture(21);
    let known_by = id::<CaptureId>(21).to_string();
    let back = |amount| all_back(&known_by, target(), amount);
    let both = || -> [DomainEvent; 2] {
        [happened("100.00", Surplus::AutoRefund).into(), back("100.00").into()]
    };
    vec![
        row("a card that is charged a second time is given it back")
            .given(charged(Surplus::AutoRefund))
            .when(after(11), card::take(21, "100.00"))
            .then(both()),
        row("once")
            .given(charged(Surplus::AutoRefund))
            .given(both())
            .when(after(12), card::take(21, "100.00"))
            .then_nothing(),
        row("whatever the amount")
            .given(charged(Surplus::AutoRefund))
            .when(after(11), card::take(21, "0.01"))
            .then::<DomainEvent>([
                happened("0.01", Surplus::AutoRefund).into(),
                back("0.01").into(),
            ]),
        row("or it waits for an operator")
            .given(charged(Surplus::Manual))
            .when(after(11), card::take(21, "100.00"))
            .then([happened("100.00", Surplus::Manual)]),
        row("a capture that was asked for and comes when all was captured is a second one")
            .given(card::after_steps([
                card::ask(21, "40.00").into(),
                card::take(20, "100.00").into(),
            ]))
            .when(after(11), card::take(21, "40.00"))
            .then::<DomainEvent>([
                happened("40.00", Surplus::AutoRefund).into(),
                back("40.00").into(),
            ]),
    ]
}

fn mismatching() -> Vec<Row<Payment>> {
    let happened = |got: &str, expected: &str, policy| PixAmountMismatch {
        e2eid: e2eid(1),
        expected: brl(expected),
        got: brl(got),
        fee: None,
        policy,
        at: second(10),
    };
    let auto = with(Anomalies { mismatch: Surplus::AutoRefund, ..Default::default() });
    let method = Method::Pix { amount_may_change: true };
    let open = Create { method, ..by_pix("150.00") };
    let of = |original: &str| Components {
        original: brl(original),
        fine: Some(brl("3.00")),
        interest: Some(brl("0.50")),
        discount: Some(brl("1.00")),
        abatement: Some(brl("0.25")),
    };
    let due = |amount, original| ReportPixReceived {
        components: Some(of(original)),
        ..pix_of(1, amount, 10)
    };
    vec![
        row("a Pix of another amount waits for an operator")
            .given(lived(awaiting(by_pix("150.00"))))
            .when(after(11), pix_of(1, "149.99", 10))
            .then([happened("149.99", "150.00", Surplus::Manual)]),
        row("or goes back")
            .given(lived(awaiting(auto)))
            .when(after(11), pix_of(1, "149.99", 10))
            .then::<DomainEvent>([
            happened("149.99", "150.00", Surplus::AutoRefund).into(),
            back(1, "149.99").into(),
        ]),
        row("unless the payer may change it")
            .given(lived(awaiting(open)))
            .when(after(11), pix_of(1, "200.00", 10))
            .then([captured(1, "200.00", 10)]),
        row("or fines, interest and discounts give it")
            .given(lived(awaiting(by_pix("150.00"))))
            .when(after(11), due("152.25", "150.00"))
            .then([captured(1, "152.25", 10)]),
        row("exactly")
            .given(lived(awaiting(by_pix("150.00"))))
            .when(after(11), due("152.24", "150.00"))
            .then([happened("152.24", "152.25", Surplus::Manual)]),
        row("of what was charged")
            .given(lived(awaiting(by_pix("150.00"))))
            .when(after(11), due("152.25", "149.00"))
            .then([happened("152.25", "150.00", Surplus::Manual)]),
    ]
}

#[test]
fn money_that_nobody_asked_for_has_a_balance_of_its_own() {
    let manual = Anomalies { late: LatePolicy::Manual, ..Default::default() };
    let late = (3_606, Command::from(pix_of(1, "150.00", 3_605)));
    let payment = state(&lived(awaiting(with(manual)).into_iter().chain([late])));
    assert_eq!(payment.status(), Some(Status::Expired));
    assert_eq!(payment.books().available(), 0);
    let takings = payment.books().of(&of_pix(1)).expect("it came");
    assert_eq!(takings.available(), brl("150.00"));
    let second_pix = (21, Command::from(pix_of(2, "150.00", 20)));
    let payment = state(&lived(paid(by_pix("150.00")).into_iter().chain([second_pix])));
    assert_eq!(payment.status(), Some(Status::Captured));
    assert_eq!(payment.books().available(), 15_000);
    let takings = payment.books().of(&of_pix(2)).expect("it came");
    assert_eq!((takings.available(), takings.refund_pending()), (brl("0.00"), brl("150.00")));
}

#[test]
fn what_a_card_was_charged_again_is_nobodys_share() {
    let steps = [card::take(20, "100.00").into(), card::take(21, "100.00").into()];
    let payment = state(&card::after_steps(steps));
    assert_eq!((payment.books().captured(), payment.books().available()), (10_000, 10_000));
    let takings = payment.books().of(&of_capture(21)).expect("it came");
    assert_eq!(takings.origin(), Origin::Duplicate);
    assert_eq!(takings.refund_pending(), brl("100.00"));
    assert!(takings.accounts().is_empty());
}
