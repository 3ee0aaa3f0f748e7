"""The golden scenarios, which Rust and Node read as well: the same text, byte for byte."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from palco import Context, PalcoError
from palco._native import NativeState
from palco.box_office import BoxOffice
from palco.event import Event
from palco.payment import Payment
from palco.venue import Venue

SCENARIOS = Path(__file__).resolve().parents[2] / "examples" / "scenarios"
RULES = {of.NAME: of for of in (Venue, Event, BoxOffice, Payment)}


def compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def scenarios() -> Iterator[Any]:
    for path in sorted(SCENARIOS.glob("*.json")):
        read = json.loads(path.read_text(encoding="utf-8"))
        for number, scenario in enumerate(read if isinstance(read, list) else [read]):
            yield pytest.param(scenario, id=f"{path.stem}-{number}")


def test_there_are_scenarios() -> None:
    assert list(scenarios()), f"expected scenarios in {SCENARIOS}"


@pytest.mark.parametrize("scenario", list(scenarios()))
def test_scenario(scenario: dict[str, Any]) -> None:
    command, then = scenario["when"]["command"], scenario["then"]
    context = Context(**scenario["when"]["context"])
    state = NativeState.initial(scenario["aggregate"])
    state.evolve(compact(scenario["given"]))
    before = state.to_json()

    if "error" in then:
        with pytest.raises(PalcoError) as no:
            state.decide(compact(command), context)
        got = {"kind": no.value.kind, "code": no.value.code, "details": no.value.details}
        assert got == then["error"]
        return
    text = state.decide(compact(command), context)
    assert text == compact(then["domain_events"])
    assert state.to_json() == before

    # Through the models, and back: nothing is lost on the way.
    rules = RULES[scenario["aggregate"]].from_json(before)
    rules.evolve(rules.decide(command, context))
    state.evolve(text)
    assert rules.to_json() == state.to_json()
    ran = RULES[scenario["aggregate"]].from_json(before)
    (outcome,) = ran.run([(command, context)])
    assert outcome.error is None and ran.to_json() == state.to_json()
