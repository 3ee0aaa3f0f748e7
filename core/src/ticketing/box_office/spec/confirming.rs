use super::{
    after, brl, closed, confirm, held, id, known, opened, opened_with, priced, returned, row,
    so_many, sold,
};
use crate::{
    testing::Row,
    ticketing::box_office::{
        BoxOffice, ConfirmHold, DomainEvent, Opened, PlacesSold, PricedLine, TicketsHeld,
    },
    values::Period,
};

pub(super) fn rows() -> Vec<Row<BoxOffice>> {
    [confirming(), unknown(), paying()].into_iter().flatten().collect()
}

fn confirming() -> Vec<Row<BoxOffice>> {
    let live =
        || -> [DomainEvent; 2] { [opened().into(), held(50, 0, vec![priced("vip", 2)]).into()] };
    let sold_at =
        |seconds| PlacesSold { at: after(seconds).now, ..sold(50, vec![priced("vip", 2)]) };
    let dear = PricedLine { unit_price: brl("125.00"), ..priced("vip", 2) };
    vec![
        row("a live hold becomes a sale")
            .given(live())
            .when(after(599), confirm(vec![priced("vip", 2)]))
            .then([sold_at(599)]),
        row("whoever confirms, it is its buyer's")
            .given(live())
            .when(after(1).by(9), confirm(vec![priced("vip", 1), priced("vip", 1)]))
            .then([PlacesSold { lines: vec![priced("vip", 1), priced("vip", 1)], ..sold_at(1) }]),
        row("also when sales were closed meanwhile")
            .given(live())
            .given([closed()])
            .when(after(599), confirm(vec![priced("vip", 2)]))
            .then([sold_at(599)]),
        row("confirming twice changes nothing")
            .given(live())
            .given([sold_at(1)])
            .when(after(2), confirm(vec![priced("vip", 2)]))
            .then_nothing(),
        row("in whatever order its lines stand")
            .given::<DomainEvent>([
                opened().into(),
                sold(50, vec![priced("vip", 2), priced("floor", 1)]).into(),
            ])
            .when(after(2), confirm(vec![priced("floor", 1), priced("vip", 2)]))
            .then_nothing(),
        row("confirming something else than was sold is refused")
            .given(live())
            .given([sold_at(1)])
            .when(after(2), confirm(vec![priced("vip", 1)]))
            .refused("box_office.lines_differ"),
        row("a live hold guarantees what it holds and nothing else")
            .given(live())
            .when(after(1), confirm(vec![priced("vip", 3)]))
            .refused("box_office.lines_differ"),
        row("at the price that it holds")
            .given(live())
            .when(after(1), confirm(vec![dear.clone()]))
            .refused("box_office.price_changed"),
        row("a lapsed hold is sold while its places are free")
            .given(live())
            .when(after(601), confirm(vec![priced("vip", 2)]))
            .then([sold_at(601)]),
        row("at today's price only")
            .given(live())
            .when(after(601), confirm(vec![dear]))
            .refused("box_office.price_changed"),
        row("not when others took them")
            .given(live())
            .given([held(51, 600, vec![priced("vip", 9)])])
            .when(after(601), confirm(vec![priced("vip", 2)]))
            .refused("box_office.hold_lost"),
        row("not when sales were closed")
            .given(live())
            .given([closed()])
            .when(after(601), confirm(vec![priced("vip", 2)]))
            .refused("box_office.hold_lost"),
    ]
}

