use super::card::{
    after_steps, ask, authorize, authorized, automatic, captured, manual, take, unexpected,
};
use super::{
    after, brl, lived, of_capture, part, parts, percent, processing, row, second, split, state, usd,
};
use crate::{
    payments::{
        payment::{
            AmountMismatch, Capture, CaptureFailed, CaptureRequested, CardCaptured, Command,
            Create, DomainEvent, Payment, ReportAuthorizationLapsed, ReportCaptureFailed,
            ReportCaptured, ReportDeclined, ReportVoided, Status, Void,
        },
        split::{Rule, Share, Split},
    },
    testing::{Row, id, known},
};

pub(super) fn rows() -> Vec<Row<Payment>> {
    [taking(), capturing(), out_of_order()].into_iter().flatten().collect()
}

/// The commands.
fn taking() -> Vec<Row<Payment>> {
    let requested = |number, amount: &str| CaptureRequested {
        capture_id: id(number),
        amount: brl(amount),
        is_final: false,
    };
    let asked = || after_steps([ask(20, "60.00").into()]);
    let of = |amount| Capture { amount, ..ask(20, "1.00") };
    let fixed = Rule::new(id(1), Share::Fixed { amount: brl("50.00") }).liable();
    let split = Split::new(vec![fixed, Rule::new(id(2), Share::Remainder {})]).expect("a split");
    let with_fixed = Create { split: Some(split), ..manual() };
    let with_fixed = processing(with_fixed).into_iter().chain([(5, authorize("100.00").into())]);
    let refused = |name, command: Capture, code| {
        row(name).given(lived(authorized())).when(after(10), command).refused(code)
    };
    vec![
        row("a part is asked for")
            .given(lived(authorized()))
            .when(after(10), ask(20, "60.00"))
            .then([requested(20, "60.00")]),
        row("the same again changes nothing")
            .given(asked())
            .when(after(11), ask(20, "60.00"))
            .then_nothing(),
        row("another under the same id is refused")
            .given(asked())
            .when(after(11), ask(20, "60.01"))
            .refused("payment.duplicate_capture_id"),
        row("what was asked for counts")
            .given(asked())
            .when(after(11), ask(21, "40.01"))
            .refused("payment.capture_exceeds_authorized"),
        row("to the cent")
            .given(asked())
            .when(after(11), ask(21, "40.00"))
            .then([requested(21, "40.00")]),
        refused(
            "not more than was authorized",
            ask(20, "100.01"),
            "payment.capture_exceeds_authorized",
        ),
        refused("nothing", ask(20, "0.00"), "payment.amount_not_positive"),
        refused("another currency", of(usd("1.00")), "payment.currency_mismatch"),
        row("not when the authorization's time is over")
            .given(lived(authorized()))
            .when(after(600), ask(20, "60.00"))
            .refused("payment.authorization_expired"),
        row("not less than the fixed shares")
            .given(lived(with_fixed))
            .when(after(10), ask(20, "49.99"))
            .refused("payment.split_exceeds_base"),
        row("not when the rest is being given up")
            .given(after_steps([Void {}.into()]))
            .when(after(11), ask(20, "1.00"))
            .refused("payment.invalid_transition"),
    ]
}

/// The news.
fn capturing() -> Vec<Row<Payment>> {
    let asked = || after_steps([ask(20, "60.00").into()]);
    let sixty = || after_steps([ask(20, "60.00").into(), take(20, "60.00").into()]);
    let final_ask = Capture { is_final: true, ..ask(20, "60.00") };
    let failed = || ReportCaptureFailed { capture_id: id(20), code: known("busy"), at: second(10) };
    let shares = ["48.00", "9.00", "3.00"];
    let over = AmountMismatch {
        fact: "payment.report_captured".to_owned(),
        key: id::<crate::values::CaptureId>(21).to_string(),
        expected: brl("40.00"),
        got: brl("40.01"),
        at: second(10),
    };
    let fee = ReportCaptured { fee: Some(brl("2.00")), ..take(20, "60.00") };
    vec![
        row("a part is captured with its shares")
            .given(asked())
            .when(after(11), take(20, "60.00"))
            .then([captured(20, "60.00", &shares)]),
        row("once").given(sixty()).when(after(12), take(20, "60.00")).then_nothing(),
        row("the rest approaches the shares of all")
            .given(sixty())
            .when(after(12), take(21, "40.00"))
            .then([CardCaptured {
                completes: true,
                ..captured(21, "40.00", &["32.00", "6.00", "2.00"])
            }]),
        row("a final part is all there will be")
            .given(after_steps([final_ask.into()]))
            .when(after(11), take(20, "60.00"))
            .then([CardCaptured { completes: true, ..captured(20, "60.00", &shares) }]),
        row("more than was authorized is taken in, and noted")
            .given(sixty())
            .when(after(12), take(21, "40.01"))
            .then::<DomainEvent>([
                CardCaptured {
                    completes: true,
                    ..captured(21, "40.01", &["32.01", "6.00", "2.00"])
                }
                .into(),
                over.into(),
            ]),
        row("a fee is taken from who bears it").given(asked()).when(after(11), fee).then([
            CardCaptured {
                fee: Some(brl("2.00")),
                fees: parts(&["2.00", "0.00", "0.00"]),
                ..captured(20, "60.00", &shares)
            },
        ]),
        row("a capture can fail").given(asked()).when(after(11), failed()).then([CaptureFailed {
            capture_id: id(20),
            code: known("busy"),
            at: second(10),
        }]),
        row("once")
            .given(after_steps([ask(20, "60.00").into(), failed().into()]))
            .when(after(12), failed())
            .then_nothing(),
        row("what failed can be asked for again")
            .given(after_steps([ask(20, "60.00").into(), failed().into()]))
            .when(after(12), ask(21, "100.00"))
            .then([CaptureRequested {
                capture_id: id(21),
                amount: brl("100.00"),
                is_final: false,
            }]),
        row("what was captured did not fail").given(sixty()).when(after(12), failed()).then([
            unexpected(
                "payment.report_capture_failed",
                &id::<crate::values::CaptureId>(20).to_string(),
                "partially_captured",
                10,
            ),
        ]),
    ]
}

