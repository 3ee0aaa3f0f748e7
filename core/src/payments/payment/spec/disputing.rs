use super::{after, after_paid, brl, of_capture, of_pix, parts, refund, row, second, state};
use crate::{
    payments::payment::{
        AcceptDispute, ConflictingFact, DisputeAccepted, DisputeKind, DisputeOpened,
        DisputeReopened, DisputeStage, DisputeWon, DomainEvent, EvidenceSubmitted, OverDispute,
        Payment, ReportDisputeLost, ReportDisputeOpened, ReportDisputeReopened,
        ReportDisputeWithdrawn, ReportDisputeWon, SubmitEvidence, UnexpectedFact,
    },
    testing::{Row, known},
};

pub(super) fn rows() -> Vec<Row<Payment>> {
    [opening(), answering(), winning(), reopening(), going_on()].into_iter().flatten().collect()
}

pub(super) fn open(amount: &str) -> ReportDisputeOpened {
    ReportDisputeOpened {
        dispute_id: known("dp_1"),
        target: of_pix(1),
        amount: brl(amount),
        kind: DisputeKind::Med,
        stage: DisputeStage::Dispute,
        due_at: Some(second(600)),
        fee: None,
        at: second(60),
    }
}

pub(super) fn opened(amount: &str, held: &str) -> DisputeOpened {
    DisputeOpened {
        dispute_id: known("dp_1"),
        target: of_pix(1),
        amount: brl(amount),
        held: brl(held),
        kind: DisputeKind::Med,
        stage: DisputeStage::Dispute,
        due_at: Some(second(600)),
        parts: parts(&[held, "0.00", "0.00"]),
        fee: None,
        fee_parts: Vec::new(),
        at: second(60),
    }
}

pub(super) fn win() -> ReportDisputeWon {
    let (dispute_id, stage) = (known("dp_1"), DisputeStage::Dispute);
    ReportDisputeWon { dispute_id, stage, fee_returned: false, at: second(70) }
}

pub(super) fn lose(amount: Option<&str>) -> ReportDisputeLost {
    let (dispute_id, stage) = (known("dp_1"), DisputeStage::Dispute);
    ReportDisputeLost { dispute_id, stage, amount: amount.map(brl), at: second(70) }
}

pub(super) fn unexpected(fact: &str, key: &str, amount: Option<&str>, at: u32) -> UnexpectedFact {
    let (fact, key, from) = (fact.to_owned(), key.to_owned(), "captured".to_owned());
    UnexpectedFact { fact, key, from, amount: amount.map(brl), at: second(at) }
}

fn over(excess: &str) -> OverDispute {
    OverDispute { dispute_id: known("dp_1"), excess: brl(excess), at: second(60) }
}

fn opening() -> Vec<Row<Payment>> {
    let with_fee = ReportDisputeOpened { fee: Some(brl("15.00")), ..open("40.00") };
    let fee_parts = parts(&["15.00", "0.00", "0.00"]);
    let other = ReportDisputeOpened { target: of_capture(1), ..open("40.00") };
    let earlier = ReportDisputeOpened { stage: DisputeStage::PreDispute, ..open("40.00") };
    vec![
        row("what is disputed is held, and debited to the liable")
            .given(after_paid([]))
            .when(after(60), open("40.00"))
            .then([opened("40.00", "40.00")]),
        row("with its fee").given(after_paid([])).when(after(60), with_fee).then([DisputeOpened {
            fee: Some(brl("15.00")),
            fee_parts,
            ..opened("40.00", "40.00")
        }]),
        row("no more than there is left")
            .given(after_paid([refund(50, "70.00").into()]))
            .when(after(60), open("40.00"))
            .then::<DomainEvent>([opened("40.00", "30.00").into(), over("10.00").into()]),
        row("also where nothing is left")
            .given(after_paid([refund(50, "100.00").into()]))
            .when(after(60), open("40.00"))
            .then::<DomainEvent>([opened("40.00", "0.00").into(), over("40.00").into()]),
        row("once")
            .given(after_paid([open("40.00").into()]))
            .when(after(61), open("40.00"))
            .then_nothing(),
        row("of another amount it is a conflict")
            .given(after_paid([open("40.00").into()]))
            .when(after(61), open("41.00"))
            .then([ConflictingFact {
                fact: "payment.report_dispute_opened".to_owned(),
                key: "dp_1 dispute BRL 41.00".to_owned(),
                amount: Some(brl("41.00")),
                at: second(60),
            }]),
        row("at an earlier stage it has no place")
            .given(after_paid([open("40.00").into()]))
            .when(after(61), earlier)
            .then([unexpected(
                "payment.report_dispute_opened",
                "dp_1 pre_dispute",
                Some("40.00"),
                60,
            )]),
        row("of what did not come it has none either")
            .given(after_paid([]))
            .when(after(60), other)
            .then([unexpected("payment.report_dispute_opened", "dp_1 dispute", Some("40.00"), 60)]),
        row("what is disputed cannot go back")
            .given(after_paid([open("40.00").into()]))
            .when(after(61), refund(50, "60.01"))
            .refused("payment.refund_exceeds_available"),
    ]
}

