use super::{
    after, closed, confirm, give_back, held, hold, id, known, line, noon, opened, opened_with,
    priced, returned, row, so_many, sold, terms,
};
use crate::{
    testing::Row,
    ticketing::box_office::{
        BlockPlaces, BoxOffice, DomainEvent, ExtendHold, HoldExtended, HoldLapsed, HoldReleased,
        HoldTickets, PlacesBlocked, PlacesSold, Reason, Rejection, ReleaseHold, Terms,
        TicketTypeChanged,
    },
    values::{HoldId, Period},
};

/// Worked case 1: hall 100 with 98 sold, VIP 10 with 5 sold.
fn nearly_full() -> [DomainEvent; 2] {
    [opened().into(), sold(40, vec![priced("floor", 93), priced("vip", 5)]).into()]
}

pub(super) fn rows() -> Vec<Row<BoxOffice>> {
    [holding(), lacking(), limits(), extending(), returning()].into_iter().flatten().collect()
}

fn holding() -> Vec<Row<BoxOffice>> {
    vec![
        row("a hold sets places aside at today's price")
            .given([opened()])
            .when(after(0), hold(vec![line("vip", 2)]))
            .then([held(50, 0, vec![priced("vip", 2)])]),
        row("lines of one ticket type become one")
            .given([opened()])
            .when(after(0), hold(vec![line("vip", 2), line("floor", 1), line("vip", 1)]))
            .then([held(50, 0, vec![priced("vip", 3), priced("floor", 1)])]),
        row("a hold without an id has its command's")
            .given([opened()])
            .when(
                after(0).numbered(50),
                HoldTickets { hold_id: None, ..hold(vec![line("vip", 1)]) },
            )
            .then([held(50, 0, vec![priced("vip", 1)])]),
        row("an id that a live hold has is taken")
            .given::<DomainEvent>([opened().into(), held(50, 0, vec![priced("vip", 1)]).into()])
            .when(after(1), hold(vec![line("vip", 1)]))
            .refused("box_office.duplicate"),
        row("an id that a sale has is taken")
            .given::<DomainEvent>([opened().into(), sold(50, vec![priced("vip", 1)]).into()])
            .when(after(1), hold(vec![line("vip", 1)]))
            .refused("box_office.duplicate"),
        row("nothing is held where no box office is")
            .when(after(0), hold(vec![line("vip", 1)]))
            .refused("box_office.not_found"),
        row("nothing is held while sales are closed")
            .given::<DomainEvent>([opened().into(), closed().into()])
            .when(after(0), hold(vec![line("vip", 1)]))
            .refused("box_office.not_open"),
        row("a ticket type that is not there cannot be held")
            .given([opened()])
            .when(after(0), hold(vec![line("balcony", 1)]))
            .refused("box_office.ticket_type_unknown"),
        row("a hold that lapsed is told of before the next one")
            .given::<DomainEvent>([opened().into(), held(49, 0, vec![priced("vip", 10)]).into()])
            .when(after(600), hold(vec![line("vip", 10)]))
            .then::<DomainEvent>([
                HoldLapsed {
                    hold_id: id(49),
                    buyer: id(7),
                    expires_at: after(600).now,
                    at: after(600).now,
                }
                .into(),
                held(50, 600, vec![priced("vip", 10)]).into(),
            ]),
        row("a clock that runs back does not revive a hold")
            .given::<DomainEvent>([
                opened().into(),
                held(50, 0, vec![priced("vip", 1)]).into(),
                held(51, 601, vec![priced("vip", 1)]).into(),
            ])
            .when(after(1), ReleaseHold { hold_id: id(50) })
            .refused("box_office.hold_lapsed"),
    ]
}

fn sold_out(quota: &str, available: i64, requested: u64, reason: Reason) -> Rejection {
    Rejection::SoldOut { quota: known(quota), available, requested, reason }
}

