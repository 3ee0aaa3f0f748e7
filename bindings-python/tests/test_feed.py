"""The feed: every record of all tenants, in order, and what follows from them."""

import asyncio
import itertools
from uuid import uuid4

from stage import BUYER, TENANT, aio_set_up, set_up, two_vip

import palco
from palco import aio
from palco.box_office import SalesClosed, TicketsHeld
from palco.event import Cancel


def test_the_feed_ends_when_it_has_caught_up(app: palco.Palco) -> None:
    me = app.acting(tenant=TENANT, actor=BUYER)
    event_id = set_up(me)
    held = [me.tickets.hold(event_id, two_vip(1)) for _ in range(7)]
    all_of_it = list(app.feed())
    assert [record for record in app.feed(page=2)] == all_of_it
    assert [r.domain_event for r in all_of_it][-7:] == [answer[TicketsHeld] for answer in held]
    positions = [int(record.position) for record in all_of_it]
    assert positions == sorted(set(positions))
    assert list(app.feed(after=all_of_it[-2].position)) == all_of_it[-1:]
    assert list(app.feed(after=all_of_it[-1].position)) == []


def test_a_feed_that_follows_sees_what_comes(app: palco.Palco) -> None:
    me = app.acting(tenant=TENANT, actor=BUYER)
    event_id = set_up(me)
    feed = app.feed(follow=True, poll_seconds=0.01)
    seen = list(itertools.islice(feed, 5))
    held = me.tickets.hold(event_id, two_vip())
    assert next(feed) == held.records[0]
    assert len(seen) == 5


def test_what_follows_is_carried_out_once(app: palco.Palco) -> None:
    me = app.acting(tenant=TENANT, actor=BUYER)
    event_id = set_up(me)
    me.events.cancel(event_id, Cancel(reason="the river came up"))
    position = app.react().next
    assert isinstance(list(app.feed())[-1].domain_event, SalesClosed)
    count = len(list(app.feed()))
    assert int(app.react().next) >= int(position)
    assert len(list(app.feed())) == count


async def test_the_feed_from_an_event_loop(aio_app: aio.Palco) -> None:
    me = aio_app.acting(tenant=uuid4(), actor=BUYER)
    event_id = await aio_set_up(me)
    assert len([record async for record in aio_app.feed(page=2)]) == 5

    async def follow() -> palco.Record:
        after = [record async for record in aio_app.feed()][-1].position
        async for record in aio_app.feed(after=after, follow=True, poll_seconds=0.01):
            return record
        raise AssertionError("it goes on")

    following = asyncio.create_task(follow())
    await asyncio.sleep(0.05)
    held = await me.tickets.hold(event_id, two_vip())
    assert await following == held.records[0]
    await aio_app.react()
