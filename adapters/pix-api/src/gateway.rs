use std::{collections::BTreeMap, fmt, sync::Arc};

use async_trait::async_trait;
use palco::{
    ports::{
        Call, Clock, Fact, GatewayError, Inquiry, IssueCharge, Listed, NotVerified, PaymentGateway,
        SystemClock, Webhook,
    },
    values::{Period, TenantId},
};

use crate::{
    Account, DueCharge, PixApiError, charge, client::Client, due, facts, refund, registration,
    webhook, wire,
};

/// Pix of a page.
const PAGE: u32 = 100;

/// The Pix API of a bank as a payment gateway.
pub struct PixApi {
    name: String,
    clock: Arc<dyn Clock>,
    accounts: BTreeMap<TenantId, At>,
}

struct At {
    client: Client,
    pix_key: String,
}

impl PixApi {
    /// A gateway of that name, without an account yet.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), clock: Arc::new(SystemClock), accounts: BTreeMap::new() }
    }

    /// The account of a tenant. No two tenants share one: what the bank lists is theirs.
    ///
    /// # Errors
    /// [`PixApiError`] where an address, a credential or a certificate is not of its form.
    pub fn account(mut self, tenant: TenantId, account: &Account) -> Result<Self, PixApiError> {
        let client = Client::new(account)?;
        self.accounts.insert(tenant, At { client, pix_key: account.pix_key.clone() });
        Ok(self)
    }

    /// The clock by which a charge's lifetime is counted.
    #[must_use]
    pub fn with_clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = clock;
        self
    }

    /// Issues a charge with a due date, in the place of [`Call::IssueCharge`]: a gateway of the host's,
    /// which knows who pays, hands that call on to here. The same txid again is the same charge. Every
    /// other call, the query after this one included, is made as usual.
    ///
    /// # Errors
    /// As [`PaymentGateway::make`]; refused as `not_supported` where the account has no
    /// [`due_charges`](Account::due_charges), and as `due_after_expiry` where it would be due after its
    /// end.
    pub async fn issue_due_charge(
        &self,
        asked: &IssueCharge,
        due: &DueCharge,
    ) -> Result<Vec<Fact>, GatewayError> {
        let At { client, pix_key } = self.at(asked.tenant)?;
        due::issue(client, pix_key, self.clock.now(), asked, due).await
    }

    /// Has the bank call that address, and no other, when a Pix comes in. It adds `/pix` to it, and
    /// calls it over mutual TLS. Takes the scope `webhook.write`.
    ///
    /// # Errors
    /// As [`PaymentGateway::make`]. It may be asked again at any time.
    pub async fn register_webhook(&self, tenant: TenantId, url: &str) -> Result<(), GatewayError> {
        let At { client, pix_key } = self.at(tenant)?;
        registration::register(client, pix_key, url).await
    }

    /// Which address the bank calls. Takes the scope `webhook.read`.
    ///
    /// # Errors
    /// As [`PaymentGateway::query`].
    pub async fn registered_webhook(
        &self,
        tenant: TenantId,
    ) -> Result<Option<String>, GatewayError> {
        let At { client, pix_key } = self.at(tenant)?;
        registration::registered(client, pix_key).await
    }

    /// Has the bank call nobody any more. Takes the scope `webhook.write`.
    ///
    /// # Errors
    /// As [`PaymentGateway::make`]. It may be asked again at any time.
    pub async fn remove_webhook(&self, tenant: TenantId) -> Result<(), GatewayError> {
        let At { client, pix_key } = self.at(tenant)?;
        registration::remove(client, pix_key).await
    }

    fn at(&self, tenant: TenantId) -> Result<&At, GatewayError> {
        self.accounts.get(&tenant).ok_or_else(|| GatewayError::refused("no_account"))
    }
}

impl fmt::Debug for PixApi {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PixApi")
            .field("name", &self.name)
            .field("accounts", &self.accounts.len())
            .finish_non_exhaustive()
    }
}

#[async_trait]
impl PaymentGateway for PixApi {
    fn name(&self) -> &str {
        &self.name
    }

    async fn make(&self, call: &Call) -> Result<Vec<Fact>, GatewayError> {
        let At { client, pix_key } = self.at(call.tenant())?;
        match call {
            Call::IssueCharge(asked) => {
                charge::issue(client, pix_key, self.clock.now(), asked).await
            }
            Call::CancelCharge(asked) => charge::cancel(client, asked).await,
            Call::Refund(asked) => refund::give_back(client, asked).await,
            Call::Authorize(_)
            | Call::Capture(_)
            | Call::Void(_)
            | Call::SubmitEvidence(_)
            | Call::AcceptDispute(_) => Err(GatewayError::not_supported()),
        }
    }

    async fn query(&self, call: &Call) -> Result<Inquiry, GatewayError> {
        let client = &self.at(call.tenant())?.client;
        match call {
            Call::IssueCharge(asked) => charge::find(client, asked).await,
            Call::CancelCharge(asked) => charge::withdrawn(client, asked).await,
            Call::Refund(asked) => refund::find(client, asked).await,
            Call::Authorize(_)
            | Call::Capture(_)
            | Call::Void(_)
            | Call::SubmitEvidence(_)
            | Call::AcceptDispute(_) => Err(GatewayError::not_supported()),
        }
    }

    async fn list(
        &self,
        tenant: TenantId,
        period: Period,
        after: Option<&str>,
    ) -> Result<Listed, GatewayError> {
        let client = &self.at(tenant)?.client;
        let number = after
            .map_or(Ok(0), str::parse::<u32>)
            .map_err(|_| GatewayError::refused("not_a_page"))?;
        let (from, to) = (period.starts_at(), period.ends_at());
        let path = format!(
            "/pix?inicio={from}&fim={to}&paginacao.paginaAtual={number}\
             &paginacao.itensPorPagina={PAGE}"
        );
        let Some(page) = client.get::<wire::Page>(&path).await? else {
            return Ok(Listed::default());
        };
        let next = number.saturating_add(1);
        Ok(Listed {
            facts: facts::of_list(&page.pix, None),
            next: (next < page.parametros.paginacao.pages).then(|| next.to_string()),
        })
    }

    async fn verify(&self, webhook: &Webhook) -> Result<Vec<Fact>, NotVerified> {
        let unknown = NotVerified::forged("the tenant has no account");
        let at = self.accounts.get(&webhook.tenant).ok_or(unknown)?;
        webhook::verify(&at.client, webhook).await
    }
}
