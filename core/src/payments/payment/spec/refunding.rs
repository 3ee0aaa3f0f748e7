use super::{
    after, after_paid, brl, by_pix, divided, e2eid, lived, of_capture, of_pix, paid, part, parts,
    pix_of, refund, row, rtr_id, second, state, usd,
};
use crate::{
    Context,
    payments::{
        payment::{
            CancelRefund, Command, ConflictingFact, DomainEvent, ExternalRefundSettled, OverRefund,
            Payment, RefundCancelled, RefundFailed, RefundFlip, RefundRequested, RefundSent,
            RefundSettled, RefundStatus, ReportRefundFailed, ReportRefundSettled, RequestRefund,
            SendRefund, UnexpectedFact, UnmatchedPix,
        },
        split::{Mode, Part},
    },
    testing::{Row, id, instant, known},
    values::RefundId,
};

pub(super) fn rows() -> Vec<Row<Payment>> {
    [requesting(), directing(), in_time(), sending(), settling(), elsewhere(), failing()]
        .into_iter()
        .flatten()
        .collect()
}

fn requested(number: u64, amount: &str, shares: &[&str]) -> RefundRequested {
    RefundRequested {
        refund_id: id(number),
        target: of_pix(1),
        amount: brl(amount),
        mode: Mode::ProRata {},
        reason: Some(known("rain")),
        parts: parts(shares),
        fee_back: Vec::new(),
    }
}

fn settle(number: u64, amount: &str) -> ReportRefundSettled {
    let refund_id = id(number);
    let rtr_id = Some(rtr_id(u32::try_from(number).expect("small")));
    ReportRefundSettled {
        refund_id,
        target: of_pix(1),
        amount: brl(amount),
        rtr_id,
        at: second(60),
    }
}

fn fail(number: u64) -> ReportRefundFailed {
    ReportRefundFailed { refund_id: id(number), reason: known("no balance"), at: second(60) }
}

fn requesting() -> Vec<Row<Payment>> {
    let refused = |name, command: RequestRefund, code| {
        row(name).given(after_paid([])).when(after(60), command).refused(code)
    };
    let dollars = RequestRefund { amount: usd("1.00"), ..refund(50, "1.00") };
    let card_number = RequestRefund { reason: known("4111-1111-1111-1111"), ..refund(50, "1.00") };
    let other = RequestRefund { target: of_pix(2), ..refund(50, "1.00") };
    let unmatched =
        UnmatchedPix { e2eid: e2eid(1), amount: brl("9.00"), fee: None, txid: None, at: second(1) };
    let made = || lived([(0, divided().into())]);
    vec![
        row("a refund goes back in proportion")
            .given(after_paid([]))
            .when(after(60), refund(50, "40.00"))
            .then([requested(50, "40.00", &["32.00", "6.00", "2.00"])]),
        row("the same again changes nothing")
            .given(after_paid([refund(50, "40.00").into()]))
            .when(after(61), refund(50, "40.00"))
            .then_nothing(),
        row("another under the same id is refused")
            .given(after_paid([refund(50, "40.00").into()]))
            .when(after(61), refund(50, "40.01"))
            .refused("payment.duplicate_refund_id"),
        row("what is on its way counts")
            .given(after_paid([refund(50, "40.00").into()]))
            .when(after(61), refund(51, "60.01"))
            .refused("payment.refund_exceeds_available"),
        refused("nothing", refund(50, "0.00"), "payment.amount_not_positive"),
        refused("less than nothing", refund(50, "-1.00"), "payment.amount_not_positive"),
        refused("more than was paid", refund(50, "100.01"), "payment.refund_exceeds_available"),
        refused("another currency", dollars, "payment.currency_mismatch"),
        refused("a card number as a reason", card_number, "payment.pan_rejected"),
        refused("of another Pix", other, "payment.target_unknown"),
        row("nothing goes back of what was not paid")
            .given(made())
            .when(after(60), refund(50, "1.00"))
            .refused("payment.invalid_transition"),
        row("nor of what was not made")
            .when(after(60), refund(50, "1.00"))
            .refused("payment.not_found"),
        row("what came for no payment goes back")
            .given([unmatched])
            .when(after(60), refund(50, "9.00"))
            .then([RefundRequested { parts: Vec::new(), ..requested(50, "9.00", &[]) }]),
    ]
}

fn directed(given: Vec<Part>) -> Mode {
    Mode::Directed { parts: given.try_into().expect("parts") }
}

