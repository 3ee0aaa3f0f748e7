//! What money leads to, by the payment that it came in for and by what is known of the hold.

use uuid::Uuid;

use super::EVENT;
use crate::{
    Context,
    contract::{Command, DomainEvent, State, read_command},
    payments::payment::{self, RefundRest},
    policies::{Follows, Look, Otherwise, Reaction, Sent, afterwards},
    testing::{at, known},
    ticketing::box_office::{self, ConfirmHold, PricedLine},
    values::{Currency, Money, Quantity},
};

const PAYMENT: Uuid = Uuid::from_u128(70);
const HOLD: &str = "00000000-0000-4000-8000-000000000032";
const PIX: &str = r#"{"kind":"pix"}"#;
const CARD: &str = r#"{"kind":"card","capture":"manual"}"#;
const LINES: &str = r#"[{"ticket_type":"floor","quantity":2,
    "unit_price":{"amount":"60.00","currency":"BRL"}}]"#;

/// What it was made of: the commands, and what followed from the last of them.
fn lived(room: &str, commands: &[String]) -> (State, Vec<DomainEvent>) {
    let mut state = State::initial(room).expect("a room");
    let mut last = Vec::new();
    for json in commands {
        let command = read_command(json).unwrap_or_else(|invalid| panic!("{json}: {invalid}"));
        let context: Context = at("2026-11-23T12:00:00Z");
        last = state.decide(&command, &context).unwrap_or_else(|no| panic!("{json}: {no}"));
        last.iter().for_each(|happened| state.evolve(happened));
    }
    (state, last)
}

/// Of 120.00 for two places of 60.00, which it names or leaves to the hold.
fn created(method: &str, names_lines: bool) -> String {
    let lines = if names_lines { format!(r#","lines":{LINES}"#) } else { String::new() };
    format!(
        r#"{{"type":"payment.create","amount":{},"method":{method},
        "reference":{{"event_id":"{EVENT}","hold_id":"{HOLD}"{lines}}}}}"#,
        brl("120.00")
    )
}

fn brl(amount: &str) -> String {
    format!(r#"{{"amount":"{amount}","currency":"BRL"}}"#)
}

fn pix(names_lines: bool) -> Vec<String> {
    let received = format!(
        r#"{{"type":"payment.report_pix_received","e2eid":"E1234567820261123120000000000001",
        "amount":{},"at":"2026-11-23T12:00:00Z"}}"#,
        brl("120.00")
    );
    vec![created(PIX, names_lines), received]
}

/// A card of which 120.00 are authorized, and then these steps.
fn card<const N: usize>(names_lines: bool, steps: [String; N]) -> Vec<String> {
    let authorized = format!(
        r#"{{"type":"payment.report_authorized","amount":{},"valid_until":"2026-11-30T12:00:00Z",
        "at":"2026-11-23T12:00:00Z"}}"#,
        brl("120.00")
    );
    let start = r#"{"type":"payment.start_card","token":"tok_1"}"#.to_owned();
    [created(CARD, names_lines), start, authorized].into_iter().chain(steps).collect()
}

fn ask(capture: u32, amount: &str, is_final: bool) -> String {
    format!(
        r#"{{"type":"payment.capture","capture_id":"00000000-0000-4000-8000-0000000000{capture}",
        "amount":{},"is_final":{is_final}}}"#,
        brl(amount)
    )
}

fn captured(capture: u32, amount: &str) -> String {
    format!(
        r#"{{"type":"payment.report_captured","amount":{},"at":"2026-11-23T12:00:00Z",
        "capture_id":"00000000-0000-4000-8000-0000000000{capture}"}}"#,
        brl(amount)
    )
}

fn failed(capture: u32) -> String {
    format!(
        r#"{{"type":"payment.report_capture_failed","code":"no","at":"2026-11-23T12:00:00Z",
        "capture_id":"00000000-0000-4000-8000-0000000000{capture}"}}"#
    )
}

fn reported(fact: &str) -> String {
    format!(r#"{{"type":"payment.report_{fact}","at":"2026-11-23T12:00:00Z"}}"#)
}

/// A box office whose hold is live, or was confirmed as it says.
fn office(confirmed: Option<&str>) -> Vec<String> {
    let price = brl("60.00");
    let open = format!(
        r#"{{"type":"box_office.open","currency":"BRL",
        "quotas":[{{"quota":"hall","size":10,"outermost":true}}],"ticket_types":[{{
            "ticket_type":"floor","quotas":["hall"],"terms":{{"name":"Pista","price":{price}}}}}]}}"#
    );
    let hold = format!(
        r#"{{"type":"box_office.hold_tickets","hold_id":"{HOLD}",
        "lines":[{{"ticket_type":"floor","quantity":2}}]}}"#
    );
    let confirm = confirmed.map(|paid_by| {
        format!(
            r#"{{"type":"box_office.confirm_hold","hold_id":"{HOLD}","lines":{LINES}{paid_by}}}"#
        )
    });
    [open, hold].into_iter().chain(confirm).collect()
}