fn lacking() -> Vec<Row<BoxOffice>> {
    let held_out = |number| held(number, 0, vec![priced("vip", 1)]);
    vec![
        row("two of five buyers hold the hall's last two places: the first")
            .given(nearly_full())
            .when(after(0), hold(vec![line("vip", 1)]))
            .then([held(50, 0, vec![priced("vip", 1)])]),
        row("the third is refused: the hall's last places are held")
            .given(nearly_full())
            .given([held_out(51), held_out(52)])
            .when(after(1), hold(vec![line("vip", 1)]))
            .refused_with(sold_out("hall", 0, 1, Reason::Held)),
        row("lines that draw on one quota are summed before anything is decided")
            .given(nearly_full())
            .when(after(0), hold(vec![line("vip", 2), line("floor", 1)]))
            .refused_with(sold_out("hall", 2, 3, Reason::Sold)),
        row("blocked places are not for sale")
            .given::<DomainEvent>([
                opened().into(),
                PlacesBlocked {
                    block_id: id(60),
                    quota: known("vip-area"),
                    quantity: so_many(9),
                    at: noon(),
                }
                .into(),
            ])
            .when(after(0), hold(vec![line("vip", 2)]))
            .refused_with(sold_out("vip-area", 1, 2, Reason::Blocked)),
        row("a hold in the way is gone at the instant it expires")
            .given::<DomainEvent>([opened().into(), held(49, 0, vec![priced("vip", 10)]).into()])
            .when(
                after(600),
                BlockPlaces { block_id: id(60), quota: known("vip-area"), quantity: so_many(10) },
            )
            .then([PlacesBlocked {
                block_id: id(60),
                quota: known("vip-area"),
                quantity: so_many(10),
                at: after(600).now,
            }]),
        row("and in the way until then")
            .given::<DomainEvent>([opened().into(), held(49, 0, vec![priced("vip", 10)]).into()])
            .when(
                after(599),
                BlockPlaces { block_id: id(60), quota: known("vip-area"), quantity: so_many(10) },
            )
            .refused("box_office.sold_out"),
    ]
}

fn limits() -> Vec<Row<BoxOffice>> {
    let from_one = Period::new(after(3_600).now, after(7_200).now).expect("an hour");
    let on_sale = || opened_with(|terms| terms.on_sale = Some(from_one));
    let capped = || opened_with(|terms| terms.max_per_buyer = Some(so_many(4)));
    let cap_of_four = TicketTypeChanged {
        ticket_type: known("floor"),
        terms: Terms { max_per_buyer: Some(so_many(4)), ..terms("60.00") },
        at: noon(),
    };
    let secret = || opened_with(|terms| terms.access_code = Some(known("FANCLUB")));
    let with_code = |code: &str| {
        let mut line = line("floor", 1);
        line.access_code = Some(known(code));
        hold(vec![line])
    };
    vec![
        row("sales begin when they begin")
            .given([on_sale()])
            .when(after(3_599), hold(vec![line("floor", 1)]))
            .refused("box_office.not_on_sale_yet"),
        row("and are open from that instant")
            .given([on_sale()])
            .when(after(3_600), hold(vec![line("floor", 1)]))
            .then([held(50, 3_600, vec![priced("floor", 1)])]),
        row("and end when they end")
            .given([on_sale()])
            .when(after(7_200), hold(vec![line("floor", 1)]))
            .refused("box_office.sales_over"),
        row("an access code is asked for")
            .given([secret()])
            .when(after(0), hold(vec![line("floor", 1)]))
            .refused("box_office.access_code_wrong"),
        row("another code does not do")
            .given([secret()])
            .when(after(0), with_code("FANCLUBS"))
            .refused("box_office.access_code_wrong"),
        row("the code does, in whatever case")
            .given([secret()])
            .when(after(0), with_code("fanClub"))
            .then([held(50, 0, vec![priced("floor", 1)])]),
        row("an order takes at least the minimum")
            .given([opened_with(|terms| terms.min_per_order = Some(so_many(2)))])
            .when(after(0), hold(vec![line("floor", 1)]))
            .refused("box_office.below_minimum"),
        row("and at most the maximum, lines summed")
            .given([opened_with(|terms| terms.max_per_order = Some(so_many(4)))])
            .when(after(0), hold(vec![line("floor", 3), line("floor", 2)]))
            .refused("box_office.above_maximum"),
        row("a buyer has at most the cap, live holds counted")
            .given::<DomainEvent>([capped().into(), held(49, 0, vec![priced("floor", 3)]).into()])
            .when(after(0), hold(vec![line("floor", 2)]))
            .refused("box_office.buyer_limit"),
        row("sold places counted")
            .given::<DomainEvent>([capped().into(), sold(49, vec![priced("floor", 3)]).into()])
            .when(after(0), hold(vec![line("floor", 2)]))
            .refused("box_office.buyer_limit"),
        row("a cap that comes later counts what was sold before, of its ticket type alone")
            .given::<DomainEvent>([
                opened().into(),
                sold(49, vec![priced("vip", 3), priced("floor", 2)]).into(),
                cap_of_four.into(),
            ])
            .when(after(0), hold(vec![line("floor", 2)]))
            .then([held(50, 0, vec![priced("floor", 2)])]),
        row("a lapsed hold does not count")
            .given::<DomainEvent>([capped().into(), held(49, 0, vec![priced("floor", 3)]).into()])
            .when(after(600), confirm(vec![priced("floor", 4)]))
            .then([PlacesSold { at: after(600).now, ..sold(50, vec![priced("floor", 4)]) }]),
        row("another buyer has a cap of their own")
            .given::<DomainEvent>([
                capped().into(),
                sold(49, vec![priced("floor", 3)]).into(),
                held(51, 0, vec![priced("floor", 1)]).into(),
            ])
            .when(after(0).by(8), confirm(vec![priced("floor", 4)]))
            .then([PlacesSold { buyer: id(8), ..sold(50, vec![priced("floor", 4)]) }]),
    ]
}

