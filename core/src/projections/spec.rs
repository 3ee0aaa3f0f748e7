//! What the tables say, after which records.

use uuid::Uuid;

use super::{ALL, AVAILABILITY, EVENTS, Fold, PAYMENTS, ReadModel, VENUES, named};
use crate::{
    Aggregate,
    contract::{DomainEvent, State, read_domain_event},
    payments::payment,
    testing::{id, instant},
    values::{Instant, TenantId},
};

fn happened(data: &str) -> DomainEvent {
    read_domain_event(data).expect("a domain event")
}

fn noon(seconds: u32) -> Instant {
    instant("2026-11-23T12:00:00Z").saturating_add_seconds(seconds)
}

fn folded(model: ReadModel, records: &[(u32, &str)]) -> Vec<(Option<Instant>, String, String)> {
    let mut fold = Fold::of(model);
    for (second, data) in records {
        fold.take_in(id::<TenantId>(1), Uuid::from_u128(9), noon(*second), &happened(data));
    }
    let rows = fold.rows();
    rows.map(|folded| (folded.created_at, folded.row.key, folded.row.columns)).collect()
}

const DRAFTED: &str = r#"{"type":"event.drafted","name":"Noite","place":{"kind":"online"},
    "timezone":"America/Recife","doors_at":"2026-12-01T21:00:00Z",
    "starts_at":"2026-12-01T22:00:00Z","ends_at":"2026-12-02T02:00:00Z","capacity":100,
    "setup_minutes":0,"teardown_minutes":0}"#;
const CANCELLED: &str = r#"{"type":"event.cancelled","reason":"rain"}"#;

#[test]
fn an_event_has_a_row_from_its_first_plan_on() {
    let key = Uuid::from_u128(9).to_string();
    let row = |status: &str, updated: &str| {
        format!(
            "{{\"id\":\"{key}\",\"name\":\"Noite\",\"event_date\":\"2026-12-01T22:00:00.000Z\",\
             \"venue_id\":null,\"status\":\"{status}\",\"capacity\":100,\
             \"updated_at\":\"2026-11-23T12:00:{updated}.000Z\"}}"
        )
    };
    let made = Some(noon(1));
    let drafted = folded(EVENTS, &[(1, DRAFTED)]);
    assert_eq!(drafted, [(made, key.clone(), row("draft", "01"))]);
    let cancelled = folded(EVENTS, &[(1, DRAFTED), (2, CANCELLED)]);
    assert_eq!(cancelled, [(made, key.clone(), row("cancelled", "02"))]);
}

#[test]
fn what_happened_elsewhere_makes_no_row() {
    assert_eq!(folded(VENUES, &[(1, DRAFTED)]), []);
    assert_eq!(folded(AVAILABILITY, &[(1, DRAFTED)]), []);
    for model in ALL {
        let initial = State::initial(model.aggregate).expect("an aggregate");
        assert_eq!((model.rows)(Uuid::from_u128(9), &initial, noon(0)), []);
        assert_eq!(named(model.name).map(|found| found.aggregate), Some(model.aggregate));
    }
    assert!(named("sample").is_none());
}

#[test]
fn a_venue_has_a_row() {
    let registered = r#"{"type":"venue.registered","name":"Circo Voador","address":"Lapa",
        "timezone":"America/Sao_Paulo","capacity":2000}"#;
    let key = Uuid::from_u128(9).to_string();
    let columns = format!(
        "{{\"id\":\"{key}\",\"name\":\"Circo Voador\",\"address\":\"Lapa\",\
         \"timezone\":\"America/Sao_Paulo\",\"capacity\":2000,\
         \"updated_at\":\"2026-11-23T12:00:03.000Z\"}}"
    );
    assert_eq!(folded(VENUES, &[(3, registered)]), [(Some(noon(3)), key, columns)]);
}

/// After every row of a payment: the table's figures are those that a question is answered with.
#[test]
fn a_payment_has_the_row_of_its_summary() {
    let mut seen = 0;
    for row in payment::spec::rows() {
        let payment = row.leaves();
        let summary = payment.summary();
        let rows = (PAYMENTS.rows)(Uuid::from_u128(9), &State::Payment(payment), noon(1));
        assert_eq!(rows.len(), usize::from(summary.is_some()));
        let Some(of) = summary else { continue };
        let row: serde_json::Value = serde_json::from_str(&rows[0].columns).expect("a row");
        for (column, figure) in [
            ("amount", of.amount),
            ("captured", of.captured),
            ("surplus", of.surplus),
            ("available", of.available),
            ("refund_pending", of.refund_pending),
            ("refunded", of.refunded),
            ("dispute_held", of.dispute_held),
            ("dispute_lost", of.dispute_lost),
        ] {
            assert_eq!(row[column], figure.amount().to_string(), "{column} of {row}");
        }
        assert_eq!(row["status"], of.status.name());
        seen += 1;
    }
    assert!(seen > 100, "{seen} rows");
}

