use super::{
    after, awaiting, brl, by_card, by_pix, count, divided, lived, paid, percent, processing, row,
    usd,
};
use crate::{
    payments::{
        payment::{
            Cancel, Cancelled, CaptureMode, Create, Created, DomainEvent, Installments, Metadata,
            Method, Payment, Rejection, RemainderOn, ReportActionRequired, ReportAuthorized,
            RequestPixCharge, SendCard,
        },
        split::{Rule, Share, Split},
    },
    testing::{Row, id, known},
    values::Money,
};

pub(super) fn rows() -> Vec<Row<Payment>> {
    [creating(), dividing(), in_installments(), cancelling()].into_iter().flatten().collect()
}

fn created(create: Create) -> Created {
    Created {
        amount: create.amount,
        method: create.method,
        reference: create.reference,
        buyer: id(7),
        installments: create.installments,
        installment_amounts: Vec::new(),
        split: create.split,
        anomalies: create.anomalies.unwrap_or_default(),
        description: create.description,
        metadata: create.metadata.map_or_else(Vec::new, |entries| entries.to_vec()),
    }
}

fn with_metadata(value: &str) -> Create {
    let entry = Metadata { name: known("order"), value: known(value) };
    Create { metadata: Some(vec![entry].try_into().expect("an entry")), ..by_pix("150.00") }
}

fn creating() -> Vec<Row<Payment>> {
    let make = |create: Create| row("").when(after(0), create);
    let described = Create { description: Some(known("4111 1111 1111 1111")), ..by_pix("1.00") };
    let mut rows = vec![
        row("a payment is made for its buyer")
            .when(after(0), with_metadata("room 12"))
            .then([created(with_metadata("room 12"))]),
        row("the same again changes nothing")
            .given([created(by_pix("150.00"))])
            .when(after(1), by_pix("150.00"))
            .then_nothing(),
        row("another under the same id is refused")
            .given([created(by_pix("150.00"))])
            .when(after(1), by_pix("150.01"))
            .refused("payment.already_created"),
        row("by another buyer as well")
            .given([created(by_pix("150.00"))])
            .when(after(1).by(8), by_pix("150.00"))
            .refused("payment.already_created"),
        row("nothing is asked of what was not made")
            .when(after(0), Cancel {})
            .refused("payment.not_found"),
        row("a card number in the metadata is refused")
            .when(after(0), with_metadata("4111 1111 1111 1111"))
            .refused("payment.pan_rejected"),
        row("a card number in the description is refused")
            .when(after(0), described)
            .refused("payment.pan_rejected"),
        row("the most that a Pix can be")
            .when(after(0), by_pix("9999999999.99"))
            .then([created(by_pix("9999999999.99"))]),
    ];
    let refusals = [
        ("0.00", "payment.amount_not_positive"),
        ("-1.00", "payment.amount_not_positive"),
        ("10000000000.00", "payment.amount_too_large"),
    ];
    rows.extend(refusals.map(|(amount, code)| make(by_pix(amount)).refused(code)));
    let dollars = Create { amount: usd("1.00"), ..by_pix("1.00") };
    rows.push(make(dollars).refused("payment.currency_mismatch"));
    rows
}

fn dividing() -> Vec<Row<Payment>> {
    let of = |rules: Vec<Rule>| Create {
        split: Some(Split::new(rules).expect("a split")),
        ..by_pix("100.00")
    };
    let fixed = |amount| Rule::new(id(1), Share::Fixed { amount }).liable();
    let rest = Rule::new(id(2), Share::Remainder {});
    let whole = divided();
    vec![
        row("the split is frozen with the payment")
            .when(after(0), whole.clone())
            .then([created(whole)]),
        row("a split that claims too much is refused")
            .when(after(0), of(vec![fixed(brl("100.01")), rest]))
            .refused("payment.split_exceeds_base"),
        row("a split that leaves something over is refused")
            .when(after(0), of(vec![percent(1, "33.33").liable(), percent(2, "66.66")]))
            .refused("payment.split_does_not_cover"),
        row("a split in another currency is refused")
            .when(after(0), of(vec![fixed(usd("1.00")), rest]))
            .refused("payment.currency_mismatch"),
    ]
}

fn terms(count: u32, remainder: RemainderOn) -> Installments {
    Installments { count: super::count(count), remainder, count_max: None, amount_min: None }
}

