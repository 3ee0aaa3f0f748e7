"""A schema of its own for each test, on the server that DATABASE_URL names."""

import os
from collections.abc import AsyncIterator, Iterator
from urllib.parse import unquote, urlsplit
from uuid import uuid4

import pg8000.native
import pytest
import pytest_asyncio

import palco
from palco import ManualClock, aio

NOON = "2026-11-23T12:00:00.000Z"


@pytest.fixture(scope="session")
def database_url() -> str:
    url = os.environ.get("DATABASE_URL")
    if not url:
        pytest.fail("DATABASE_URL is not set: run ./test")
    return url


@pytest.fixture
def database_connection(database_url: str) -> Iterator[pg8000.native.Connection]:
    """A connection of the test's own, to see what others leave."""
    at = urlsplit(database_url)
    connection = pg8000.native.Connection(
        user=unquote(at.username or "postgres"),
        password=unquote(at.password) if at.password else None,
        host=at.hostname or "localhost",
        port=at.port or 5432,
        database=at.path.lstrip("/") or "postgres",
    )
    yield connection
    connection.close()


@pytest.fixture
def schema(database_connection: pg8000.native.Connection) -> Iterator[str]:
    name = f"python_{uuid4().hex}"
    yield name
    database_connection.run(f'drop schema if exists "{name}" cascade')


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOON)


@pytest.fixture(params=["memory", "postgres"])
def store(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def app(
    store: str, clock: ManualClock, request: pytest.FixtureRequest
) -> Iterator[palco.Palco]:
    if store == "memory":
        opened = palco.Palco.in_memory(clock=clock)
    else:
        url = request.getfixturevalue("database_url")
        schema = request.getfixturevalue("schema")
        opened = palco.Palco.connect(url, schema=schema, max_connections=4, clock=clock)
    with opened:
        yield opened


@pytest_asyncio.fixture
async def aio_app(
    store: str, clock: ManualClock, request: pytest.FixtureRequest
) -> AsyncIterator[aio.Palco]:
    if store == "memory":
        opening = aio.Palco.in_memory(clock=clock)
    else:
        url = request.getfixturevalue("database_url")
        schema = request.getfixturevalue("schema")
        opening = aio.Palco.connect(url, schema=schema, max_connections=4, clock=clock)
    async with opening as opened:
        yield opened
