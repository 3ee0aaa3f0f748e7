//! Palco's payment gateway on the Pix API 2.9 of the Brazilian central bank, as banks serve it.
//!
//! [`PixApi`] is the port [`PaymentGateway`](palco::ports::PaymentGateway): it issues and withdraws
//! charges (*cob*, and *cobv*, which have a due date), gives back (*devolução*), lists what came in, and
//! confirms webhooks. It knows no card. What it tells are `payment.report_...` commands as JSON.
//!
//! Each tenant has an [`Account`] of its own: an address, credentials, a client certificate and a
//! Pix key.
//!
//! ```no_run
//! use palco::values::TenantId;
//! use palco_pix_api::{Account, PixApi};
//!
//! # fn example(tenant: TenantId, secret: String) -> Result<(), Box<dyn std::error::Error>> {
//! let account = Account::new(
//!     "https://pix.example.com/api/v2",
//!     "https://pix.example.com/oauth/token",
//!     "7d9f0335-8dcc-4054-9bf9-0dbd61d36906",
//! )
//! .credentials("client", secret)
//! .certificate(std::fs::read("client.pem")?, std::fs::read("client.key")?);
//! let gateway = PixApi::new("bank").account(tenant, &account)?;
//! # Ok(())
//! # }
//! ```
//!
//! How a charge is told to be issued, and a Pix to have come, stands in `docs/pix-api.md`.

mod account;
mod charge;
mod client;
mod due;
mod error;
mod facts;
mod gateway;
mod in_text;
mod problem;
mod refund;
mod registration;
mod report;
mod tls;
mod token;
mod webhook;
mod wire;

pub use account::{Account, ClientAuthentication};
pub use due::{DueCharge, Payer, TaxId};
pub use error::PixApiError;
pub use gateway::PixApi;
