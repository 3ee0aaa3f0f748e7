//! Random commands to one small payment, and random reports of it: few ids, so that they meet.

use palco::{
    payments::{
        payment::{
            AcceptDispute, Cancel, CancelRefund, Capture, CaptureMode, Command, Create,
            DisputeKind, DisputeStage, ExpireCharge, Method, Reference, ReportActionDone,
            ReportActionRequired, ReportAuthorizationLapsed, ReportAuthorized, ReportCaptureFailed,
            ReportCaptured, ReportDeclined, ReportDisputeLost, ReportDisputeOpened,
            ReportDisputeReopened, ReportDisputeWon, ReportMedReturned, ReportPixChargeIssued,
            ReportPixReceived, ReportRefundFailed, ReportRefundSettled, ReportVoided,
            RequestPixCharge, RequestRefund, SendCard, SendRefund, StartCard, SubmitEvidence,
            Target, Void,
        },
        pix::{EndToEndId, RtrId},
        split::{Mode, Part, Rule, Share, Split},
    },
    testing::{id, instant, known},
    values::{Count, Currency, Instant, Money},
};
use proptest::{option, prelude::*};

pub(crate) fn second(seconds: u32) -> Instant {
    instant("2026-11-23T12:00:00Z").saturating_add_seconds(seconds)
}

fn brl(minor: i64) -> Money {
    Money::from_minor(minor, Currency::BRL).expect("an amount")
}

fn e2eid(number: u32) -> EndToEndId {
    known(&format!("E12345678202611231200{number:011}"))
}

fn rtr_id(number: u32) -> RtrId {
    known(&format!("D12345678202611231200{number:011}"))
}

/// 70, 20 and 10 percent of 100.00, by Pix or by card.
pub(crate) fn create(by_pix: bool) -> Command {
    let percent =
        |number, percent| Rule::new(id(number), Share::Percent { percent: known(percent) });
    let rules = vec![percent(1, "70").liable(), percent(2, "20").liable(), percent(3, "10")];
    let method = if by_pix {
        Method::Pix { amount_may_change: false }
    } else {
        Method::Card { capture: CaptureMode::Manual, attempts_max: None }
    };
    Create {
        amount: brl(10_000),
        method,
        reference: Reference { event_id: id(9), hold_id: None, lines: None, hold_expires_at: None },
        installments: None,
        split: Some(Split::new(rules).expect("a split")),
        anomalies: None,
        description: None,
        metadata: None,
    }
    .into()
}

fn amount() -> impl Strategy<Value = Money> {
    prop_oneof![3 => Just(10_000_i64), 3 => 1..=4_000_i64, 1 => 1..=20_000_i64].prop_map(brl)
}

fn at() -> impl Strategy<Value = Instant> {
    (0..40_u32).prop_map(second)
}

fn target() -> impl Strategy<Value = Target> {
    prop_oneof![
        (1..4_u32).prop_map(|number| Target::Pix { e2eid: e2eid(number) }),
        (1..4_u64).prop_map(|number| Target::Capture { capture_id: id(number) }),
    ]
}

fn mode() -> impl Strategy<Value = (bool, u64)> {
    (prop::bool::weighted(0.2), 1..4_u64)
}

fn stage() -> impl Strategy<Value = DisputeStage> {
    prop_oneof![Just(DisputeStage::Dispute), Just(DisputeStage::PreArbitration)]
}

fn of_pix() -> impl Strategy<Value = Command> {
    let received = (1..4_u32, amount(), at()).prop_map(|(number, amount, at)| {
        let (e2eid, txid, components, fee) = (e2eid(number), None, None, None);
        ReportPixReceived { e2eid, txid, amount, components, fee, at }.into()
    });
    let issued = |at| ReportPixChargeIssued { txid: known("charge1"), code: known("000201"), at };
    prop_oneof![
        2 => Just(RequestPixCharge { expires_at: second(30) }.into()),
        2 => at().prop_map(move |at| issued(at).into()),
        3 => received,
        1 => Just(ExpireCharge {}.into()),
        1 => Just(Cancel {}.into()),
    ]
}

