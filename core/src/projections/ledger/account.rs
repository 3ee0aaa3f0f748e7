use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::values::{RecipientId, wire};

wire::objects_only! { Fields }

/// Where money stands. A balance above 0 is a debit: what others owe here, or what was spent. One below
/// 0 is a credit: what is owed to others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "Fields", into = "Fields")]
pub enum Account {
    /// Buyers: money that nobody asked for is theirs until it goes back.
    Buyer,
    /// What the gateway has and is to hand over.
    Clearing,
    /// What a recipient is owed.
    Payable {
        /// Who.
        recipient: RecipientId,
    },
    /// What came in and was not divided: the organizer's own, or waiting for an operator.
    Undivided,
    /// Fees that no recipient bears, and what the gateway is to give back of fees.
    PlatformFees,
    /// What is disputed and not decided.
    Disputes,
    /// What is on its way back to buyers.
    RefundsDue,
}

impl Account {
    /// What its statement calls it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Buyer => "buyer",
            Self::Clearing => "clearing",
            Self::Payable { .. } => "payable",
            Self::Undivided => "undivided",
            Self::PlatformFees => "platform_fees",
            Self::Disputes => "disputes",
            Self::RefundsDue => "refunds_due",
        }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, remote = "Self")]
struct Fields {
    kind: Cow<'static, str>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    recipient: Option<RecipientId>,
}

impl From<Account> for Fields {
    fn from(account: Account) -> Self {
        let recipient = match account {
            Account::Payable { recipient } => Some(recipient),
            Account::Buyer
            | Account::Clearing
            | Account::Undivided
            | Account::PlatformFees
            | Account::Disputes
            | Account::RefundsDue => None,
        };
        Self { kind: account.name().into(), recipient }
    }
}

impl TryFrom<Fields> for Account {
    type Error = &'static str;

    fn try_from(Fields { kind, recipient }: Fields) -> Result<Self, &'static str> {
        Ok(match (&*kind, recipient) {
            ("buyer", None) => Self::Buyer,
            ("clearing", None) => Self::Clearing,
            ("payable", Some(recipient)) => Self::Payable { recipient },
            ("undivided", None) => Self::Undivided,
            ("platform_fees", None) => Self::PlatformFees,
            ("disputes", None) => Self::Disputes,
            ("refunds_due", None) => Self::RefundsDue,
            _ => return Err("expected the name of an account, and of a payable its recipient"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::id;

    #[test]
    fn an_account_is_read_as_it_is_written() {
        for account in [
            Account::Buyer,
            Account::Clearing,
            Account::Payable { recipient: id(1) },
            Account::Undivided,
            Account::PlatformFees,
            Account::Disputes,
            Account::RefundsDue,
        ] {
            let text = serde_json::to_string(&account).unwrap();
            assert!(text.starts_with(&format!(r#"{{"kind":"{}""#, account.name())), "{text}");
            assert_eq!(serde_json::from_str::<Account>(&text).unwrap(), account);
        }
        let recipient = r#""recipient":"00000000-0000-0000-0000-000000000001""#;
        for bad in [
            r#"{"kind":"payable"}"#.to_owned(),
            format!(r#"{{"kind":"buyer",{recipient}}}"#),
            r#"{"kind":"Buyer"}"#.to_owned(),
            r#"{"kind":"buyer","surprise":1}"#.to_owned(),
            r#""buyer""#.to_owned(),
        ] {
            assert!(serde_json::from_str::<Account>(&bad).is_err(), "{bad}");
        }
    }
}
