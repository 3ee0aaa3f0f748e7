//! What a gateway lists against what is on record, by the Pix or the capture and to the cent.
//!
//! ```
//! use palco::projections::reconciliation::{Listed, reconcile};
//! use palco::{payments::payment::Target, testing::id, values::{Currency, Money}};
//!
//! let listed = |capture: u64, amount| -> Result<Listed, palco::values::Invalid> {
//!     let target = Target::Capture { capture_id: id(capture) };
//!     Ok(Listed { target, amount: Money::parse(amount, Currency::BRL)? })
//! };
//! let ours = [listed(1, "100.00")?, listed(2, "50.00")?];
//! let theirs = [listed(1, "100.00")?, listed(2, "50.01")?, listed(3, "9.99")?];
//! let found = reconcile(&ours, &theirs);
//! assert_eq!(found.matched, ours[..1]);
//! assert_eq!(found.different[0].theirs, theirs[1].amount);
//! assert_eq!(found.missing_here, theirs[2..]);
//! # Ok::<(), palco::values::Invalid>(())
//! ```

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    payments::payment::{Payment, Target},
    values::{Money, wire},
};

wire::objects_only! { Listed }

/// A capture or a Pix, and its amount.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, remote = "Self")]
pub struct Listed {
    /// Which.
    pub target: Target,
    /// How much.
    pub amount: Money,
}

/// One that both list, with other amounts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Different {
    /// Which.
    pub target: Target,
    /// What is on record.
    pub ours: Money,
    /// What the gateway lists.
    pub theirs: Money,
}

/// What agrees, and what does not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reconciliation {
    /// On both sides, to the cent.
    pub matched: Vec<Listed>,
    /// On both sides, with other amounts or currencies.
    pub different: Vec<Different>,
    /// The gateway lists it, and it is not on record; also what it lists a second time.
    pub missing_here: Vec<Listed>,
    /// It is on record, and the gateway does not list it.
    pub missing_there: Vec<Listed>,
}

impl Reconciliation {
    /// Whether both sides say the same.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.different.is_empty() && self.missing_here.is_empty() && self.missing_there.is_empty()
    }
}

/// All that came in for a payment, as it is on record: also what nobody asked for.
pub fn on_record(payment: &Payment) -> impl Iterator<Item = Listed> {
    let takings = payment.books().takings().iter();
    takings.map(|of| Listed { target: of.target().clone(), amount: of.amount() })
}

/// Compares what is on record for a period with what the gateway lists for it. Each side's order is kept.
#[must_use]
pub fn reconcile(ours: &[Listed], theirs: &[Listed]) -> Reconciliation {
    let mut left: BTreeMap<String, &Listed> =
        ours.iter().map(|of| (of.target.to_string(), of)).collect();
    let mut found = Reconciliation::default();
    for listed in theirs {
        match left.remove(&listed.target.to_string()) {
            None => found.missing_here.push(listed.clone()),
            Some(of) if of.amount == listed.amount => found.matched.push(listed.clone()),
            Some(of) => {
                let (target, theirs) = (listed.target.clone(), listed.amount);
                found.different.push(Different { target, ours: of.amount, theirs });
            }
        }
    }
    let unlisted = |of: &&Listed| left.contains_key(&of.target.to_string());
    found.missing_there = ours.iter().filter(unlisted).cloned().collect();
    found
}
