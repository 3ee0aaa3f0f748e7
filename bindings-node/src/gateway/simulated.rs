use std::sync::Arc;

use napi_derive::napi;
use palco::{
    application::SigningKey,
    contract::{read_value, to_json},
    ports::{Clock, Fact, SystemClock},
    values::{Money, PaymentId, RefundId, Target, Txid},
};
use palco_memory::{Conduct, SimulatedGateway};
use serde::Deserialize;

use super::{NativeGateway, intake::NativeWebhook};
use crate::{
    clock::NativeClock,
    failure::{Failure, guarded, parsed},
};

/// A gateway that charges nobody.
#[napi]
pub struct NativeSimulatedGateway(SimulatedGateway);

/// How often it was called, and asked after a call.
#[napi(object)]
pub struct NativeCounts {
    /// Calls that reached it.
    pub calls: i64,
    /// Inquiries.
    pub queries: i64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GiveBack {
    payment: PaymentId,
    refund_id: RefundId,
    of: Target,
    amount: Money,
}

fn txid(text: &str) -> Result<Txid, Failure> {
    parsed("txid", Txid::parse(text))
}

/// Counts are numbers in JavaScript.
fn count(of: u64) -> i64 {
    i64::try_from(of).unwrap_or(i64::MAX)
}

#[napi]
impl NativeSimulatedGateway {
    /// A gateway of that conduct, by that clock or the system's.
    ///
    /// # Errors
    /// `input.invalid` for the conduct, with the path of the field.
    #[napi(constructor)]
    pub fn new(conduct: String, clock: Option<&NativeClock>) -> napi::Result<Self> {
        guarded(|| {
            let conduct: Conduct = read_value(&conduct)?;
            let clock: Arc<dyn Clock> = match clock {
                Some(clock) => Arc::new(clock.0.clone()),
                None => Arc::new(SystemClock),
            };
            Ok(Self(SimulatedGateway::new(conduct, clock)))
        })
    }

    /// The same gateway, books and all, with another conduct.
    ///
    /// # Errors
    /// `input.invalid` for the conduct, with the path of the field.
    #[napi]
    pub fn behaving(&self, conduct: String) -> napi::Result<NativeSimulatedGateway> {
        guarded(|| Ok(Self(self.0.behaving(read_value(&conduct)?))))
    }

    /// It, as processors and webhooks take gateways.
    #[napi]
    #[must_use]
    pub fn handle(&self) -> NativeGateway {
        NativeGateway::ours(self.0.clone())
    }

    /// A payer pays a Pix charge in full.
    ///
    /// # Errors
    /// `input.invalid` when it is no txid.
    #[napi]
    pub fn pay(&self, charge: String) -> napi::Result<bool> {
        guarded(|| Ok(self.0.pay(&txid(&charge)?)))
    }

    /// A payer pays a Pix charge, whatever became of it; the amount is JSON.
    ///
    /// # Errors
    /// `input.invalid` for the txid or the amount.
    #[napi]
    pub fn pay_anyway(&self, charge: String, amount: Option<String>) -> napi::Result<bool> {
        guarded(|| {
            let charge = txid(&charge)?;
            let amount = amount.map(|amount| read_value::<Money>(&amount)).transpose();
            let amount = amount.map_err(|invalid| invalid.within("amount"))?;
            Ok(self.0.pay_anyway(&charge, amount))
        })
    }

    /// Somebody gives money back at the gateway itself: which payment, refund and Pix, and how much.
    ///
    /// # Errors
    /// `input.invalid` with the path of the field.
    #[napi]
    pub fn give_back(&self, given: String) -> napi::Result<bool> {
        guarded(|| {
            let GiveBack { payment, refund_id, of, amount } = read_value(&given)?;
            Ok(self.0.give_back(payment, refund_id, &of, amount))
        })
    }

    /// Tells what a test makes up.
    ///
    /// # Errors
    /// `input.invalid` when it is no fact.
    #[napi]
    pub fn tell(&self, fact: String) -> napi::Result<()> {
        guarded(|| {
            self.0.tell(read_value::<Fact>(&fact)?);
            Ok(())
        })
    }

    /// Signs with another key from now on.
    ///
    /// # Errors
    /// `input.invalid` when the secret is empty.
    #[napi]
    pub fn rotate_key(&self, secret: String) -> napi::Result<()> {
        guarded(|| {
            self.0.rotate_key(parsed("secret", SigningKey::new(secret))?);
            Ok(())
        })
    }

    /// All that moved, as a JSON array.
    ///
    /// # Errors
    /// `palco.internal`.
    #[napi]
    pub fn movements(&self) -> napi::Result<String> {
        guarded(|| Ok(to_json(&self.0.movements())))
    }

    /// What moved more than once, as a JSON array.
    ///
    /// # Errors
    /// `palco.internal`.
    #[napi]
    pub fn moved_twice(&self) -> napi::Result<String> {
        guarded(|| Ok(to_json(&self.0.moved_twice())))
    }

    /// How often it was called, and asked after a call.
    ///
    /// # Errors
    /// `palco.internal`.
    #[napi]
    pub fn calls_and_queries(&self) -> napi::Result<NativeCounts> {
        guarded(|| {
            let (calls, queries) = self.0.calls_and_queries();
            Ok(NativeCounts { calls: count(calls), queries: count(queries) })
        })
    }

    /// How many of the webhooks that were taken somebody else had made.
    ///
    /// # Errors
    /// `palco.internal`.
    #[napi]
    pub fn forged_webhooks(&self) -> napi::Result<i64> {
        guarded(|| Ok(count(self.0.forged_webhooks())))
    }

    /// The webhooks that wait.
    ///
    /// # Errors
    /// `palco.internal`.
    #[napi]
    pub fn take_webhooks(&self) -> napi::Result<Vec<NativeWebhook>> {
        guarded(|| Ok(self.0.take_webhooks().into_iter().map(Into::into).collect()))
    }
}
