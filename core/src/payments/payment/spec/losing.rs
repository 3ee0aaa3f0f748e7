use super::disputing::{lose, open, opened, unexpected, win};
use super::{
    after, after_paid, brl, divided, lived, of_pix, paid, part, parts, row, rtr_id, second, state,
};
use crate::{
    payments::payment::{
        AcceptDispute, Command, ConflictingFact, DisputeHoldRaised, DisputeLost, DisputeOpened,
        DisputePartLost, DisputeStage, DisputeStatus, DomainEvent, OverDispute, Payment,
        ReportDisputeOpened, ReportDisputeWon, ReportMedReturned,
    },
    testing::{Row, known},
};

pub(super) fn rows() -> Vec<Row<Payment>> {
    [losing(), returning()].into_iter().flatten().collect()
}

fn losing() -> Vec<Row<Payment>> {
    let given = || after_paid([open("40.00").into()]);
    let lost = |amount: &str, told: Option<&str>, released: &str| DisputeLost {
        dispute_id: known("dp_1"),
        stage: DisputeStage::Dispute,
        lost: brl(amount),
        told: told.map(brl),
        excess: None,
        released: parts(&[released, "0.00", "0.00"]),
        at: second(70),
    };
    let raised = |amount: &str| DisputeHoldRaised {
        dispute_id: known("dp_1"),
        amount: brl(amount),
        parts: parts(&[amount, "0.00", "0.00"]),
        at: second(70),
    };
    let more = || -> [DomainEvent; 2] {
        let lost = DisputeLost { released: Vec::new(), ..lost("20.00", Some("60.00"), "0.00") };
        [raised("20.00").into(), lost.into()]
    };
    let conflict = |amount: &str| ConflictingFact {
        fact: "payment.report_dispute_lost".to_owned(),
        key: format!("dp_1 dispute BRL {amount}"),
        amount: Some(brl(amount)),
        at: second(70),
    };
    let ended = || after_paid([open("40.00").into(), lose(Some("25.00")).into()]);
    vec![
        row("a dispute is lost")
            .given(given())
            .when(after(70), lose(None))
            .then([lost("40.00", None, "0.00")]),
        row("or a part, and the rest is released")
            .given(given())
            .when(after(70), lose(Some("25.00")))
            .then([lost("25.00", Some("25.00"), "15.00")]),
        row("or more than was held")
            .given(given())
            .when(after(70), lose(Some("45.00")))
            .then::<DomainEvent>([
                raised("5.00").into(),
                lost("45.00", Some("45.00"), "0.00").into(),
            ]),
        row("more than there was is known to be")
            .given(given())
            .when(after(70), lose(Some("110.00")))
            .then::<DomainEvent>([
                raised("60.00").into(),
                OverDispute { dispute_id: known("dp_1"), excess: brl("10.00"), at: second(70) }
                    .into(),
                DisputeLost {
                    excess: Some(brl("10.00")),
                    ..lost("100.00", Some("110.00"), "0.00")
                }
                .into(),
            ]),
        row("once")
            .given(after_paid([open("40.00").into(), lose(None).into()]))
            .when(after(71), lose(None))
            .then_nothing(),
        row("the same figure again changes nothing")
            .given(ended())
            .when(after(71), lose(Some("25.00")))
            .then_nothing(),
        row("another is a conflict")
            .given(ended())
            .when(after(71), lose(Some("40.00")))
            .then([conflict("40.00")]),
        row("what was given up is lost already")
            .given(accepted())
            .when(after(71), lose(None))
            .then_nothing(),
        row("as much as the bank says")
            .given(accepted())
            .when(after(71), lose(Some("40.00")))
            .then_nothing(),
        row("what the bank took beyond it is lost too")
            .given(accepted())
            .when(after(71), lose(Some("60.00")))
            .then(more()),
        row("once")
            .given(accepted())
            .given(more())
            .when(after(72), lose(Some("60.00")))
            .then_nothing(),
        row("less than was given up is a conflict")
            .given(accepted())
            .when(after(71), lose(Some("30.00")))
            .then([conflict("30.00")]),
        row("and not won").given(accepted()).when(after(71), win()).then([unexpected(
            "payment.report_dispute_won",
            "dp_1 dispute",
            None,
            70,
        )]),
    ]
}

