//! What a gateway tells, as it crosses the port: reports as JSON.

use palco::{
    ports::Fact,
    values::{CaptureId, Instant, Money, PaymentId, RefundId, Target},
};
use serde_json::{Value, json};

/// `payment.report_<name>`, with what is told and when.
pub(super) fn fact(payment: PaymentId, name: &str, at: Instant, mut told: Value) -> Fact {
    if let Some(fields) = told.as_object_mut() {
        fields.insert("type".to_owned(), json!(format!("payment.report_{name}")));
        fields.insert("at".to_owned(), json!(at));
    }
    Fact { payment: Some(payment), report: told.to_string() }
}

pub(super) fn captured(of: PaymentId, capture_id: CaptureId, amount: Money, at: Instant) -> Fact {
    fact(of, "captured", at, json!({ "capture_id": capture_id, "amount": amount }))
}

pub(super) fn settled(
    payment: PaymentId,
    refund_id: RefundId,
    of: &Target,
    amount: Money,
    at: Instant,
    number: u64,
) -> Fact {
    let mut told = json!({ "refund_id": refund_id, "target": of, "amount": amount });
    match of {
        Target::Capture { .. } => {}
        Target::Pix { .. } => {
            if let Some(fields) = told.as_object_mut() {
                fields.insert("rtr_id".to_owned(), json!(pix_id('D', at, number)));
            }
        }
    }
    fact(payment, "refund_settled", at, told)
}

pub(super) fn at_target(of: &Target) -> String {
    match of {
        Target::Capture { capture_id } => format!("capture {capture_id}"),
        Target::Pix { e2eid } => format!("pix {e2eid}"),
    }
}

/// The id of a Pix or of its return: the prefix, a participant, the minute, a number.
pub(super) fn pix_id(prefix: char, at: Instant, number: u64) -> String {
    let minute: String = at.to_string().chars().take(16).filter(char::is_ascii_digit).collect();
    format!("{prefix}00000000{minute}{number:011}")
}
