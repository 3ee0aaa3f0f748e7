"""What becomes of calls when they are cancelled, when the loop or the process ends, or forks."""

import asyncio
import os
import random
import subprocess
import sys
import textwrap
import threading
import time
from uuid import UUID, uuid4

import pg8000.native
import pytest
from stage import BUYER, TENANT, aio_set_up, context, office, set_up, two_vip

import palco
from palco import ManualClock, Unavailable, aio
from palco.box_office import TicketsHeld

HERE = os.path.dirname(__file__)


def program(text: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-W", "error", "-c", textwrap.dedent(text)]
    environment = {**os.environ, "PYTHONPATH": HERE, **environment}
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)


async def test_cancelled_calls_do_no_harm(aio_app: aio.Palco) -> None:
    me = aio_app.acting(tenant=TENANT, actor=BUYER)
    event_id = await aio_set_up(me, size=1_000)
    chance = random.Random(7)

    keys = [uuid4() for _ in range(200)]

    async def hold(key: UUID) -> UUID:
        return (await me.tickets.hold(event_id, two_vip(1), command_id=key))[TicketsHeld].hold_id

    calls = [asyncio.create_task(hold(key)) for key in keys]
    for call in calls:
        if chance.random() < 0.3:
            await asyncio.sleep(0)
        asyncio.get_running_loop().call_later(chance.random() / 50, call.cancel)
    ended = await asyncio.gather(*calls, return_exceptions=True)
    told = {end for end in ended if isinstance(end, UUID)}
    cancelled = sum(isinstance(end, asyncio.CancelledError) for end in ended)
    assert len(told) + cancelled == 200 and cancelled > 0

    # Sent again, each tells what became of it, while some of the first are still under way.
    again = await asyncio.gather(*(hold(key) for key in keys))
    assert len(set(again)) == 200 and told <= set(again)
    (use,) = await me.tickets.quota_uses(event_id)
    events = [record.domain_event async for record in aio_app.feed()]
    assert use.held == sum(isinstance(of, TicketsHeld) for of in events) == 200


@pytest.mark.parametrize("where", ["memory", "postgres"])
def test_a_loop_that_ends_in_the_middle_is_no_accident(
    where: str, database_url: str, schema: str
) -> None:
    text = """
        import asyncio, os, sys
        from stage import *

        async def main():
            url, schema = os.environ["DATABASE_URL"], os.environ["SCHEMA"]
            app = await (aio.Palco.in_memory() if sys.argv[1:] or os.environ["WHERE"] == "memory"
                         else aio.Palco.connect(url, schema=schema))
            me = app.acting(tenant=TENANT, actor=BUYER)
            event_id = await aio_set_up(me, size=1_000)
            for _ in range(30):
                asyncio.ensure_future(me.tickets.hold(event_id, two_vip(1)))
            await asyncio.sleep(0)

        asyncio.run(main())
    """
    for _ in range(20):
        done = program(text, WHERE=where, SCHEMA=schema)
        assert (done.returncode, done.stderr) == (0, "")


def test_threads_at_the_end_of_the_interpreter_are_no_accident() -> None:
    text = """
        import threading
        from stage import *

        app = __import__("palco").Palco.in_memory()
        me = app.acting(tenant=TENANT, actor=BUYER)
        event_id = set_up(me, size=1_000_000)

        def hold():
            while True:
                me.tickets.hold(event_id, two_vip(1))

        for _ in range(4):
            threading.Thread(target=hold, daemon=True).start()
    """
    for _ in range(10):
        done = program(text)
        assert done.returncode == 0, done.stderr


def test_calls_after_the_end_of_the_interpreter_are_errors() -> None:
    text = """
        import asyncio, atexit
        import palco

        async def feed():
            return [record async for record in palco.aio.Palco(app._native).feed()]

        def late():
            for ask in (lambda: list(app.feed()), lambda: asyncio.run(feed())):
                try:
                    ask()
                except palco.Unavailable as no:
                    print(no)

        atexit.register(late)
        app = palco.Palco.in_memory()
        list(app.feed())
    """
    done = program(text)
    said = "the interpreter is at its end\n" * 2
    assert (done.returncode, done.stdout, done.stderr) == (0, said, "")