fn of_card() -> impl Strategy<Value = Command> {
    let code = || known("no");
    let capture = |(number, amount, is_final)| Capture { capture_id: id(number), amount, is_final };
    let captured =
        |(number, amount, at)| ReportCaptured { capture_id: id(number), amount, fee: None, at };
    let failed =
        move |(number, at)| ReportCaptureFailed { capture_id: id(number), code: code(), at };
    let authorized = |((attempt, at), amount)| {
        let valid_until = second(35);
        ReportAuthorized { amount, valid_until, attempt, at }
    };
    let declined = move |(attempt, at)| ReportDeclined { code: code(), attempt, at };
    // Some gateways name the attempt.
    let news =
        || (option::weighted(0.5, (1..4_u32).prop_map(|number| Count::new(number).unwrap())), at());
    prop_oneof![
        2 => Just(StartCard { token: known("tok_1") }.into()),
        1 => Just(SendCard {}.into()),
        1 => news().prop_map(|(attempt, at)| ReportActionRequired { attempt, at }.into()),
        1 => news().prop_map(|(attempt, at)| ReportActionDone { attempt, at }.into()),
        2 => (news(), amount()).prop_map(move |of| authorized(of).into()),
        1 => news().prop_map(move |of| declined(of).into()),
        2 => (1..4_u64, amount(), any::<bool>()).prop_map(move |of| capture(of).into()),
        3 => (1..4_u64, amount(), at()).prop_map(move |of| captured(of).into()),
        1 => (1..4_u64, at()).prop_map(move |of| failed(of).into()),
        1 => Just(Void {}.into()),
        1 => at().prop_map(|at| ReportVoided { at }.into()),
        1 => at().prop_map(|at| ReportAuthorizationLapsed { at }.into()),
    ]
}

fn of_refunds() -> impl Strategy<Value = Command> {
    let ask = |(number, target, amount, (directed, recipient))| {
        let parts = vec![Part { recipient: id(recipient), amount }];
        let mode = if directed {
            Mode::Directed { parts: parts.try_into().expect("a part") }
        } else {
            Mode::ProRata {}
        };
        RequestRefund { refund_id: id(number), target, amount, mode, reason: known("rain") }
    };
    let settled = |(number, target, amount, rtr, at)| {
        let rtr_id = Option::map(rtr, rtr_id);
        ReportRefundSettled { refund_id: id(number), target, amount, rtr_id, at }
    };
    let failed =
        |(number, at)| ReportRefundFailed { refund_id: id(number), reason: known("no"), at };
    prop_oneof![
        6 => (1..7_u64, target(), amount(), mode()).prop_map(move |of| ask(of).into()),
        1 => (1..7_u64).prop_map(|number| SendRefund { refund_id: id(number) }.into()),
        1 => (1..7_u64).prop_map(|number| CancelRefund { refund_id: id(number) }.into()),
        3 => (1..7_u64, target(), amount(), option::of(1..5_u32), at())
            .prop_map(move |of| settled(of).into()),
        2 => (1..7_u64, at()).prop_map(move |of| failed(of).into()),
    ]
}

fn of_disputes() -> impl Strategy<Value = Command> {
    let name = |number: u8| known(&format!("dp_{number}"));
    let opened = move |(number, target, amount, stage, at)| {
        let (dispute_id, kind) = (name(number), DisputeKind::Med);
        ReportDisputeOpened { dispute_id, target, amount, kind, stage, due_at: None, fee: None, at }
    };
    let won = move |(number, stage, at)| ReportDisputeWon {
        dispute_id: name(number),
        stage,
        fee_returned: false,
        at,
    };
    let lost = move |(number, stage, amount, at)| ReportDisputeLost {
        dispute_id: name(number),
        stage,
        amount,
        at,
    };
    let reopened = move |(number, amount, at)| {
        let (dispute_id, stage) = (name(number), DisputeStage::PreArbitration);
        ReportDisputeReopened { dispute_id, stage, amount, due_at: None, fee: None, at }
    };
    let back = move |(rtr, number, target, amount, at)| {
        let dispute_id = Option::map(number, name);
        ReportMedReturned { rtr_id: rtr_id(rtr), dispute_id, target, amount, at }
    };
    let evidence =
        move |number| SubmitEvidence { dispute_id: name(number), summary: known("a ticket") };
    prop_oneof![
        3 => (1..3_u8, target(), amount(), stage(), at()).prop_map(move |of| opened(of).into()),
        2 => (1..3_u8, stage(), at()).prop_map(move |of| won(of).into()),
        2 => (1..3_u8, stage(), option::of(amount()), at()).prop_map(move |of| lost(of).into()),
        1 => (1..3_u8, amount(), at()).prop_map(move |of| reopened(of).into()),
        2 => (1..5_u32, option::of(1..3_u8), target(), amount(), at())
            .prop_map(move |of| back(of).into()),
        1 => (1..3_u8).prop_map(move |number| evidence(number).into()),
        1 => (1..3_u8).prop_map(move |number| AcceptDispute { dispute_id: name(number) }.into()),
    ]
}

/// A command or a report, and the second at which it is heard.
pub(crate) fn told() -> impl Strategy<Value = (u32, Command)> {
    let any = prop_oneof![4 => of_pix(), 4 => of_card(), 4 => of_refunds(), 3 => of_disputes()];
    (0..40_u32, any)
}
