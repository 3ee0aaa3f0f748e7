"""Who has what of a payment, to the cent: of what was paid, of its fee, and of what goes back.

A split is rules in an order; what a capture is divided into is its ledger. All of it is computed at once,
and nothing is kept: a ledger never changes, what is written to it gives another.

>>> from uuid import UUID
>>> organizer, platform = UUID(int=1), UUID(int=2)
>>> split = Split(rules=[
...     Rule(recipient=organizer, share=SharePercent(percent="90"), liable=True, bears_fee=True),
...     Rule(recipient=platform, share=ShareRemainder()),
... ])
>>> ledger = allocate(split, Money(amount="100.05", currency="BRL"))
>>> [str(part.amount) for part in ledger.shares]
['BRL 90.05', 'BRL 10.00']
>>> back = ledger.refund(Money(amount="0.05", currency="BRL"))
>>> [str(part.amount) for part in back]
['BRL 0.05', 'BRL 0.00']
>>> [str(part.amount) for part in ledger.take("pro_rata", back).balances]
['BRL 90.00', 'BRL 10.00']

What does not fit raises ``palco.Rejected`` with a code of ``split.``, what is not of the form
``palco.Invalid``. The rules are the models of ``palco.payment``, or dicts with their fields.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal
from uuid import UUID

from pydantic import TypeAdapter

from ._arguments import items_of
from ._errors import invalid
from ._generated.payment import (
    FeeOnRefund,
    ModeDirected,
    ModeProRata,
    Part,
    Rule,
    ShareFixed,
    SharePercent,
    ShareRemainder,
    Split,
    SplitBase,
)
from ._model import lists_of
from ._native import split_answer
from ._wire import object_text
from .money import Money

__all__ = [
    "Account",
    "Column",
    "FeeOnRefund",
    "Ledger",
    "ModeDirected",
    "ModeProRata",
    "Nets",
    "Part",
    "Rule",
    "ShareFixed",
    "SharePercent",
    "ShareRemainder",
    "Split",
    "SplitBase",
    "allocate",
    "allocate_next",
    "portion",
]

Column = Literal["fee_back", "pro_rata", "directed", "disputed"]
"""What is written to an account: a fee that came back, a refund in proportion or by name, a dispute."""

Nets = Literal["positive", "any_sign"]
"""Whether a part of the fee may be more than the share that it is taken from: a fee that was taken is a
fact."""


@dataclass(frozen=True, slots=True)
class Account:
    """What one recipient has of a capture.

    Attributes:
        liable: whether disputes are debited here.
        share: the share of what was paid.
        fee: what was taken from it as the gateway's fee.
        fee_back: what of the fee came back.
        pro_rata: what went back in proportion, pending refunds counted.
        directed: what went back by name, pending refunds counted.
        disputed: what disputes took, held or lost.
        refundable: what is left of the share for refunds; disputes do not change it.
        balance: what the recipient is owed; below 0 it is a debt.
    """

    recipient: UUID
    liable: bool
    share: Money
    fee: Money
    fee_back: Money
    pro_rata: Money
    directed: Money
    disputed: Money
    refundable: Money
    balance: Money


@dataclass(frozen=True, slots=True)
class Ledger:
    """Who has what of one amount that was paid: a capture, or a Pix.

    Attributes:
        accounts: one for each rule, in their order.
    """

    currency: str
    fee_on_refund: FeeOnRefund
    accounts: tuple[Account, ...]

    @classmethod
    def from_json(cls, text: str | bytes) -> "Ledger":
        """The ledger that ``to_json`` wrote.

        Raises:
            Invalid: it is not of the form, or its figures do not go together.
        """
        try:
            written = json.loads(text)
        except (TypeError, ValueError, RecursionError):
            raise invalid("ledger", "expected the JSON text of a ledger") from None
        return _ledger("read", ledger=written)

    def to_json(self) -> str:
        """All of it, as a host keeps it."""
        return _asked("read", ledger=self)

    @property
    def shares(self) -> list[Part]:
        """Everybody's share of what was paid."""
        return [Part(recipient=of.recipient, amount=of.share) for of in self.accounts]

    @property
    def fees(self) -> list[Part]:
        """Everybody's part of the fee."""
        return [Part(recipient=of.recipient, amount=of.fee) for of in self.accounts]

    @property
    def balances(self) -> list[Part]:
        """What everybody is owed; below 0 it is a debt."""
        return [Part(recipient=of.recipient, amount=of.balance) for of in self.accounts]

    def refund(
        self,
        amount: Money,
        mode: ModeProRata | ModeDirected | Mapping[str, Any] | None = None,
    ) -> list[Part]:
        """Who gives what of a refund: everybody in proportion, unless the mode names who.

        Nothing is written: ``take`` does, into ``pro_rata`` or ``directed``, and ``give_back`` takes it
        out again if the refund fails.

        Raises:
            Rejected: it is more than there is, or the parts do not fit.
        """
        return _parts("refund", ledger=self, amount=amount, mode=mode)

    def fee_back(self, refund: Money) -> list[Part]:
        """What of the fee comes back with a refund that is about to be taken in; empty where the gateway
        keeps it."""
        return _parts("fee_back", ledger=self, refund=refund)

    def debit(self, amount: Money) -> list[Part]:
        """Whom a dispute debits with what, its fee included: the liable. It may be more than they have."""
        return _parts("debit", ledger=self, amount=amount)

    def take(self, column: Column, parts: Iterable[Part | Mapping[str, Any]]) -> "Ledger":
        """The ledger with these parts taken into a column.

        Raises:
            Rejected: they do not fit; a refund is at most what is left of the share.
        """
        return _ledger("take", ledger=self, column=column, parts=items_of(parts, "parts"))

    def give_back(self, column: Column, parts: Iterable[Part | Mapping[str, Any]]) -> "Ledger":
        """The ledger with exactly these parts taken out of a column again: of a refund that failed, of a
        dispute that was won.

        Raises:
            Rejected: they are not in it.
        """
        return _ledger("give_back", ledger=self, column=column, parts=items_of(parts, "parts"))


