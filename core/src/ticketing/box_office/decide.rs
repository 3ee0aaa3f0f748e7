//! What each command leads to. Each rule's checks run in the order of its code, and the first that
//! fails is the answer.

mod hold;
mod places;
mod sell;
mod set_up;
pub(super) mod standing;

use super::{
    contract::{Command, DomainEvent, HoldLapsed, Rejection},
    state::{BoxOffice, Sales},
};
use crate::{Context, values::Instant};

/// The most notices of lapse that one command records: an append has a limit. The rest follow with
/// the next commands; the places are free whether there was notice or not.
const LAPSES_PER_COMMAND: usize = 100;

pub(super) fn decide(
    office: &BoxOffice,
    command: &Command,
    context: &Context,
) -> Result<Vec<DomainEvent>, Rejection> {
    let sales = match (office, command) {
        (BoxOffice::Unopened {}, Command::Open(open)) => return set_up::open(open, context.now),
        (BoxOffice::Unopened {}, _) => return Err(Rejection::NotFound {}),
        (BoxOffice::Opened(sales), _) => sales,
    };
    let now = sales.time(context.now);
    match command {
        Command::Open(_) => Err(Rejection::AlreadyOpen {}),
        Command::AddTicketType(add) => set_up::add_ticket_type(sales, add, now),
        Command::ChangeTicketType(change) => set_up::change_ticket_type(sales, change, now),
        Command::SetQuotaSize(set) => places::set_quota_size(sales, set, now),
        Command::HoldTickets(hold) => hold::hold_tickets(sales, hold, context, now),
        Command::ExtendHold(extend) => hold::extend_hold(sales, extend, now),
        Command::ReleaseHold(release) => hold::release_hold(sales, release, now),
        Command::ConfirmHold(confirm) => sell::confirm_hold(sales, confirm, context, now),
        Command::ReturnPlaces(give_back) => sell::return_places(sales, give_back, now),
        Command::BlockPlaces(block) => places::block_places(sales, block, now),
        Command::UnblockPlaces(unblock) => places::unblock_places(sales, unblock, now),
        Command::CloseSales(close) => set_up::close_sales(sales, close, now),
        Command::ReopenSales(_) => set_up::reopen_sales(sales, now),
    }
}

/// Notice of the holds that lapsed since the last notice, oldest first.
fn lapses(sales: &Sales, now: Instant) -> impl Iterator<Item = DomainEvent> {
    let noted = sales.lapsed.iter().map(|lapsed| (lapsed.hold_id, lapsed.buyer, lapsed.expires_at));
    let due = sales.due(now).map(|(hold_id, hold)| (hold_id, hold.buyer, hold.expires_at));
    noted.chain(due).take(LAPSES_PER_COMMAND).map(move |(hold_id, buyer, expires_at)| {
        HoldLapsed { hold_id, buyer, expires_at, at: now }.into()
    })
}
