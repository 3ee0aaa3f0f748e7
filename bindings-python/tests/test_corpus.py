"""The golden corpus, which Rust and Node read as well: every form of a domain event that was ever
written adds up to the same states, byte for byte."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from palco._native import NativeState

CORPUS = Path(__file__).resolve().parents[2] / "core" / "tests" / "corpus"
STATES: dict[str, list[str]] = json.loads((CORPUS / "states.json").read_text(encoding="utf-8"))


def entries(room: str) -> list[dict[str, Any]]:
    lines = (CORPUS / f"{room}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_every_room_is_in_the_corpus() -> None:
    assert {path.stem for path in CORPUS.glob("*.jsonl")} == set(STATES)


@pytest.mark.parametrize("room", STATES)
def test_the_corpus_adds_up_to_the_same_states(room: str) -> None:
    state = NativeState.initial(room)
    after = []
    for entry in entries(room):
        happened = entry.get("today", entry["data"])
        state.evolve(json.dumps([happened], ensure_ascii=False, separators=(",", ":")))
        after.append(sha256(state.to_json().encode()).hexdigest())
        assert NativeState.from_json(room, state.to_json()).to_json() == state.to_json()
    assert after == STATES[room]
