"""How many holds a second: Palco's rules beside the same rule written by hand in Python.

    .venv/bin/python bindings-python/benches/hold.py [--seconds 0.5] [--rounds 7] [--batch 100]

Each hold is decided and taken in. 1 000 holds are live at any time: the clock goes on by a second
with each, and each lives for 1 000 seconds, so that as one is taken one lapses. Every variant starts
from the same text or values of a request (ids as text, the instant as a datetime), makes its context
of them, and ends in domain events. Variants take turns, and the median of the rounds counts. Before
anything is timed, all of them are checked to say the same.
"""

import argparse
import json
import platform
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from uuid import UUID

import by_hand
import palco
from palco.box_office import BoxOffice, HoldTickets, Open

LIVE = 1_000
START = datetime(2026, 11, 23, 12, tzinfo=timezone.utc)
TENANT = "0198f0a2-5b1c-7d3e-8a4f-000000000001"
BODY = (
    '{"type":"box_office.hold_tickets","lines":[{"ticket_type":"vip","quantity":2}],'
    '"ttl_seconds":1000}'
)
OPEN = {
    "type": "box_office.open",
    "currency": "BRL",
    "quotas": [{"quota": "house", "size": 5_000, "outermost": True}],
    "ticket_types": [
        {
            "ticket_type": "vip",
            "quotas": ["house"],
            "terms": {
                "name": "VIP",
                "price": {"amount": "120.00", "currency": "BRL"},
                "max_per_buyer": 10,
            },
        }
    ],
}


@dataclass(frozen=True, slots=True)
class Request:
    """What a service has in hand when a request comes in."""

    body: str
    actor: str
    now: datetime
    command_id: str


def requests() -> Iterator[Request]:
    number = 0
    while True:
        number += 1
        actor = f"0198f0a2-5b1c-7d3e-8a4f-{number % 2_000 + 1:012x}"
        command_id = f"0198f0a2-5b1c-7d3e-8a50-{number:012x}"
        yield Request(BODY, actor, START + timedelta(seconds=number), command_id)


def native_context(request: Request) -> palco.Context:
    return palco.Context(
        tenant=TENANT, actor=request.actor, now=request.now, command_id=request.command_id
    )


def python_context(request: Request) -> by_hand.Context:
    return by_hand.Context(
        UUID(TENANT), UUID(request.actor), request.now, UUID(request.command_id)
    )


def opened() -> BoxOffice:
    office = BoxOffice()
    command_id = "0198f0a2-5b1c-7d3e-8a51-000000000001"
    context = palco.Context(tenant=TENANT, actor=TENANT, now=START, command_id=command_id)
    office.evolve(office.decide_json(Open.model_validate(OPEN), context))
    return office


def by_hand_office(classes: tuple[type, type, type], price: object) -> by_hand.Office:
    held, lapsed, priced = classes
    return by_hand.Office(
        held=held,
        lapsed=lapsed,
        priced=priced,
        last=START,
        quotas={"house": by_hand.Quota(5_000)},
        ticket_types={"vip": by_hand.TicketType(["house"], price, max_per_buyer=10)},
    )


def of_models() -> by_hand.Office:
    classes = (by_hand.TicketsHeldModel, by_hand.HoldLapsedModel, by_hand.PricedLineModel)
    return by_hand_office(classes, by_hand.MoneyModel(amount=Decimal("120.00"), currency="BRL"))


def of_dataclasses() -> by_hand.Office:
    classes = (by_hand.TicketsHeld, by_hand.HoldLapsed, by_hand.PricedLine)
    return by_hand_office(classes, by_hand.Money(Decimal("120.00"), "BRL"))


Step = Callable[[list[Request]], object]


def native_json() -> Step:
    state = opened()._state

    def step(batch: list[Request]) -> object:
        for request in batch:
            happened = state.decide(request.body, native_context(request))
            state.evolve(happened)
        return happened

    return step


def native_models() -> Step:
    office = opened()
    lines = HoldTickets.model_validate_json(BODY).lines

    def step(batch: list[Request]) -> object:
        for request in batch:
            command = HoldTickets(lines=lines, ttl_seconds=1_000)
            happened = office.decide(command, native_context(request))
            office.evolve(happened)
        return happened

    return step


def native_batch() -> Step:
    state = opened()._state

    def step(batch: list[Request]) -> object:
        return state.run([(request.body, native_context(request)) for request in batch])

    return step


def native_batch_json() -> Step:
    state = opened()._state
    item = '{"command":%s,"context":{"tenant":"%s","actor":"%s","now":"%s","command_id":"%s"}}'

    def step(batch: list[Request]) -> object:
        items = ",".join(
            item % (r.body, TENANT, r.actor, r.now.isoformat(), r.command_id) for r in batch
        )
        return state.run_json(f"[{items}]")

    return step


def pydantic_json() -> Step:
    office, out = of_models(), by_hand.DomainEvents

    def step(batch: list[Request]) -> object:
        for request in batch:
            command = by_hand.HoldTicketsModel.model_validate_json(request.body)
            happened = office.decide(command, python_context(request))
            text = out.dump_json(happened)
            for of in happened:
                office.evolve(of)
        return text

    return step


