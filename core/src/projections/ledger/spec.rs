//! Which domain event moves what, in figures.

use uuid::Uuid;

use super::{Account, Ledger};
use crate::{
    contract::{DomainEvent, read_domain_event},
    testing::{id, instant},
    values::{Currency, Instant},
};

const BRL: Currency = Currency::BRL;
const PIX: &str = "E1234567820261123120000000000001";
const LATE: &str = "E1234567820261123120000000000002";

fn noon(seconds: u32) -> Instant {
    instant("2026-11-23T12:00:00Z").saturating_add_seconds(seconds)
}

fn brl(amount: &str) -> String {
    format!(r#"{{"amount":"{amount}","currency":"BRL"}}"#)
}

/// Of the organizer (80 %), the artist (15 %) and the platform (5 %).
fn parts(amounts: [&str; 3]) -> String {
    let part = |(number, amount): (u128, &&str)| {
        format!(r#"{{"recipient":"{}","amount":{}}}"#, Uuid::from_u128(number), brl(amount))
    };
    (1..).zip(&amounts).map(part).collect::<Vec<_>>().join(",")
}

fn created() -> String {
    format!(
        r#"{{"type":"payment.created","amount":{},"method":{{"kind":"pix"}},"buyer":"{}",
        "reference":{{"event_id":"{}"}},"anomalies":{{}}}}"#,
        brl("100.00"),
        Uuid::from_u128(7),
        Uuid::from_u128(9)
    )
}

fn captured() -> String {
    format!(
        r#"{{"type":"payment.pix_captured","e2eid":"{PIX}","amount":{},"fee":{},"inferred":false,
        "shares":[{}],"fees":[{}],"split_pending":false,"at":"{}"}}"#,
        brl("100.00"),
        brl("4.38"),
        parts(["80.00", "15.00", "5.00"]),
        parts(["3.69", "0.69", "0.00"]),
        noon(1)
    )
}

fn refund(amount: &str, shares: [&str; 3]) -> String {
    format!(
        r#"{{"type":"payment.refund_requested","refund_id":"{}","target":{{"kind":"pix",
        "e2eid":"{PIX}"}},"amount":{},"mode":{{"kind":"pro_rata"}},"parts":[{}]}}"#,
        Uuid::from_u128(50),
        brl(amount),
        parts(shares)
    )
}

fn of_refund(name: &str) -> String {
    let refund = Uuid::from_u128(50);
    let more = if name == "refund_failed" { r#","reason":"closed""# } else { "" };
    format!(
        r#"{{"type":"payment.{name}","refund_id":"{refund}"{more},"at":"2026-11-23T12:00:09Z"}}"#
    )
}

fn dispute() -> String {
    format!(
        r#"{{"type":"payment.dispute_opened","dispute_id":"dp_1","target":{{"kind":"pix",
        "e2eid":"{PIX}"}},"amount":{held},"held":{held},"kind":"med","stage":"dispute",
        "parts":[{}],"fee":{},"fee_parts":[{}],"at":"2026-11-23T12:00:09Z"}}"#,
        parts(["10.00", "0.00", "0.00"]),
        brl("1.00"),
        parts(["1.00", "0.00", "0.00"]),
        held = brl("10.00"),
    )
}

fn won() -> String {
    r#"{"type":"payment.dispute_won","dispute_id":"dp_1","stage":"dispute","withdrawn":false,
    "fee_returned":true,"at":"2026-11-23T12:00:10Z"}"#
        .to_owned()
}

fn lost() -> String {
    format!(
        r#"{{"type":"payment.dispute_lost","dispute_id":"dp_1","stage":"dispute","lost":{},
        "released":[{}],"at":"2026-11-23T12:00:10Z"}}"#,
        brl("6.00"),
        parts(["4.00", "0.00", "0.00"])
    )
}

fn late() -> String {
    format!(
        r#"{{"type":"payment.late_pix_received","e2eid":"{LATE}","amount":{},
        "policy":"auto_refund","at":"2026-11-23T12:00:05Z"}}"#,
        brl("150.00")
    )
}

