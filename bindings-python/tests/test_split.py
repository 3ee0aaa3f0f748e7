"""Splits: the worked examples that every language reads, and what is Python's own about them."""

import copy
import doctest
import json
import math
import pickle
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from palco import Invalid, Money, PalcoError, split
from palco.split import Ledger, ModeDirected, ModeProRata, Part, Split

EXAMPLES = json.loads((Path(__file__).parents[2] / "core/tests/split_examples.json").read_text())
RULE = {"recipient": "00000000-0000-0000-0000-000000000001", "liable": True}


def brl(amount: str) -> Money:
    return Money(amount=amount, currency="BRL")


def texts(parts: list[Part]) -> list[str]:
    return [str(part.amount.amount) for part in parts]


class Life:
    """The ledger of an example as it goes on."""

    def __init__(self, example: dict[str, Any]) -> None:
        self.split = Split.model_validate_json(json.dumps(example["split"]))
        self.currency = example["amount"]["currency"]
        fee = Money.model_validate(example["fee"]) if "fee" in example else None
        amount = Money.model_validate(example["amount"])
        self.ledger = split.allocate(self.split, amount, fee, nets=example.get("nets", "positive"))
        self.taken: tuple[Any, list[Part]] = ("pro_rata", [])

    def money(self, amount: str) -> Money:
        return Money(amount=amount, currency=self.currency)

    def take(self, column: Any, parts: list[Part]) -> None:
        self.ledger = self.ledger.take(column, parts)
        self.taken = (column, parts)

    def refund(self, step: dict[str, Any]) -> None:
        amount = self.money(step["refund"])
        back = self.ledger.fee_back(amount)
        assert texts(back) == step.get("fee_back", texts(back))
        column, mode = "pro_rata", None
        if "directed" in step:
            named = zip(self.ledger.accounts, step["directed"], strict=True)
            parts = [Part(recipient=of.recipient, amount=self.money(given)) for of, given in named]
            column, mode = "directed", ModeDirected(parts=parts)
        parts = self.ledger.refund(amount, mode)
        assert texts(parts) == step.get("parts", texts(parts))
        self.take("fee_back", back)
        self.take(column, parts)

    def step(self, step: dict[str, Any]) -> None:
        if "refund" in step:
            for _ in range(step.get("times", 1)):
                self.refund(step)
        elif "dispute" in step:
            parts = self.ledger.debit(self.money(step["dispute"]))
            assert texts(parts) == step["parts"]
            self.take("disputed", parts)
        elif "won" in step or "failed" in step:
            self.ledger = self.ledger.give_back(*self.taken)
        elif "balances" in step:
            assert texts(self.ledger.balances) == step["balances"]
        else:
            full, amount = self.money(step["full"]), self.money(step["next"])
            following = split.allocate_next(self.split, full, [self.ledger], amount)
            assert texts(following.shares) == step["shares"]


def test_the_examples_of_the_module() -> None:
    results = doctest.testmod(split)
    assert results.attempted > 5 and results.failed == 0


def test_there_are_all_examples() -> None:
    assert (len(EXAMPLES["worked"]), len(EXAMPLES["refused"])) == (24, 85)


@pytest.mark.parametrize("example", EXAMPLES["worked"], ids=lambda example: example["name"])
def test_a_worked_example_comes_out_to_the_cent(example: dict[str, Any]) -> None:
    life = Life(example)
    assert texts(life.ledger.shares) == example["shares"]
    assert texts(life.ledger.fees) == example.get("fees", texts(life.ledger.fees))
    for step in example["steps"]:
        life.step(step)
    assert Ledger.from_json(life.ledger.to_json()) == life.ledger


def ask(operation: str, asked: dict[str, Any]) -> Any:
    """What an example asks, by the names that Python has for it."""
    if operation in ("allocate", "allocate_next", "portion"):
        return getattr(split, operation)(**asked)
    given = dict(asked)
    written = given.pop("ledger", EXAMPLES["ledger"])
    return getattr(Ledger.from_json(json.dumps(written)), operation)(**given)


