//! What a gateway says in its own words, with a card number among them.

use palco::{
    application::{Acting, Error, IncomingWebhook},
    ports::Fact,
    values::PaymentId,
};
use palco_memory::SimulatedGateway;
use serde_json::{Value, json};
use uuid::Uuid;

use super::commands::{card_payment, send};

/// News of five kinds, each of a payment that waits for it.
pub(crate) async fn news(me: &Acting, place: usize, said: &str) -> Fact {
    let id = 0x1000 + place as u128;
    let at = "2026-11-23T12:00:09Z";
    let amount = json!({ "amount": "100.00", "currency": "BRL" });
    let own = |number: u128| Uuid::from_u128(number << 64 | id).to_string();
    let (capture_id, refund_id) = (own(1), own(2));
    let sent = || {
        [
            json!({ "type": "payment.start_card", "token": "tok_1" }),
            json!({ "type": "payment.send_card" }),
        ]
    };
    let authorized = json!({
        "type": "payment.report_authorized", "amount": amount,
        "valid_until": "2099-11-30T12:00:00Z", "at": "2026-11-23T12:00:01Z"
    });
    let mut steps: Vec<Value> = Vec::new();
    let report = match place % 5 {
        0 => {
            let mut create = card_payment("automatic");
            create["method"] = json!({ "kind": "pix" });
            let expires_at = "2099-11-23T12:30:00Z";
            let request = json!({ "type": "payment.request_pix_charge", "expires_at": expires_at });
            steps.extend([create, request]);
            json!({ "type": "payment.report_pix_charge_failed", "code": said, "at": at })
        }
        1 => {
            steps.push(card_payment("automatic"));
            steps.extend(sent());
            json!({ "type": "payment.report_declined", "code": said, "at": at })
        }
        2 => {
            steps.push(card_payment("manual"));
            steps.extend(sent());
            let capture = json!({
                "type": "payment.capture", "capture_id": capture_id, "amount": amount
            });
            steps.extend([authorized, capture]);
            json!({
                "type": "payment.report_capture_failed", "capture_id": capture_id, "code": said,
                "at": at
            })
        }
        3 => {
            steps.push(card_payment("manual"));
            steps.extend(sent());
            steps.extend([authorized, json!({ "type": "payment.void" })]);
            json!({ "type": "payment.report_void_failed", "code": said, "at": at })
        }
        _ => {
            steps.push(card_payment("automatic"));
            steps.extend(sent());
            let captured = json!({
                "type": "payment.report_captured", "capture_id": capture_id, "amount": amount,
                "at": "2026-11-23T12:00:01Z"
            });
            let refund = json!({
                "type": "payment.request_refund", "refund_id": refund_id, "amount": amount,
                "target": { "kind": "capture", "capture_id": capture_id },
                "mode": { "kind": "pro_rata" }, "reason": "rain"
            });
            steps.extend([captured, refund]);
            json!({
                "type": "payment.report_refund_failed", "refund_id": refund_id, "reason": said,
                "at": at
            })
        }
    };
    for step in steps {
        send(me, id, &step).await.expect("what the news is about");
    }
    let payment = PaymentId::from_uuid(Uuid::from_u128(id)).expect("an id");
    Fact { payment: Some(payment), report: report.to_string() }
}

/// Takes the webhook with the number in a header too, after two that are not taken: one that somebody
/// altered, and one whose report has a field too many, called by the number. Gives what is recorded, and
/// the two refusals.
pub(crate) async fn take(
    me: &Acting,
    gateway: &SimulatedGateway,
    fact: Fact,
    said: &str,
) -> (String, [Error; 2]) {
    let webhook = |fact| {
        gateway.tell(fact);
        let mut webhook = gateway.take_webhooks().remove(0);
        webhook.headers.push(("X-Card".to_owned(), said.to_owned()));
        webhook
    };
    let mut report: Value = serde_json::from_str(&fact.report).expect("a report");
    report[said] = json!(said);
    let strange = webhook(Fact { report: report.to_string(), ..fact.clone() });
    let genuine = webhook(fact);
    let altered = IncomingWebhook { body: [&genuine.body[..], b" "].concat(), ..genuine.clone() };
    let refused = [
        me.take_webhook(gateway, altered).await.expect_err("altered"),
        me.take_webhook(gateway, strange).await.expect_err("a field too many"),
    ];
    let answers = me.take_webhook(gateway, genuine).await.expect("news");
    let records = answers.iter().flat_map(|answer| &answer.records);
    (records.map(|of| of.record.data.as_str()).collect(), refused)
}
