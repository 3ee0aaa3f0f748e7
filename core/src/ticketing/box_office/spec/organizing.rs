use super::{
    after, closed, confirm, held, hold, id, known, line, noon, opened, opening, priced, quota, row,
    size, so_many, sold, terms, ticket_type,
};
use crate::{
    testing::Row,
    ticketing::box_office::{
        AddTicketType, BlockPlaces, BoxOffice, ChangeTicketType, CloseSales, DomainEvent, Open,
        PlacesBlocked, PlacesUnblocked, QuotaOvercommitted, QuotaResized, QuotaSize, ReopenSales,
        SalesClosed, SalesReopened, SetQuotaSize, Terms, TicketType, TicketTypeAdded,
        TicketTypeChanged, TicketsHeld, UnblockPlaces,
    },
    values::{Currency, Money},
};

pub(super) fn rows() -> Vec<Row<BoxOffice>> {
    [openings(), ticket_types(), sizes(), blocks(), closing()].into_iter().flatten().collect()
}

fn with_types(ticket_types: Vec<TicketType>) -> Open {
    Open { ticket_types: ticket_types.try_into().expect("few types"), ..opening() }
}

fn with_quotas(quotas: Vec<super::Quota>) -> Open {
    Open { quotas: quotas.try_into().expect("few quotas"), ..opening() }
}

fn openings() -> Vec<Row<BoxOffice>> {
    let dollars = Terms { price: Money::zero(Currency::USD), ..terms("1.00") };
    let limits =
        Terms { min_per_order: Some(so_many(3)), max_per_order: Some(so_many(2)), ..terms("1.00") };
    let negative = Terms { price: super::brl("-1.00"), ..terms("1.00") };
    let numbered = Terms { name: known("4111 1111 1111 1111"), ..terms("1.00") };
    let floor = |terms| with_types(vec![ticket_type("floor", &["hall"], terms)]);
    let twice = ticket_type("floor", &["hall"], terms("1.00"));
    vec![
        row("a box office is opened").when(after(0), opening()).then([opened()]),
        row("once").given([opened()]).when(after(0), opening()).refused("box_office.already_open"),
        row("a quota's code is its own")
            .when(after(0), with_quotas(vec![quota("hall", 1), quota("hall", 2)]))
            .refused("box_office.duplicate"),
        row("one quota is the outermost")
            .when(after(0), with_quotas(vec![quota("vip-area", 1)]))
            .refused("box_office.quota_unknown"),
        row("a ticket type's code is its own")
            .when(after(0), with_types(vec![twice.clone(), twice]))
            .refused("box_office.duplicate"),
        row("a ticket type draws on quotas that there are")
            .when(after(0), with_types(vec![ticket_type("floor", &["balcony"], terms("1.00"))]))
            .refused("box_office.quota_unknown"),
        row("on each once")
            .when(
                after(0),
                with_types(vec![ticket_type("floor", &["hall", "hall"], terms("1.00"))]),
            )
            .refused("box_office.duplicate"),
        row("on at least one")
            .when(after(0), with_types(vec![ticket_type("floor", &[], terms("1.00"))]))
            .refused("box_office.type_without_quota"),
        row("its price is in the box office's currency")
            .when(after(0), floor(dollars))
            .refused("box_office.currency_differs"),
        row("and not below zero")
            .when(after(0), floor(negative))
            .refused("box_office.price_negative"),
        row("its name holds no card number")
            .when(after(0), floor(numbered))
            .refused("box_office.pan_rejected"),
        row("the minimum is at most the maximum")
            .when(after(0), floor(limits))
            .refused("box_office.limits_out_of_order"),
    ]
}

