//! Payment gateways: a host's own, which are asked in text, and those of ours.

mod host;
mod intake;
mod keys;
mod pix_api;
mod simulated;

use std::{sync::Arc, time::Duration};

use napi::{
    Env,
    bindgen_prelude::{FnArgs, Function, PromiseRaw},
};
use napi_derive::napi;
use palco::{
    application::{InText, answer_in_text},
    ports::PaymentGateway,
    values::Label,
};
use palco_pix_api::PixApi;
use tokio::sync::watch;

use crate::failure::{guarded, guarded_async, parsed};
use host::{Asking, Host, NativeQuestion};

/// Says that nobody waits for answers any more.
pub(crate) type Cut = watch::Receiver<()>;

/// Whoever charges and gives back.
#[napi]
pub struct NativeGateway(Of);

enum Of {
    Host(Arc<Host>),
    Ours(Arc<dyn PaymentGateway>),
    /// A bank's, which can be asked for more.
    PixApi(Arc<PixApi>),
}

#[napi]
impl NativeGateway {
    /// A gateway of the host's. `ask` is called with the number of a question and the question, which
    /// it is to answer; and with the number alone once nobody waits for that answer.
    ///
    /// # Errors
    /// `input.invalid` for the name.
    #[napi(factory)]
    pub fn of_host(
        name: String,
        patience_millis: u32,
        ask: Function<'_, FnArgs<(u32, Option<NativeQuestion>)>, ()>,
    ) -> napi::Result<Self> {
        let name = guarded(|| parsed("gateway.name", Label::parse(&name)))?;
        // It does not keep the process alive: what the host waits for does.
        let ask = ask.build_threadsafe_function().weak::<true>().build()?;
        let patience = Duration::from_millis(patience_millis.into());
        Ok(Self(Of::Host(Arc::new(Host::new(name.as_str().to_owned(), patience, ask)))))
    }

    /// Asks one of ours in text, and gives its answer in text.
    ///
    /// # Errors
    /// `input.invalid` when it is no question.
    #[napi]
    pub fn ask<'env>(
        &self,
        env: &'env Env,
        question: String,
    ) -> napi::Result<PromiseRaw<'env, String>> {
        let (_, cut) = watch::channel(());
        let gateway = self.until(cut);
        let pix_api = match &self.0 {
            Of::PixApi(gateway) => Some(Arc::clone(gateway)),
            Of::Host(_) | Of::Ours(_) => None,
        };
        env.spawn_future(guarded_async(async move {
            Ok(match pix_api {
                Some(gateway) => gateway.answer_in_text(&question).await?,
                None => answer_in_text(gateway.as_ref(), &question).await?,
            })
        }))
    }
}

impl NativeGateway {
    pub(crate) fn ours(gateway: impl PaymentGateway + 'static) -> Self {
        Self(Of::Ours(Arc::new(gateway)))
    }

    pub(crate) fn pix_api(gateway: PixApi) -> Self {
        Self(Of::PixApi(Arc::new(gateway)))
    }

    /// The gateway, for as long as its answers are waited for.
    pub(crate) fn until(&self, cut: Cut) -> Arc<dyn PaymentGateway> {
        match &self.0 {
            Of::Host(host) => Arc::new(InText(Asking { host: Arc::clone(host), cut })),
            Of::Ours(gateway) => Arc::clone(gateway),
            Of::PixApi(gateway) => Arc::<PixApi>::clone(gateway),
        }
    }
}