def test_a_fork_makes_its_own(database_url: str, schema: str) -> None:
    text = """
        import asyncio, os
        import palco
        from stage import *

        def open():
            return palco.Palco.connect(os.environ["DATABASE_URL"], schema=os.environ["SCHEMA"])

        app = open()
        me = app.acting(tenant=TENANT, actor=BUYER)
        event_id = set_up(me)
        pending = app._native.feed("0", 10)
        child = os.fork()
        if child == 0:
            for ask in (lambda: me.tickets.hold(event_id, two_vip()), app.close, pending.wait):
                try:
                    ask()
                except palco.Unavailable as no:
                    assert no.code == "palco.forked", no.code
                else:
                    raise AssertionError("expected an error")
            del app, me, pending
            with open() as app:
                me = app.acting(tenant=TENANT, actor=BUYER)
                me.tickets.hold(event_id, two_vip())

                async def main():
                    async with aio.Palco.connect(
                        os.environ["DATABASE_URL"], schema=os.environ["SCHEMA"]
                    ) as app:
                        me = app.acting(tenant=TENANT, actor=BUYER)
                        await me.tickets.hold(event_id, two_vip())

                asyncio.run(main())
            raise SystemExit(7)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
        assert me.tickets.availability(event_id)[0].available == 96
        app.close()
    """
    done = program(text, SCHEMA=schema)
    assert (done.returncode, done.stderr) == (0, "")


def test_ctrl_c_ends_a_wait() -> None:
    text = """
        import os, signal, socket, threading, time
        from palco import Palco

        # Whoever runs the tests in the background may have it ignored.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        silent = socket.create_server(("127.0.0.1", 0))
        threading.Timer(0.3, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
        begun = time.monotonic()
        try:
            Palco.connect(f"postgres://palco@127.0.0.1:{silent.getsockname()[1]}/palco")
        except KeyboardInterrupt:
            assert time.monotonic() - begun < 3
            print("interrupted")
    """
    done = program(text)
    assert (done.returncode, done.stdout) == (0, "interrupted\n"), done.stderr


async def test_each_block_that_an_opening_is_entered_with_closes_its_own() -> None:
    opening = aio.Palco.in_memory()
    async with opening as outer:
        async with opening as inner:
            assert inner is not outer
        with pytest.raises(Unavailable):
            await inner.react()
        await outer.react()
    with pytest.raises(Unavailable):
        await outer.react()


def test_what_is_closed_says_so(app: palco.Palco) -> None:
    me = app.acting(tenant=TENANT, actor=BUYER)
    event_id = set_up(me)
    app.close()
    app.close()
    for ask in (
        lambda: me.tickets.hold(event_id, two_vip()),
        lambda: me.tickets.state(event_id),
        lambda: me.tickets.availability(event_id),
        lambda: list(app.feed()),
        app.react,
    ):
        with pytest.raises(Unavailable) as no:
            ask()
        assert no.value.code == "palco.closed" and not no.value.outcome_unknown


async def test_closing_again_waits_for_the_end_that_was_given_up(
    database_url: str, schema: str, database_connection: pg8000.native.Connection
) -> None:
    app = await aio.Palco.connect(database_url, schema=schema)
    me = app.acting(tenant=TENANT, actor=BUYER)
    event_id = await aio_set_up(me)
    database_connection.run("begin")
    database_connection.run(f'lock table "{schema}".event_store in access exclusive mode')
    holding = asyncio.create_task(me.tickets.hold(event_id, two_vip()))
    await asyncio.sleep(0.2)
    with pytest.raises(asyncio.TimeoutError):
        await asyncio.wait_for(app.close(), 0.3)
    again = asyncio.create_task(app.close())
    await asyncio.sleep(0.3)
    assert not again.done() and not holding.done()
    database_connection.run("rollback")
    await again
    assert (await holding).version == 2


async def test_an_event_loop_goes_on_while_a_call_waits(database_url: str, schema: str) -> None:
    turns = 0

    async def turn() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    turning = asyncio.create_task(turn())
    async with aio.Palco.connect(database_url, schema=schema):
        pass
    turning.cancel()
    assert turns > 10


def test_a_server_that_is_not_there_is_unavailable() -> None:
    with pytest.raises(Unavailable) as no:
        palco.Palco.connect("postgres://palco@127.0.0.1:1/palco")
    assert no.value.code == "store.unavailable" and not no.value.outcome_unknown


def test_threads_share_a_palco_and_a_state(clock: ManualClock) -> None:
    rules = office(10_000)
    with palco.Palco.in_memory(clock=clock) as app:
        me = app.acting(tenant=TENANT, actor=BUYER)
        event_id = set_up(me, size=200)

        def work() -> None:
            for _ in range(25):
                me.tickets.hold(event_id, two_vip(1))
                rules.run([(two_vip(1), context()) for _ in range(10)])
                rules.to_json()

        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert me.tickets.availability(event_id)[0].available == 100
    assert rules.availability("2026-11-23T12:00:00Z")[0].available == 9_000


def test_the_gil_is_free_during_a_batch() -> None:
    rules, pairs = office(100_000), [(two_vip(1).model_dump_json(exclude_none=True), context())]
    seen, stop = 0, threading.Event()

    def count() -> None:
        nonlocal seen
        while not stop.is_set():
            seen += 1
            time.sleep(0)

    counting = threading.Thread(target=count)
    counting.start()
    try:
        rules.run(pairs * 10_000)
    finally:
        stop.set()
        counting.join()
    assert seen > 100
