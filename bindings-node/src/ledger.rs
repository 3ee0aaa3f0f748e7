//! The general ledger: a fold that lives here, and questions about what came of it.

use napi_derive::napi;
use palco::{
    projections::{answers, ledger::TenantLedger},
    values::TenantId,
};

use crate::failure::{Failure, guarded, parsed};

/// The ledger of one tenant.
#[napi]
pub struct NativeLedger {
    /// Away while it changes: a panic half-way leaves none, and not a half changed one.
    ledger: Option<TenantLedger>,
}

impl NativeLedger {
    /// None is there after a panic in the middle of a change.
    fn whole(&self) -> Result<&TenantLedger, Failure> {
        self.ledger.as_ref().ok_or(Failure::Internal { outcome_unknown: false })
    }
}

#[napi]
impl NativeLedger {
    /// The ledger before anything happened.
    ///
    /// # Errors
    /// `input.invalid` when the tenant is no id.
    #[napi(constructor)]
    pub fn of(tenant: String) -> napi::Result<Self> {
        guarded(|| {
            let tenant = parsed("tenant", TenantId::parse(&tenant))?;
            Ok(Self { ledger: Some(TenantLedger::of(tenant)) })
        })
    }

    /// Takes in a JSON array of records of the feed, and gives the entries: all of them, or none.
    ///
    /// # Errors
    /// `input.invalid` with the path of the field.
    #[napi]
    pub fn take_in(&mut self, records: String) -> napi::Result<String> {
        guarded(|| {
            let internal = Failure::Internal { outcome_unknown: false };
            let mut ledger = self.ledger.take().ok_or(internal)?;
            let entries = answers::take_in(&mut ledger, &records);
            self.ledger = Some(ledger);
            Ok(entries?)
        })
    }

    /// The balance of an account, asked for as `{"currency":..,"account":{..}}`.
    ///
    /// # Errors
    /// `input.invalid` with the path of the field.
    #[napi]
    pub fn balance(&self, asked: String) -> napi::Result<String> {
        guarded(|| Ok(answers::balance(self.whole()?, &asked)?))
    }

    /// Every balance, as a JSON array.
    ///
    /// # Errors
    /// `input.invalid` where one is out of the range of money.
    #[napi]
    pub fn balances(&self) -> napi::Result<String> {
        guarded(|| Ok(answers::balances(self.whole()?)?))
    }
}

/// The answer to one question about entries, or about lists of what came in, as JSON.
///
/// # Errors
/// `input.invalid` with the path of the field.
#[napi]
pub fn ledger_answer(question: String, asked: String) -> napi::Result<String> {
    guarded(|| Ok(answers::answer(&question, &asked)?))
}
