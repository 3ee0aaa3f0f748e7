use napi::{Env, bindgen_prelude::Buffer};
use napi_derive::napi;
use palco::{
    application::{Answer, IncomingWebhook},
    contract::read_value,
    values::Period,
};

use super::NativeGateway;
use crate::palco::{NativePalco, NativeWho, Promise, acting};

/// What came in over HTTP.
#[napi(object)]
pub struct NativeWebhook {
    /// The bytes, as they came.
    pub body: Buffer,
    /// Pairs of a name and a value.
    pub headers: Vec<Vec<String>>,
    /// Whether the host has checked the certificate of who connected.
    pub peer_verified: bool,
}

impl From<NativeWebhook> for IncomingWebhook {
    fn from(NativeWebhook { body, headers, peer_verified }: NativeWebhook) -> Self {
        let pair = |pair: Vec<String>| {
            let [name, value] = <[String; 2]>::try_from(pair).ok()?;
            Some((name, value))
        };
        let headers = headers.into_iter().filter_map(pair).collect();
        Self { body: body.to_vec(), headers, peer_verified }
    }
}

impl From<IncomingWebhook> for NativeWebhook {
    fn from(IncomingWebhook { body, headers, peer_verified }: IncomingWebhook) -> Self {
        let headers = headers.into_iter().map(|(name, value)| vec![name, value]).collect();
        Self { body: body.into(), headers, peer_verified }
    }
}

#[napi]
impl NativePalco {
    /// Takes a webhook, and gives the answers as a JSON array.
    ///
    /// # Errors
    /// `gateway.webhook_forged`, `gateway.unavailable`, and every kind of the reports.
    #[napi]
    pub fn take_webhook<'env>(
        &self,
        env: &'env Env,
        who: NativeWho,
        gateway: &NativeGateway,
        webhook: NativeWebhook,
    ) -> Promise<'env, String> {
        let gateway = gateway.until(self.until_closed());
        let webhook = IncomingWebhook::from(webhook);
        self.call(env, move |palco| async move {
            let acting = acting(&palco, &who)?;
            Ok(listed(&acting.take_webhook(gateway.as_ref(), webhook).await?))
        })
    }

    /// Takes all that a gateway has to tell of a period, and gives the answers as a JSON array.
    ///
    /// # Errors
    /// `input.invalid` for the period; as `takeWebhook`.
    #[napi]
    pub fn take_listed<'env>(
        &self,
        env: &'env Env,
        who: NativeWho,
        gateway: &NativeGateway,
        period: String,
    ) -> Promise<'env, String> {
        let gateway = gateway.until(self.until_closed());
        self.call(env, move |palco| async move {
            let acting = acting(&palco, &who)?;
            let period: Period = read_value(&period).map_err(|invalid| invalid.within("period"))?;
            Ok(listed(&acting.take_listed(gateway.as_ref(), period).await?))
        })
    }
}

fn listed(answers: &[Answer]) -> String {
    let answers: Vec<String> = answers.iter().map(Answer::to_json).collect();
    format!("[{}]", answers.join(","))
}