fn in_installments() -> Vec<Row<Payment>> {
    let of = |amount: &str, terms: Installments| Create {
        installments: Some(terms),
        split: None,
        ..by_card(amount, CaptureMode::Automatic)
    };
    let minimum =
        |amount_min| Installments { amount_min: Some(amount_min), ..terms(3, RemainderOn::First) };
    let up_to = |count_max| Installments { count_max, ..terms(13, RemainderOn::First) };
    let first = terms(3, RemainderOn::First);
    let by_pix = Create { method: Method::Pix { amount_may_change: false }, ..of("9.00", first) };
    let cents: Vec<Money> = vec![brl("1.00"), brl("1.00"), brl("1.00")];
    let three = Created { installment_amounts: cents, ..created(of("3.00", minimum(brl("1.00")))) };
    let refused = |name, create, code| row(name).when(after(0), create).refused(code);
    vec![
        row("installments of the least that is allowed")
            .when(after(0), of("3.00", minimum(brl("1.00"))))
            .then([three]),
        refused(
            "installments below it",
            of("2.99", minimum(brl("1.00"))),
            "payment.installment_below_minimum",
        ),
        refused("installments of nothing", of("0.02", first), "payment.installment_below_minimum"),
        refused("thirteen", of("13.00", up_to(None)), "payment.installment_count_invalid"),
        refused(
            "thirteen of twelve that are allowed",
            of("13.00", up_to(Some(count(12)))),
            "payment.installment_count_invalid",
        ),
        refused("a Pix in installments", by_pix, "payment.method_does_not_support"),
        refused(
            "a minimum in another currency",
            of("9.00", minimum(usd("1.00"))),
            "payment.currency_mismatch",
        ),
    ]
}

fn cancelling() -> Vec<Row<Payment>> {
    let card = || by_card("100.00", CaptureMode::Manual);
    let sent = || lived(processing(card()).into_iter().chain([(1, SendCard {}.into())]));
    let then = |given: Vec<DomainEvent>, more: crate::payments::payment::Command| {
        let mut history = given;
        let happened =
            crate::Aggregate::decide(&super::state(&history), &more, &after(2)).expect("it fits");
        history.extend(happened);
        history
    };
    let asked = then(sent(), ReportActionRequired { attempt: None, at: super::second(2) }.into());
    let (amount, valid_until, at) = (brl("100.00"), super::second(99), super::second(2));
    let authorized =
        then(sent(), ReportAuthorized { amount, valid_until, attempt: None, at }.into());
    let cancelled = |name, given: Vec<DomainEvent>| {
        row(name).given(given).when(after(2), Cancel {}).then([Cancelled {}])
    };
    let refused = |name, given: Vec<DomainEvent>| {
        row(name).given(given).when(after(2), Cancel {}).refused("payment.invalid_transition")
    };
    vec![
        cancelled("a payment that was only made is cancelled", lived([(0, by_pix("1.00").into())])),
        cancelled("a Pix charge is cancelled", lived(awaiting(by_pix("1.00")))),
        cancelled("a card that was not sent is cancelled", lived(processing(card()))),
        cancelled("a card whose payer is asked is cancelled", asked),
        refused("a card that was sent is not", sent()),
        refused("what is authorized is not", authorized),
        refused("what was paid is not", lived(paid(by_pix("1.00")))),
        row("a cancelled payment asks for no charge")
            .given(lived([(0, by_pix("1.00").into()), (1, Cancel {}.into())]))
            .when(after(2), RequestPixCharge { expires_at: super::second(60) })
            .refused("payment.invalid_transition"),
    ]
}

#[test]
fn the_cents_of_installments_stand_where_they_are_to() {
    let amounts = |amount: &str, count, remainder| -> Vec<String> {
        let installments = Some(terms(count, remainder));
        let create =
            Create { installments, split: None, ..by_card(amount, CaptureMode::Automatic) };
        let DomainEvent::Created(created) = lived([(0, create.into())]).remove(0) else {
            panic!("it was not made")
        };
        let amounts = created.installment_amounts.iter();
        amounts.map(|amount| amount.amount().to_string()).collect()
    };
    let (first, last, spread) = (RemainderOn::First, RemainderOn::Last, RemainderOn::Spread);
    assert_eq!(amounts("0.05", 3, first), ["0.03", "0.01", "0.01"]);
    assert_eq!(amounts("0.05", 3, last), ["0.01", "0.01", "0.03"]);
    assert_eq!(amounts("0.05", 3, spread), ["0.02", "0.02", "0.01"]);
    let of_seven = |some: &str, times, other: &str, more| -> Vec<String> {
        std::iter::repeat_n(some, times)
            .chain(std::iter::repeat_n(other, more))
            .map(str::to_owned)
            .collect()
    };
    assert_eq!(amounts("199.90", 7, first), of_seven("28.60", 1, "28.55", 6));
    assert_eq!(amounts("199.90", 7, last), of_seven("28.55", 6, "28.60", 1));
    assert_eq!(amounts("199.90", 7, spread), of_seven("28.56", 5, "28.55", 2));
    assert_eq!(amounts("1000.00", 12, first), of_seven("83.37", 1, "83.33", 11));
}

#[test]
fn a_refused_card_number_is_not_repeated() {
    let command = with_metadata("4111 1111 1111 1111").into();
    let refused = crate::Aggregate::decide(&super::state(&[]), &command, &after(0))
        .expect_err("a card number");
    let wire = serde_json::to_string(&refused).expect("it is written");
    for text in [refused.to_string(), wire, format!("{refused:?}")] {
        assert!(!text.contains("1111"), "{text}");
    }
    assert_eq!(refused, Rejection::PanRejected { field: "metadata".to_owned() });
}
