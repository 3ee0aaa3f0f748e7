"""The generated models, as a web framework uses them."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError
from stage import context, office, two_vip

from palco import Money, box_office, event, venue
from palco.box_office import BoxOffice, HoldTickets, TicketsHeld

MODELS = {
    f"{room.__name__}.{name}": model
    for room in (venue, event, box_office)
    for name, model in vars(room).items()
    if isinstance(model, type) and issubclass(model, BaseModel)
}


@pytest.mark.parametrize("model", MODELS.values(), ids=MODELS)
def test_a_model_has_a_schema(model: type[BaseModel]) -> None:
    for mode in ("validation", "serialization"):
        assert model.model_json_schema(mode=mode)  # type: ignore[arg-type]


def test_what_json_gave_is_taken_as_it_is() -> None:
    """A framework may parse the body first, so that instants and ids come in as text."""
    rules = office()
    text = rules.decide_json(two_vip(), context())
    (of_python,) = TypeAdapter(list[box_office.DomainEvent]).validate_python(json.loads(text))
    (of_json,) = TypeAdapter(list[box_office.DomainEvent]).validate_json(text)
    assert of_python == of_json and isinstance(of_json, TicketsHeld)
    assert json.loads(of_json.model_dump_json(exclude_none=True)) == json.loads(text)[0]


def test_a_model_is_strict_and_does_not_change() -> None:
    held = two_vip()
    with pytest.raises(ValidationError):
        held.ttl_seconds = 60  # type: ignore[misc]
    line = {"ticket_type": "vip", "quantity": 1}
    wrong: list[dict[str, Any]] = [
        {"lines": []},
        {"lines": [line] * 101},
        {"lines": [{**line, "quantity": "1"}]},
        {"lines": [{**line, "quantity": 1.0}]},
        {"lines": [{**line, "quantity": True}]},
        {"lines": [{**line, "ticket_type": "VIP"}]},
        {"lines": [line], "ttl_seconds": 59},
        {"lines": [line], "hold_id": "nobody"},
        {"lines": [line], "price": 0},
        {"lines": [line], "type": "box_office.release_hold"},
    ]
    for fields in wrong:
        with pytest.raises(ValidationError):
            HoldTickets(**fields)


def test_what_came_is_not_in_the_text_of_an_error() -> None:
    card = "4111111111111111"
    wrong: list[tuple[type[BaseModel], dict[str, Any]]] = [
        (box_office.Line, {"ticket_type": f"{card} x", "quantity": 1}),
        (box_office.Line, {"ticket_type": "vip", "quantity": 1, "note": card}),
        (Money, {"amount": card, "currency": "BRL"}),
    ]
    for model, fields in wrong:
        with pytest.raises(ValidationError) as no:
            model(**fields)
        assert card not in str(no.value)


def test_control_characters_have_no_place_in_a_name() -> None:
    for reason in ("a\u0000b", "a\nb", "a\u202eb", "a\x85b"):
        with pytest.raises(ValidationError):
            event.Cancel(reason=reason)
    assert event.Cancel(reason="São João \U0001f389")


def test_what_the_callers_iterator_raises_is_the_callers() -> None:
    def rows() -> Iterator[str]:
        raise TypeError("a mistake of the caller's")
        yield ""

    with pytest.raises(TypeError, match="a mistake of the caller's"):
        BoxOffice().evolve(rows())  # type: ignore[arg-type]