@pytest.mark.parametrize("example", EXAMPLES["refused"], ids=range(len(EXAMPLES["refused"])))
def test_what_does_not_fit_is_refused_with_its_code(example: dict[str, Any]) -> None:
    with pytest.raises(PalcoError) as refused:
        ask(example["operation"], example["asked"])
    error = refused.value
    assert (error.code, error.kind) == (
        example["code"],
        "invalid" if example["code"].startswith("input.") else "rejected",
    )
    assert error.details.get("path") == example.get("path")
    assert error.details == example.get("details", error.details)


BAD: list[tuple[str, dict[str, Any]]] = [
    ("split", {"split": None}),
    ("split", {"split": "{}"}),
    ("$", {"split": object()}),
    ("$", {"split": {"rules": math.nan, 1: object()}}),
    ("split.rules", {"split": {"rules": math.nan}}),
    ("$", {"split": {"rules": [10**5_000]}}),
    ("split.rules[0]", {"split": {"rules": [10**30]}}),
    ("amount", {"amount": None}),
    ("amount", {"amount": 5}),
    ("amount", {"amount": 10**30}),
    ("amount", {"amount": math.nan}),
    ("amount", {"amount": Decimal("5.00")}),
    ("amount.amount", {"amount": {"amount": "\ud800", "currency": "BRL"}}),
    ("amount.amount", {"amount": {"amount": Decimal("NaN"), "currency": "BRL"}}),
    ("fee", {"fee": 1.5}),
    ("nets", {"nets": None}),
    ("nets", {"nets": 1}),
]


@pytest.mark.parametrize(("path", "given"), BAD, ids=range(len(BAD)))
def test_what_is_not_of_the_form_is_invalid(path: str, given: dict[str, Any]) -> None:
    rules = {"rules": [{**RULE, "share": {"kind": "remainder"}}]}
    with pytest.raises(Invalid) as wrong:
        split.allocate(**{"split": rules, "amount": brl("5.00"), **given})
    assert wrong.value.path == path


def test_lists_are_lists_and_a_ledger_is_one() -> None:
    rules = {"rules": [{**RULE, "share": {"kind": "remainder"}}]}
    ledger = split.allocate(rules, brl("5.00"))
    for path, call in (
        ("parts", lambda: ledger.take("disputed", 7)),
        ("parts", lambda: ledger.give_back("disputed", None)),
        ("parts", lambda: split.portion(7, brl("1.00"))),
        ("before", lambda: split.allocate_next(rules, brl("9.00"), 7, brl("1.00"))),
        ("before[0]", lambda: split.allocate_next(rules, brl("9.00"), [7], brl("1.00"))),
        ("ledger", lambda: Ledger.from_json("")),
        ("ledger", lambda: Ledger.from_json(None)),
        ("ledger", lambda: Ledger.from_json("[" * 100_000)),
        ("ledger", lambda: Ledger.from_json(b"\xff")),
        ("$", lambda: Ledger.from_json(json.dumps("x" * 2_000_000))),
        ("mode", lambda: ledger.refund(brl("1.00"), 7)),
        ("column", lambda: ledger.take(None, [])),
    ):
        with pytest.raises(Invalid) as wrong:
            call()
        assert wrong.value.path == path


def test_a_ledger_never_changes() -> None:
    rules = {"rules": [{**RULE, "share": {"kind": "remainder"}, "bears_fee": True}]}
    ledger = split.allocate(rules, brl("5.00"), brl("0.50"))
    parts = ledger.refund(brl("1.00"), ModeProRata())
    after = ledger.take("pro_rata", parts)
    assert texts(ledger.balances) == ["4.50"] and texts(after.balances) == ["3.50"]
    assert after.give_back("pro_rata", parts) == ledger
    with pytest.raises(AttributeError):
        ledger.currency = "USD"  # type: ignore[misc]
    for again in (copy.deepcopy(ledger), pickle.loads(pickle.dumps(ledger))):
        assert again == ledger
