"""Callers that go away: awaits that are cancelled, loops that close. `./test soak` has it in full."""

import asyncio
import os
import random
import time
from collections.abc import Callable
from uuid import UUID, uuid4

import pg8000.native
import pytest
from stage import BUYER, TENANT, aio_set_up, set_up, two_vip

import palco
from palco import Record, aio
from palco.box_office import TicketsHeld

AWAITS = 10_000 if os.environ.get("PALCO_SOAK") else 600
TOGETHER = 200

PATIENCE = 30.0

Sessions = Callable[[], list[list[object]]]


@pytest.fixture
def sessions(database_connection: pg8000.native.Connection, schema: str) -> Sessions:
    """The sessions that worked in the test's schema and do not come to rest."""

    def found() -> list[list[object]]:
        begun = time.monotonic()
        while True:
            rows: list[list[object]] = database_connection.run(
                "select state, query from pg_stat_activity"
                " where pid <> pg_backend_pid() and state <> 'idle' and query like :schema",
                schema=f"%{schema}%",
            )
            # What was begun runs to its end; what is left open stays.
            if not rows or time.monotonic() - begun > PATIENCE:
                return rows
            time.sleep(0.05)

    return found


def held(records: list[Record], keys: set[UUID]) -> set[UUID]:
    """The command ids that hold tickets, each once, with every stream's versions dense."""
    versions: dict[object, int] = {}
    holding = [record for record in records if isinstance(record.domain_event, TicketsHeld)]
    for record in records:
        assert record.version == versions.get(record.stream, 0) + 1
        versions[record.stream] = record.version
    commands = [record.command_id for record in holding]
    assert len(set(commands)) == len(commands), "a command took effect twice"
    assert set(commands) <= keys, "a command took effect that nobody sent"
    return set(commands)


async def cancel_at_random(
    me: aio.Acting, event_id: UUID, dice: random.Random
) -> tuple[set[UUID], set[UUID], int]:
    """Sends holds and cancels about half of their awaits: what was sent, acknowledged, cancelled."""
    keys = {uuid4() for _ in range(TOGETHER)}
    acknowledged: set[UUID] = set()

    async def hold(key: UUID) -> None:
        await me.tickets.hold(event_id, two_vip(1), command_id=key)
        acknowledged.add(key)

    loop = asyncio.get_running_loop()
    tasks = [asyncio.create_task(hold(key)) for key in keys]
    for task in dice.sample(tasks, TOGETHER * 3 // 5):
        loop.call_later(dice.random() * 0.05, task.cancel)
    ended = await asyncio.gather(*tasks, return_exceptions=True)
    cancelled = [error for error in ended if isinstance(error, asyncio.CancelledError)]
    other = [error for error in ended if error is not None and error not in cancelled]
    assert other == []
    return keys, acknowledged, len(cancelled)


@pytest.mark.parametrize("stored", ["memory", "postgres"])
def test_cancelled_awaits_lose_and_leave_nothing(
    stored: str, database_url: str, schema: str, sessions: Sessions
) -> None:
    async def main() -> None:
        opening = (
            aio.Palco.connect(database_url, schema=schema, max_connections=4)
            if stored == "postgres"
            else aio.Palco.in_memory()
        )
        async with opening as app:
            me = app.acting(tenant=TENANT, actor=BUYER)
            event_id = await aio_set_up(me, AWAITS * 3)
            dice = random.Random(7)
            keys: set[UUID] = set()
            acknowledged: set[UUID] = set()
            cancelled = 0
            while cancelled < AWAITS // 2 and len(keys) < AWAITS * 2:
                sent, told, gone = await cancel_at_random(me, event_id, dice)
                keys |= sent
                acknowledged |= told
                cancelled += gone
            assert cancelled > 0
            assert acknowledged
            # Whatever was left in a connection would be met now: there are four.
            for _ in range(100):
                await me.tickets.availability(event_id)
            assert sessions() == []
            effects = held([record async for record in app.feed()], keys)
            assert acknowledged <= effects, "an acknowledged command was lost"
            print(
                f"\nproof cancelled awaits in Python, {stored}: {cancelled} of {len(keys)} awaits "
                f"cancelled, {len(acknowledged)} commands acknowledged, {len(effects)} on record: "
                f"{len(acknowledged - effects)} lost, no transaction open"
            )
            # What was cancelled is told when it is sent again.
            for key in list(keys - acknowledged)[:50]:
                await me.tickets.hold(event_id, two_vip(1), command_id=key)

    asyncio.run(main())


def test_a_loop_that_closes_in_mid_flight_leaves_nothing(
    database_url: str, schema: str, sessions: Sessions
) -> None:
    with palco.Palco.connect(database_url, schema=schema) as app:
        event_id = set_up(app.acting(tenant=TENANT, actor=BUYER), AWAITS * 3)
        keys: set[UUID] = set()

        async def leave() -> None:
            other = await aio.Palco.connect(database_url, schema=schema, max_connections=4)
            me = other.acting(tenant=TENANT, actor=BUYER)
            sent = [uuid4() for _ in range(50)]
            keys.update(sent)
            holds = [me.tickets.hold(event_id, two_vip(1), command_id=key) for key in sent]
            tasks = [asyncio.ensure_future(hold) for hold in holds]
            await asyncio.sleep(random.Random(len(keys)).random() * 0.01)
            assert tasks
            # The loop is closed now, with all of them under way.

        for _ in range(max(3, AWAITS // 500)):
            asyncio.run(leave())
        for key in list(keys)[:100]:
            me = app.acting(tenant=TENANT, actor=BUYER)
            me.tickets.hold(event_id, two_vip(1), command_id=key)
        effects = held(list(app.feed()), keys)
        assert set(list(keys)[:100]) <= effects
    assert sessions() == []