/// A hold that nobody knows may have lapsed long ago, or never have been.
fn unknown() -> Vec<Row<BoxOffice>> {
    let noon = after(0).now;
    let window = |from: u32, until: u32| {
        let at = |seconds| noon.saturating_add_seconds(seconds);
        Period::new(at(from), at(until)).expect("a window")
    };
    let soon = || opened_with(|terms| terms.on_sale = Some(window(60, 120)));
    let secret = || opened_with(|terms| terms.access_code = Some(known("FANCLUB")));
    let few = || opened_with(|terms| terms.max_per_order = Some(so_many(4)));
    let many = || opened_with(|terms| terms.min_per_order = Some(so_many(2)));
    let capped = || opened_with(|terms| terms.max_per_buyer = Some(so_many(4)));
    let floor = |quantity| confirm(vec![priced("floor", quantity)]);
    let sold_at = |seconds, quantity| PlacesSold {
        at: after(seconds).now,
        ..sold(50, vec![priced("floor", quantity)])
    };
    let lapsed = |opened: Opened| -> [DomainEvent; 2] {
        [opened.into(), held(50, 0, vec![priced("floor", 3)]).into()]
    };
    vec![
        row("it is not sold before its sale begins")
            .given([soon()])
            .when(after(59), floor(1))
            .refused("box_office.not_on_sale_yet"),
        row("but after its end, since money comes late")
            .given([soon()])
            .when(after(120), floor(1))
            .then([sold_at(120, 1)]),
        row("it is not sold without its code")
            .given([secret()])
            .when(after(0), floor(1))
            .refused("box_office.hold_lost"),
        row("a lapsed one had given its code")
            .given(lapsed(secret()))
            .when(after(600), floor(3))
            .then([sold_at(600, 3)]),
        row("it is not sold below the minimum of an order")
            .given([many()])
            .when(after(0), floor(1))
            .refused("box_office.below_minimum"),
        row("nor above the maximum, lines summed")
            .given([few()])
            .when(after(0), confirm(vec![priced("floor", 3), priced("floor", 2)]))
            .refused("box_office.above_maximum"),
        row("a lapsed hold is its buyer's, whoever confirms")
            .given(lapsed(capped()))
            .when(after(600).by(9), floor(3))
            .then([sold_at(600, 3)]),
        row("and counts to its buyer's cap")
            .given(lapsed(capped()))
            .given([sold(49, vec![priced("floor", 3)])])
            .when(after(600).by(9), floor(3))
            .refused("box_office.buyer_limit"),
        row("also once its places are free, and no notice is recorded yet")
            .given(lapsed(capped()))
            .given([TicketsHeld { buyer: id(8), ..held(51, 600, vec![priced("vip", 1)]) }])
            .when(after(601).by(9), floor(3))
            .then([sold_at(601, 3)]),
    ]
}

/// Who paid for two of vip: the payment of that number, or nobody that was named.
fn paying() -> Vec<Row<BoxOffice>> {
    let live =
        || -> [DomainEvent; 2] { [opened().into(), held(50, 0, vec![priced("vip", 2)]).into()] };
    let confirm_by = |payment: Option<u64>| {
        let paid_by = payment.map(id);
        ConfirmHold { paid_by, ..confirm(vec![priced("vip", 2)]) }
    };
    let sold_by = |payment: Option<u64>| {
        let paid_by = payment.map(id);
        PlacesSold { paid_by, ..sold(50, vec![priced("vip", 2)]) }
    };
    let again = |name, sold: Option<u64>, confirmed: Option<u64>| {
        row(name).given(live()).given([sold_by(sold)]).when(after(1), confirm_by(confirmed))
    };
    vec![
        row("who paid stands in the sale")
            .given(live())
            .when(after(0), confirm_by(Some(80)))
            .then([sold_by(Some(80))]),
        row("of a lapsed hold too")
            .given([opened()])
            .when(after(0), confirm_by(Some(80)))
            .then([sold_by(Some(80))]),
        again("the same payment again changes nothing", Some(80), Some(80)).then_nothing(),
        again("what was paid once is not paid by another", Some(80), Some(81))
            .refused("box_office.paid_by_another"),
        again("a repeat that names no payment changes nothing", Some(80), None).then_nothing(),
        again("what was sold without a payment is any payment's", None, Some(81)).then_nothing(),
        row("another payment is refused before other lines are")
            .given(live())
            .given([sold_by(Some(80))])
            .when(
                after(1),
                ConfirmHold { paid_by: Some(id(81)), ..confirm(vec![priced("vip", 1)]) },
            )
            .refused("box_office.paid_by_another"),
        row("also when every place came back")
            .given(live())
            .given([sold_by(Some(80))])
            .given([returned(70, "vip", 2)])
            .when(after(1), confirm_by(Some(81)))
            .refused("box_office.paid_by_another"),
    ]
}
