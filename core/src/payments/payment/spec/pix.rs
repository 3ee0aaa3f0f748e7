use super::{
    after, awaiting, brl, by_pix, divided, e2eid, issue, lived, of_pix, paid, parts, percent,
    pix_of, requested, row, second, state, txid, usd,
};
use crate::{
    payments::{
        payment::{
            AssignShares, Cancel, ChargeExpired, Command, ConflictingFact, Create, DomainEvent,
            ExpireCharge, Method, Payment, PixCaptured, PixChargeFailed, PixChargeIssued,
            PixChargeRequested, Reference, ReportPixChargeFailed, ReportPixChargeIssued,
            ReportPixReceived, RequestPixCharge, SharesAssigned, Status,
        },
        split::{Rule, Share, Split},
    },
    testing::{Row, id, known},
};

pub(super) fn rows() -> Vec<Row<Payment>> {
    [charging(), failing(), expiring(), capturing(), assigning()].into_iter().flatten().collect()
}

/// What follows a Pix of 150.00 that was asked for.
pub(super) fn captured(number: u32, amount: &str, seconds: u32) -> PixCaptured {
    PixCaptured {
        e2eid: e2eid(number),
        amount: brl(amount),
        fee: None,
        inferred: false,
        shares: Vec::new(),
        fees: Vec::new(),
        split_pending: false,
        at: second(seconds),
    }
}

fn issued() -> PixChargeIssued {
    PixChargeIssued { txid: txid("charge1"), code: known("000201"), at: second(1) }
}

fn charging() -> Vec<Row<Payment>> {
    let made = || lived([(0, by_pix("150.00").into())]);
    let request = |seconds| RequestPixCharge { expires_at: second(seconds) };
    let hold = Reference { hold_expires_at: Some(second(600)), ..by_pix("1.00").reference };
    let held = || lived([(0, Create { reference: hold.clone(), ..by_pix("150.00") }.into())]);
    let other = ReportPixChargeIssued { txid: txid("charge2"), ..issue() };
    vec![
        row("a charge is requested")
            .given(made())
            .when(after(0), request(1))
            .then([PixChargeRequested { expires_at: second(1) }]),
        row("not one that is over already")
            .given(made())
            .when(after(1), request(1))
            .refused("payment.invalid_expiry"),
        row("one that ends with the hold")
            .given(held())
            .when(after(0), request(600))
            .then([PixChargeRequested { expires_at: second(600) }]),
        row("not one that can be paid when the places are gone")
            .given(held())
            .when(after(0), request(601))
            .refused("payment.invalid_expiry"),
        row("the same request again changes nothing")
            .given(lived(requested(by_pix("150.00"))))
            .when(after(1), request(3_600))
            .then_nothing(),
        row("another request while one is under way is refused")
            .given(lived(requested(by_pix("150.00"))))
            .when(after(1), request(60))
            .refused("payment.invalid_transition"),
        row("an issued charge can be paid")
            .given(lived(requested(by_pix("150.00"))))
            .when(after(1), issue())
            .then([issued()]),
        row("once").given(lived(awaiting(by_pix("150.00")))).when(after(2), issue()).then_nothing(),
        row("a second charge is a conflict")
            .given(lived(awaiting(by_pix("150.00"))))
            .when(after(2), other)
            .then([ConflictingFact {
                fact: "payment.report_pix_charge_issued".to_owned(),
                key: "charge2".to_owned(),
                amount: None,
                at: second(1),
            }]),
    ]
}

fn failing() -> Vec<Row<Payment>> {
    let no = |code| ReportPixChargeFailed { code: known(code), at: second(1) };
    let failed = |code| PixChargeFailed { code: known(code), at: second(1) };
    let request = RequestPixCharge { expires_at: second(60) };
    let after_failure =
        || lived(requested(by_pix("150.00")).into_iter().chain([(1, no("busy").into())]));
    vec![
        row("a charge that was not issued")
            .given(lived(requested(by_pix("150.00"))))
            .when(after(1), no("busy"))
            .then([failed("busy")]),
        row("is news once").given(after_failure()).when(after(2), no("busy")).then_nothing(),
        row("can be requested again")
            .given(after_failure())
            .when(after(2), request)
            .then([PixChargeRequested { expires_at: second(60) }]),
        row("a card number in news is masked")
            .given(lived(requested(by_pix("150.00"))))
            .when(after(1), no("no 4111111111111111"))
            .then([failed("no ****************")]),
    ]
}

fn expiring() -> Vec<Row<Payment>> {
    let given = || lived(awaiting(by_pix("150.00")));
    vec![
        row("a charge ends when its time is over")
            .given(given())
            .when(after(3_600), ExpireCharge {})
            .then([ChargeExpired { expires_at: second(3_600) }]),
        row("and not before")
            .given(given())
            .when(after(3_599), ExpireCharge {})
            .refused("payment.not_expired_yet"),
        row("a charge that was not issued does not end")
            .given(lived(requested(by_pix("150.00"))))
            .when(after(3_600), ExpireCharge {})
            .refused("payment.invalid_transition"),
    ]
}

