"""Whatever comes in, what comes out is `palco.Invalid`, and nothing has changed."""

import json
import math
from collections.abc import Callable
from datetime import datetime, timedelta, timezone, tzinfo
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from pydantic import TypeAdapter, ValidationError
from stage import BUYER, TENANT, context, office, set_up, two_vip

import palco
from palco import Context, Invalid, ManualClock, PalcoError, aio, box_office, event, payment, venue
from palco._native import NativePalco, NativeState, _panic, _panicking
from palco._operations import done

ROOMS = [venue, event, box_office, payment]
SURROGATE = "vip\ud800"
HUGE = "x" * 2_000_000
NIL = "00000000-0000-0000-0000-000000000000"


class Unruly(tzinfo):
    def utcoffset(self, _: datetime | None) -> timedelta:
        raise RuntimeError("no offset today")


def commands() -> list[Any]:
    return [
        model
        for room in ROOMS
        for model in vars(room).values()
        if isinstance(model, type) and "type" in getattr(model, "model_fields", {})
        and not is_domain_event(room, model)
    ]


def is_domain_event(room: Any, model: Any) -> bool:
    tags = TypeAdapter(room.DomainEvent).json_schema()["discriminator"]["mapping"]
    return model.model_fields["type"].default in tags


def wire(**fields: object) -> dict[str, object]:
    line = {"ticket_type": "vip", "quantity": 1}
    return {"type": "box_office.hold_tickets", "lines": [line], **fields}


def line(**fields: object) -> dict[str, object]:
    return wire(lines=[{"ticket_type": "vip", "quantity": 1, **fields}])


def price(amount: object) -> dict[str, object]:
    money = {"amount": amount, "currency": "BRL"}
    terms = {"name": "VIP", "price": money}
    return {"type": "box_office.change_ticket_type", "ticket_type": "vip", "terms": terms}


BAD_COMMANDS: list[tuple[object, str]] = [
    (None, "$"),
    (7, "$"),
    ([], "$"),
    ("", "$"),
    ("{", "$"),
    ("[]", "$"),
    (b"\xff", "$"),
    (SURROGATE, "$"),
    (HUGE, "$"),
    (HUGE.encode(), "$"),
    ("[" * 100_000, "$"),
    ({}, "type"),
    ({"type": "box_office.nothing"}, "type"),
    ({"type": 7}, "type"),
    (wire(surprise=1), "surprise"),
    (wire(ttl_seconds=math.nan), "$"),
    (wire(ttl_seconds=math.inf), "$"),
    (wire(ttl_seconds=59), "ttl_seconds"),
    (wire(ttl_seconds="900"), "ttl_seconds"),
    (wire(hold_id=NIL), "hold_id"),
    (wire(hold_id=""), "hold_id"),
    (wire(hold_id=uuid4().hex), "hold_id"),
    (wire(lines=[]), "lines"),
    (wire(lines=[1] * 10_001), "$"),
    (wire(lines={}), "lines"),
    (wire(lines=object()), "$"),
    (line(quantity=0), "lines[0].quantity"),
    (line(quantity=-1), "lines[0].quantity"),
    (line(quantity=1.0), "lines[0].quantity"),
    (line(quantity=True), "lines[0].quantity"),
    (line(quantity=2**53), "lines[0].quantity"),
    (line(quantity=2**53 + 1), "lines[0].quantity"),
    (line(quantity=10**30), "lines[0].quantity"),
    (line(quantity=10**5_000), "$"),
    (line(ticket_type=SURROGATE), "lines[0].ticket_type"),
    (line(ticket_type="x" * 41), "lines[0].ticket_type"),
    (line(ticket_type=""), "lines[0].ticket_type"),
    (line(surprise=1), "lines[0].surprise"),
    (price(120), "terms.price.amount"),
    (price(1.5), "terms.price.amount"),
    (price("120.005"), "terms.price"),
    (price(Decimal("120.005")), "terms.price"),
    (price("1e2"), "terms.price.amount"),
    (price(Decimal("1E+2")), "terms.price.amount"),
    (price("-0"), "terms.price"),
    (price("NaN"), "terms.price.amount"),
    (price(Decimal("NaN")), "terms.price.amount"),
    (price("٣"), "terms.price.amount"),
]


