use std::time::Duration;

use futures_util::future::join_all;
use palco::ports::{GatewayError, Inquiry, PaymentGateway};
use palco_pix_api::{Account, ClientAuthentication};

use crate::{
    E2EID, account,
    bank::{Authority, Bank, How},
    charge, code, gateway, gateway_of, refund, says_nothing,
};

fn reason(error: &GatewayError) -> &str {
    says_nothing(error);
    match error {
        GatewayError::Failed { reason } => reason,
        GatewayError::Refused { .. } | GatewayError::Unknown { .. } => {
            panic!("expected no effect, got {error:?}")
        }
    }
}

#[tokio::test]
async fn a_token_is_fetched_once_by_many_callers_and_kept() {
    let bank = Bank::open().await;
    let gateway = gateway(&bank);
    let call = charge().into();
    for found in join_all((0..20).map(|_| gateway.query(&call))).await {
        assert_eq!(found, Ok(Inquiry::Absent));
    }
    assert_eq!(gateway.query(&call).await, Ok(Inquiry::Absent));
    assert_eq!(bank.state().tokens, 1);
}

#[tokio::test]
async fn a_token_that_has_expired_is_not_used() {
    let bank = Bank::open().await;
    bank.state().expires_in = 0;
    let gateway = gateway(&bank);
    for tokens in 1..3 {
        assert_eq!(gateway.query(&charge().into()).await, Ok(Inquiry::Absent));
        assert_eq!(bank.state().tokens, tokens);
    }
}

#[tokio::test]
async fn a_token_that_is_not_taken_is_fetched_anew_and_the_call_is_made_once() {
    let bank = Bank::open().await;
    let gateway = gateway(&bank);
    assert_eq!(gateway.query(&charge().into()).await, Ok(Inquiry::Absent));
    bank.state().revoked = 1;
    bank.receive(E2EID, "100.00", "2026-01-10T12:00:00Z");
    assert_eq!(gateway.make(&refund(1, "40.00").into()).await, Ok(Vec::new()));
    assert_eq!(bank.state().tokens, 2);
    let headers: Vec<_> = bank.seen("PUT").into_iter().map(|put| put.authorization).collect();
    assert_eq!(headers, ["Bearer token-1", "Bearer token-2"]);
}

#[tokio::test]
async fn a_bank_that_takes_no_token_is_asked_twice_and_no_more() {
    let bank = Bank::open().await;
    bank.state().revoked = 1_000;
    let error = gateway(&bank).make(&refund(1, "40.00").into()).await.unwrap_err();
    assert_eq!(reason(&error), "the gateway answered with status 401");
    assert_eq!(bank.seen("PUT").len(), 2);
}

#[tokio::test]
async fn without_a_token_nothing_is_sent() {
    let bank = Bank::open().await;
    for (how, because) in [
        (How::Answer(500, "hush"), "the gateway gave no token, with status 500"),
        (How::Answer(200, "hush"), "the gateway's token could not be read"),
        (How::Answer(200, "{\"access_token\":\"a\\n\"}"), "the gateway's token could not be read"),
        (How::Silence, "the gateway did not answer in time"),
    ] {
        bank.fail("POST", "/oauth/token", how);
        let hasty = gateway_of(&account(&bank).patience(Duration::from_secs(2)));
        let error = hasty.make(&charge().into()).await.unwrap_err();
        // Whichever patience ends first: that of the request or that of the call.
        let timed_out = ["the gateway did not answer in time", "no token came in time"];
        let found = reason(&error);
        assert!(found == because || timed_out.contains(&because) && timed_out.contains(&found));
    }
    assert!(bank.seen("PUT").is_empty());
    let stranger = gateway_of(&account(&bank).credentials("client", "wrong"));
    let error = stranger.make(&charge().into()).await.unwrap_err();
    assert_eq!(reason(&error), "the gateway gave no token, with status 401");
}

#[tokio::test]
async fn credentials_go_into_the_header_or_the_body() {
    let bank = Bank::open().await;
    let by_body = account(&bank).authentication(ClientAuthentication::Body).scopes("");
    assert_eq!(gateway_of(&by_body).query(&charge().into()).await, Ok(Inquiry::Absent));
    let by_header = gateway(&bank);
    assert_eq!(by_header.query(&charge().into()).await, Ok(Inquiry::Absent));
    let bodies: Vec<_> = bank.seen("POST").into_iter().map(|post| post.body).collect();
    let grant = "grant_type=client_credentials";
    assert_eq!(bodies[0], format!("{grant}&client_id=client&client_secret=hush"));
    assert_eq!(bodies[1], format!("{grant}&scope=cob.read+cob.write+pix.read+pix.write"));
}

#[tokio::test]
async fn a_bank_whose_certificate_has_expired_is_not_talked_to() {
    let bank = Bank::expired().await;
    let error = gateway(&bank).make(&charge().into()).await.unwrap_err();
    assert_eq!(reason(&error), "the gateway's certificate has expired");
    assert!(bank.state().seen.is_empty());
}

#[tokio::test]
async fn a_bank_of_another_authority_is_not_talked_to() {
    let bank = Bank::open().await;
    let mozillas = {
        let (certificate, key) = bank.client_certificate();
        Account::new(bank.url("/api/v2"), bank.url("/oauth/token"), "key@example.com")
            .credentials("client", "hush")
            .certificate(certificate, key)
    };
    let anothers = account(&bank).roots(Authority::new().root());
    for account in [mozillas, anothers] {
        let error = gateway_of(&account).make(&charge().into()).await.unwrap_err();
        let expected = "the gateway's certificate is not trusted, or not of its host";
        assert_eq!(reason(&error), expected);
    }
    assert!(bank.state().seen.is_empty());
}

#[tokio::test]
async fn a_client_without_a_certificate_or_with_an_expired_one_is_refused() {
    let bank = Bank::open().await;
    let without = Account::new(bank.url("/api/v2"), bank.url("/oauth/token"), "key@example.com")
        .credentials("client", "hush")
        .roots(bank.root());
    let (certificate, key) = bank.expired_client_certificate();
    let expired = account(&bank).certificate(certificate, key);
    let (certificate, key) = Authority::new().client(false);
    let foreign = account(&bank).certificate(certificate, key);
    for account in [without, expired, foreign] {
        let error = gateway_of(&account).make(&charge().into()).await.unwrap_err();
        let expected =
            "the gateway refused the connection: it may not take the client's certificate";
        assert_eq!(reason(&error), expected);
    }
    assert!(bank.state().seen.is_empty());
    assert!(gateway(&bank).make(&charge().into()).await.is_ok());
}

#[tokio::test]
async fn a_certificate_and_a_key_that_are_no_pair_are_refused_at_the_start() {
    let bank = Bank::open().await;
    let (certificate, key) = (bank.client_certificate().0, bank.client_certificate().1);
    let mixed = account(&bank).certificate(certificate, key);
    let made = palco_pix_api::PixApi::new("bank").account(crate::tenant(), &mixed);
    assert_eq!(made.err(), Some(palco_pix_api::PixApiError::Certificate));
}

#[tokio::test]
async fn a_bank_that_is_not_there_had_no_effect() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("https://{}", free.local_addr().unwrap());
    drop(free);
    let account = Account::new(&address, &address, "key@example.com").credentials("client", "hush");
    let error = gateway_of(&account).make(&charge().into()).await.unwrap_err();
    assert_eq!(reason(&error), "the gateway could not be reached");
    assert_eq!(code(&error), "failed");
}