fn answering() -> Vec<Row<Payment>> {
    let dispute_id = || known("dp_1");
    let submit = || SubmitEvidence { dispute_id: dispute_id(), summary: known("the ticket") };
    let accept = || AcceptDispute { dispute_id: dispute_id() };
    let given = || after_paid([open("40.00").into()]);
    let secret = SubmitEvidence { summary: known("4111111111111111"), ..submit() };
    vec![
        row("a dispute is answered")
            .given(given())
            .when(after(599), submit())
            .then([EvidenceSubmitted { dispute_id: dispute_id(), summary: known("the ticket") }]),
        row("in time")
            .given(given())
            .when(after(600), submit())
            .refused("payment.evidence_window_closed"),
        row("without a card number")
            .given(given())
            .when(after(61), secret)
            .refused("payment.pan_rejected"),
        row("once")
            .given(after_paid([open("40.00").into(), submit().into()]))
            .when(after(61), submit())
            .refused("payment.invalid_transition"),
        row("or given up")
            .given(given())
            .when(after(599), accept())
            .then([DisputeAccepted { dispute_id: dispute_id() }]),
        row("in time, too")
            .given(given())
            .when(after(600), accept())
            .refused("payment.evidence_window_closed"),
        row("what nobody disputed is not answered")
            .given(after_paid([]))
            .when(after(61), submit())
            .refused("payment.invalid_transition"),
        row("nor what was not made").when(after(61), accept()).refused("payment.not_found"),
    ]
}

fn winning() -> Vec<Row<Payment>> {
    let won = won_at(DisputeStage::Dispute);
    let ReportDisputeWon { dispute_id, stage, fee_returned, at } = win();
    let withdraw = ReportDisputeWithdrawn { dispute_id, stage, fee_returned, at };
    let ended = || after_paid([open("40.00").into(), win().into()]);
    vec![
        row("a dispute is won")
            .given(after_paid([open("40.00").into()]))
            .when(after(70), win())
            .then([won.clone()]),
        row("once").given(ended()).when(after(71), win()).then_nothing(),
        row("or withdrawn")
            .given(after_paid([open("40.00").into()]))
            .when(after(70), withdraw.clone())
            .then([DisputeWon { withdrawn: true, ..won }]),
        row("which is the same").given(ended()).when(after(71), withdraw).then_nothing(),
        row("what was won is not lost at the same stage")
            .given(ended())
            .when(after(71), lose(None))
            .then([unexpected("payment.report_dispute_lost", "dp_1 dispute", None, 70)]),
    ]
}

