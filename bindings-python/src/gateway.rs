//! Payment gateways, those of Python and those of ours: they are taken at the same places.

mod hosted;
mod keys;
mod pix_api;
mod simulated;

use std::sync::Arc;

use palco::{
    application::{InText, IncomingWebhook, answer_in_text},
    contract::LIMITS,
    ports::PaymentGateway,
    values::Label,
};
use palco_pix_api::PixApi;
use pyo3::{prelude::*, types::PyList};

use crate::{
    failure::{Failure, guarded},
    input,
    operation::{Operation, Outcome},
};
use hosted::Hosted;
pub(crate) use hosted::{Halt, Reply};
pub(crate) use keys::NativeWebhookKeys;
pub(crate) use pix_api::pix_api_gateway;
pub(crate) use simulated::NativeSimulatedGateway;

/// Headers that a webhook may have.
const HEADERS_MAX: usize = 1_000;

/// A gateway, whoever wrote it.
#[pyclass(frozen, module = "palco._native", from_py_object)]
#[derive(Clone)]
pub(crate) struct NativeGateway {
    pub(crate) port: Arc<dyn PaymentGateway>,
    /// The same, where it is a bank's and can be asked for more.
    pix_api: Option<Arc<PixApi>>,
    /// Ends what is asked of one that is written in Python.
    pub(crate) halt: Halt,
    /// The process whose connections it may have.
    owner: u32,
}

impl NativeGateway {
    fn new(port: impl PaymentGateway + 'static, halt: Halt) -> Self {
        Self { port: Arc::new(port), pix_api: None, halt, owner: std::process::id() }
    }

    fn pix_api(gateway: PixApi) -> Self {
        let gateway = Arc::new(gateway);
        let (pix_api, owner) = (Some(Arc::clone(&gateway)), std::process::id());
        Self { port: gateway, pix_api, halt: Halt::default(), owner }
    }

    fn ours(port: impl PaymentGateway + 'static) -> Self {
        Self::new(port, Halt::default())
    }

    pub(crate) fn given(gateway: &Bound<'_, PyAny>) -> Result<Self, Failure> {
        let no_gateway = |_| Failure::invalid("gateway", "expected a payment gateway");
        let gateway: Self = gateway.extract().map_err(no_gateway)?;
        gateway.check_owner().map(|()| gateway)
    }

    fn check_owner(&self) -> Result<(), Failure> {
        if std::process::id() == self.owner { Ok(()) } else { Err(Failure::Forked) }
    }
}

#[pymethods]
impl NativeGateway {
    /// One that is written in Python: `ask(question, reply)` begins to answer, and gives what to call
    /// when nobody waits for the answer any more.
    #[staticmethod]
    fn hosted(
        name: &Bound<'_, PyAny>,
        patience_milliseconds: u64,
        ask: Py<PyAny>,
    ) -> PyResult<Self> {
        guarded(name.py(), || {
            let halt = Halt::default();
            let hosted = Hosted::new(name_of(name)?, patience_milliseconds, ask, halt.clone());
            Ok(Self::new(InText(hosted), halt))
        })
    }

    /// The answer to a question, both as JSON.
    fn ask(&self, question: &Bound<'_, PyAny>) -> PyResult<Operation> {
        let py = question.py();
        guarded(py, || {
            self.check_owner()?;
            let (port, pix_api) = (Arc::clone(&self.port), self.pix_api.clone());
            let question = input::json(question, LIMITS.bytes)?.to_owned();
            Operation::new(py, async move {
                Ok(Outcome::Text(match pix_api {
                    Some(gateway) => gateway.answer_in_text(&question).await?,
                    None => answer_in_text(port.as_ref(), &question).await?,
                }))
            })
        })
    }
}

fn name_of(name: &Bound<'_, PyAny>) -> Result<Label, Failure> {
    let name = Label::parse(input::text("gateway.name", name)?);
    name.map_err(|invalid| Failure::invalid("gateway.name", invalid))
}

/// A webhook, as it came in.
pub(crate) fn incoming(
    body: &Bound<'_, PyAny>,
    headers: &Bound<'_, PyAny>,
    peer_verified: bool,
) -> Result<IncomingWebhook, Failure> {
    let no_pairs = || Failure::invalid("headers", "expected at most 1000 names and values");
    let listed = headers.cast::<PyList>().map_err(|_| no_pairs())?;
    if listed.len() > HEADERS_MAX {
        return Err(no_pairs());
    }
    let pair = |(place, pair): (usize, Bound<'_, PyAny>)| {
        let path = format!("headers[{place}]");
        let (name, value): (Bound<'_, PyAny>, Bound<'_, PyAny>) =
            pair.extract().map_err(|_| Failure::invalid(&path, "expected a name and a value"))?;
        Ok((input::text(&path, &name)?.to_owned(), input::text(&path, &value)?.to_owned()))
    };
    let headers = listed.iter().enumerate().map(pair).collect::<Result<_, Failure>>()?;
    let body = input::bytes("body", body, LIMITS.bytes)?.to_owned();
    Ok(IncomingWebhook { body, headers, peer_verified })
}
