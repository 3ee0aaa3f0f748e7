//! A gateway that is asked in text: each question as it is written, and what each answer means.

use std::sync::Mutex;

use async_trait::async_trait;
use palco::{
    application::{InText, TextGateway, answer_in_text},
    ports::{
        AcceptDispute, Authorize, Call, CancelCharge, Capture, Fact, GatewayError, Inquiry,
        IssueCharge, Listed, NotVerified, PaymentGateway, Refund, SubmitEvidence, Void, Webhook,
    },
    testing::instant,
    values::{
        CaptureId, CardToken, Count, GatewayId, IdempotencyKey, Label, Money, PaymentId, Period,
        Target, TenantId, Txid,
    },
};
use serde_json::{Value, json};
use uuid::Uuid;

#[derive(Debug)]
struct Scripted {
    answer: Result<String, String>,
    asked: Mutex<Vec<String>>,
}

#[async_trait]
impl TextGateway for Scripted {
    fn name(&self) -> &str {
        "scripted"
    }

    async fn ask(&self, question: String) -> Result<String, String> {
        self.asked.lock().unwrap().push(question);
        self.answer.clone()
    }
}

fn saying(answer: &str) -> InText<Scripted> {
    InText(Scripted { answer: Ok(answer.to_owned()), asked: Mutex::default() })
}

fn silent(reason: &str) -> InText<Scripted> {
    InText(Scripted { answer: Err(reason.to_owned()), asked: Mutex::default() })
}

fn id<T: TryFrom<Uuid, Error: std::fmt::Debug>>(number: u128) -> T {
    T::try_from(Uuid::from_u128(number)).unwrap()
}

fn calls() -> Vec<Call> {
    let (tenant, payment) = (id::<TenantId>(1), id::<PaymentId>(2));
    let key = IdempotencyKey::derive(Uuid::from_u128(3), "call");
    let amount: Money = serde_json::from_value(json!({"amount":"10.00","currency":"BRL"})).unwrap();
    let capture_id = id::<CaptureId>(4);
    let txid = Txid::of_uuid(Uuid::from_u128(5));
    let dispute_id = GatewayId::parse("dp_1").unwrap();
    let label = || Label::parse("a text").unwrap();
    let token = CardToken::parse("tok_1").unwrap();
    vec![
        IssueCharge {
            tenant,
            payment,
            key,
            txid: txid.clone(),
            amount,
            amount_may_change: false,
            expires_at: instant("2026-11-23T12:30:00Z"),
            description: Some(label()),
        }
        .into(),
        CancelCharge { tenant, payment, key, txid }.into(),
        Authorize {
            tenant,
            payment,
            key,
            attempt: Count::FIRST,
            token,
            amount,
            installments: None,
            capture_id: Some(capture_id),
            description: None,
        }
        .into(),
        Capture { tenant, payment, key, capture_id, amount, is_final: true }.into(),
        Void { tenant, payment, key }.into(),
        Refund {
            tenant,
            payment,
            key,
            refund_id: id(6),
            of: Target::Capture { capture_id },
            amount,
        }
        .into(),
        SubmitEvidence { tenant, payment, key, dispute_id: dispute_id.clone(), summary: label() }
            .into(),
        AcceptDispute { tenant, payment, key, dispute_id }.into(),
    ]
}

fn webhook() -> Webhook {
    Webhook {
        tenant: id(1),
        body: b"\xff{}".to_vec(),
        headers: vec![("X-Sign".to_owned(), "t=1".to_owned())],
        peer_verified: true,
        received_at: instant("2026-11-23T12:00:00Z"),
    }
}

fn period() -> Period {
    Period::new(instant("2026-11-23T00:00:00Z"), instant("2026-11-24T00:00:00Z")).unwrap()
}

fn asked(gateway: &InText<Scripted>) -> Value {
    let mut asked = gateway.0.asked.lock().unwrap();
    let question = asked.pop().unwrap();
    assert!(asked.is_empty(), "one question for each call");
    serde_json::from_str(&question).unwrap()
}