fn extending() -> Vec<Row<BoxOffice>> {
    let live =
        || -> [DomainEvent; 2] { [opened().into(), held(50, 0, vec![priced("vip", 1)]).into()] };
    let extend = ExtendHold { hold_id: id::<HoldId>(50) };
    let extended = |seconds| HoldExtended {
        hold_id: id(50),
        expires_at: after(1_200).now,
        at: after(seconds).now,
    };
    let release = ReleaseHold { hold_id: id::<HoldId>(50) };
    let released = || HoldReleased { hold_id: id(50), at: after(2).now };
    vec![
        row("a hold is extended by its first time")
            .given(live())
            .when(after(599), extend.clone())
            .then([extended(599)]),
        row("once")
            .given(live())
            .given([extended(1)])
            .when(after(2), extend.clone())
            .refused("box_office.already_extended"),
        row("while it lives")
            .given(live())
            .when(after(600), extend.clone())
            .refused("box_office.hold_lapsed"),
        row("while sales are open")
            .given(live())
            .given([closed()])
            .when(after(1), extend.clone())
            .refused("box_office.not_open"),
        row("a hold that nobody took cannot be extended")
            .given([opened()])
            .when(after(1), extend)
            .refused("box_office.hold_unknown"),
        row("a live hold is given up")
            .given(live())
            .when(after(2), release.clone())
            .then([released()]),
        row("and is unknown from then on")
            .given(live())
            .given([released()])
            .when(after(3), release)
            .refused("box_office.hold_unknown"),
    ]
}

fn returning() -> Vec<Row<BoxOffice>> {
    let sale =
        || -> [DomainEvent; 2] { [opened().into(), sold(50, vec![priced("vip", 2)]).into()] };
    vec![
        row("all that was sold comes back at once")
            .given(sale())
            .when(after(0), give_back(70, "vip", 2))
            .then([returned(70, "vip", 2)]),
        row("a place comes back")
            .given(sale())
            .when(after(0), give_back(70, "vip", 1))
            .then([returned(70, "vip", 1)]),
        row("once per return")
            .given(sale())
            .given([returned(70, "vip", 1)])
            .when(after(0), give_back(70, "vip", 1))
            .then_nothing(),
        row("another return under the same id is refused")
            .given(sale())
            .given([returned(70, "vip", 1)])
            .when(after(0), give_back(70, "vip", 2))
            .refused("box_office.duplicate"),
        row("never more than was sold")
            .given(sale())
            .given([returned(70, "vip", 1)])
            .when(after(0), give_back(71, "vip", 2))
            .refused_with(Rejection::ReturnAboveSold {
                ticket_type: known("vip"),
                still_sold: 1,
                requested: 2,
            }),
        row("nor of a ticket type that was not")
            .given(sale())
            .when(after(0), give_back(70, "floor", 1))
            .refused("box_office.return_above_sold"),
        row("when all is back nothing is left to return")
            .given(sale())
            .given([returned(70, "vip", 2)])
            .when(after(0), give_back(71, "vip", 1))
            .refused("box_office.nothing_to_return"),
        row("a hold that was not sold has nothing to return")
            .given::<DomainEvent>([opened().into(), held(50, 0, vec![priced("vip", 1)]).into()])
            .when(after(0), give_back(70, "vip", 1))
            .refused("box_office.nothing_to_return"),
    ]
}
