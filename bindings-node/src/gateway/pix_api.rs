use std::{sync::Arc, time::Duration};

use napi::bindgen_prelude::Buffer;
use napi_derive::napi;
use palco::values::{Label, TenantId};
use palco_pix_api::{Account, ClientAuthentication, PixApi, PixApiError};

use super::NativeGateway;
use crate::{
    clock::NativeClock,
    failure::{Failure, guarded, parsed},
};

/// An account at a bank that serves the Pix API.
#[napi(object)]
pub struct NativePixApiAccount {
    /// Whose it is.
    pub tenant: String,
    /// The API's.
    pub address: String,
    /// Where tokens are asked for.
    pub token_address: String,
    /// Charges are paid to it.
    pub pix_key: String,
    /// Of the OAuth 2 client.
    pub client_id: String,
    /// Of the OAuth 2 client.
    pub client_secret: String,
    /// How the client says who it is: `header` or `body`.
    pub authentication: Option<String>,
    /// To ask for, with spaces between.
    pub scopes: Option<String>,
    /// Whether charges with a due date are issued as well.
    pub due_charges: Option<bool>,
    /// The client's chain, in PEM.
    pub certificate: Option<Buffer>,
    /// The certificate's, in PEM.
    pub private_key: Option<Buffer>,
    /// The authorities that the bank's certificate may be of, in PEM.
    pub roots: Option<Buffer>,
    /// For one request.
    pub timeout_millis: Option<u32>,
}

impl NativePixApiAccount {
    fn read(self) -> Result<Account, Failure> {
        let mut account = Account::new(self.address, self.token_address, self.pix_key)
            .credentials(self.client_id, self.client_secret);
        if let Some(name) = self.authentication {
            let authentication: Result<ClientAuthentication, _> = name.parse();
            let unknown = |invalid| Failure::field("authentication", invalid);
            account = account.authentication(authentication.map_err(unknown)?);
        }
        if self.due_charges == Some(true) {
            account = account.due_charges();
        }
        if let Some(scopes) = self.scopes {
            account = account.scopes(scopes);
        }
        match (self.certificate, self.private_key) {
            (Some(certificate), Some(key)) => account = account.certificate(certificate, key),
            (None, None) => {}
            (Some(_), None) | (None, Some(_)) => {
                let reason = "expected a certificate and its private key, or neither";
                return Err(Failure::field("certificate", reason));
            }
        }
        if let Some(roots) = self.roots {
            account = account.roots(roots);
        }
        if let Some(millis) = self.timeout_millis {
            account = account.patience(Duration::from_millis(millis.into()));
        }
        Ok(account)
    }
}

/// What is wrong is told by its name, and never shown.
fn refused(error: PixApiError) -> Failure {
    let path = match error {
        PixApiError::Address => "address",
        PixApiError::PixKey => "pixKey",
        PixApiError::Credentials => "clientSecret",
        PixApiError::Certificate => "certificate",
        PixApiError::Roots => "roots",
        PixApiError::Client | _ => return Failure::unavailable(&error),
    };
    Failure::field(path, error)
}

/// The Pix API of banks, by that clock or the system's.
///
/// # Errors
/// `input.invalid` with the setting as the path.
#[napi]
pub fn pix_api_gateway(
    name: String,
    accounts: Vec<NativePixApiAccount>,
    clock: Option<&NativeClock>,
) -> napi::Result<NativeGateway> {
    guarded(|| {
        let mut gateway = PixApi::new(parsed("gateway.name", Label::parse(&name))?.as_str());
        if let Some(clock) = clock {
            gateway = gateway.with_clock(Arc::new(clock.0.clone()));
        }
        for account in accounts {
            let tenant = parsed("tenant", TenantId::parse(&account.tenant))?;
            gateway = gateway.account(tenant, &account.read()?).map_err(refused)?;
        }
        Ok(NativeGateway::pix_api(gateway))
    })
}