/// What follows once every look is answered.
fn leads_to(happened: &DomainEvent, payment: &State, office: &State) -> Option<Reaction> {
    let mut follows = afterwards(happened, PAYMENT);
    loop {
        follows = match follows {
            Follows::Nothing => return None,
            Follows::Send(reaction) => return Some(*reaction),
            Follows::Look(Look { aggregate: "payment", then, .. }) => then(Some(payment)),
            Follows::Look(Look { then, .. }) => then(Some(office)),
        };
    }
}

fn back(why: &str) -> Sent {
    let command = payment::Command::from(RefundRest { reason: known(why) });
    Sent { id: PAYMENT, command: command.into(), actor: None }
}

fn gone() -> Sent {
    back("the places are gone, or were paid for before")
}

fn sold() -> Option<(Sent, Otherwise)> {
    let line = PricedLine {
        ticket_type: known("floor"),
        quantity: Quantity::new(2).expect("a quantity"),
        unit_price: Money::parse("60.00", Currency::BRL).expect("an amount"),
    };
    let confirm = ConfirmHold {
        hold_id: known(HOLD),
        lines: vec![line].try_into().expect("a line"),
        paid_by: Some(PAYMENT.try_into().expect("an id")),
    };
    let command: Command = box_office::Command::from(confirm).into();
    let buyer = at("2026-11-23T12:00:00Z").actor;
    let first = Sent { id: EVENT, command, actor: Some(buyer) };
    Some((first, Otherwise::Send(Box::new(gone()))))
}

#[test]
fn what_was_paid_is_sold_or_goes_back() {
    let live = || office(None);
    let ours = || office(Some(&format!(r#","paid_by":"{PAYMENT}""#)));
    let anothers = || office(Some(&format!(r#","paid_by":"{}""#, Uuid::from_u128(71))));
    let by_hand = || office(Some(""));
    let short = || Some((back("less was paid than the places cost"), Otherwise::Tell));
    let lost = || Some((gone(), Otherwise::Tell));
    let half = || captured(20, "60.00");
    for names in [true, false] {
        let of_card = |steps: [String; 2]| card(names, steps);
        let racing = [ask(20, "60.00", true), ask(21, "60.00", false), half(), failed(21)];
        let rows = [
            ("a pix that covers", pix(names), live(), sold()),
            ("half of a card", card(names, [half()]), live(), None),
            ("both halves", of_card([half(), captured(21, "60.00")]), live(), sold()),
            ("half, and the rest is void", of_card([half(), reported("voided")]), live(), short()),
            (
                "half, and the rest lapsed",
                of_card([half(), reported("authorization_lapsed")]),
                live(),
                short(),
            ),
            ("a last half", of_card([ask(20, "60.00", true), half()]), live(), short()),
            ("a last half, and the other one failed", card(names, racing), live(), short()),
            (
                "half, and another try may follow",
                card(names, [ask(21, "60.00", false), half(), failed(21)]),
                live(),
                None,
            ),
            ("nothing, and it is void", card(names, [reported("voided")]), live(), None),
            ("half, and it was sold to us", of_card([half(), reported("voided")]), ours(), None),
            ("half, sold by hand", of_card([half(), reported("voided")]), by_hand(), None),
            ("half, sold to another", of_card([half(), reported("voided")]), anothers(), {
                if names { short() } else { lost() }
            }),
        ];
        for (name, payment, office, expected) in rows {
            let (payment, happened) = lived("payment", &payment);
            let (office, _) = lived("box_office", &office);
            let follows = leads_to(&happened[0], &payment, &office);
            let follows = follows.map(|reaction| (reaction.first, reaction.otherwise));
            assert_eq!(follows, expected, "{name}, names lines: {names}");
        }
    }
}

/// Where the payment names no lines, what became of the hold is all that there is to go by.
#[test]
fn a_payment_without_lines_is_judged_by_its_hold() {
    let rows: [(&str, Vec<String>, Option<Sent>); 4] = [
        ("sold to it", office(Some(&format!(r#","paid_by":"{PAYMENT}""#))), None),
        ("sold by hand", office(Some("")), None),
        ("sold to another", office(Some(&format!(r#","paid_by":"{HOLD}""#))), Some(gone())),
        ("forgotten", office(None)[..1].to_vec(), Some(gone())),
    ];
    for (name, office, expected) in rows {
        let (payment, happened) = lived("payment", &pix(false));
        let (office, _) = lived("box_office", &office);
        let follows = leads_to(&happened[0], &payment, &office);
        assert_eq!(follows.map(|reaction| reaction.first), expected, "{name}");
    }
}