def pydantic_models() -> Step:
    office = of_models()
    lines = by_hand.HoldTicketsModel.model_validate_json(BODY).lines

    def step(batch: list[Request]) -> object:
        for request in batch:
            command = by_hand.HoldTicketsModel(lines=lines, ttl_seconds=1_000)
            happened = office.decide(command, python_context(request))
            for of in happened:
                office.evolve(of)
        return happened

    return step


def dataclasses() -> Step:
    office = of_dataclasses()

    def step(batch: list[Request]) -> object:
        for request in batch:
            command = by_hand.HoldTickets([by_hand.Line("vip", 2)], 1_000)
            happened = office.decide(command, python_context(request))
            for of in happened:
                office.evolve(of)
        return happened

    return step


def native_crossing() -> Step:
    kept = [opened().to_json()]

    def step(batch: list[Request]) -> object:
        for request in batch:
            office = BoxOffice.from_json(kept[0])
            happened = office.decide_json(request.body, native_context(request))
            office.evolve(happened)
            kept[0] = office.to_json()
        return happened

    return step


def pydantic_crossing() -> Step:
    like = of_models()
    kept = [by_hand.to_json(like)]

    def step(batch: list[Request]) -> object:
        for request in batch:
            office = by_hand.from_json(kept[0], like)
            command = by_hand.HoldTicketsModel.model_validate_json(request.body)
            happened = office.decide(command, python_context(request))
            text = by_hand.DomainEvents.dump_json(happened)
            for of in happened:
                office.evolve(of)
            kept[0] = by_hand.to_json(office)
        return text

    return step


GROUPS: list[tuple[str, dict[str, Callable[[], Step]]]] = [
    (
        "from JSON to JSON, state in memory",
        {
            "pydantic by hand": pydantic_json,
            "palco, one by one": native_json,
            "palco, batch of pairs": native_batch,
            "palco, batch as JSON": native_batch_json,
        },
    ),
    (
        "from model to model, state in memory",
        {
            "dataclasses by hand": dataclasses,
            "pydantic by hand": pydantic_models,
            "palco, pydantic models": native_models,
        },
    ),
    (
        "state crossing as JSON with each hold",
        {"pydantic by hand": pydantic_crossing, "palco": native_crossing},
    ),
]


class Runner:
    """A variant with 1 000 live holds, and requests that go on where the last ones ended."""

    def __init__(self, make: Callable[[], Step], batch: int) -> None:
        self.step, self.requests, self.size = make(), requests(), batch
        self.rates: list[float] = []
        self.step(self.take(LIVE))

    def take(self, count: int) -> list[Request]:
        return [next(self.requests) for _ in range(count)]

    def round(self, seconds: float) -> None:
        done, spent = 0, 0.0
        while spent < seconds:
            batch = self.take(self.size)
            begun = time.perf_counter()
            self.step(batch)
            spent += time.perf_counter() - begun
            done += len(batch)
        self.rates.append(done / spent)


def said(result: object) -> list[dict[str, object]]:
    """What a step's last hold led to, in one form for all variants."""
    if isinstance(result, list):
        is_model = hasattr(result[0], "model_dump_json")
        if not is_model:
            return [{"hold_id": str(of.hold_id), "at": of.at.timestamp()} for of in result]
        result = by_hand.DomainEvents.dump_json(
            by_hand.DomainEvents.validate_json(
                f"[{','.join(of.model_dump_json() for of in result)}]"
            )
        )
    assert isinstance(result, (str, bytes))
    happened = json.loads(result)
    if "domain_events" in happened[0]:
        happened = happened[-1]["domain_events"]
    instant = datetime.fromisoformat
    return [
        {"hold_id": of["hold_id"], "at": instant(of["at"].replace("Z", "+00:00")).timestamp()}
        for of in happened
    ]


def check() -> None:
    """All variants say the same, of the hold that lapsed and of the one that was taken."""
    expected = None
    for _, variants in GROUPS:
        for name, make in variants.items():
            runner = Runner(make, 1)
            got = said(runner.step(runner.take(5)))
            expected = expected or got
            assert len(got) == 2 and got == expected, (name, got, expected)


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--seconds", type=float, default=0.5, help="of each variant in a round")
    arguments.add_argument("--rounds", type=int, default=7)
    arguments.add_argument("--batch", type=int, default=100, help="holds that cross at once")
    given = arguments.parse_args()
    check()
    print(f"Python {platform.python_version()}, {LIVE} live holds, {given.rounds} rounds of")
    print(f"{given.seconds} s for each variant, batches of {given.batch}; medians\n")
    for title, variants in GROUPS:
        runners = {name: Runner(make, given.batch) for name, make in variants.items()}
        for _ in range(given.rounds):
            for runner in runners.values():
                runner.round(given.seconds)
        rates = {name: statistics.median(runner.rates) for name, runner in runners.items()}
        base = next(iter(rates.values()))
        print(f"| {title} | holds/s | ratio | min-max |\n| --- | ---: | ---: | ---: |")
        for name, rate in rates.items():
            low, high = min(runners[name].rates), max(runners[name].rates)
            print(f"| {name} | {rate:,.0f} | {rate / base:.2f} | {low:,.0f}-{high:,.0f} |")
        print()


if __name__ == "__main__":
    main()
