//! Random lives of a payment: paid, given back, disputed, in any order, with news that repeats.

use palco::{
    Aggregate, Context,
    contract::{Command, read_command},
    payments::payment::{DomainEvent, Payment},
    testing::{at, id},
};
use proptest::prelude::*;
use uuid::Uuid;

/// One thing that is asked or reported: which, of what, by which id, and how much.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Step {
    kind: u8,
    of: u8,
    number: u8,
    cents: u32,
    flag: bool,
}

pub(crate) fn step() -> impl Strategy<Value = Step> {
    let cents = prop_oneof![3 => Just(10_000_u32), 2 => 1..4_000_u32, 1 => 1..12_000_u32];
    let kind = prop_oneof![4 => 0..15_u8, 1 => Just(14)];
    (kind, 0..3_u8, 0..5_u8, cents, any::<bool>())
        .prop_map(|(kind, of, number, cents, flag)| Step { kind, of, number, cents, flag })
}

/// How the payment is made.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Made {
    pub(crate) card: bool,
    pub(crate) split: u8,
    pub(crate) proportional: bool,
}

pub(crate) fn made() -> impl Strategy<Value = Made> {
    (any::<bool>(), 0..3_u8, any::<bool>()).prop_map(|(card, split, proportional)| Made {
        card,
        split,
        proportional,
    })
}

/// What happened, and the state after each of it.
pub(crate) fn lived(made: Made, steps: &[Step]) -> Vec<(DomainEvent, Payment)> {
    let mut payment = Payment::initial();
    let mut records = Vec::new();
    let commands = begun(made).into_iter().chain(steps.iter().map(|step| asked(made, *step)));
    for (number, json) in commands.enumerate() {
        let command_id = id(1_000 + u64::try_from(number).unwrap());
        let context = Context { command_id, ..at("2026-11-23T12:00:00Z") };
        let read = read_command(&json).unwrap_or_else(|invalid| panic!("{json}: {invalid}"));
        let Command::Payment(command) = read else { panic!("{json}") };
        for happened in payment.decide(&command, &context).unwrap_or_default() {
            payment.evolve(&happened);
            records.push((happened, payment.clone()));
        }
    }
    records
}

fn begun(made: Made) -> Vec<String> {
    let method = match made.card {
        true => r#"{"kind":"card","capture":"manual"}"#,
        false => r#"{"kind":"pix","amount_may_change":true}"#,
    };
    let create = format!(
        r#"{{"type":"payment.create","amount":{},"method":{method},
        "reference":{{"event_id":"{}"}}{}}}"#,
        brl(10_000),
        Uuid::from_u128(3),
        split(made)
    );
    let begin = match made.card {
        true => r#"{"type":"payment.start_card","token":"tok_of_a_card"}"#.to_owned(),
        false => r#"{"type":"payment.request_pix_charge",
            "expires_at":"2026-11-23T12:10:00Z"}"#
            .to_owned(),
    };
    let authorized = format!(
        r#"{{"type":"payment.report_authorized","amount":{},
        "valid_until":"2026-11-30T12:00:00Z","at":"2026-11-23T12:00:00Z"}}"#,
        brl(10_000)
    );
    let authorized = made.card.then_some(authorized);
    [create, begin].into_iter().chain(authorized).collect()
}

/// None; three in percent; or 30.00 to one and the rest to another, which a small Pix cannot carry.
fn split(made: Made) -> String {
    let fee = if made.proportional { "proportional" } else { "keep" };
    let who = |recipient: u128| Uuid::from_u128(recipient);
    let rules = match made.split {
        0 => return String::new(),
        1 => format!(
            r#"{{"recipient":"{}","share":{{"kind":"percent","percent":"80"}},"liable":true,
                "bears_fee":true}},
            {{"recipient":"{}","share":{{"kind":"percent","percent":"15"}},"bears_fee":true}},
            {{"recipient":"{}","share":{{"kind":"percent","percent":"5"}}}}"#,
            who(11),
            who(12),
            who(13)
        ),
        _ => format!(
            r#"{{"recipient":"{}","share":{{"kind":"fixed","amount":{}}},"liable":true}},
            {{"recipient":"{}","share":{{"kind":"remainder"}},"liable":true,"bears_fee":true}}"#,
            who(11),
            brl(3_000),
            who(12)
        ),
    };
    format!(r#","split":{{"rules":[{rules}],"fee_on_refund":"{fee}"}}"#)
}

