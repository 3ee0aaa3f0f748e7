//! Every command and every report in every state. What the table does not list is refused, if it is a
//! command, and recorded without moving the payment, if it is a report.

use super::disputing::{lose, win};
use super::{
    Command, DomainEvent, Payment, after, awaiting, brl, by_card, by_pix, card, issue, lived,
    of_pix, paid, pix_of, processing, refund, requested, rtr_id, second, state,
};
use crate::{
    Aggregate,
    aggregate::{Message, Refusal},
    payments::payment::{
        AcceptDispute, AssignShares, Cancel, CancelRefund, Capture, CaptureMode, DisputeKind,
        DisputeStage, ExpireCharge, RefundRest, ReportActionDone, ReportActionRequired,
        ReportAuthorizationLapsed, ReportAuthorized, ReportCaptureFailed, ReportDeclined,
        ReportDisputeOpened, ReportDisputeReopened, ReportDisputeWithdrawn, ReportDisputeWon,
        ReportMedReturned, ReportPixChargeFailed, ReportRefundFailed, ReportRefundSettled,
        ReportVoidFailed, ReportVoided, RequestPixCharge, SendCard, SendRefund, StartCard,
        SubmitEvidence, Void,
    },
    testing::{id, known},
};

type History = Vec<DomainEvent>;
/// A command, the states that it leads on from, and those in which it changes nothing.
type Line = (Command, &'static [&'static str], &'static [&'static str]);

fn payments() -> Vec<(&'static str, History)> {
    let pix = || by_pix("150.00");
    let card = || by_card("100.00", CaptureMode::Manual);
    let then = |before: Vec<(u32, Command)>, more: Vec<Command>| {
        lived(before.into_iter().chain(more.into_iter().map(|command| (20, command))))
    };
    let decline = |at| ReportDeclined { code: known("no"), attempt: None, at: second(at) };
    let again: Vec<Command> = vec![decline(10).into(), start().into(), decline(11).into()];
    vec![
        ("not_created", Vec::new()),
        ("pix", lived([(0, pix().into())])),
        ("pix_requested", lived(requested(pix()))),
        ("awaiting_pix", lived(awaiting(pix()))),
        ("pix_captured", lived(paid(pix()))),
        ("expired", lived(awaiting(pix()).into_iter().chain([(3_600, ExpireCharge {}.into())]))),
        ("cancelled", then(awaiting(pix()), vec![Cancel {}.into()])),
        ("card", lived([(0, card().into())])),
        ("processing", lived(processing(card()))),
        ("processing_sent", then(processing(card()), vec![SendCard {}.into()])),
        ("requires_action", then(processing(card()), vec![action(10).into()])),
        ("authorized", lived(card::authorized())),
        ("partially_captured", then(card::authorized(), vec![card::take(20, "60.00").into()])),
        ("captured", then(card::authorized(), vec![card::take(20, "100.00").into()])),
        ("failed", then(processing(card()), vec![decline(10).into()])),
        ("failed_for_good", then(processing(card()), again)),
        ("voided", then(card::authorized(), vec![ReportVoided { at: second(10) }.into()])),
        ("card_cancelled", then(processing(card()), vec![action(10).into(), Cancel {}.into()])),
    ]
}

fn start() -> StartCard {
    StartCard { token: known("tok_1") }
}

fn action(at: u32) -> ReportActionRequired {
    ReportActionRequired { attempt: None, at: second(at) }
}

fn dispute() -> ReportDisputeOpened {
    ReportDisputeOpened {
        dispute_id: known("dp_1"),
        target: of_pix(1),
        amount: brl("40.00"),
        kind: DisputeKind::Card,
        stage: DisputeStage::Dispute,
        due_at: None,
        fee: None,
        at: second(60),
    }
}

