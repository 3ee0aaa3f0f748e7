use super::{after, brl, by_card, count, lived, parts, processing, row, second};
use crate::{
    payments::payment::{
        ActionDone, ActionRequired, AmountMismatch, AuthorizationLapsed, Authorized, Cancel,
        Capture, CaptureMode, CardCaptured, CardSent, CardStarted, Command, ConflictingFact,
        Create, Declined, DomainEvent, Payment, ReportActionDone, ReportActionRequired,
        ReportAuthorizationLapsed, ReportAuthorized, ReportCaptured, ReportDeclined,
        ReportVoidFailed, ReportVoided, SendCard, StartCard, Status, UnexpectedFact, Void,
        VoidFailed, VoidRequested, Voided,
    },
    testing::{Row, id, known},
};

pub(super) fn rows() -> Vec<Row<Payment>> {
    [starting(), naming(), asking(), authorizing(), voiding(), giving_up()]
        .into_iter()
        .flatten()
        .collect()
}

pub(super) fn manual() -> Create {
    by_card("100.00", CaptureMode::Manual)
}

pub(super) fn automatic() -> Create {
    by_card("100.00", CaptureMode::Automatic)
}

fn start() -> StartCard {
    StartCard { token: known("tok_1") }
}

pub(super) fn authorize(amount: &str) -> ReportAuthorized {
    ReportAuthorized { amount: brl(amount), valid_until: second(600), attempt: None, at: second(5) }
}

/// Authorized five seconds after noon, until ten minutes past.
pub(super) fn authorized() -> Vec<(u32, Command)> {
    processing(manual()).into_iter().chain([(5, authorize("100.00").into())]).collect()
}

pub(super) fn ask(number: u64, amount: &str) -> Capture {
    Capture { capture_id: id(number), amount: brl(amount), is_final: false }
}

pub(super) fn take(number: u64, amount: &str) -> ReportCaptured {
    ReportCaptured { capture_id: id(number), amount: brl(amount), fee: None, at: second(10) }
}

pub(super) fn after_steps<const N: usize>(steps: [Command; N]) -> Vec<DomainEvent> {
    lived(authorized().into_iter().chain(steps.map(|step| (10, step))))
}

pub(super) fn captured(number: u64, amount: &str, shares: &[&str]) -> CardCaptured {
    CardCaptured {
        capture_id: id(number),
        amount: brl(amount),
        fee: None,
        inferred: false,
        completes: false,
        shares: parts(shares),
        fees: Vec::new(),
        split_pending: false,
        at: second(10),
    }
}

pub(super) fn unexpected(fact: &str, key: &str, from: &str, at: u32) -> UnexpectedFact {
    let (fact, key, from) = (fact.to_owned(), key.to_owned(), from.to_owned());
    UnexpectedFact { fact, key, from, amount: None, at: second(at) }
}

fn starting() -> Vec<Row<Payment>> {
    let made = || lived([(0, manual().into())]);
    let declined = |times: u32| {
        let decline =
            |at| ReportDeclined { code: known("no funds"), attempt: None, at: second(at) };
        let tries = (0..times).flat_map(|number| {
            [(number, Command::from(start())), (number, decline(number).into())]
        });
        lived([(0, manual().into())].into_iter().chain(tries))
    };
    let started = |attempt| CardStarted { token: known("tok_1"), attempt: count(attempt) };
    vec![
        row("an attempt begins").given(made()).when(after(0), start()).then([started(1)]),
        row("a card number is no token")
            .given(made())
            .when(after(0), StartCard { token: known("4111111111111111") })
            .refused("payment.pan_rejected"),
        row("after a refusal another attempt begins")
            .given(declined(1))
            .when(after(2), start())
            .then([started(2)]),
        row("as often as is allowed")
            .given(declined(2))
            .when(after(3), start())
            .refused("payment.invalid_transition"),
        row("an attempt is sent")
            .given(lived(processing(manual())))
            .when(after(1), SendCard {})
            .then([CardSent { attempt: count(1) }]),
        row("once")
            .given(lived(processing(manual())))
            .given([CardSent { attempt: count(1) }])
            .when(after(1), SendCard {})
            .then_nothing(),
    ]
}

