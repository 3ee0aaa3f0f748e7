//! Never oversold: at no record is more in use of a quota than it is large, but for what a size set
//! below its use left, as that was recorded.

use std::collections::BTreeMap;

use super::Fault;
use crate::{
    contract::{DomainEvent, State},
    ticketing::box_office,
    values::{Instant, QuotaCode},
};

/// What may be in use of each quota beyond its size; never more than at the record before, unless the
/// record says so.
#[derive(Debug, Default)]
pub(super) struct Promises(BTreeMap<QuotaCode, u64>);

impl Promises {
    /// Looks at the state that a record led to.
    pub(super) fn take_in(
        &mut self,
        happened: &DomainEvent,
        state: &State,
        now: Instant,
    ) -> Vec<Fault> {
        let (DomainEvent::BoxOffice(happened), Some(sales)) = (happened, state.sales()) else {
            return Vec::new();
        };
        let mut faults = Vec::new();
        for of in sales.quota_uses(now) {
            let over = of.free.map_or(0, |free| free.min(0).unsigned_abs());
            let Some(overcommitted) = self.admitted(happened, &of.quota) else {
                self.0.remove(&of.quota);
                continue;
            };
            if over > overcommitted {
                faults.push(Fault::Oversold { quota: of.quota.clone(), over, overcommitted });
            }
            // Told once; and what became free is not admitted again.
            self.0.insert(of.quota, over);
        }
        faults
    }

    /// How much of a quota may be in use beyond its size after the record; `None` right after its size
    /// was set, when the notice of it comes next.
    fn admitted(&self, happened: &box_office::DomainEvent, quota: &QuotaCode) -> Option<u64> {
        if let box_office::DomainEvent::QuotaResized(resized) = happened
            && resized.quota == *quota
        {
            return None;
        }
        if let box_office::DomainEvent::QuotaOvercommitted(notice) = happened
            && notice.quota == *quota
        {
            return Some(notice.over.get());
        }
        Some(self.0.get(quota).copied().unwrap_or(0))
    }
}