fn reopening() -> Vec<Row<Payment>> {
    let report = || ReportDisputeReopened {
        dispute_id: known("dp_1"),
        stage: DisputeStage::PreArbitration,
        amount: brl("40.00"),
        due_at: None,
        fee: None,
        at: second(80),
    };
    let happened = || DisputeReopened {
        dispute_id: known("dp_1"),
        amount: brl("40.00"),
        held: brl("40.00"),
        stage: DisputeStage::PreArbitration,
        due_at: None,
        parts: parts(&["40.00", "0.00", "0.00"]),
        fee: None,
        fee_parts: Vec::new(),
        at: second(80),
    };
    let won = || after_paid([open("40.00").into(), win().into()]);
    let lost = || after_paid([open("40.00").into(), lose(None).into()]);
    let same_stage = ReportDisputeReopened { stage: DisputeStage::Dispute, ..report() };
    vec![
        row("a dispute that was won is taken up again")
            .given(won())
            .when(after(80), report())
            .then([happened()]),
        row("once").given(won()).given([happened()]).when(after(81), report()).then_nothing(),
        row("at a later stage").given(won()).when(after(80), same_stage).then([unexpected(
            "payment.report_dispute_reopened",
            "dp_1 dispute",
            Some("40.00"),
            80,
        )]),
        row("not one that was lost").given(lost()).when(after(80), report()).then([unexpected(
            "payment.report_dispute_reopened",
            "dp_1 pre_arbitration",
            Some("40.00"),
            80,
        )]),
    ]
}

/// A question of the bank's, which becomes a dispute of more.
fn going_on() -> Vec<Row<Payment>> {
    let asked = || ReportDisputeOpened { stage: DisputeStage::PreDispute, ..open("40.00") };
    let disputed = |amount| ReportDisputeOpened { at: second(80), due_at: None, ..open(amount) };
    let goes_on = |amount, more: &str| DisputeReopened {
        dispute_id: known("dp_1"),
        amount: brl(amount),
        held: brl(more),
        stage: DisputeStage::Dispute,
        due_at: None,
        parts: parts(&[more, "0.00", "0.00"]),
        fee: None,
        fee_parts: Vec::new(),
        at: second(80),
    };
    let ReportDisputeOpened { dispute_id, stage, amount, due_at, fee, at, .. } = disputed("50.00");
    let as_reopened = ReportDisputeReopened { dispute_id, stage, amount, due_at, fee, at };
    let elsewhere = ReportDisputeOpened { target: of_capture(1), ..disputed("50.00") };
    let given = || after_paid([asked().into()]);
    vec![
        row("more is held")
            .given(given())
            .when(after(80), disputed("50.00"))
            .then([goes_on("50.00", "10.00")]),
        row("what is held stays held")
            .given(given())
            .when(after(80), disputed("30.00"))
            .then([goes_on("30.00", "0.00")]),
        row("once")
            .given(after_paid([asked().into(), disputed("50.00").into()]))
            .when(after(81), disputed("50.00"))
            .then_nothing(),
        row("told as taken up again it is the same")
            .given(given())
            .when(after(80), as_reopened)
            .then([goes_on("50.00", "10.00")]),
        row("it does not go over to other money")
            .given(given())
            .when(after(80), elsewhere)
            .then([unexpected("payment.report_dispute_opened", "dp_1 dispute", Some("50.00"), 80)]),
        row("won at a later stage it went on")
            .given(given())
            .when(after(70), win())
            .then([won_at(DisputeStage::Dispute)]),
    ]
}

fn won_at(stage: DisputeStage) -> DisputeWon {
    let dispute_id = known("dp_1");
    DisputeWon { dispute_id, stage, withdrawn: false, fee_returned: false, at: second(70) }
}

#[test]
fn what_a_dispute_held_is_lost_at_whichever_stage() {
    let asked = ReportDisputeOpened { stage: DisputeStage::PreDispute, ..open("40.00") };
    let payment = state(&after_paid([asked.into(), lose(None).into(), lose(None).into()]));
    let takings = payment.books().takings();
    let of = takings.first().expect("what was paid");
    assert_eq!((of.dispute_held(), of.dispute_lost()), (brl("0.00"), brl("40.00")));
    assert_eq!(payment.books().noted.len(), 0, "nothing was unexpected");
}