def shortened(value: object) -> str:
    return repr(value)[:60] if not isinstance(value, dict) else str(list(value.values())[1:])[:60]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("command", "path"), BAD_COMMANDS, ids=lambda of: ascii(type(of).__name__))
def test_a_bad_command_is_invalid_and_changes_nothing(command: Any, path: str) -> None:
    rules = office()
    before = rules.to_json()
    for ask in (lambda: rules.decide(command, context()), lambda: me.send(event_id, command)):
        with palco.Palco.in_memory(clock=ManualClock("2026-11-23T12:00:00Z")) as app:
            me = app.acting(tenant=TENANT, actor=BUYER)
            event_id = set_up(me)
            recorded = len(list(app.feed()))
            with pytest.raises(Invalid) as no:
                ask()
            assert no.value.path == path, no.value
            assert len(str(no.value)) < 1_000
            assert len(list(app.feed())) == recorded
    assert rules.to_json() == before


@pytest.mark.parametrize("model", commands(), ids=lambda model: model.model_fields["type"].default)
def test_every_command_refuses_an_unknown_field(model: Any) -> None:
    rules = {
        "venue": venue.Venue,
        "event": event.Event,
        "box_office": box_office.BoxOffice,
        "payment": payment.Payment,
    }
    name = model.model_fields["type"].default
    state = rules[name.split(".")[0]]()
    with pytest.raises(Invalid) as no:
        state.decide({"type": name, "surprise": 1}, context())
    assert no.value.path == "surprise"
    with pytest.raises(ValidationError, match="surprise"):
        model(surprise=1)


def test_every_command_is_known() -> None:
    assert len(commands()) >= 29


BAD_INSTANTS: list[object] = [
    None,
    0,
    1.5,
    "",
    "2026-11-23",
    "2026-11-23T12:00:00",
    "0000-01-01T00:00:00Z",
    "9999-12-31T23:59:59Z",
    "1969-12-31T23:59:59Z",
    "2026-12-31T23:59:60Z",
    "2026-11-23T12:00:00\ud800Z",
    "9" * 100_000,
    datetime(2026, 11, 23, 12),
    datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14))),
    datetime(9999, 12, 31, 23, tzinfo=timezone(timedelta(hours=-12))),
    datetime(3000, 1, 1, tzinfo=timezone.utc),
    datetime(2026, 11, 23, 12, tzinfo=Unruly()),
    datetime(2026, 11, 23, 12).date(),
]
BAD_IDS: list[object] = [None, 7, b"", "", " ", NIL, UUID(int=0), uuid4().hex, SURROGATE, HUGE, object()]


@pytest.mark.parametrize("now", BAD_INSTANTS, ids=lambda of: ascii(of)[:40])
def test_a_bad_instant_is_invalid(now: Any) -> None:
    for ask in (
        lambda: context(now=now),
        lambda: ManualClock(now),
        lambda: ManualClock("2026-11-23T12:00:00Z").set(now),
        lambda: office().availability(now),
        lambda: office().quota_uses(now),
    ):
        with pytest.raises(Invalid) as no:
            ask()
        assert no.value.path in ("now", "start")
    with pytest.raises(ValidationError):
        box_office.Period(starts_at=now, ends_at="2026-11-24T00:00:00Z")  # type: ignore[arg-type]


@pytest.mark.parametrize("by", [None, 7, 1.5, "PT1S", timedelta(milliseconds=-1), timedelta.min])
def test_a_clock_that_cannot_be_moved_so_stays(by: Any) -> None:
    clock = ManualClock("2026-11-23T12:00:00Z")
    with pytest.raises(Invalid) as no:
        clock.advance(by)
    assert (no.value.path, clock.now()) == ("by", "2026-11-23T12:00:00.000Z")
    clock.advance(timedelta(milliseconds=1, microseconds=999))
    assert clock.now() == "2026-11-23T12:00:00.001Z"
    clock.advance(timedelta.max)
    assert clock.now() == "2999-12-31T23:59:59.999Z"