/// News that names its attempt: the first was refused, as of our own clock, and the second is under way.
fn naming() -> Vec<Row<Payment>> {
    let decline = |attempt, at| ReportDeclined {
        code: known("no funds"),
        attempt: Some(count(attempt)),
        at: second(at),
    };
    let second_try = || {
        let tries: [Command; 3] = [start().into(), decline(1, 5).into(), start().into()];
        lived([(0, manual().into())].into_iter().chain(tries.map(|step| (6, step))))
    };
    let of_the_first = |name: &str, key: &str, at| {
        unexpected(&format!("payment.report_{name}"), key, "processing", at)
    };
    let seven = "2026-11-23T12:00:07.000Z";
    let required = |attempt| ReportActionRequired { attempt: Some(count(attempt)), at: second(7) };
    let late = ReportAuthorized { attempt: Some(count(1)), at: second(7), ..authorize("100.00") };
    let amount = Some(brl("100.00"));
    vec![
        row("a refusal of the attempt before changes nothing")
            .given(second_try())
            .when(after(8), decline(1, 7))
            .then([of_the_first("declined", seven, 7)]),
        row("it is the one that is known")
            .given(second_try())
            .when(after(8), decline(1, 5))
            .then_nothing(),
        row("nor does its bank ask any more")
            .given(second_try())
            .when(after(8), required(1))
            .then([of_the_first("action_required", seven, 7)]),
        row("nor set anything aside")
            .given(second_try())
            .when(after(8), late)
            .then([UnexpectedFact { amount, ..of_the_first("authorized", seven, 7) }]),
        row("the attempt under way ends, whatever the gateway's clock says")
            .given(second_try())
            .when(after(8), decline(2, 5))
            .then([Declined { code: known("no funds"), attempt: count(2), at: second(5) }]),
        row("and its payer is asked")
            .given(second_try())
            .when(after(8), required(2))
            .then([ActionRequired { at: second(7) }]),
    ]
}

fn asking() -> Vec<Row<Payment>> {
    let required = |at| ReportActionRequired { attempt: None, at: second(at) };
    let done = |at| ReportActionDone { attempt: None, at: second(at) };
    let asked = || lived(processing(manual()).into_iter().chain([(5, required(5).into())]));
    let answered = || {
        let steps = [(5, required(5).into()), (6, done(6).into())];
        lived(processing(manual()).into_iter().chain(steps))
    };
    let decline = ReportDeclined { code: known("no"), attempt: None, at: second(5) };
    let noted =
        unexpected("payment.report_action_done", "2026-11-23T12:00:04.000Z", "requires_action", 4);
    vec![
        row("the payer is asked")
            .given(lived(processing(manual())))
            .when(after(5), required(5))
            .then([ActionRequired { at: second(5) }]),
        row("and answers")
            .given(asked())
            .when(after(6), done(6))
            .then([ActionDone { at: second(6) }]),
        row("news of it is taken in once")
            .given(answered())
            .when(after(7), required(5))
            .then_nothing(),
        row("older news does not move it back")
            .given(asked())
            .when(after(7), done(4))
            .then([noted.clone()]),
        row("and is noted once")
            .given(asked())
            .given([noted])
            .when(after(8), done(4))
            .then_nothing(),
        row("an old refusal does not either").given(answered()).when(after(7), decline).then([
            unexpected("payment.report_declined", "2026-11-23T12:00:05.000Z", "processing", 5),
        ]),
        row("the bank says no while the payer is asked")
            .given(asked())
            .when(after(7), ReportDeclined { code: known("no"), attempt: None, at: second(7) })
            .then([Declined { code: known("no"), attempt: count(1), at: second(7) }]),
    ]
}

fn authorizing() -> Vec<Row<Payment>> {
    let happened = Authorized { amount: brl("100.00"), valid_until: second(600), at: second(5) };
    let mismatch = || AmountMismatch {
        fact: "payment.report_authorized".to_owned(),
        key: "2026-11-23T12:00:05.000Z".to_owned(),
        expected: brl("100.00"),
        got: brl("99.00"),
        at: second(5),
    };
    vec![
        row("the bank sets the amount aside")
            .given(lived(processing(manual())))
            .when(after(5), authorize("100.00"))
            .then([happened]),
        row("once").given(lived(authorized())).when(after(6), authorize("100.00")).then_nothing(),
        row("another amount is an anomaly: it is not authorized, and given up")
            .given(lived(processing(manual())))
            .when(after(5), authorize("99.00"))
            .then::<DomainEvent>([mismatch().into(), VoidRequested {}.into()]),
        row("that is told once")
            .given(lived(processing(manual())))
            .given::<DomainEvent>([mismatch().into(), VoidRequested {}.into()])
            .when(after(5), authorize("99.00"))
            .then_nothing(),
        row("another amount than was authorized is a conflict")
            .given(lived(authorized()))
            .when(after(6), authorize("99.00"))
            .then([ConflictingFact {
                fact: "payment.report_authorized".to_owned(),
                key: "2026-11-23T12:00:05.000Z BRL 99.00".to_owned(),
                amount: Some(brl("99.00")),
                at: second(5),
            }]),
    ]
}