#[test]
fn the_columns_of_payments_stay_as_they_are() {
    let created = r#"{"type":"payment.created","amount":{"amount":"240.00","currency":"BRL"},
        "method":{"kind":"pix"},"reference":{"event_id":"00000000-0000-0000-0000-000000000005"},
        "buyer":"00000000-0000-0000-0000-000000000007","anomalies":{}}"#;
    let key = Uuid::from_u128(9).to_string();
    let columns = format!(
        "{{\"id\":\"{key}\",\"event_id\":\"00000000-0000-0000-0000-000000000005\",\
         \"hold_id\":null,\"buyer_id\":\"00000000-0000-0000-0000-000000000007\",\
         \"payment_method\":\"pix\",\"status\":\"pending\",\"currency\":\"BRL\",\
         \"amount\":\"240.00\",\"captured\":\"0.00\",\"surplus\":\"0.00\",\"available\":\"0.00\",\
         \"refund_pending\":\"0.00\",\"refunded\":\"0.00\",\"dispute_held\":\"0.00\",\
         \"dispute_lost\":\"0.00\",\"updated_at\":\"2026-11-23T12:00:02.000Z\"}}"
    );
    assert_eq!(folded(PAYMENTS, &[(2, created)]), [(Some(noon(2)), key, columns)]);
}

const OPENED: &str = r#"{"type":"box_office.opened","currency":"BRL",
    "quotas":[{"quota":"hall","size":100,"outermost":true},{"quota":"few","size":10}],
    "ticket_types":[
        {"ticket_type":"floor","quotas":["hall"],"terms":{"name":"Pista",
            "price":{"amount":"60.00","currency":"BRL"}}},
        {"ticket_type":"vip","quotas":["hall","few"],"terms":{"name":"Vip",
            "price":{"amount":"120.50","currency":"BRL"},
            "on_sale":{"starts_at":"2026-11-01T00:00:00Z","ends_at":"2026-12-01T00:00:00Z"}}}],
    "at":"2026-11-23T12:00:00Z"}"#;

fn held(hold: u32, quantity: u32, at: u32, expires: u32) -> String {
    let (hold, buyer) = (Uuid::from_u128(hold.into()), Uuid::from_u128(7));
    format!(
        r#"{{"type":"box_office.tickets_held","hold_id":"{hold}","buyer":"{buyer}",
        "lines":[{{"ticket_type":"vip","quantity":{quantity},
            "unit_price":{{"amount":"120.50","currency":"BRL"}}}}],
        "expires_at":"{}","at":"{}"}}"#,
        noon(expires),
        noon(at)
    )
}

#[test]
fn availability_tells_the_tightest_quota_as_of_the_last_record() {
    let (first, second) = (held(50, 3, 1, 600), held(51, 2, 600, 1_300));
    let rows = |records: &[(u32, &str)]| -> Vec<super::availability::Row> {
        let rows = folded(AVAILABILITY, records).into_iter();
        rows.map(|(_, _, columns)| serde_json::from_str(&columns).expect("a row")).collect()
    };
    let open = rows(&[(0, OPENED)]);
    let figures = |row: &super::availability::Row| (row.available, row.held, row.next_lapse_at);
    let quota = |row: &super::availability::Row| row.quota.to_string();
    assert_eq!((quota(&open[0]), figures(&open[0])), ("hall".into(), (Some(100), 0, None)));
    assert_eq!((quota(&open[1]), figures(&open[1])), ("few".into(), (Some(10), 0, None)));
    assert_eq!(open[1].price_amount, "120.50");
    assert_eq!(open[1].on_sale_until, Some(instant("2026-12-01T00:00:00Z")));
    let one = rows(&[(0, OPENED), (1, &first)]);
    assert_eq!(figures(&one[1]), (Some(7), 3, Some(noon(600))));
    assert_eq!(one[1].as_of, noon(1));
    // The first hold lapses at the very instant of the second, although no record says so.
    let two = rows(&[(0, OPENED), (1, &first), (600, &second)]);
    assert_eq!(figures(&two[1]), (Some(8), 2, Some(noon(1_300))));
    assert_eq!(
        (quota(&two[0]), figures(&two[0])),
        ("hall".into(), (Some(98), 2, Some(noon(1_300))))
    );
}

#[test]
fn rows_do_not_depend_on_what_was_a_page() {
    let state = |records: &[&str]| {
        let mut state = State::initial(crate::planning::event::Event::NAME).expect("an aggregate");
        records.iter().for_each(|data| state.evolve(&happened(data)));
        state
    };
    let whole = (EVENTS.rows)(Uuid::from_u128(9), &state(&[DRAFTED, CANCELLED]), noon(2));
    let mut paged = state(&[DRAFTED]);
    let _ = (EVENTS.rows)(Uuid::from_u128(9), &paged, noon(1));
    paged.evolve(&happened(CANCELLED));
    assert_eq!((EVENTS.rows)(Uuid::from_u128(9), &paged, noon(2)), whole);
}