fn capturing() -> Vec<Row<Payment>> {
    let report = || pix_of(1, "150.00", 10);
    let inferred = PixCaptured { inferred: true, ..captured(1, "150.00", 10) };
    let ended = |command: Command, seconds| {
        lived(awaiting(by_pix("150.00")).into_iter().chain([(seconds, command)]))
    };
    let charged = ReportPixReceived { fee: Some(brl("0.99")), ..pix_of(1, "100.00", 10) };
    let shares = PixCaptured {
        fee: Some(brl("0.99")),
        shares: parts(&["80.00", "15.00", "5.00"]),
        fees: parts(&["0.99", "0.00", "0.00"]),
        ..captured(1, "100.00", 10)
    };
    let on_time = |name, given: Vec<DomainEvent>| {
        row(name).given(given).when(after(9_000), report()).then([captured(1, "150.00", 10)])
    };
    let with_txid = ReportPixReceived { txid: None, ..report() };
    vec![
        on_time("a Pix pays its charge", lived(awaiting(by_pix("150.00")))),
        row("also one that names no charge")
            .given(lived(awaiting(by_pix("150.00"))))
            .when(after(11), with_txid)
            .then([captured(1, "150.00", 10)]),
        row("the same news again changes nothing")
            .given(lived(paid(by_pix("150.00"))))
            .when(after(20), report())
            .then_nothing(),
        row("the same Pix of another amount is a conflict")
            .given(lived(paid(by_pix("150.00"))))
            .when(after(20), pix_of(1, "150.01", 10))
            .then([ConflictingFact {
                fact: "payment.report_pix_received".to_owned(),
                key: format!("{} BRL 150.01", e2eid(1).as_str()),
                amount: Some(brl("150.01")),
                at: second(10),
            }]),
        row("before the news that it was issued")
            .given(lived(requested(by_pix("150.00"))))
            .when(after(11), report())
            .then([inferred]),
        on_time("in time, though it was ended", ended(ExpireCharge {}.into(), 3_600)),
        on_time("in time, though it was cancelled", ended(Cancel {}.into(), 5)),
        row("with its shares and its fee")
            .given(lived(awaiting(divided())))
            .when(after(11), charged)
            .then([shares]),
    ]
}

/// A payer may change the amount, and pays less than the fixed share.
fn too_little() -> Vec<DomainEvent> {
    let fixed = Rule::new(id(1), Share::Fixed { amount: brl("50.00") }).liable();
    let split = Split::new(vec![fixed, percent(2, "0"), Rule::new(id(3), Share::Remainder {})]);
    let create = Create {
        method: Method::Pix { amount_may_change: true },
        split: Some(split.expect("a split")),
        ..by_pix("100.00")
    };
    lived(awaiting(create).into_iter().chain([(11, pix_of(1, "40.00", 10).into())]))
}

fn assigning() -> Vec<Row<Payment>> {
    let assign = |amounts: &[&str]| AssignShares {
        target: of_pix(1),
        shares: parts(amounts).try_into().expect("shares"),
    };
    let refused = |name, amounts: &[&str], code| {
        row(name).given(too_little()).when(after(20), assign(amounts)).refused(code)
    };
    let assigned =
        || SharesAssigned { target: of_pix(1), shares: parts(&["40.00"]), fees: Vec::new() };
    let with_part =
        |part| AssignShares { target: of_pix(1), shares: vec![part].try_into().expect("a share") };
    let twice = vec![super::part(1, "20.00"), super::part(1, "20.00")];
    let twice = AssignShares { target: of_pix(1), shares: twice.try_into().expect("shares") };
    vec![
        row("what could not carry its split is divided by hand")
            .given(too_little())
            .when(after(20), assign(&["40.00"]))
            .then([assigned()]),
        row("once")
            .given(too_little())
            .given([assigned()])
            .when(after(21), assign(&["39.00", "1.00"]))
            .refused("payment.invalid_transition"),
        refused("to the cent", &["39.00", "0.99"], "payment.shares_mismatch"),
        refused("and to nobody below 0", &["41.00", "-1.00"], "payment.amount_not_positive"),
        row("to those of the split")
            .given(too_little())
            .when(after(20), with_part(super::part(9, "40.00")))
            .refused("payment.recipient_unknown"),
        row("to each once")
            .given(too_little())
            .when(after(20), twice)
            .refused("payment.duplicate_recipient"),
        row("in the currency of the payment")
            .given(too_little())
            .when(
                after(20),
                with_part(crate::payments::split::Part { recipient: id(1), amount: usd("40.00") }),
            )
            .refused("payment.currency_mismatch"),
    ]
}

#[test]
fn what_cannot_carry_its_split_is_captured_and_waits() {
    let payment = state(&too_little());
    assert_eq!(payment.status(), Some(Status::Captured));
    let takings = payment.books().of(&of_pix(1)).expect("it was captured");
    assert!(takings.split_pending() && takings.accounts().is_empty());
}

#[test]
fn one_webhook_five_times_is_one_capture() {
    let again = std::iter::repeat_n((20, Command::from(pix_of(1, "150.00", 10))), 5);
    let others = [2, 3].map(|number| (20, Command::from(pix_of(number, "150.00", 20))));
    let history = lived(awaiting(by_pix("150.00")).into_iter().chain(again).chain(others));
    let captures =
        history.iter().filter(|happened| matches!(happened, DomainEvent::PixCaptured(_)));
    assert_eq!(captures.count(), 1);
}

#[test]
fn the_code_is_there_while_it_can_be_paid() {
    let code = |history: &[DomainEvent]| {
        let payment = state(history);
        let code = payment.charge().expect("it was made").pix_code().cloned();
        let text = serde_json::to_string(&payment).expect("a state");
        assert_eq!(text.contains(r#""code":"000201""#), code.is_some(), "{text}");
        code
    };
    let then = |command: Command| {
        let awaiting = awaiting(by_pix("150.00"));
        code(&lived(awaiting.into_iter().chain([(3_600, command)])))
    };
    assert_eq!(code(&lived(requested(by_pix("150.00")))), None);
    assert_eq!(code(&lived(awaiting(by_pix("150.00")))), Some(known("000201")));
    assert_eq!(then(pix_of(1, "150.00", 10).into()), None);
    assert_eq!(then(ExpireCharge {}.into()), None);
    assert_eq!(then(Cancel {}.into()), None);
}
