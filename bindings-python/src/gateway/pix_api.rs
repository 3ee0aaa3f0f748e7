use std::{sync::Arc, time::Duration};

use palco::contract::LIMITS;
use palco_pix_api::{Account, ClientAuthentication, PixApi, PixApiError};
use pyo3::prelude::*;

use super::NativeGateway;
use crate::{
    clock,
    failure::{Failure, guarded},
    input,
};

/// An account at a bank, each value as Python gave it.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
struct NativeAccount<'py> {
    tenant: Bound<'py, PyAny>,
    address: Bound<'py, PyAny>,
    token_address: Bound<'py, PyAny>,
    pix_key: Bound<'py, PyAny>,
    client_id: Bound<'py, PyAny>,
    client_secret: Bound<'py, PyAny>,
    authentication: Bound<'py, PyAny>,
    scopes: Option<Bound<'py, PyAny>>,
    due_charges: bool,
    certificate: Option<Bound<'py, PyAny>>,
    private_key: Option<Bound<'py, PyAny>>,
    roots: Option<Bound<'py, PyAny>>,
    timeout_milliseconds: u64,
}

fn pem<'a>(path: &str, pem: &'a Bound<'_, PyAny>) -> Result<&'a [u8], Failure> {
    input::bytes(path, pem, LIMITS.bytes)
}

impl NativeAccount<'_> {
    fn read(&self) -> Result<Account, Failure> {
        let authentication: Result<ClientAuthentication, _> =
            input::text("authentication", &self.authentication)?.parse();
        let unknown = |invalid| Failure::invalid("authentication", invalid);
        let (id, secret) = (&self.client_id, &self.client_secret);
        let mut account = Account::new(
            input::text("address", &self.address)?,
            input::text("token_address", &self.token_address)?,
            input::text("pix_key", &self.pix_key)?,
        )
        .credentials(input::text("client_id", id)?, input::text("client_secret", secret)?)
        .authentication(authentication.map_err(unknown)?)
        .patience(Duration::from_millis(self.timeout_milliseconds));
        if self.due_charges {
            account = account.due_charges();
        }
        if let Some(scopes) = &self.scopes {
            account = account.scopes(input::text("scopes", scopes)?);
        }
        match (&self.certificate, &self.private_key) {
            (Some(certificate), Some(key)) => {
                let chain = pem("certificate", certificate)?;
                account = account.certificate(chain, pem("private_key", key)?);
            }
            (None, None) => {}
            (Some(_), None) | (None, Some(_)) => {
                let reason = "expected a certificate and its private key, or neither";
                return Err(Failure::invalid("certificate", reason));
            }
        }
        if let Some(roots) = &self.roots {
            account = account.roots(pem("roots", roots)?);
        }
        Ok(account)
    }
}

/// What is wrong is told by its name, and never shown.
fn refused(error: PixApiError) -> Failure {
    let path = match error {
        PixApiError::Address => "address",
        PixApiError::PixKey => "pix_key",
        PixApiError::Credentials => "client_secret",
        PixApiError::Certificate => "certificate",
        PixApiError::Roots => "roots",
        PixApiError::Client | _ => return Failure::unavailable(&error.to_string()),
    };
    Failure::invalid(path, error)
}

/// The Pix API of a bank, by this clock or by the system's.
#[pyfunction]
pub(crate) fn pix_api_gateway(
    name: &Bound<'_, PyAny>,
    accounts: Vec<Bound<'_, PyAny>>,
    clock: Option<&Bound<'_, PyAny>>,
) -> PyResult<NativeGateway> {
    guarded(name.py(), || {
        let mut gateway = PixApi::new(super::name_of(name)?.as_str());
        if let Some(clock) = clock.map(clock::given).transpose()? {
            gateway = gateway.with_clock(Arc::new(clock.0));
        }
        for account in accounts {
            let given: NativeAccount<'_> = account.extract()?;
            let tenant = input::id("tenant", &given.tenant)?;
            gateway = gateway.account(tenant, &given.read()?).map_err(refused)?;
        }
        Ok(NativeGateway::pix_api(gateway))
    })
}