fn out_of_order() -> Vec<Row<Payment>> {
    let whole = ["80.00", "15.00", "5.00"];
    let all = || CardCaptured { completes: true, ..captured(20, "100.00", &whole) };
    let before =
        || lived(processing(manual()).into_iter().chain([(10, take(20, "100.00").into())]));
    vec![
        row("a capture before its authorization implies it")
            .given(lived(processing(manual())))
            .when(after(10), take(20, "100.00"))
            .then([CardCaptured { inferred: true, ..all() }]),
        row("which changes nothing when it is told")
            .given(before())
            .when(after(11), authorize("100.00"))
            .then_nothing(),
        row("where money is taken with the authorization nothing is inferred")
            .given(lived(processing(automatic())))
            .when(after(10), take(20, "100.00"))
            .then([all()]),
        row("a refusal after the capture is noted")
            .given(before())
            .when(after(11), ReportDeclined { code: known("no"), attempt: None, at: second(11) })
            .then([unexpected(
                "payment.report_declined",
                "2026-11-23T12:00:11.000Z",
                "captured",
                11,
            )]),
    ]
}

/// They cross on their way.
#[test]
fn a_capture_and_the_end_of_its_authorization_are_told_in_either_order() {
    let at = second(20);
    let taken = || Command::from(take(20, "40.00"));
    let ends: [Command; 2] = [ReportVoided { at }.into(), ReportAuthorizationLapsed { at }.into()];
    for ended in ends {
        for [first, then] in [[taken(), ended.clone()], [ended, taken()]] {
            let payment = state(&after_steps([ask(20, "40.00").into(), first, then]));
            assert_eq!(payment.status(), Some(Status::Captured));
            assert_eq!(payment.books().captured(), 4_000);
        }
    }
}

#[test]
fn what_is_given_up_leaves_what_was_captured() {
    let at = second(20);
    let status = |steps: Vec<Command>| {
        let steps = steps.into_iter().map(|step| (10, step));
        state(&lived(authorized().into_iter().chain(steps))).status()
    };
    let sixty = || vec![Command::from(ask(20, "60.00")), take(20, "60.00").into()];
    let with = |steps: Vec<Command>, more: Command| steps.into_iter().chain([more]).collect();
    assert_eq!(status(with(sixty(), ReportVoided { at }.into())), Some(Status::Captured));
    assert_eq!(status(vec![ReportVoided { at }.into()]), Some(Status::Voided));
    let lapsed = || ReportAuthorizationLapsed { at }.into();
    assert_eq!(status(with(sixty(), lapsed())), Some(Status::Captured));
    assert_eq!(status(vec![lapsed()]), Some(Status::Voided));
    let payment = state(&lived(
        authorized().into_iter().chain(with(sixty(), Void {}.into()).into_iter().map(|c| (10, c))),
    ));
    let takings = payment.books().of(&of_capture(20)).expect("it was captured");
    assert_eq!(takings.available(), brl("60.00"));
    assert_eq!(takings.ledger.shares(), vec![part(1, "48.00"), part(2, "9.00"), part(3, "3.00")]);
    assert_eq!(split().rules().len(), takings.accounts().len());
    assert_eq!(split().rules()[1].share, percent(2, "15").share);
}
