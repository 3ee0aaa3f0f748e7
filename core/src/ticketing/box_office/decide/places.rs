use super::standing::{Demand, Standing};
use crate::{
    ticketing::box_office::{
        contract::{
            BlockPlaces, DomainEvent, PlacesBlocked, PlacesUnblocked, QuotaOvercommitted,
            QuotaResized, QuotaSize, Rejection, SetQuotaSize, UnblockPlaces,
        },
        state::{QuotaState, Sales},
    },
    values::{Instant, Quantity, QuotaCode},
};

/// A size below what is in use is recorded as overcommitted; it stops new sales and nothing else.
pub(super) fn set_quota_size(
    sales: &Sales,
    set: &SetQuotaSize,
    now: Instant,
) -> Result<Vec<DomainEvent>, Rejection> {
    let code = set.quota.as_ref().unwrap_or(&sales.outermost);
    let quota = known(sales, code)?;
    if quota.size == set.size {
        return Ok(Vec::new());
    }
    let (size, at) = (set.size, now);
    let mut happened = vec![QuotaResized { quota: code.clone(), size, at }.into()];
    if let QuotaSize::Places(places) = size {
        let held = Standing::at(sales, now).held(code, quota);
        let used = quota.sold.saturating_add(quota.blocked).saturating_add(held);
        if let Ok(over) = Quantity::new(used.saturating_sub(places.get())) {
            happened.push(QuotaOvercommitted { quota: code.clone(), over, at }.into());
        }
    }
    Ok(happened)
}

pub(super) fn block_places(
    sales: &Sales,
    block: &BlockPlaces,
    now: Instant,
) -> Result<Vec<DomainEvent>, Rejection> {
    known(sales, &block.quota)?;
    if let Some(known) = sales.blocks.get(&block.block_id) {
        let same = known.quota == block.quota && known.quantity == block.quantity.get();
        // Of one that was lifted since, the same places would have to be blocked anew.
        return match same && known.left == known.quantity {
            true => Ok(Vec::new()),
            false => Err(Rejection::Duplicate { what: block.block_id.to_string() }),
        };
    }
    let mut demand = Demand::default();
    demand.add(std::slice::from_ref(&block.quota), block.quantity.get());
    Standing::at(sales, now).room_for(&demand)?;
    let BlockPlaces { block_id, quota, quantity } = block.clone();
    Ok(vec![PlacesBlocked { block_id, quota, quantity, at: now }.into()])
}

pub(super) fn unblock_places(
    sales: &Sales,
    unblock: &UnblockPlaces,
    now: Instant,
) -> Result<Vec<DomainEvent>, Rejection> {
    let block_id = unblock.block_id;
    let block = sales.blocks.get(&block_id).ok_or(Rejection::BlockUnknown { block_id })?;
    let requested = unblock.quantity.map_or(block.left, Quantity::get);
    if requested > block.left {
        return Err(Rejection::UnblockAboveBlocked { still_blocked: block.left, requested });
    }
    // Nothing is left of it, and no figure was named: it is as it is to be.
    let Ok(quantity) = Quantity::new(requested) else { return Ok(Vec::new()) };
    let quota = block.quota.clone();
    Ok(vec![PlacesUnblocked { block_id, quota, quantity, at: now }.into()])
}

fn known<'a>(sales: &'a Sales, code: &QuotaCode) -> Result<&'a QuotaState, Rejection> {
    sales.quotas.get(code).ok_or_else(|| Rejection::QuotaUnknown { quota: code.to_string() })
}
