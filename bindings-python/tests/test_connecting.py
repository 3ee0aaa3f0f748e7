"""What ``connect`` is told about the server, and what stands before it."""

import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pg8000.native
import pytest
from stage import BUYER, TENANT, aio_set_up, set_up, two_vip

import palco
from palco import Invalid, NotFound, Unavailable, aio


def with_parameters(url: str, **parameters: str) -> str:
    return f"{url}{'&' if '?' in url else '?'}{urlencode(parameters)}"


def last_statements(
    connection: pg8000.native.Connection, url: str, schema: str, **settings: str
) -> set[str]:
    """What each session of a Palco did last, after some commands."""
    name = f"palco_{uuid4().hex}"
    url = with_parameters(url, application_name=name)
    with palco.Palco.connect(url, schema=schema, **settings) as app:  # type: ignore[arg-type]
        set_up(app.acting(tenant=TENANT, actor=BUYER))
        rows = connection.run(
            "select query from pg_stat_activity where application_name = :name", name=name
        )
    return {row[0].upper() for row in rows}


def test_a_command_waits_no_longer_than_was_said(
    database_connection: pg8000.native.Connection, database_url: str, schema: str
) -> None:
    limits: dict[str, Any] = {"deadline_seconds": 0.3, "answer_within_seconds": 1, "mailbox": 1}
    with palco.Palco.connect(database_url, schema=schema, **limits) as app:
        me = app.acting(tenant=TENANT, actor=BUYER)
        event_id = set_up(me)
        database_connection.run("begin")
        database_connection.run(f'lock table "{schema}".event_store in access exclusive mode')
        with ThreadPoolExecutor(8) as buyers:
            holding = [buyers.submit(me.tickets.hold, event_id, two_vip()) for _ in range(8)]
            errors = [of.exception() for of in holding]
        database_connection.run("rollback")
    assert all(isinstance(error, Unavailable) for error in errors)
    codes = {error.code for error in errors if isinstance(error, Unavailable)}
    assert codes == {"store.busy", "store.unavailable"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("mailbox", 0),
        ("mailbox", 1.5),
        ("deadline_seconds", 0),
        ("deadline_seconds", "10"),
        ("answer_within_seconds", 601),
        ("answer_within_seconds", float("nan")),
    ],
)
def test_a_limit_has_a_range(name: str, value: Any) -> None:
    limit: dict[str, Any] = {name: value}
    with pytest.raises(Invalid) as no:
        palco.Palco.connect("postgres://palco@127.0.0.1:1/palco", **limit)
    assert no.value.path == name


def test_behind_a_pooler_everything_is_a_transaction(
    database_connection: pg8000.native.Connection, database_url: str, schema: str
) -> None:
    direct = last_statements(database_connection, database_url, schema)
    assert direct and "COMMIT" not in direct
    pooled = last_statements(database_connection, database_url, schema, pooler="transaction")
    assert pooled == {"COMMIT"}


def test_the_tables_are_divided_when_the_schema_is_made(
    database_connection: pg8000.native.Connection, database_url: str, schema: str
) -> None:
    with palco.Palco.connect(database_url, schema=schema, partitions=3) as app:
        set_up(app.acting(tenant=TENANT, actor=BUYER))
    assert database_connection.run(f"select partitions from {schema}.store_meta") == [[3]]
    with pytest.raises(Unavailable):
        palco.Palco.connect(database_url, schema=schema, partitions=4)
    palco.Palco.connect(database_url, schema=schema).close()


def test_a_server_that_may_lose_what_it_acknowledged_is_for_tests(
    database_url: str, schema: str
) -> None:
    url = with_parameters(database_url, **{"options[synchronous_commit]": "off"})
    with pytest.raises(Unavailable):
        palco.Palco.connect(url, schema=schema)
    palco.Palco.connect(url, schema=schema, durability="relaxed").close()


def test_a_replica_is_asked_by_who_may_read_behind(database_url: str, schema: str) -> None:
    asked = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as replica:

        def refuse() -> None:
            connection, _ = replica.accept()
            asked.set()
            connection.close()

        threading.Thread(target=refuse, daemon=True).start()
        url = f"postgres://palco@127.0.0.1:{replica.getsockname()[1]}/palco"
        with palco.Palco.connect(database_url, schema=schema, replicas=[url]) as app:
            me = app.acting(tenant=TENANT, actor=BUYER)
            event_id = set_up(me)
            left = me.tickets.availability(event_id)
            assert not asked.is_set()
            # It does not answer, so the primary does.
            assert me.at_least(0).tickets.availability(event_id) == left
            assert asked.is_set()


def test_who_may_read_behind_names_a_version(app: palco.Palco) -> None:
    me = app.acting(tenant=TENANT, actor=BUYER)
    event_id = set_up(me)
    held = me.tickets.hold(event_id, two_vip())
    behind = me.at_least(held.version).tickets
    assert behind.availability(event_id) == me.tickets.availability(event_id)
    assert behind.quota_uses(event_id) == me.tickets.quota_uses(event_id)
    assert behind.state(event_id).to_json() == me.tickets.state(event_id).to_json()
    with pytest.raises(NotFound):
        behind.availability(uuid4())
    for version in (-1, 2**53, 1.5, "1"):
        with pytest.raises(Invalid) as no:
            me.at_least(version).tickets.availability(event_id)  # type: ignore[arg-type]
        assert no.value.path == "version"


async def test_the_same_from_an_event_loop(aio_app: aio.Palco) -> None:
    me = aio_app.acting(tenant=TENANT, actor=BUYER)
    event_id = await aio_set_up(me)
    held = await me.tickets.hold(event_id, two_vip())
    left = await me.at_least(held.version).tickets.availability(event_id)
    assert left == await me.tickets.availability(event_id)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("max_connections", (0, 1_001, "7", 1.5)),
        ("pooler", ("session", "", 7)),
        ("partitions", (0, 256, "3", 2**70)),
        ("replicas", ([7],)),
        ("durability", ("none", None)),
    ],
)
def test_a_setting_of_another_form_is_invalid(name: str, values: tuple[object, ...]) -> None:
    for value in values:
        with pytest.raises(Invalid) as no:
            palco.Palco.connect("postgres://palco@127.0.0.1:1/x", **{name: value})  # type: ignore[arg-type]
        assert no.value.path == name