fn ticket_types() -> Vec<Row<BoxOffice>> {
    let added = ticket_type("balcony", &["hall"], terms("30.00"));
    let many = |count: u32| {
        let types = (0..count).map(|n| ticket_type(&format!("t{n}"), &["hall"], terms("1.00")));
        with_types(types.collect())
    };
    let change = |code: &str, terms| ChangeTicketType { ticket_type: known(code), terms };
    vec![
        row("a ticket type is added")
            .given([opened()])
            .when(after(0), AddTicketType { ticket_type: added.clone() })
            .then([TicketTypeAdded { ticket_type: added.clone(), at: noon() }]),
        row("under a code of its own")
            .given([opened()])
            .when(
                after(0),
                AddTicketType {
                    ticket_type: TicketType { ticket_type: known("vip"), ..added.clone() },
                },
            )
            .refused("box_office.duplicate"),
        row("up to 500")
            .given([super::opened_as(many(500))])
            .when(after(0), AddTicketType { ticket_type: added })
            .refused("box_office.too_many"),
        row("its terms are changed")
            .given([opened()])
            .when(after(0), change("vip", terms("150.00")))
            .then([TicketTypeChanged {
                ticket_type: known("vip"),
                terms: terms("150.00"),
                at: noon(),
            }]),
        row("to the same terms: nothing changes")
            .given([opened()])
            .when(after(0), change("vip", terms("120.00")))
            .then_nothing(),
        row("a ticket type that is not there has no terms")
            .given([opened()])
            .when(after(0), change("balcony", terms("1.00")))
            .refused("box_office.ticket_type_unknown"),
    ]
}

fn sizes() -> Vec<Row<BoxOffice>> {
    let set = |quota: Option<&str>, size| SetQuotaSize { quota: quota.map(known), size };
    let resized = |quota: &str, size| QuotaResized { quota: known(quota), size, at: noon() };
    vec![
        row("the outermost quota is resized when none is named")
            .given([opened()])
            .when(after(0), set(None, size(200)))
            .then([resized("hall", size(200))]),
        row("a size may be as large as a number can be")
            .given([opened()])
            .when(after(0), set(Some("vip-area"), size(9_007_199_254_740_991)))
            .then([resized("vip-area", size(9_007_199_254_740_991))]),
        row("below its use it is overcommitted, and stays valid")
            .given::<DomainEvent>([
                opened().into(),
                sold(40, vec![priced("vip", 3)]).into(),
                held(41, 0, vec![priced("vip", 2)]).into(),
            ])
            .when(after(0), set(Some("vip-area"), size(4)))
            .then::<DomainEvent>([
                resized("vip-area", size(4)).into(),
                QuotaOvercommitted { quota: known("vip-area"), over: so_many(1), at: noon() }
                    .into(),
            ]),
        row("an overcommitted quota sells nothing")
            .given::<DomainEvent>([
                opened().into(),
                sold(40, vec![priced("vip", 3)]).into(),
                resized("vip-area", size(2)).into(),
            ])
            .when(after(0), super::hold(vec![super::line("vip", 1)]))
            .refused("box_office.sold_out"),
        row("an unlimited quota has room for whatever is asked")
            .given::<DomainEvent>([opened().into(), resized("hall", QuotaSize::Unlimited).into()])
            .when(after(0), super::hold(vec![super::line("floor", 9_007_199_254_740_991)]))
            .then([held(50, 0, vec![priced("floor", 9_007_199_254_740_991)])]),
        row("the same size again changes nothing")
            .given([opened()])
            .when(after(0), set(Some("hall"), size(100)))
            .then_nothing(),
        row("a quota that is not there has no size")
            .given([opened()])
            .when(after(0), set(Some("balcony"), QuotaSize::Unlimited))
            .refused("box_office.quota_unknown"),
    ]
}

