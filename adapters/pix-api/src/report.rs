//! The reports that a Pix gateway makes. This is the one place that knows the payment: its commands
//! from `Report...` on, and no other.

use palco::payments::payment::Command;
use palco::{ports::Fact, values::PaymentId};

pub(crate) use palco::payments::payment::{
    Components, ReportMedReturned, ReportPixChargeIssued, ReportPixReceived, ReportRefundFailed,
    ReportRefundSettled, Target,
};

/// A report as the port takes it.
pub(crate) fn fact(payment: Option<PaymentId>, report: impl Into<Command>) -> Result<Fact, String> {
    let report = serde_json::to_string(&report.into());
    report.map(|report| Fact { payment, report }).map_err(|_| "a report".into())
}