fn asked(made: Made, step: Step) -> String {
    let Step { number, cents, flag, .. } = step;
    // What is asked and what is reported of it agree, unless they are to differ.
    let usual = [10_000, 2_500, 10_000, 439, 57][usize::from(number)];
    let cents = if flag { cents } else { usual };
    let of = if flag { step.of } else { number % 3 };
    let amount = brl(cents);
    let target = target(made, of);
    let refund = Uuid::from_u128(500 + u128::from(number));
    let dispute = format!("dp_{}", number % 3);
    let fee = if flag { format!(r#","fee":{}"#, brl(cents.min(439))) } else { String::new() };
    let body = match step.kind {
        0 | 1 if made.card => format!(
            r#"report_captured","capture_id":"{}","amount":{}{fee}"#,
            Uuid::from_u128(600 + u128::from(of)),
            brl(cents.min(5_000))
        ),
        0 | 1 => format!(r#"report_pix_received","e2eid":"{}","amount":{amount}{fee}"#, e2eid(of)),
        2 | 3 => {
            return format!(
                r#"{{"type":"payment.request_refund","refund_id":"{refund}","target":{target},
                "amount":{amount},"mode":{{"kind":"pro_rata"}},"reason":"asked"}}"#
            );
        }
        4 => format!(
            r#"report_refund_settled","refund_id":"{refund}","target":{target},"amount":{amount}"#
        ),
        5 => format!(r#"report_refund_failed","refund_id":"{refund}","reason":"closed""#),
        6 => format!(
            r#"report_dispute_opened","dispute_id":"{dispute}","target":{target},
            "amount":{amount},"kind":"card","stage":"dispute"{fee}"#
        ),
        7 => format!(
            r#"report_dispute_won","dispute_id":"{dispute}","stage":"dispute",
            "fee_returned":{flag}"#
        ),
        8 => {
            let lost = if flag { format!(r#","amount":{amount}"#) } else { String::new() };
            format!(r#"report_dispute_lost","dispute_id":"{dispute}","stage":"dispute"{lost}"#)
        }
        9 => format!(
            r#"report_dispute_reopened","dispute_id":"{dispute}","stage":"pre_arbitration",
            "amount":{amount}{fee}"#
        ),
        10 => format!(
            r#"report_med_returned","rtr_id":"D1234567820261123120{number:012}",
            "target":{target},"amount":{amount}"#
        ),
        11 => return other("accept_dispute", &format!(r#""dispute_id":"{dispute}""#)),
        12 => return other("cancel_refund", &format!(r#""refund_id":"{refund}""#)),
        13 => return other("refund_rest", r#""reason":"the places are gone""#),
        _ => {
            let shares = format!(
                r#""target":{target},"shares":[{{"recipient":"{}","amount":{amount}}}]"#,
                Uuid::from_u128(11)
            );
            return other("assign_shares", &shares);
        }
    };
    format!(r#"{{"type":"payment.{body},"at":"2026-11-23T12:0{number}:00Z"}}"#)
}

fn other(name: &str, fields: &str) -> String {
    format!(r#"{{"type":"payment.{name}",{fields}}}"#)
}

fn target(made: Made, of: u8) -> String {
    match made.card {
        true => format!(
            r#"{{"kind":"capture","capture_id":"{}"}}"#,
            Uuid::from_u128(600 + u128::from(of))
        ),
        false => format!(r#"{{"kind":"pix","e2eid":"{}"}}"#, e2eid(of)),
    }
}

fn e2eid(of: u8) -> String {
    format!("E1234567820261123120{of:012}")
}

fn brl(cents: u32) -> String {
    format!(r#"{{"amount":"{}.{:02}","currency":"BRL"}}"#, cents / 100, cents % 100)
}