/// 40.00 that were given up.
fn accepted() -> Vec<DomainEvent> {
    let accept = AcceptDispute { dispute_id: known("dp_1") };
    after_paid([open("40.00").into(), accept.into()])
}

fn back(number: u32, amount: &str) -> ReportMedReturned {
    ReportMedReturned {
        rtr_id: rtr_id(number),
        dispute_id: None,
        target: of_pix(1),
        amount: brl(amount),
        at: second(60),
    }
}

fn returning() -> Vec<Row<Payment>> {
    let part_lost = |dispute_id: &str, number, amount: &str| DisputePartLost {
        dispute_id: known(dispute_id),
        rtr_id: rtr_id(number),
        lost: brl(amount),
        covered: None,
        excess: None,
        parts: parts(&[amount, "0.00", "0.00"]),
        at: second(60),
    };
    let covered = |amount: &str| DisputePartLost {
        covered: Some(brl(amount)),
        parts: Vec::new(),
        ..part_lost("dp_1", 1, "0.00")
    };
    let named = |back| ReportMedReturned { dispute_id: Some(known("dp_1")), ..back };
    let of_return = rtr_id(1);
    let on_its_own = |amount: &str| -> [DomainEvent; 2] {
        let dispute_id = known(of_return.as_str());
        let opened = DisputeOpened { dispute_id, due_at: None, ..opened(amount, amount) };
        [opened.into(), part_lost(of_return.as_str(), 1, amount).into()]
    };
    vec![
        row("a return by the bank is a part of the dispute, and no refund")
            .given(after_paid([open("40.00").into()]))
            .when(after(61), back(1, "30.00"))
            .then([part_lost("dp_1", 1, "30.00")]),
        row("once")
            .given(after_paid([open("40.00").into(), back(1, "30.00").into()]))
            .when(after(61), back(1, "30.00"))
            .then_nothing(),
        row("in as many parts as the bank makes")
            .given(after_paid([open("40.00").into(), back(1, "30.00").into()]))
            .when(after(61), back(2, "10.00"))
            .then([part_lost("dp_1", 2, "10.00")]),
        row("which opens the dispute if nobody told of it")
            .given(after_paid([]))
            .when(after(61), back(1, "30.00"))
            .then(on_its_own("30.00")),
        row("after the dispute that it names was closed it is one of its own")
            .given(after_paid([open("40.00").into(), lose(Some("10.00")).into()]))
            .when(after(61), named(back(1, "30.00")))
            .then(on_its_own("30.00")),
        row("also where that was won")
            .given(after_paid([open("40.00").into(), win().into()]))
            .when(after(61), named(back(1, "30.00")))
            .then(on_its_own("30.00")),
        row("of what was given up before it takes nothing more")
            .given(accepted())
            .when(after(61), named(back(1, "30.00")))
            .then([covered("30.00")]),
        row("also where it names no dispute")
            .given(after_paid([open("40.00").into(), lose(None).into()]))
            .when(after(61), back(1, "40.00"))
            .then([covered("40.00")]),
        row("once")
            .given(accepted())
            .given([covered("30.00")])
            .when(after(62), back(1, "30.00"))
            .then_nothing(),
        row("but for what is more")
            .given(accepted())
            .given([DisputePartLost { rtr_id: rtr_id(2), ..covered("15.00") }])
            .when(after(61), back(1, "55.00"))
            .then([covered("25.00").into()].into_iter().chain(on_its_own("30.00"))),
    ]
}

/// Available, held and lost of the Pix, and what its recipients are owed.
fn figures(history: &[DomainEvent]) -> ([String; 3], Vec<String>) {
    let payment = state(history);
    let takings = payment.books().of(&of_pix(1)).expect("it came");
    let amounts = [takings.available(), takings.dispute_held(), takings.dispute_lost()];
    let balances = takings.ledger.balances();
    let balances = balances.iter().map(|part| part.amount.amount().to_string()).collect();
    (amounts.map(|amount| amount.amount().to_string()), balances)
}