fn charged_again() -> String {
    format!(
        r#"{{"type":"payment.duplicate_card_captured","capture_id":"{}","amount":{},"fee":{},
        "policy":"auto_refund","at":"2026-11-23T12:00:20Z"}}"#,
        Uuid::from_u128(60),
        brl("100.00"),
        brl("4.00")
    )
}

fn late_goes_back() -> String {
    refund("150.00", ["0.00", "0.00", "0.00"]).replace(PIX, LATE)
}

fn folded(records: &[String]) -> Ledger {
    let mut ledger = Ledger::default();
    for (second, data) in (1..).zip(records) {
        let DomainEvent::Payment(happened) = read_domain_event(data).expect("a domain event")
        else {
            panic!("of a payment: {data}");
        };
        ledger.take_in(Uuid::from_u128(4), noon(second), &happened);
    }
    ledger
}

/// What happened, and the balances of clearing, organizer, artist, platform, fees, disputes, refunds
/// due and buyer after it.
type Case = (&'static str, Vec<String>, [i128; 8]);

fn cases() -> Vec<Case> {
    let back = || refund("30.00", ["24.00", "4.50", "1.50"]);
    let sold = |more: Vec<String>| [created(), captured()].into_iter().chain(more).collect();
    let beyond = format!(r#""excess":{},"released""#, brl("20.00"));
    vec![
        ("made", vec![created()], [0; 8]),
        ("sold", sold(vec![]), [9_562, -7_631, -1_431, -500, 0, 0, 0, 0]),
        ("asked back", sold(vec![back()]), [9_562, -5_231, -981, -350, 0, 0, -3_000, 0]),
        (
            "went back",
            sold(vec![back(), of_refund("refund_settled")]),
            [6_562, -5_231, -981, -350, 0, 0, 0, 0],
        ),
        (
            "failed to go back",
            sold(vec![back(), of_refund("refund_failed")]),
            [9_562, -7_631, -1_431, -500, 0, 0, 0, 0],
        ),
        ("disputed", sold(vec![dispute()]), [9_462, -6_531, -1_431, -500, 0, -1_000, 0, 0]),
        ("won", sold(vec![dispute(), won()]), [9_562, -7_631, -1_431, -500, 0, 0, 0, 0]),
        ("lost", sold(vec![dispute(), lost()]), [8_862, -6_931, -1_431, -500, 0, 0, 0, 0]),
        (
            "charged again: the gateway keeps its fee, and the buyer is owed all of it",
            sold(vec![charged_again()]),
            [19_162, -7_631, -1_431, -500, 400, 0, 0, -10_000],
        ),
        (
            "lost, and more than there was",
            sold(vec![dispute(), lost().replace(r#""released""#, &beyond)]),
            [6_862, -6_931, -1_431, -500, 0, 0, 0, 2_000],
        ),
        ("late", vec![created(), late()], [15_000, 0, 0, 0, 0, 0, 0, -15_000]),
        (
            "late, on its way back",
            vec![created(), late(), late_goes_back()],
            [15_000, 0, 0, 0, 0, 0, -15_000, 0],
        ),
        (
            "late, and back",
            vec![created(), late(), late_goes_back(), of_refund("refund_settled")],
            [0; 8],
        ),
    ]
}

fn accounts() -> [Account; 8] {
    let payable = |number| Account::Payable { recipient: id(number) };
    [
        Account::Clearing,
        payable(1),
        payable(2),
        payable(3),
        Account::PlatformFees,
        Account::Disputes,
        Account::RefundsDue,
        Account::Buyer,
    ]
}

#[test]
fn each_domain_event_moves_what_it_says() {
    for (name, records, expected) in cases() {
        let ledger = folded(&records);
        assert_eq!(accounts().map(|account| ledger.balance(BRL, account)), expected, "{name}");
        assert!(ledger.sums().values().all(|sum| *sum == 0), "{name}");
        assert_eq!(ledger.balance(Currency::USD, Account::Clearing), 0);
    }
}
