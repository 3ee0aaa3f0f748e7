use palco::{
    application::{answer_in_text, told_in_text},
    contract::{Invalid, read_value},
    ports::Call,
    values::TenantId,
};
use serde::Deserialize;

use crate::{DueCharge, PixApi};

#[derive(Deserialize)]
struct Named {
    r#type: String,
}

#[derive(Deserialize)]
struct IssueDueCharge {
    charge: Call,
    due: DueCharge,
}

#[derive(Deserialize)]
struct RegisterWebhook {
    tenant: TenantId,
    url: String,
}

#[derive(Deserialize)]
struct OfTenant {
    tenant: TenantId,
}

impl PixApi {
    /// The answer to a question in text, as [`answer_in_text`] gives it: for other languages. Beyond those
    /// of every gateway there are
    ///
    /// - `{"type":"issue_due_charge","charge":{...},"due":{...}}`, with the call `issue_charge` and a
    ///   [`DueCharge`];
    /// - `{"type":"register_webhook","tenant":"...","url":"https://..."}`;
    /// - `{"type":"registered_webhook","tenant":"..."}`, answered with the address or `null`;
    /// - `{"type":"remove_webhook","tenant":"..."}`.
    ///
    /// # Errors
    /// [`Invalid`] where it is no question. Nothing was asked then.
    pub async fn answer_in_text(&self, question: &str) -> Result<String, Invalid> {
        let Named { r#type } = read_value(question)?;
        Ok(match r#type.as_str() {
            "issue_due_charge" => {
                let IssueDueCharge { charge, due } = read_value(question)?;
                let Call::IssueCharge(charge) = charge else {
                    return Err(Invalid::field("charge.type", "expected issue_charge"));
                };
                told_in_text(self.issue_due_charge(&charge, &due).await)
            }
            "register_webhook" => {
                let RegisterWebhook { tenant, url } = read_value(question)?;
                told_in_text(self.register_webhook(tenant, &url).await)
            }
            "registered_webhook" => {
                let OfTenant { tenant } = read_value(question)?;
                told_in_text(self.registered_webhook(tenant).await)
            }
            "remove_webhook" => {
                let OfTenant { tenant } = read_value(question)?;
                told_in_text(self.remove_webhook(tenant).await)
            }
            _ => return answer_in_text(self, question).await,
        })
    }
}