/// The table of the payment itself.
fn lines() -> Vec<Line> {
    let at = second(50);
    let code = || known("no");
    let shares = vec![super::part(1, "1.00")].try_into().expect("a share");
    let pix_states: &[&str] = &[
        "not_created",
        "pix",
        "pix_requested",
        "awaiting_pix",
        "pix_captured",
        "expired",
        "cancelled",
        "card",
        "processing",
        "processing_sent",
        "requires_action",
        "authorized",
        "partially_captured",
        "captured",
        "failed",
        "failed_for_good",
        "voided",
        "card_cancelled",
    ];
    let with_a_rest: &[&str] = &["authorized", "partially_captured"];
    let under_way: &[&str] = &["processing", "processing_sent", "requires_action"];
    let with_money: &[&str] = &["pix_captured", "partially_captured", "captured"];
    // There is nothing to give back.
    let without_money: &[&str] = &[
        "pix",
        "pix_requested",
        "awaiting_pix",
        "expired",
        "cancelled",
        "card",
        "processing",
        "processing_sent",
        "requires_action",
        "authorized",
        "failed",
        "failed_for_good",
        "voided",
        "card_cancelled",
    ];
    let by_card: &[&str] = &[
        "card",
        "processing",
        "processing_sent",
        "requires_action",
        "authorized",
        "partially_captured",
        "captured",
        "failed",
        "failed_for_good",
        "voided",
        "card_cancelled",
    ];
    vec![
        (by_pix("1.00").into(), &["not_created"], &[]),
        (RequestPixCharge { expires_at: second(7_000) }.into(), &["pix"], &[]),
        (ExpireCharge {}.into(), &["awaiting_pix"], &[]),
        (
            Cancel {}.into(),
            &["pix", "pix_requested", "awaiting_pix", "card", "processing", "requires_action"],
            &[],
        ),
        (start().into(), &["card", "failed"], &[]),
        (SendCard {}.into(), &["processing"], &["processing_sent"]),
        (
            Capture { capture_id: id(30), amount: brl("1.00"), is_final: false }.into(),
            with_a_rest,
            &[],
        ),
        (Void {}.into(), with_a_rest, &[]),
        (refund(60, "40.00").into(), &["pix_captured"], &[]),
        (RefundRest { reason: known("rain") }.into(), with_money, without_money),
        (AssignShares { target: of_pix(1), shares }.into(), &[], &[]),
        (
            issue().into(),
            &["pix_requested"],
            &["awaiting_pix", "pix_captured", "expired", "cancelled"],
        ),
        (ReportPixChargeFailed { code: code(), at }.into(), &["pix_requested"], &[]),
        // Money has moved: it is kept in every state, apart where it was not asked for.
        (pix_of(9, "150.00", 50).into(), pix_states, &[]),
        (action(50).into(), &["processing", "processing_sent"], &[]),
        (ReportActionDone { attempt: None, at }.into(), &["requires_action"], &[]),
        (
            ReportAuthorized { amount: brl("100.00"), valid_until: second(600), attempt: None, at }
                .into(),
            under_way,
            &["authorized", "partially_captured", "captured", "voided"],
        ),
        // As of a Pix.
        (card::take(31, "1.00").into(), by_card, &[]),
        (ReportCaptureFailed { capture_id: id(31), code: code(), at }.into(), &[], &[]),
        (ReportDeclined { code: code(), attempt: None, at }.into(), under_way, &[]),
        (ReportVoided { at }.into(), with_a_rest, &[]),
        (ReportVoidFailed { code: code(), at }.into(), &[], &[]),
        (ReportAuthorizationLapsed { at }.into(), with_a_rest, &[]),
    ]
}

fn reversals() -> Vec<(&'static str, History)> {
    let then = |more: Vec<Command>| {
        let more = more.into_iter().map(|command| (60, command));
        lived(paid(by_pix("150.00")).into_iter().chain(more))
    };
    let refund_id = id(60);
    let asked = || Command::from(refund(60, "40.00"));
    let opened = || Command::from(dispute());
    vec![
        ("none", then(vec![])),
        ("pending", then(vec![asked()])),
        ("sent", then(vec![asked(), SendRefund { refund_id }.into()])),
        ("settled", then(vec![asked(), settle().into()])),
        ("refund_failed", then(vec![asked(), fail().into()])),
        ("given_up", then(vec![asked(), CancelRefund { refund_id }.into()])),
        ("open", then(vec![opened()])),
        ("under_review", then(vec![opened(), evidence().into()])),
        ("won", then(vec![opened(), win().into()])),
        ("lost", then(vec![opened(), lose(None).into()])),
    ]
}

fn settle() -> ReportRefundSettled {
    let (refund_id, amount, rtr_id) = (id(60), brl("40.00"), Some(rtr_id(60)));
    ReportRefundSettled { refund_id, target: of_pix(1), amount, rtr_id, at: second(60) }
}

fn fail() -> ReportRefundFailed {
    ReportRefundFailed { refund_id: id(60), reason: known("no"), at: second(60) }
}

fn evidence() -> SubmitEvidence {
    SubmitEvidence { dispute_id: known("dp_1"), summary: known("the ticket") }
}

