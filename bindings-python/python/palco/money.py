"""Money: an amount of one currency, exact to its minor unit.

>>> Money(amount="120.5", currency="BRL")
Money(amount=Decimal('120.50'), currency='BRL')
"""

from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BeforeValidator, Field, PlainSerializer, ValidationInfo, WithJsonSchema

from ._errors import Invalid
from ._model import Model
from ._native import money_amount

_EXPECTED = "expected an amount as Decimal or as str such as '120.00'"


def decimal_text(value: Any) -> str:
    """The amount as plain digits. What would have to be rounded or guessed at is refused."""
    if isinstance(value, str):
        return value
    if not isinstance(value, Decimal):
        raise ValueError(f"{_EXPECTED}, got {type(value).__name__}")
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int) or exponent > 0:
        raise ValueError(f"{_EXPECTED}, got one with an exponent or no number at all")
    return format(value, "f")


def _amount(value: Any, info: ValidationInfo) -> Decimal:
    text = decimal_text(value)
    currency = info.data.get("currency")
    if currency is None:
        raise ValueError("expected a currency beside the amount")
    try:
        return Decimal(money_amount(text, currency))
    except Invalid as wrong:
        raise ValueError(f"{wrong.path}: {wrong.details['reason']}") from None


Amount = Annotated[
    Decimal,
    BeforeValidator(_amount),
    PlainSerializer(str, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "maxLength": 19, "examples": ["120.00"]}),
]
"""At most 13 digits before the point and at most the currency's number of decimals after it.

Made of ``Decimal`` or of ``str``; ``float``, ``int``, an exponent, ``NaN`` and ``-0`` are refused.
"""


class Money(Model):
    """An amount of one currency, exact to its minor unit.

    Two moneys are equal when amount and currency are; there is no ``+``, since sums are the
    business of the rules.
    """

    # Validated first: the number of decimals is the currency's.
    currency: Annotated[str, Field(strict=True, pattern="^[A-Z]{3}$", examples=["BRL"])]
    """An ISO 4217 code."""
    amount: Amount
    """At exactly the currency's number of decimals."""

    if TYPE_CHECKING:
        # Wider than the fields: what is read is always a Decimal.
        def __init__(self, *, amount: Decimal | str, currency: str) -> None: ...

    def __str__(self) -> str:
        return f"{self.currency} {self.amount}"