@pytest.mark.parametrize("id", BAD_IDS, ids=lambda of: ascii(of)[:40])
def test_a_bad_id_is_invalid(id: Any, app: palco.Palco) -> None:
    me = app.acting(tenant=TENANT, actor=BUYER)
    event_id = set_up(me)
    asked: dict[str, list[Callable[[], object]]] = {
        "tenant": [lambda: app.acting(tenant=id, actor=BUYER), lambda: context(tenant=id)],
        "actor": [lambda: app.acting(tenant=TENANT, actor=id), lambda: context(actor=id)],
        "id": [lambda: me.tickets.hold(id, two_vip()), lambda: me.tickets.state(id)],
        "command_id": [],
    }
    if id is not None:
        asked["command_id"] += [
            lambda: me.tickets.hold(event_id, two_vip(), command_id=id),
            lambda: context(command_id=id),
        ]
    for path, asks in asked.items():
        for ask in asks:
            with pytest.raises(Invalid) as no:
                ask()
            assert no.value.path == path
            assert len(str(no.value)) < 300


def test_other_arguments_are_checked_as_well(app: palco.Palco, tmp_path: Path) -> None:
    for after in (None, 0, "", "-1", "x", "1" * 40, SURROGATE):
        with pytest.raises(Invalid) as no:
            list(app.feed(after=after))  # type: ignore[arg-type]
        assert no.value.path == "after"
        with pytest.raises(Invalid):
            app.react(after=after)  # type: ignore[arg-type]
    for page in (0, -1, 1_001, 2**70, 1.5, "7", True):
        with pytest.raises(Invalid) as no:
            list(app.feed(page=page))  # type: ignore[arg-type]
        assert no.value.path == "page"
    for pause in (-1, math.nan, 3_601, "1", None, True):
        with pytest.raises(Invalid) as no:
            list(app.feed(follow=True, poll_seconds=pause))  # type: ignore[arg-type]
        assert no.value.path == "poll_seconds"
    me = app.acting(tenant=TENANT, actor=BUYER)
    bad: Any = object()
    for ask, path in (
        (lambda: list(app.feed(follow=bad)), "follow"),
        (lambda: app.run_processors(read_models=bad), "read_models"),
        (lambda: app.run_processors(read_models="events"), "read_models"),
        (lambda: app.run_processors(react=bad), "react"),
        (lambda: palco.Palco.connect("postgres://palco@localhost/x", replicas=bad), "replicas"),
        (lambda: app.acting(tenant=TENANT, actor=BUYER, trace_parent=bad), "trace_parent"),
        (lambda: app.acting(tenant=TENANT, actor=BUYER, trace_parent="0"), "trace_parent"),
        (lambda: me.at_least(True).tickets.availability(uuid4()), "version"),
    ):
        with pytest.raises(Invalid) as no:
            ask()
        assert no.value.path == path
    with pytest.raises(Invalid):
        palco.Palco.in_memory(clock=object())  # type: ignore[arg-type]
    for url in (
        7,
        "",
        "nonsense",
        "mysql://user:secret@host/x",
        "postgres://user:secret@host:nonsense/x",
        "postgres://user:secret@host/x?sslmod=require",
        SURROGATE,
    ):
        with pytest.raises(Invalid) as no:
            palco.Palco.connect(url)  # type: ignore[arg-type]
        assert no.value.path == "url" and "secret" not in str(no.value)
    with pytest.raises(Invalid) as no:
        palco.Palco.connect("postgres://palco@localhost/x", replicas=["nonsense"])
    assert no.value.path == "replicas[0]"
    with pytest.raises(Invalid) as no:
        palco.Palco.connect("postgres://palco@localhost/x", schema='"; drop schema public; --')
    assert no.value.path == "schema"


def test_a_bad_state_or_domain_event_is_invalid() -> None:
    for text in ("", "{", "[]", "{}", '{"opened":{}}', SURROGATE, b"\xff", 7, "[" * 100_000):
        with pytest.raises(Invalid):
            box_office.BoxOffice.from_json(text)  # type: ignore[arg-type]
    with pytest.raises(Invalid) as no:
        NativeState.initial("nothing")
    assert no.value.path == "aggregate"

    rules = office()
    before = rules.to_json()
    held = rules.decide(two_vip(), context())[0]
    for wrong, path in (
        ([held, {"type": "box_office.nothing"}], "[1].type"),
        ([held, {**held.model_dump(mode="json"), "surprise": 1}], "[1].surprise"),
        ([held, {"type": "venue.booking_released", "event_id": str(uuid4())}], "[1].type"),
        ([held, 7], "[1]"),
        ([held, b"\xff"], "[1]"),
        ({}, "$"),
        (7, "$"),
        ("{}", "$"),
        (b"\xff", "$"),
    ):
        with pytest.raises(Invalid) as no:
            rules.evolve(wrong)  # type: ignore[arg-type]
        assert no.value.path == path
        assert rules.to_json() == before, "all of them, or none"