/// The table of refunds and disputes.
fn lines_of_reversals() -> Vec<Line> {
    let refund_id = id(60);
    let dispute_id = || known("dp_1");
    let ReportDisputeWon { stage, fee_returned, at, .. } = win();
    let withdraw = ReportDisputeWithdrawn { dispute_id: dispute_id(), stage, fee_returned, at };
    let reopen = ReportDisputeReopened {
        dispute_id: dispute_id(),
        stage: DisputeStage::PreArbitration,
        amount: brl("40.00"),
        due_at: None,
        fee: None,
        at: second(80),
    };
    let back = ReportMedReturned {
        rtr_id: rtr_id(1),
        dispute_id: Some(dispute_id()),
        target: of_pix(1),
        amount: brl("1.00"),
        at: second(80),
    };
    let running: &[&str] = &["open", "under_review"];
    let no_dispute: &[&str] = &["none", "pending", "sent", "settled", "refund_failed", "given_up"];
    let no_refund: &[&str] = &["none", "open", "under_review", "won", "lost"];
    vec![
        (SendRefund { refund_id }.into(), &["pending"], &["sent"]),
        (CancelRefund { refund_id }.into(), &["pending"], &[]),
        (
            settle().into(),
            &["pending", "sent", "none", "open", "under_review", "won", "lost"],
            &["settled"],
        ),
        (fail().into(), &["pending", "sent"], &["refund_failed"]),
        (
            refund(60, "40.00").into(),
            no_refund,
            &["pending", "sent", "settled", "refund_failed", "given_up"],
        ),
        (evidence().into(), &["open"], &[]),
        (AcceptDispute { dispute_id: dispute_id() }.into(), &["open"], &[]),
        (dispute().into(), no_dispute, &["open", "under_review", "won", "lost"]),
        (win().into(), running, &["won"]),
        (withdraw.into(), running, &["won"]),
        (lose(None).into(), running, &["lost"]),
        (reopen.into(), &["won", "open", "under_review"], &[]),
        (
            back.into(),
            &[
                "open",
                "under_review",
                "none",
                "pending",
                "sent",
                "settled",
                "refund_failed",
                "given_up",
                "won",
                "lost",
            ],
            &[],
        ),
    ]
}

/// Whether a report was recorded and had no other effect.
fn is_record(happened: &DomainEvent) -> bool {
    let records = [
        "payment.unexpected_fact",
        "payment.unmatched_fact",
        "payment.conflicting_fact",
        "payment.refund_flip",
    ];
    records.contains(&happened.wire_name())
}

/// What was set aside for nothing is given up beside the note of it.
fn gives_up(happened: &DomainEvent) -> bool {
    matches!(happened, DomainEvent::VoidRequested(_))
}

fn walk(states: &[(&str, History)], lines: &[Line]) {
    for (command, leads, repeats) in lines {
        let listed = leads.iter().chain(*repeats);
        listed.for_each(|name| {
            assert!(states.iter().any(|(state, _)| state == name), "there is no state {name}");
        });
        for (name, history) in states {
            let cell = format!("{} in {name}", command.wire_name());
            let before = state(history);
            let seconds = if matches!(command, Command::ExpireCharge(_)) { 3_600 } else { 90 };
            let decided = before.decide(command, &after(seconds));
            let is_report = command.wire_name().starts_with("payment.report_");
            if repeats.contains(name) {
                assert_eq!(decided, Ok(Vec::new()), "{cell}");
            } else if leads.contains(name) {
                let happened = decided.unwrap_or_else(|refused| panic!("{cell}: {refused}"));
                assert!(!happened.is_empty() && !happened.iter().any(is_record), "{cell}");
            } else if is_report {
                let happened = decided.unwrap_or_else(|refused| panic!("{cell}: {refused}"));
                let kept = |happened| is_record(happened) || gives_up(happened);
                assert!(!happened.is_empty() && happened.iter().all(kept), "{cell}");
                recorded_once_and_kept(&before, command, &happened, &cell);
            } else {
                let code = decided.expect_err(&cell).code();
                let expected = match (before.charge(), command) {
                    (None, _) => "payment.not_found",
                    // What it says is known by its content, in whatever state.
                    (Some(_), Command::Create(_)) => "payment.already_created",
                    // There is money, and not of what it names.
                    (Some(_), Command::RequestRefund(_))
                        if !before.books().takings().is_empty() =>
                    {
                        "payment.target_unknown"
                    }
                    (Some(_), _) => "payment.invalid_transition",
                };
                assert_eq!(code, expected, "{cell}");
            }
        }
    }
}

fn recorded_once_and_kept(
    before: &Payment,
    command: &Command,
    happened: &[DomainEvent],
    cell: &str,
) {
    let mut noted = before.clone();
    happened.iter().for_each(|happened| noted.evolve(happened));
    assert_eq!(noted.status(), before.status(), "{cell}");
    assert_eq!(noted.books().takings(), before.books().takings(), "{cell}");
    assert_eq!(noted.decide(command, &after(91)), Ok(Vec::new()), "{cell}: told twice");
}

#[test]
fn every_cell_of_the_table_is_as_it_says() {
    walk(&payments(), &lines());
    walk(&reversals(), &lines_of_reversals());
}

#[test]
fn the_table_has_every_command() {
    let lines = [lines(), lines_of_reversals()].concat();
    for name in Command::WIRE_NAMES {
        let mut all = lines.iter();
        assert!(all.any(|(command, ..)| command.wire_name() == *name), "{name} has no line");
    }
}

/// The control: a table that lists one cell too many, or one too few, is not passed.
#[test]
fn a_table_that_is_wrong_is_caught() {
    let caught = |line: Line| std::panic::catch_unwind(|| walk(&payments(), &[line])).is_err();
    assert!(caught((Void {}.into(), &["authorized", "partially_captured", "captured"], &[])));
    assert!(caught((Void {}.into(), &["authorized"], &[])));
    assert!(caught((action(50).into(), &["processing"], &[])));
}
