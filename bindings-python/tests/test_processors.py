"""What runs in the background: read models in SQL, and what follows in other contexts."""

import asyncio
import time
from collections.abc import Callable

import pg8000.native
import pytest
from stage import BUYER, TENANT, aio_set_up, set_up

import palco
from palco import aio
from palco.box_office import SalesClosed
from palco.event import Cancel
from palco.gateway import SimulatedGateway


def eventually(holds: Callable[[], bool]) -> None:
    """A busy machine has a minute."""
    for _ in range(600):
        if holds():
            return
        time.sleep(0.1)
    raise AssertionError("it never came to be")


def closings(app: palco.Palco) -> int:
    return sum(isinstance(record.domain_event, SalesClosed) for record in app.feed())


def test_what_follows_is_carried_out_in_the_background(app: palco.Palco) -> None:
    app.run_processors()
    app.run_processors()
    me = app.acting(tenant=TENANT, actor=BUYER)
    event_id = set_up(me)
    me.events.cancel(event_id, Cancel(reason="the river came up"))
    eventually(lambda: closings(app) == 1)
    app.stop_processors()
    app.stop_processors()


def test_what_waits_is_logged(
    database_url: str,
    schema: str,
    database_connection: pg8000.native.Connection,
    caplog: pytest.LogCaptureFixture,
) -> None:
    with palco.Palco.connect(database_url, schema=schema) as app:
        database_connection.run(f'alter table "{schema}".events_rows rename to away')
        app.run_processors(read_models=["events"])
        set_up(app.acting(tenant=TENANT, actor=BUYER))
        eventually(lambda: any(of.name == "palco.runtime" for of in caplog.records))
        database_connection.run(f'alter table "{schema}".away rename to events_rows')
    record = next(of for of in caplog.records if of.name == "palco.runtime")
    assert record.levelname == "WARNING"
    assert "waits (" in record.getMessage() and "SQLSTATE 42P01" in record.getMessage()


def test_without_react_nothing_follows(app: palco.Palco) -> None:
    app.run_processors(read_models=["events"], react=False)
    me = app.acting(tenant=TENANT, actor=BUYER)
    me.events.cancel(set_up(me), Cancel(reason="the river came up"))
    time.sleep(0.3)
    assert closings(app) == 0
    app.stop_processors()
    app.run_processors(read_models=[])
    eventually(lambda: closings(app) == 1)


def test_a_read_model_has_a_name(app: palco.Palco) -> None:
    with pytest.raises(palco.Invalid) as no:
        app.run_processors(read_models=["events", "sample"])
    assert no.value.details["path"] == "read_models"
    assert "expected names out of events, venues, availability" in str(no.value)


def test_a_gateway_is_not_passed_over(app: palco.Palco) -> None:
    app.run_processors(read_models=[])
    app.run_processors(read_models=[])
    with pytest.raises(palco.Invalid) as no:
        app.run_processors(read_models=[], gateway=SimulatedGateway())
    assert no.value.path == "gateway"
    app.stop_processors()
    app.run_processors(read_models=[], gateway=SimulatedGateway())


def test_closing_ends_them() -> None:
    for _ in range(3):
        with palco.Palco.in_memory() as app:
            app.run_processors()
    with palco.Palco.in_memory() as app:
        app.close()
        with pytest.raises(palco.Unavailable):
            app.run_processors()


async def test_from_an_event_loop(aio_app: aio.Palco) -> None:
    await aio_app.run_processors()
    me = aio_app.acting(tenant=TENANT, actor=BUYER)
    event_id = await aio_set_up(me)
    await me.events.cancel(event_id, Cancel(reason="the river came up"))
    for _ in range(600):
        records = [record async for record in aio_app.feed()]
        if any(isinstance(record.domain_event, SalesClosed) for record in records):
            break
        await asyncio.sleep(0.1)
    else:
        raise AssertionError("nothing followed")
    await aio_app.stop_processors()
