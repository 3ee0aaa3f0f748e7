"""eventsourcing as its documentation says: an application with its PostgreSQL persistence module, and
aggregates that are got from the repository, told what to do, and saved.

    DATABASE_URL=... python bench.py on-sale|new|existing|load CLIENTS

The database is one of its own: the tables are made in it.
"""

import os
import sys
import threading
import time
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event
from eventsourcing.persistence import IntegrityError

SECONDS = float(os.environ.get("BENCH_SECONDS", "3"))
AT = "2026-11-23T12:00:00.000Z"


def held():
    """The same fields as Palco's hold, and about as many bytes."""
    price = {"amount": "60.00", "currency": "BRL"}
    return {
        "hold_id": str(uuid4()),
        "buyer": str(uuid4()),
        "lines": [{"ticket_type": "vip", "quantity": 2, "unit_price": price}],
        "expires_at": "2026-11-23T12:01:00.000Z",
        "at": AT,
    }


class BoxOffice(Aggregate):
    @event("Opened")
    def __init__(self, places: int):
        self.available = places

    def hold(self):
        if self.available < 2:
            raise ValueError("sold out")
        self.take(**held())

    @event("TicketsHeld")
    def take(self, hold_id: str, buyer: str, lines: list, expires_at: str, at: str):
        self.available -= lines[0]["quantity"]


class Hold(Aggregate):
    @event("TicketsHeld")
    def __init__(self, hold_id: str, buyer: str, lines: list, expires_at: str, at: str):
        self.quantity = lines[0]["quantity"]

    @event("TicketsHeldAgain")
    def again(self, hold_id: str, buyer: str, lines: list, expires_at: str, at: str):
        self.quantity += lines[0]["quantity"]


class Sales(Application[UUID]):
    def open(self) -> UUID:
        office = BoxOffice(3_000_000)
        self.save(office)
        return office.id

    def hold(self, office_id: UUID) -> None:
        office: BoxOffice = self.repository.get(office_id)
        office.hold()
        self.save(office)


def connected(clients):
    url = urlsplit(os.environ["DATABASE_URL"])
    connections = min(clients, int(os.environ.get("BENCH_POOL", "10")))
    return Sales(
        env={
            "PERSISTENCE_MODULE": "eventsourcing.postgres",
            "POSTGRES_DBNAME": url.path.lstrip("/"),
            "POSTGRES_HOST": url.hostname,
            "POSTGRES_PORT": str(url.port),
            "POSTGRES_USER": url.username,
            "POSTGRES_PASSWORD": url.password or "",
            "POSTGRES_POOL_SIZE": str(connections),
            # As many as there are clients wait for a connection.
            "POSTGRES_CONNECT_TIMEOUT": "60",
        }
    )


def at_once(clients, once, lasts):
    """Clients in turn on `once(client, ends)`, which gives how often it had to try, and less than
    nothing when time was up before it was done. Gives the times of those that were, and the tries."""
    times, tries, failed = [], [], []
    ends = time.perf_counter() + lasts

    def run(client):
        try:
            while (started := time.perf_counter()) < ends:
                tried = once(client, ends)
                tries.append(abs(tried))
                if tried > 0 and (now := time.perf_counter()) <= ends:
                    times.append(now - started)
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=run, args=(client,)) for client in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]
    return sorted(times), sum(tries)


def show(scenario, measure, figure):
    print(f"{scenario}\teventsourcing\t{measure}\t{figure:.0f}")


def percentile(times, percent):
    return 1e6 * times[min(len(times) - 1, len(times) * percent // 100)] if times else 0


def report(scenario, times):
    show(scenario, "per second", len(times) / SECONDS)
    show(scenario, "median us", percentile(times, 50))
    show(scenario, "p99 us", percentile(times, 99))


def buyer(sales, office):
    """Wants two places, and tries until they are held."""

    def once(_client, ends):
        tries = 0
        while True:
            tries += 1
            try:
                sales.hold(office)
                return tries
            except IntegrityError:
                if time.perf_counter() > ends:
                    return -tries

    return once


def check(acknowledged, stored, clients):
    """Those that were acknowledged after time was up are stored and not counted."""
    if not acknowledged <= stored <= acknowledged + clients:
        raise SystemExit(f"{acknowledged} acknowledged, {stored} stored")


def on_sale(sales, clients):
    at_once(clients, buyer(sales, sales.open()), SECONDS / 4)
    office = sales.open()
    times, tries = at_once(clients, buyer(sales, office), SECONDS)
    versions = [happened.originator_version for happened in sales.events.get(office)]
    assert versions == list(range(1, len(versions) + 1)), "versions are not dense"
    stored = len(versions) - 1
    check(len(times), stored, clients)
    report(f"on sale, {clients} clients", times)
    show(f"on sale, {clients} clients", "tries per 100 holds", 100 * tries / max(1, stored))


def append(sales, clients, name, once):
    at_once(clients, once, SECONDS / 4)
    before = stored(sales)
    times, _ = at_once(clients, once, SECONDS)
    check(len(times), stored(sales) - before, clients)
    report(f"{name}, {clients} clients", times)


def stored(sales):
    with sales.factory.datastore.get_connection() as connection:
        return connection.execute("select count(*) as n from sales_events").fetchone()["n"]


def new(sales, clients):
    def once(_client, _ends):
        sales.save(Hold(**held()))
        return 1

    append(sales, clients, "new streams", once)


def existing(sales, clients):
    holds = [Hold(**held()) for _ in range(clients)]

    def once(client, _ends):
        holds[client].again(**held())
        sales.save(holds[client])
        return 1

    append(sales, clients, "existing streams", once)


def load(sales, _clients):
    for length in (10, 100, 1000):
        office = BoxOffice(3_000_000)
        for _ in range(length - 1):
            office.hold()
        sales.save(office)

        def once(_client, _ends, office=office):
            if sales.repository.get(office.id).available != office.available:
                raise SystemExit("another state")
            return 1

        at_once(1, once, SECONDS / 12)
        times, _ = at_once(1, once, SECONDS / 3)
        show(f"load of {length}", "median us", percentile(times, 50))


def main():
    scenario, clients = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 1
    scenarios = {"on-sale": on_sale, "new": new, "existing": existing, "load": load}
    with connected(clients) as sales:
        scenarios[scenario](sales, clients)


main()
