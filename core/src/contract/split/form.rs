use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::{
    payments::split::{Account, FeeOnRefund, Ledger},
    values::{Currency, Money, RecipientId},
};

const ACCOUNTS_MAX: usize = 100;

/// A ledger as other languages have it: in amounts of money, with what follows from its figures.
#[derive(Clone, Serialize, Deserialize)]
#[serde(try_from = "Fields", into = "Fields")]
pub(super) struct Written(pub(super) Ledger);

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Fields {
    currency: Currency,
    fee_on_refund: FeeOnRefund,
    accounts: Vec<AccountFields>,
}

#[derive(PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct AccountFields {
    recipient: RecipientId,
    liable: bool,
    share: Money,
    fee: Money,
    fee_back: Money,
    pro_rata: Money,
    directed: Money,
    disputed: Money,
    /// Follows: what is left of the share for refunds.
    refundable: Money,
    /// Follows: what the recipient is owed.
    balance: Money,
}

impl AccountFields {
    fn of(ledger: &Ledger, account: &Account) -> Self {
        let money = |minor: i64| ledger.money(i128::from(minor));
        Self {
            recipient: account.recipient,
            liable: account.liable,
            share: money(account.share),
            fee: money(account.fee),
            fee_back: money(account.fee_back),
            pro_rata: money(account.pro_rata),
            directed: money(account.directed),
            disputed: money(account.disputed),
            refundable: money(account.refundable()),
            balance: money(account.balance()),
        }
    }

    fn account(&self) -> Account {
        Account {
            recipient: self.recipient,
            liable: self.liable,
            share: self.share.minor(),
            fee: self.fee.minor(),
            fee_back: self.fee_back.minor(),
            pro_rata: self.pro_rata.minor(),
            directed: self.directed.minor(),
            disputed: self.disputed.minor(),
        }
    }
}

impl From<Written> for Fields {
    fn from(Written(ledger): Written) -> Self {
        let accounts = ledger.accounts().iter();
        let accounts = accounts.map(|account| AccountFields::of(&ledger, account)).collect();
        Self { currency: ledger.currency(), fee_on_refund: ledger.fee_on_refund(), accounts }
    }
}

/// A ledger that came from elsewhere is one that could have been kept here.
impl TryFrom<Fields> for Written {
    type Error = &'static str;

    fn try_from(fields: Fields) -> Result<Self, &'static str> {
        let Fields { currency, fee_on_refund, accounts: written } = fields;
        let accounts: Vec<Account> = written.iter().map(AccountFields::account).collect();
        let recipients: BTreeSet<RecipientId> = accounts.iter().map(|of| of.recipient).collect();
        if recipients.len() != accounts.len() || accounts.len() > ACCOUNTS_MAX {
            return Err("expected at most 100 accounts, one for each recipient");
        }
        let ledger = Ledger::new(currency, fee_on_refund, accounts);
        let mut pairs = ledger.accounts().iter().zip(written.iter());
        // Of one currency, too: what is written anew is of the ledger's.
        if !pairs.all(|(account, written)| AccountFields::of(&ledger, account) == *written) {
            return Err("expected figures of its currency that add up to refundable and balance");
        }
        if !ledger.accounts().iter().all(is_sound) {
            return Err("expected figures of at least 0, and that no more goes back than there is");
        }
        Ok(Self(ledger))
    }
}

fn is_sound(account: &Account) -> bool {
    let Account { share, fee, fee_back, pro_rata, directed, disputed, .. } = *account;
    let figures = [share, fee, fee_back, pro_rata, directed, disputed];
    let back = fee.saturating_sub(fee_back);
    figures.into_iter().chain([back, account.refundable()]).all(|figure| figure >= 0)
}