fn voiding() -> Vec<Row<Payment>> {
    let sixty = || after_steps([ask(20, "60.00").into(), take(20, "60.00").into()]);
    let asked = || after_steps([Void {}.into()]);
    let at = second(20);
    vec![
        row("an authorization is given up")
            .given(lived(authorized()))
            .when(after(20), Void {})
            .then([VoidRequested {}]),
        row("once").given(asked()).when(after(20), Void {}).then_nothing(),
        row("as the gateway says")
            .given(asked())
            .when(after(20), ReportVoided { at })
            .then([Voided { at }]),
        row("or says it cannot be")
            .given(asked())
            .when(after(20), ReportVoidFailed { code: known("no"), at })
            .then([VoidFailed { code: known("no"), at }]),
        row("which it was not asked for")
            .given(lived(authorized()))
            .when(after(20), ReportVoidFailed { code: known("no"), at })
            .then([unexpected(
                "payment.report_void_failed",
                "2026-11-23T12:00:20.000Z",
                "authorized",
                20,
            )]),
        row("the rest of a part that was captured")
            .given(sixty())
            .when(after(20), Void {})
            .then([VoidRequested {}]),
        row("an authorization lapses")
            .given(sixty())
            .when(after(20), ReportAuthorizationLapsed { at })
            .then([AuthorizationLapsed { at }]),
    ]
}

/// The bank set aside what the payment has no use for: too little, or too late.
fn giving_up() -> Vec<Row<Payment>> {
    let processing = |more: Vec<Command>| {
        let sent = processing(manual()).into_iter().chain([(1, SendCard {}.into())]);
        lived(sent.chain(more.into_iter().map(|step| (6, step))))
    };
    let ask = || ReportActionRequired { attempt: None, at: second(2) }.into();
    let decline = || ReportDeclined { code: known("no"), attempt: None, at: second(2) }.into();
    let cancelled = || processing(vec![ask(), Cancel {}.into()]);
    let failed = || processing(vec![decline()]);
    let too_little = || processing(vec![authorize("80.00").into()]);
    let noted = |from: &str| {
        let (fact, key) = ("payment.report_authorized", "2026-11-23T12:00:05.000Z");
        let amount = Some(brl("100.00"));
        DomainEvent::from(UnexpectedFact { amount, ..unexpected(fact, key, from, 5) })
    };
    let at = second(20);
    let refused = || ReportVoidFailed { code: known("no"), at };
    vec![
        row("what is authorized after the payment was cancelled is given up")
            .given(cancelled())
            .when(after(7), authorize("100.00"))
            .then([noted("cancelled"), VoidRequested {}.into()]),
        row("once")
            .given(cancelled())
            .given([noted("cancelled"), VoidRequested {}.into()])
            .when(after(8), authorize("100.00"))
            .then_nothing(),
        row("or after it was declined")
            .given(failed())
            .when(after(7), authorize("100.00"))
            .then([noted("failed"), VoidRequested {}.into()]),
        row("no other attempt begins before it is")
            .given(failed())
            .given([noted("failed"), VoidRequested {}.into()])
            .when(after(8), start())
            .refused("payment.invalid_transition"),
        row("then the payment is over")
            .given(too_little())
            .when(after(20), ReportVoided { at })
            .then([Voided { at }]),
        row("also where its time was over")
            .given(too_little())
            .when(after(20), ReportAuthorizationLapsed { at })
            .then([AuthorizationLapsed { at }]),
        row("where it cannot be given up")
            .given(too_little())
            .when(after(20), refused())
            .then([VoidFailed { code: known("no"), at }]),
        row("it can be asked for again")
            .given(too_little())
            .given([VoidFailed { code: known("no"), at }])
            .when(after(21), Void {})
            .then([VoidRequested {}]),
    ]
}

#[test]
fn what_was_given_up_ends_the_payment() {
    let steps = [(5, authorize("80.00").into()), (20, ReportVoided { at: second(20) }.into())];
    let payment = super::state(&lived(processing(manual()).into_iter().chain(steps)));
    assert_eq!(payment.status(), Some(Status::Voided));
    assert!(!payment.charge().expect("it was made").is_void_open());
}