def test_a_command_of_another_room_is_invalid() -> None:
    with pytest.raises(Invalid) as no:
        office().decide(event.Publish(), context())  # type: ignore[arg-type]
    assert no.value.path == "type"


def test_a_bad_batch_is_invalid_as_a_whole_or_at_one_place() -> None:
    rules = office()
    before = rules.to_json()
    item = {
        "command": two_vip().model_dump(mode="json", exclude_none=True),
        "context": {"tenant": str(TENANT), "actor": str(BUYER), "now": "2026-11-23T12:00:00Z"},
    }
    for text in ("", "{}", "[7]", json.dumps([item]), f"[{'0,' * 10_000}0]", "[" * 100_000, SURROGATE):
        with pytest.raises(Invalid):
            rules.run_json(text)
    pair = (two_vip(), context())
    for batch, path in (
        ([pair, (two_vip(), None)], "[1]"),
        ([pair, (two_vip(),)], "[1]"),
        ([pair, {}], "[1]"),
        ([pair, 7], "[1]"),
        ([pair, (7, context())], "[1].command"),
        (7, "$"),
        ({}, "$"),
        ([pair] * 10_001, "$"),
    ):
        with pytest.raises(Invalid) as no:
            rules.run(batch)  # type: ignore[arg-type]
        assert no.value.path == path
    assert rules.to_json() == before

    ran = rules.run([("{}", context()), (two_vip(), context())])
    assert isinstance(ran[0].error, Invalid) and ran[1].error is None


def test_a_panic_is_an_error_like_any_other() -> None:
    for ask in (_panic, lambda: _panicking().wait()):
        with pytest.raises(palco.Unavailable) as no:
            ask()
        assert no.value.code == "palco.internal" and no.value.outcome_unknown


async def test_a_panic_on_a_task_is_an_error_like_any_other() -> None:
    with pytest.raises(palco.Unavailable) as no:
        await done(_panicking())
    assert no.value.code == "palco.internal"
    async with aio.Palco.in_memory() as app:
        assert [record async for record in app.feed()] == [], "all goes on"


def test_native_arguments_of_any_type_are_errors_of_palco() -> None:
    app = NativePalco.in_memory()
    wrong = object()
    for ask in (
        lambda: app.send(wrong, wrong, wrong, wrong, wrong),
        lambda: app.state(wrong, wrong, wrong, wrong),
        lambda: app.state(TENANT, BUYER, "nothing", uuid4()).wait(),
        lambda: app.feed(wrong, wrong),
        lambda: NativeState.from_json(wrong, wrong),
        lambda: office()._state.decide(wrong, wrong),
        lambda: office()._state.run(wrong),
        lambda: Context(tenant=wrong, actor=wrong, now=wrong),
    ):
        with pytest.raises(PalcoError):
            ask()  # type: ignore[no-untyped-call]


@pytest.mark.filterwarnings("ignore")
def test_a_model_that_was_not_validated_is_invalid(app: palco.Palco) -> None:
    me = app.acting(tenant=TENANT, actor=BUYER)
    event_id = set_up(me)
    naive = datetime(2026, 11, 23, 22)
    lines: Any = [object()]
    period = box_office.Period(starts_at="2026-11-23T12:00:00Z", ends_at="2026-11-24T12:00:00Z")
    unsound = period.model_copy(update={"starts_at": naive})
    terms = office_terms().model_copy(update={"on_sale": unsound})
    for ask in (
        lambda: me.tickets.hold(event_id, box_office.HoldTickets.model_construct(lines=lines)),
        lambda: me.tickets.change_ticket_type(
            event_id, box_office.ChangeTicketType.model_construct(ticket_type="vip", terms=terms)
        ),
    ):
        with pytest.raises(Invalid, match="expected a model that was validated"):
            ask()


def office_terms() -> box_office.Terms:
    return box_office.Terms(name="VIP", price=palco.Money(amount="120.00", currency="BRL"))
