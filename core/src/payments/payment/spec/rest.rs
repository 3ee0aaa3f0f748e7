//! All that is left goes back.

use super::{
    DomainEvent, Payment, after, after_paid, brl, by_pix, card, lived, of_capture, of_pix, parts,
    pix_of, refund, row,
};
use crate::{
    payments::{
        payment::{RefundRequested, RefundRest, Target},
        split::Mode,
    },
    testing::{Row, known},
    values::{CommandId, RefundId},
};

pub(super) fn rows() -> Vec<Row<Payment>> {
    let by_captures =
        card::after_steps([card::take(20, "60.00").into(), card::take(21, "40.00").into()]);
    let twice = pix_of(2, "100.00", 12);
    let refused = |name, history, reason: &str, code| {
        let command = RefundRest { reason: known(reason) };
        row(name).given(history).when(after(60), command).refused(code)
    };
    vec![
        row("all of a pix goes back").given(after_paid([])).when(after(60), rest()).then([back(
            of_pix(1),
            "100.00",
            &["80.00", "15.00", "5.00"],
        )]),
        row("what is left of a pix goes back")
            .given(after_paid([refund(60, "30.00").into()]))
            .when(after(60), rest())
            .then([back(of_pix(1), "70.00", &["56.00", "10.50", "3.50"])]),
        row("each capture goes back").given(by_captures).when(after(60), rest()).then([
            back(of_capture(20), "60.00", &["48.00", "9.00", "3.00"]),
            back(of_capture(21), "40.00", &["32.00", "6.00", "2.00"]),
        ]),
        row("what nobody asked for is left alone")
            .given(after_paid([refund(60, "100.00").into(), twice.into()]))
            .when(after(60), rest())
            .then_nothing(),
        row("nothing came, nothing goes back")
            .given(lived([(0, by_pix("1.00").into())]))
            .when(after(60), rest())
            .then_nothing(),
        refused("rest of no payment", vec![], "rain", "payment.not_found"),
        refused(
            "a card number as its reason",
            after_paid([]),
            "4111-1111-1111-1111",
            "payment.pan_rejected",
        ),
        row("91 days later")
            .given(after_paid([]))
            .when(after(91 * 86_400), rest())
            .refused("payment.refund_window_closed"),
    ]
}

fn rest() -> RefundRest {
    RefundRest { reason: known("rain") }
}

/// Its id follows from the command's and from what it is of.
fn back(target: Target, amount: &str, shares: &[&str]) -> DomainEvent {
    let command_id: CommandId = after(60).command_id;
    RefundRequested {
        refund_id: RefundId::derive(command_id.as_uuid(), &target.to_string()),
        target,
        amount: brl(amount),
        mode: Mode::ProRata {},
        reason: Some(known("rain")),
        parts: parts(shares),
        fee_back: Vec::new(),
    }
    .into()
}
