//! What is told of a payment: every figure of it, and what can be paid.

use super::{
    awaiting, brl, by_pix, disputing, id, known, lived, of_pix, paid, pix_of, requested, rows,
    second, state,
};
use crate::{
    payments::payment::{
        Command, DisputeStatus, DisputeSummary, ExpireCharge, MethodKind, Origin, PaymentSummary,
        RefundRest, RefundStatus, RefundSummary, Status, TakingsSummary,
    },
    testing::Row,
    values::Money,
};

fn told(commands: Vec<(u32, Command)>) -> PaymentSummary {
    state(&lived(commands)).summary().expect("it was made")
}

/// All of what came in, to the cent, whatever became of it.
#[test]
fn no_row_leaves_a_summary_that_does_not_add_up() {
    let mut seen = 0;
    for payment in rows().iter().map(Row::leaves) {
        assert_eq!(payment.summary().is_some(), payment.charge().is_some());
        let Some(of) = payment.summary() else { continue };
        let left = [of.available, of.refund_pending, of.refunded, of.dispute_held, of.dispute_lost];
        let sum = |of: &[Money]| of.iter().map(|of| of.minor()).sum::<i64>();
        assert_eq!(sum(&[of.captured, of.surplus]), sum(&left), "{of:?}");
        let in_reais = |of: &&TakingsSummary| of.amount.currency() == brl("0.01").currency();
        let takings = || of.takings.iter().filter(in_reais);
        assert_eq!(of.available.minor(), takings().map(|of| of.available.minor()).sum::<i64>());
        let asked = takings().filter(|of| of.origin == Origin::Captured);
        assert_eq!(of.captured.minor(), asked.map(|of| of.amount.minor()).sum::<i64>());
        seen += usize::from(sum(&left) > 0);
    }
    assert!(seen > 100, "{seen} payments with money");
}

#[test]
fn the_code_and_its_end_are_told_while_it_can_be_paid() {
    let code = |commands| {
        let of = told(commands);
        (of.status, of.pix_code, of.pix_expires_at)
    };
    let create = || by_pix("150.00");
    assert_eq!(code(requested(create())), (Status::Pending, None, None));
    let issued = (Status::AwaitingPix, Some(known("000201")), Some(second(3_600)));
    assert_eq!(code(awaiting(create())), issued);
    assert_eq!(code(paid(create())), (Status::Captured, None, None));
    let over = awaiting(create()).into_iter().chain([(3_600, ExpireCharge {}.into())]).collect();
    assert_eq!(code(over), (Status::Expired, None, None));
}

#[test]
fn what_came_what_went_back_and_what_is_disputed_are_listed() {
    let second_pix = (12, pix_of(2, "150.00", 12).into());
    let dispute = (60, disputing::open("40.00").into());
    let refund = (61, RefundRest { reason: known("rain") }.into());
    let of =
        told(paid(by_pix("150.00")).into_iter().chain([second_pix, dispute, refund]).collect());
    assert_eq!((of.event_id, of.hold_id, of.buyer), (id(9), None, id(7)));
    assert_eq!((of.method, of.amount), (MethodKind::Pix, brl("150.00")));
    assert_eq!([of.captured, of.surplus], [brl("150.00"); 2]);
    assert_eq!([of.available, of.dispute_held], [brl("0.00"), brl("40.00")]);
    // The second Pix goes back of itself, and what is left of the first.
    assert_eq!(of.refund_pending, brl("260.00"));
    let listed: Vec<_> = of.takings.iter().map(|of| (of.target.clone(), of.origin)).collect();
    assert_eq!(listed, [(of_pix(1), Origin::Captured), (of_pix(2), Origin::Duplicate)]);
    let refund = |of: &RefundSummary| (of.status, of.amount);
    let mut refunds: Vec<_> = of.refunds.iter().map(refund).collect();
    refunds.sort_by_key(|(_, amount)| amount.minor());
    let pending = RefundStatus::Pending;
    assert_eq!(refunds, [(pending, brl("110.00")), (pending, brl("150.00"))]);
    let (dispute_id, status) = (known("dp_1"), DisputeStatus::Open);
    assert_eq!(of.disputes, [DisputeSummary { dispute_id, status, held: brl("40.00") }]);
}