fn expect(history: &[DomainEvent], amounts: [&str; 3], balances: [&str; 3]) {
    let (of_pix, of_recipients) = figures(history);
    assert_eq!(of_pix, amounts.map(str::to_owned));
    assert_eq!(of_recipients, balances.map(str::to_owned));
}

#[test]
fn what_a_dispute_holds_comes_back_or_is_lost_to_the_cent() {
    let steps = |more: Vec<Command>| {
        let more = more.into_iter().map(|step| (60, step));
        lived(paid(divided()).into_iter().chain([(60, open("40.00").into())]).chain(more))
    };
    let whole = ["80.00", "15.00", "5.00"];
    let less = ["40.00", "15.00", "5.00"];
    expect(&steps(vec![]), ["60.00", "40.00", "0.00"], less);
    expect(&steps(vec![win().into()]), ["100.00", "0.00", "0.00"], whole);
    expect(&steps(vec![lose(None).into()]), ["60.00", "0.00", "40.00"], less);
    let part = steps(vec![lose(Some("25.00")).into()]);
    expect(&part, ["75.00", "0.00", "25.00"], ["55.00", "15.00", "5.00"]);
    let accept = AcceptDispute { dispute_id: known("dp_1") };
    expect(&steps(vec![accept.into()]), ["60.00", "0.00", "40.00"], less);
    let in_parts = vec![back(1, "10.00").into(), back(2, "5.00").into()];
    expect(&steps(in_parts.clone()), ["60.00", "25.00", "15.00"], less);
    let returned = |more| vec![AcceptDispute { dispute_id: known("dp_1") }.into(), more];
    expect(&steps(returned(back(1, "40.00").into())), ["60.00", "0.00", "40.00"], less);
    let all_in_all = ["40.00", "0.00", "60.00"];
    expect(&steps(returned(back(1, "60.00").into())), all_in_all, ["20.00", "15.00", "5.00"]);
    expect(&steps(returned(lose(Some("60.00")).into())), all_in_all, ["20.00", "15.00", "5.00"]);
    let then_closed = in_parts.into_iter().chain([lose(Some("0.00")).into()]).collect();
    expect(&steps(then_closed), ["85.00", "0.00", "15.00"], ["65.00", "15.00", "5.00"]);
}

#[test]
fn an_end_and_a_return_come_to_the_same_in_either_order() {
    let told = [
        (None, "40.00", "40.00"),
        (None, "30.00", "40.00"),
        (None, "60.00", "60.00"),
        (Some("0.00"), "40.00", "40.00"),
        (Some("10.00"), "30.00", "40.00"),
        (Some("80.00"), "10.00", "90.00"),
    ];
    for (end, returned, lost) in told {
        let (end, returned) = (|| Command::from(lose(end)), || Command::from(back(1, returned)));
        let found = figures(&after_paid([open("40.00").into(), end(), returned()]));
        assert_eq!(found, figures(&after_paid([open("40.00").into(), returned(), end()])));
        assert_eq!(found.0[1..], ["0.00", lost], "held and lost");
    }
}

#[test]
fn a_disputes_fee_comes_back_only_where_the_gateway_says_so() {
    let with_fee = ReportDisputeOpened { fee: Some(brl("15.00")), ..open("40.00") };
    let steps = |fee_returned| {
        let won = ReportDisputeWon { fee_returned, ..win() };
        after_paid([with_fee.clone().into(), won.into()])
    };
    expect(&steps(false), ["100.00", "0.00", "0.00"], ["65.00", "15.00", "5.00"]);
    expect(&steps(true), ["100.00", "0.00", "0.00"], ["80.00", "15.00", "5.00"]);
    let payment = state(&steps(true));
    let dispute = payment.books().dispute(&known("dp_1")).expect("a dispute");
    assert_eq!((dispute.status(), dispute.held()), (DisputeStatus::Won, brl("0.00")));
    assert!(dispute.parts().is_empty());
    assert_eq!(part(1, "1.00").amount, brl("1.00"));
}