def allocate(
    split: Split | Mapping[str, Any],
    amount: Money,
    fee: Money | None = None,
    *,
    nets: Nets = "positive",
) -> Ledger:
    """Divides what was paid, and the gateway's fee.

    Raises:
        Rejected: the rules do not go together, or do not fit the amount.
    """
    return _ledger("allocate", split=split, amount=amount, fee=fee, nets=nets)


def allocate_next(
    split: Split | Mapping[str, Any],
    full: Money,
    before: Iterable[Ledger],
    amount: Money,
    fee: Money | None = None,
) -> Ledger:
    """Divides what was paid after other parts of the same ``full`` amount, so that all of them together
    approach its division; what is fixed was taken with the first.

    Raises:
        Rejected: as ``allocate``.
    """
    ledgers = items_of(before, "before")
    return _ledger("allocate_next", split=split, full=full, before=ledgers, amount=amount, fee=fee)


def portion(parts: Iterable[Part | Mapping[str, Any]], amount: Money) -> list[Part]:
    """Divides an amount in proportion to parts, of which it is at most the sum: a hold of which less
    comes back.

    Raises:
        Rejected: it is more than they are.
    """
    return _parts("portion", parts=items_of(parts, "parts"), amount=amount)


def _asked(operation: str, **asked: object) -> str:
    return split_answer(operation, object_text(asked))


def _ledger(operation: str, **asked: object) -> Ledger:
    return _ledgers().validate_json(_asked(operation, **asked))


def _parts(operation: str, **asked: object) -> list[Part]:
    adapter: TypeAdapter[list[Part]] = lists_of(Part)
    return adapter.validate_json(_asked(operation, **asked))


@cache
def _ledgers() -> TypeAdapter[Ledger]:
    return TypeAdapter(Ledger)
