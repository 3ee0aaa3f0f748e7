use std::sync::Arc;

use palco::{
    contract::to_json,
    ports::{Clock, Fact, SystemClock},
    values::{Money, PaymentId, RefundId, Target, Txid},
};
use palco_memory::{Conduct, SimulatedGateway};
use pyo3::{prelude::*, types::PyBytes};

use super::{NativeGateway, keys::signing_key};
use crate::{
    clock,
    failure::{Failure, guarded},
    input,
};

type SentWebhook<'py> = (Bound<'py, PyBytes>, Vec<(String, String)>, bool);

/// A gateway that charges nobody.
#[pyclass(frozen, module = "palco._native")]
pub(crate) struct NativeSimulatedGateway(SimulatedGateway);

fn txid_of(txid: &Bound<'_, PyAny>) -> Result<Txid, Failure> {
    let text = input::text("txid", txid)?;
    Txid::parse(text).map_err(|invalid| Failure::invalid("txid", invalid))
}

fn conduct_of(conduct: &Bound<'_, PyAny>) -> Result<Conduct, Failure> {
    input::value("conduct", conduct)
}

#[pymethods]
impl NativeSimulatedGateway {
    /// Of a conduct, as JSON, by this clock or by the system's.
    #[new]
    #[pyo3(signature = (conduct, clock=None))]
    fn new(conduct: &Bound<'_, PyAny>, clock: Option<&Bound<'_, PyAny>>) -> PyResult<Self> {
        guarded(conduct.py(), || {
            let clock: Arc<dyn Clock> = match clock.map(clock::given).transpose()? {
                Some(clock) => Arc::new(clock.0),
                None => Arc::new(SystemClock),
            };
            Ok(Self(SimulatedGateway::new(conduct_of(conduct)?, clock)))
        })
    }

    fn behaving(&self, conduct: &Bound<'_, PyAny>) -> PyResult<Self> {
        guarded(conduct.py(), || Ok(Self(self.0.behaving(conduct_of(conduct)?))))
    }

    fn gateway(&self) -> NativeGateway {
        NativeGateway::ours(self.0.clone())
    }

    /// As a JSON array.
    fn movements(&self) -> String {
        to_json(&self.0.movements())
    }

    /// As a JSON array.
    fn moved_twice(&self) -> String {
        to_json(&self.0.moved_twice())
    }

    fn calls_and_queries(&self) -> (u64, u64) {
        self.0.calls_and_queries()
    }

    fn forged_webhooks(&self) -> u64 {
        self.0.forged_webhooks()
    }

    fn pay(&self, txid: &Bound<'_, PyAny>) -> PyResult<bool> {
        guarded(txid.py(), || Ok(self.0.pay(&txid_of(txid)?)))
    }

    fn pay_anyway(
        &self,
        txid: &Bound<'_, PyAny>,
        amount: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<bool> {
        guarded(txid.py(), || {
            let amount: Option<Money> =
                amount.map(|amount| input::value("amount", amount)).transpose()?;
            Ok(self.0.pay_anyway(&txid_of(txid)?, amount))
        })
    }

    fn give_back(
        &self,
        payment: &Bound<'_, PyAny>,
        refund_id: &Bound<'_, PyAny>,
        of: &Bound<'_, PyAny>,
        amount: &Bound<'_, PyAny>,
    ) -> PyResult<bool> {
        guarded(payment.py(), || {
            let payment: PaymentId = input::id("payment", payment)?;
            let refund_id: RefundId = input::id("refund_id", refund_id)?;
            let of: Target = input::value("of", of)?;
            Ok(self.0.give_back(payment, refund_id, &of, input::value("amount", amount)?))
        })
    }

    fn tell(&self, payment: Option<&Bound<'_, PyAny>>, report: &Bound<'_, PyAny>) -> PyResult<()> {
        guarded(report.py(), || {
            let payment = payment.map(|payment| input::id("payment", payment)).transpose()?;
            self.0.tell(Fact { payment, report: input::text("report", report)?.to_owned() });
            Ok(())
        })
    }

    fn rotate_key(&self, secret: &Bound<'_, PyAny>) -> PyResult<()> {
        guarded(secret.py(), || {
            self.0.rotate_key(signing_key(input::text("secret", secret)?.as_bytes())?);
            Ok(())
        })
    }

    /// Bodies, headers, and whether the connection was checked.
    fn take_webhooks<'py>(&self, py: Python<'py>) -> Vec<SentWebhook<'py>> {
        let sent = self.0.take_webhooks().into_iter();
        sent.map(|webhook| {
            (PyBytes::new(py, &webhook.body), webhook.headers, webhook.peer_verified)
        })
        .collect()
    }
}
