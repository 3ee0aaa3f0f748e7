use std::collections::BTreeMap;

use uuid::Uuid;

use super::{Entry, Ledger};
use crate::{
    contract::{DomainEvent, Invalid, Told},
    payments::payment,
    values::{TenantId, Version},
};

/// A tenant's ledger, kept from the records of the feed as they come: what is of other tenants or of no
/// payment is passed over, and a record that comes again changes nothing.
///
/// ```
/// use palco::{contract::read_records, projections::ledger::TenantLedger, testing::id};
///
/// let mut ledger = TenantLedger::of(id(1));
/// let entries = ledger.take_in(&read_records("[]")?)?;
/// assert_eq!((entries.len(), ledger.ledger().balances().count()), (0, 0));
/// # Ok::<(), palco::contract::Invalid>(())
/// ```
#[derive(Debug)]
pub struct TenantLedger {
    tenant: TenantId,
    ledger: Ledger,
    versions: BTreeMap<Uuid, Version>,
}

/// What happened next to a payment, and what tells of it.
type News<'a> = (&'a Told, &'a payment::DomainEvent);

impl TenantLedger {
    /// The ledger before anything happened.
    #[must_use]
    pub fn of(tenant: TenantId) -> Self {
        Self { tenant, ledger: Ledger::default(), versions: BTreeMap::new() }
    }

    /// What was taken in so far.
    #[must_use]
    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// Takes in records in the order of the feed, and gives what moved: all of them, or none.
    ///
    /// # Errors
    /// [`Invalid`] where a payment's record is not the one after those that were taken in: a ledger is
    /// kept from the beginning of the feed, without a gap.
    pub fn take_in(&mut self, records: &[Told]) -> Result<Vec<Entry>, Invalid> {
        let news = self.news(records)?;
        let mut entries = Vec::new();
        for (told, happened) in news {
            self.versions.insert(told.id, told.version);
            entries.extend(self.ledger.take_in(told.id, told.recorded_at, happened));
        }
        Ok(entries)
    }

    fn news<'a>(&self, records: &'a [Told]) -> Result<Vec<News<'a>>, Invalid> {
        let (mut news, mut reached) = (Vec::new(), BTreeMap::<Uuid, Version>::new());
        for (index, told) in records.iter().enumerate() {
            let DomainEvent::Payment(happened) = &told.domain_event else { continue };
            let version = reached.get(&told.id).or_else(|| self.versions.get(&told.id));
            let version = version.copied().unwrap_or_default();
            if told.tenant != self.tenant || told.version <= version {
                continue;
            }
            let (expected, got) = (version.next().get(), told.version.get());
            if got != expected {
                let reason = format!("expected {expected}, the payment's next, got {got}");
                return Err(Invalid::field(format!("[{index}].version"), reason));
            }
            reached.insert(told.id, told.version);
            news.push((told, happened));
        }
        Ok(news)
    }
}