fn directing() -> Vec<Row<Payment>> {
    let ask = |amount: &str, given: Vec<Part>| RequestRefund {
        mode: directed(given),
        ..refund(50, amount)
    };
    let refused = |name, command: RequestRefund, code| {
        row(name).given(after_paid([])).when(after(60), command).refused(code)
    };
    let undivided = lived(paid(by_pix("100.00")));
    vec![
        row("a refund is given by those who are named")
            .given(after_paid([]))
            .when(after(60), ask("20.00", vec![part(1, "20.00")]))
            .then([RefundRequested {
                mode: directed(vec![part(1, "20.00")]),
                ..requested(50, "20.00", &["20.00"])
            }]),
        refused(
            "to the cent",
            ask("20.00", vec![part(1, "19.99")]),
            "payment.directed_refund_mismatch",
        ),
        refused(
            "not more than they have",
            ask("5.01", vec![part(3, "5.01")]),
            "payment.recipient_share_exceeded",
        ),
        refused("not by others", ask("1.00", vec![part(9, "1.00")]), "payment.recipient_unknown"),
        refused(
            "each once",
            ask("2.00", vec![part(1, "1.00"), part(1, "1.00")]),
            "payment.duplicate_recipient",
        ),
        row("nobody is named where nothing was divided")
            .given(undivided)
            .when(after(60), ask("1.00", vec![part(1, "1.00")]))
            .refused("payment.recipient_unknown"),
    ]
}

/// A Pix of 10 January 2026, in Brasília.
fn in_time() -> Vec<Row<Payment>> {
    let settled = instant("2026-01-11T02:59:59Z");
    let january = |at: &str| Context { now: instant(at), ..after(0) };
    let report =
        crate::payments::payment::ReportPixReceived { at: settled, ..pix_of(1, "100.00", 0) };
    let given = || lived([(0, divided().into()), (0, Command::from(report.clone()))]);
    vec![
        row("a Pix goes back on the ninetieth day")
            .given(given())
            .when(january("2026-04-11T02:59:59Z"), refund(50, "100.00"))
            .then([requested(50, "100.00", &["80.00", "15.00", "5.00"])]),
        row("and not on the day after")
            .given(given())
            .when(january("2026-04-11T03:00:00Z"), refund(50, "100.00"))
            .refused("payment.refund_window_closed"),
    ]
}

fn sending() -> Vec<Row<Payment>> {
    let refund_id: RefundId = id(50);
    let asked = || after_paid([refund(50, "40.00").into()]);
    let sent = || after_paid([refund(50, "40.00").into(), SendRefund { refund_id }.into()]);
    let cancelled = || after_paid([refund(50, "40.00").into(), CancelRefund { refund_id }.into()]);
    vec![
        row("a refund is sent")
            .given(asked())
            .when(after(61), SendRefund { refund_id })
            .then([RefundSent { refund_id }]),
        row("once").given(sent()).when(after(61), SendRefund { refund_id }).then_nothing(),
        row("or given up before")
            .given(asked())
            .when(after(61), CancelRefund { refund_id })
            .then([RefundCancelled { refund_id }]),
        row("not after")
            .given(sent())
            .when(after(61), CancelRefund { refund_id })
            .refused("payment.invalid_transition"),
        row("what was given up is not sent")
            .given(cancelled())
            .when(after(61), SendRefund { refund_id })
            .refused("payment.invalid_transition"),
        row("what was not asked for is not sent")
            .given(after_paid([]))
            .when(after(61), SendRefund { refund_id })
            .refused("payment.invalid_transition"),
        row("nor of a payment that was not made")
            .when(after(61), CancelRefund { refund_id })
            .refused("payment.not_found"),
    ]
}

fn settling() -> Vec<Row<Payment>> {
    let asked = || after_paid([refund(50, "40.00").into()]);
    let settled = || after_paid([refund(50, "40.00").into(), settle(50, "40.00").into()]);
    let known_return = ReportRefundSettled { rtr_id: Some(rtr_id(50)), ..settle(51, "1.00") };
    let conflict = |number: u64, amount: &str| ConflictingFact {
        fact: "payment.report_refund_settled".to_owned(),
        key: format!("{} {}", id::<RefundId>(number), brl(amount)),
        amount: Some(brl(amount)),
        at: second(60),
    };
    vec![
        row("a refund reaches the payer")
            .given(asked())
            .when(after(61), settle(50, "40.00"))
            .then([RefundSettled { refund_id: id(50), rtr_id: Some(rtr_id(50)), at: second(60) }]),
        row("once").given(settled()).when(after(61), settle(50, "40.00")).then_nothing(),
        row("of another amount it is a conflict")
            .given(asked())
            .when(after(61), settle(50, "40.01"))
            .then([conflict(50, "40.01")]),
        row("that is told once")
            .given(asked())
            .given([conflict(50, "40.01")])
            .when(after(61), settle(50, "40.01"))
            .then_nothing(),
        row("one return is one refund")
            .given(settled())
            .when(after(61), known_return)
            .then([conflict(51, "1.00")]),
    ]
}