fn blocks() -> Vec<Row<BoxOffice>> {
    let block = |quota: &str, quantity| BlockPlaces {
        block_id: id(60),
        quota: known(quota),
        quantity: so_many(quantity),
    };
    let blocked = || PlacesBlocked {
        block_id: id(60),
        quota: known("vip-area"),
        quantity: so_many(4),
        at: noon(),
    };
    let unblock =
        |quantity: Option<u64>| UnblockPlaces { block_id: id(60), quantity: quantity.map(so_many) };
    let unblocked = |quantity| PlacesUnblocked {
        block_id: id(60),
        quota: known("vip-area"),
        quantity: so_many(quantity),
        at: noon(),
    };
    let in_part =
        || -> [DomainEvent; 3] { [opened().into(), blocked().into(), unblocked(3).into()] };
    vec![
        row("places are blocked")
            .given([opened()])
            .when(after(0), block("vip-area", 4))
            .then([blocked()]),
        row("the same block again changes nothing")
            .given::<DomainEvent>([opened().into(), blocked().into()])
            .when(after(0), block("vip-area", 4))
            .then_nothing(),
        row("another block under the same id is refused")
            .given::<DomainEvent>([opened().into(), blocked().into()])
            .when(after(0), block("vip-area", 5))
            .refused("box_office.duplicate"),
        row("what is not there cannot be blocked")
            .given([opened()])
            .when(after(0), block("vip-area", 11))
            .refused("box_office.sold_out"),
        row("a block that was lifted is not made again under its id")
            .given(in_part())
            .when(after(0), block("vip-area", 4))
            .refused("box_office.duplicate"),
        row("a quota that is not there cannot be blocked")
            .given([opened()])
            .when(after(0), block("balcony", 1))
            .refused("box_office.quota_unknown"),
        row("a block is lifted in part")
            .given::<DomainEvent>([opened().into(), blocked().into()])
            .when(after(0), unblock(Some(3)))
            .then([unblocked(3)]),
        row("and the rest of it")
            .given(in_part())
            .when(after(0), unblock(None))
            .then([unblocked(1)]),
        row("but not more")
            .given(in_part())
            .when(after(0), unblock(Some(2)))
            .refused("box_office.unblock_above_blocked"),
        row("when nothing is left nothing changes")
            .given(in_part())
            .given([unblocked(1)])
            .when(after(0), unblock(None))
            .then_nothing(),
        row("a block that is not there cannot be lifted")
            .given([opened()])
            .when(after(0), unblock(None))
            .refused("box_office.block_unknown"),
    ]
}

fn closing() -> Vec<Row<BoxOffice>> {
    let close = || CloseSales { reason: known("enough"), release_holds: false };
    let off = || CloseSales { release_holds: true, ..close() };
    let called_off = || SalesClosed { release_holds: true, at: after(1).now, ..closed() };
    let held_by_two = || -> [DomainEvent; 3] {
        let second = TicketsHeld { buyer: id(8), ..held(51, 0, vec![priced("vip", 8)]) };
        [opened().into(), held(50, 0, vec![priced("vip", 2)]).into(), second.into()]
    };
    vec![
        row("sales are closed").given([opened()]).when(after(0), close()).then([closed()]),
        row("once")
            .given::<DomainEvent>([opened().into(), closed().into()])
            .when(after(0), close())
            .refused("box_office.already_closed"),
        row("for a reason without a card number")
            .given([opened()])
            .when(after(0), CloseSales { reason: known("4111 1111 1111 1111"), ..close() })
            .refused("box_office.pan_rejected"),
        row("with every hold that is live")
            .given(held_by_two())
            .when(after(1), off())
            .then([called_off()]),
        row("also when they are closed already")
            .given(held_by_two())
            .given([closed()])
            .when(after(1), off())
            .then([called_off()]),
        row("but not for holds that are over")
            .given(held_by_two())
            .given([closed()])
            .when(after(600), off())
            .refused("box_office.already_closed"),
        row("what was held is sold no more")
            .given(held_by_two())
            .given([called_off()])
            .when(after(2), confirm(vec![priced("vip", 2)]))
            .refused("box_office.hold_lost"),
        row("and its places are free once sales go on")
            .given(held_by_two())
            .given::<DomainEvent>([called_off().into(), SalesReopened { at: after(2).now }.into()])
            .when(after(3), hold(vec![line("vip", 10)]))
            .then([held(50, 3, vec![priced("vip", 10)])]),
        row("and reopened")
            .given::<DomainEvent>([opened().into(), closed().into()])
            .when(after(0), ReopenSales {})
            .then([SalesReopened { at: noon() }]),
        row("open sales stay open").given([opened()]).when(after(0), ReopenSales {}).then_nothing(),
    ]
}
