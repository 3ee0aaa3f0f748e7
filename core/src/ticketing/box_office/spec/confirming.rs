use super::{after, brl, closed, confirm, held, id, opened, priced, returned, row, sold};
use crate::{
    testing::Row,
    ticketing::box_office::{BoxOffice, ConfirmHold, DomainEvent, PlacesSold, PricedLine},
};

pub(super) fn rows() -> Vec<Row<BoxOffice>> {
    [confirming(), paying()].into_iter().flatten().collect()
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