/// Refunds that were not asked for here.
fn elsewhere() -> Vec<Row<Payment>> {
    let external =
        |number: u64, amount: &str, taken: &str, shares: &[&str]| ExternalRefundSettled {
            refund_id: id(number),
            target: of_pix(1),
            amount: brl(amount),
            taken: brl(taken),
            rtr_id: settle(number, amount).rtr_id,
            parts: parts(shares),
            fee_back: Vec::new(),
            at: second(60),
        };
    let forty = || after_paid([settle(50, "40.00").into()]);
    let other = ReportRefundSettled { target: of_capture(1), ..settle(50, "1.00") };
    vec![
        row("a refund from elsewhere is a refund")
            .given(after_paid([]))
            .when(after(60), settle(50, "40.00"))
            .then([external(50, "40.00", "40.00", &["32.00", "6.00", "2.00"])]),
        row("once").given(forty()).when(after(61), settle(50, "40.00")).then_nothing(),
        row("and is joined when it is asked for later")
            .given(forty())
            .when(after(61), refund(50, "40.00"))
            .then_nothing(),
        row("with the same content")
            .given(forty())
            .when(after(61), refund(50, "39.00"))
            .refused("payment.duplicate_refund_id"),
        row("more than there is left is noted")
            .given(forty())
            .when(after(61), settle(51, "70.00"))
            .then::<DomainEvent>([
                external(51, "70.00", "60.00", &["48.00", "9.00", "3.00"]).into(),
                OverRefund { refund_id: id(51), excess: brl("10.00"), at: second(60) }.into(),
            ]),
        row("of what did not come it is noted").given(after_paid([])).when(after(60), other).then(
            [UnexpectedFact {
                fact: "payment.report_refund_settled".to_owned(),
                key: id::<RefundId>(50).to_string(),
                from: "captured".to_owned(),
                amount: Some(brl("1.00")),
                at: second(60),
            }],
        ),
    ]
}

fn failing() -> Vec<Row<Payment>> {
    let asked = || after_paid([refund(50, "40.00").into()]);
    let failed = || after_paid([refund(50, "40.00").into(), fail(50).into()]);
    let settled = || after_paid([refund(50, "40.00").into(), settle(50, "40.00").into()]);
    let flip = |from, to| RefundFlip { refund_id: id(50), from, to, at: second(60) };
    let (ok, no) = (RefundStatus::Settled, RefundStatus::Failed);
    vec![
        row("a refund fails").given(asked()).when(after(61), fail(50)).then([RefundFailed {
            refund_id: id(50),
            reason: known("no balance"),
            at: second(60),
        }]),
        row("once").given(failed()).when(after(61), fail(50)).then_nothing(),
        row("after it was settled an operator has to look")
            .given(settled())
            .when(after(61), fail(50))
            .then([flip(ok, no)]),
        row("once, too")
            .given(settled())
            .given([flip(ok, no)])
            .when(after(61), fail(50))
            .then_nothing(),
        row("settled after it failed, as well")
            .given(failed())
            .when(after(61), settle(50, "40.00"))
            .then([flip(no, ok)]),
        row("a new try has a new id")
            .given(failed())
            .when(after(61), refund(51, "100.00"))
            .then([requested(51, "100.00", &["80.00", "15.00", "5.00"])]),
    ]
}

#[test]
fn a_charge_goes_back_in_parts_and_no_further() {
    let amounts = [(50, "1.00"), (51, "24.90"), (52, "24.90"), (53, "7.00")];
    let asked = amounts.map(|(number, amount)| (60, Command::from(refund(number, amount))));
    let history = lived(paid(by_pix("57.80")).into_iter().chain(asked));
    let payment = state(&history);
    assert_eq!(payment.books().available(), 0);
    let refused = |command: RequestRefund| {
        crate::Aggregate::decide(&payment, &command.into(), &after(61)).expect_err("it is refused")
    };
    let (available, requested) = (brl("0.00"), brl("0.01"));
    assert_eq!(
        refused(refund(54, "0.01")),
        crate::payments::payment::Rejection::RefundExceedsAvailable { available, requested }
    );
    let refund_id = id(52);
    assert_eq!(
        refused(refund(52, "7.00")),
        crate::payments::payment::Rejection::DuplicateRefundId { refund_id }
    );
}

#[test]
fn what_a_failed_refund_reserved_is_back_to_the_cent() {
    let before = state(&after_paid([]));
    let after_failure = state(&after_paid([refund(50, "40.01").into(), fail(50).into()]));
    let takings = |payment: &Payment| payment.books().of(&of_pix(1)).expect("it came").clone();
    assert_eq!(takings(&before), takings(&after_failure));
    let cancelled =
        state(&after_paid([refund(50, "40.01").into(), CancelRefund { refund_id: id(50) }.into()]));
    assert_eq!(takings(&before), takings(&cancelled));
}