#[tokio::test]
async fn a_call_is_asked_as_it_is_and_its_facts_come_back() {
    let gateway =
        saying(r#"{"ok":[{"payment":"00000000-0000-0000-0000-000000000002","report":"{}"}]}"#);
    assert_eq!(gateway.name(), "scripted");
    let calls = calls();
    assert_eq!(calls.iter().map(Call::name).collect::<Vec<_>>(), Call::NAMES, "all of them");
    for call in &calls {
        let told = gateway.make(call).await.unwrap();
        assert_eq!(told, [Fact { payment: Some(id(2)), report: "{}".to_owned() }]);
        assert_eq!(asked(&gateway), serde_json::to_value(call).unwrap());
    }
}

#[tokio::test]
async fn the_other_questions_are_written_out() {
    let call = calls().remove(4);
    let gateway = saying(r#"{"ok":{"status":"under_way"}}"#);
    assert_eq!(gateway.query(&call).await, Ok(Inquiry::UnderWay));
    assert_eq!(asked(&gateway), json!({ "type": "query", "call": call }));

    let gateway = saying(r#"{"ok":{"facts":[],"next":"2"}}"#);
    let page = Listed { facts: Vec::new(), next: Some("2".to_owned()) };
    assert_eq!(gateway.list(id(1), period(), None).await, Ok(page.clone()));
    let tenant = id::<TenantId>(1);
    let question = json!({ "type": "list", "tenant": tenant, "period": period() });
    assert_eq!(asked(&gateway), question);
    assert_eq!(gateway.list(id(1), period(), Some("1")).await, Ok(page));
    assert_eq!(asked(&gateway)["after"], "1");

    let gateway = saying(r#"{"ok":[]}"#);
    assert_eq!(gateway.verify(&webhook()).await, Ok(Vec::new()));
    let question = json!({
        "type": "verify", "tenant": tenant, "body": "ff7b7d", "headers": [["X-Sign", "t=1"]],
        "peer_verified": true, "received_at": "2026-11-23T12:00:00.000Z",
    });
    assert_eq!(asked(&gateway), question);
}

#[tokio::test]
async fn what_an_error_means_depends_on_what_was_asked() {
    let call = calls().remove(4);
    let unknown = |reason: &str| GatewayError::Unknown { reason: reason.to_owned() };
    let unavailable = |reason: &str| NotVerified::Unavailable { reason: reason.to_owned() };
    let unreadable = "its answer cannot be read: ";
    for (answer, of_call, of_webhook) in [
        (
            r#"{"error":{"kind":"refused","code":"no_funds"}}"#,
            GatewayError::Refused { code: Label::parse("no_funds").unwrap() },
            unavailable("no_funds"),
        ),
        (
            r#"{"error":{"kind":"failed","reason":"away"}}"#,
            GatewayError::Failed { reason: "away".to_owned() },
            unavailable("away"),
        ),
        (r#"{"error":{"kind":"unknown","reason":"cut"}}"#, unknown("cut"), unavailable("cut")),
        (
            r#"{"error":{"kind":"forged","reason":"sign"}}"#,
            unknown("sign"),
            NotVerified::forged("sign"),
        ),
        (r#"{"error":{"kind":"unavailable","reason":"cut"}}"#, unknown("cut"), unavailable("cut")),
        (
            r#"{"error":{"kind":"unknown","reason":"of 4111 1111 1111 1111"}}"#,
            unknown("of **** **** **** ****"),
            unavailable("of **** **** **** ****"),
        ),
        ("nothing", unknown(&format!("{unreadable}$")), unavailable(&format!("{unreadable}$"))),
        (
            "{\"ok\":7}",
            unknown(&format!("{unreadable}ok")),
            unavailable(&format!("{unreadable}ok")),
        ),
        (
            r#"{"error":{"kind":"refused"}}"#,
            unknown(&format!("{unreadable}error.code")),
            unavailable(&format!("{unreadable}error.code")),
        ),
    ] {
        let gateway = saying(answer);
        assert_eq!(gateway.make(&call).await, Err(of_call.clone()), "{answer}");
        assert_eq!(gateway.query(&call).await, Err(of_call), "{answer}");
        assert_eq!(gateway.verify(&webhook()).await, Err(of_webhook), "{answer}");
    }
    let gateway = saying(r#"{"ok":[{"report":"{}","payment":"4111111111111111"}]}"#);
    let where_it_is = unknown(&format!("{unreadable}ok[0].payment"));
    assert_eq!(gateway.make(&call).await, Err(where_it_is), "and not what stands there");
    let gateway = silent(&"a".repeat(500));
    assert_eq!(gateway.make(&call).await, Err(unknown(&"a".repeat(200))), "no more than a line");
}

/// Hands every question on to a gateway that answers in its own way.
#[derive(Debug)]
struct HandsOn(InText<Scripted>);

#[async_trait]
impl TextGateway for HandsOn {
    fn name(&self) -> &str {
        "hands on"
    }

    async fn ask(&self, question: String) -> Result<String, String> {
        answer_in_text(&self.0, &question).await.map_err(|invalid| invalid.to_string())
    }
}

#[tokio::test]
async fn what_is_handed_on_in_text_is_asked_and_answered_as_it_was() {
    for answer in [
        r#"{"ok":[{"payment":"00000000-0000-0000-0000-000000000002","report":"{}"}]}"#,
        r#"{"ok":{"status":"known","facts":[{"report":"{}"}]}}"#,
        r#"{"ok":{"status":"absent"}}"#,
        r#"{"ok":{"facts":[],"next":"2"}}"#,
        r#"{"error":{"kind":"refused","code":"no_funds"}}"#,
        r#"{"error":{"kind":"failed","reason":"away"}}"#,
        r#"{"error":{"kind":"unknown","reason":"cut"}}"#,
        r#"{"error":{"kind":"forged","reason":"sign"}}"#,
        r#"{"error":{"kind":"unavailable","reason":"cut"}}"#,
    ] {
        let (direct, handed_on) = (saying(answer), InText(HandsOn(saying(answer))));
        for call in calls() {
            assert_eq!(handed_on.make(&call).await, direct.make(&call).await, "{answer}");
            assert_eq!(asked(&handed_on.0.0), asked(&direct));
            assert_eq!(handed_on.query(&call).await, direct.query(&call).await, "{answer}");
            assert_eq!(asked(&handed_on.0.0), asked(&direct));
        }
        for after in [None, Some("1")] {
            let page = handed_on.list(id(1), period(), after).await;
            assert_eq!(page, direct.list(id(1), period(), after).await, "{answer}");
            assert_eq!(asked(&handed_on.0.0), asked(&direct));
        }
        assert_eq!(handed_on.verify(&webhook()).await, direct.verify(&webhook()).await);
        assert_eq!(asked(&handed_on.0.0), asked(&direct));
    }
}

#[tokio::test]
async fn what_is_no_question_is_invalid_and_nothing_is_asked() {
    let gateway = saying(r#"{"ok":[]}"#);
    let verify = r#"{"type":"verify","tenant":"00000000-0000-0000-0000-000000000001","body":"7b7d",
        "headers":[],"peer_verified":false,"received_at":"2026-11-23T12:00:00Z"}"#;
    assert!(answer_in_text(&gateway, verify).await.is_ok());
    gateway.0.asked.lock().unwrap().clear();
    for (question, path) in [
        ("", "$"),
        ("7", "$"),
        ("{}", "type"),
        (r#"{"type":7}"#, "type"),
        (r#"{"type":"pay"}"#, "type"),
        (r#"{"type":"void","tenant":"x"}"#, "$"),
        (r#"{"type":"query"}"#, "call"),
        (&verify.replace("7b7d", "7"), "body"),
    ] {
        let invalid = answer_in_text(&gateway, question).await.unwrap_err();
        assert_eq!(invalid.path, path, "{question}: {invalid}");
    }
    assert!(gateway.0.asked.lock().unwrap().is_empty());
}
