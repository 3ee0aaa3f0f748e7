"""Pix, the instant payments of the Central Bank of Brazil, as far as no bank has to be asked.

A code (BR Code) is what a payer scans or pastes. It is built strictly, and any text is read: what
stands in it, and all that is wrong with it.

>>> code = static_code(
...     key="123e4567-e12b-12d1-a456-426655440000",
...     merchant_name="Fulano de Tal",
...     merchant_city="Brasília",
...     amount="120.00",
... )
>>> read(code).amount
Decimal('120.00')
>>> read(code.replace("Fulano", "Sicrano")).valid
False
>>> svg(code)[:5], png(code)[:4]
('<svg ', b'\\x89PNG')

``Cpf``, ``Cnpj``, ``Key``, ``Txid``, ``EndToEndId`` and ``RtrId`` are ``str`` in their canonical form:
what is not of the form cannot be made. They can be stored and compared as they are.

>>> Key("+55 (21) 91234-5678") == "+5521912345678"
True
>>> Cpf("529.982.247-25")
Cpf('***')

Whatever is not of its form raises ``palco.Invalid``, with the name of what it is as its path. No error
holds a document, a key or a name.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar, Literal, TypeVar

from ._errors import invalid
from ._native import (
    pix_build,
    pix_is_refundable,
    pix_last_refund_day,
    pix_png,
    pix_read,
    pix_svg,
    pix_terminal,
    pix_value,
)
from .money import decimal_text

__all__ = [
    "BrCode",
    "Cnpj",
    "Cpf",
    "Crc",
    "EndToEndId",
    "Key",
    "KeyKind",
    "Kind",
    "RtrId",
    "Txid",
    "dynamic_code",
    "is_refundable",
    "last_refund_day",
    "png",
    "read",
    "recurrence_code",
    "static_code",
    "svg",
    "terminal",
]

KeyKind = Literal["cpf", "cnpj", "phone", "email", "evp"]
Kind = Literal[
    "static", "dynamic", "static+recurrence", "dynamic+recurrence", "recurrence_only"
]
Crc = Literal["right", "lowercase", "mismatch", "missing"]
_T = TypeVar("_T", bound="_Value")


class _Value(str):
    """Text that is right, in its canonical form."""

    _kind: ClassVar[str]
    _personal: ClassVar[bool] = False
    _known: dict[str, Any]

    def __new__(cls: type[_T], text: str) -> _T:
        known = json.loads(pix_value(cls._kind, text))
        value = super().__new__(cls, known.pop("text"))
        value._known = known
        return value

    def __repr__(self) -> str:
        shown = "'***'" if self._personal else super().__repr__()
        return f"{type(self).__name__}({shown})"

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (str(self),)


class Cpf(_Value):
    """A person's number at the Brazilian revenue service: 11 digits, read bare or with the mask."""

    _kind = "cpf"
    _personal = True

    @property
    def masked(self) -> str:
        """``000.000.000-00``."""
        return str(self._known["masked"])


class Cnpj(_Value):
    """A company's: 12 digits or letters and 2 check digits, read bare or with the mask."""

    _kind = "cnpj"
    _personal = True

    @property
    def masked(self) -> str:
        """``00.000.000/0000-00``."""
        return str(self._known["masked"])


class Key(_Value):
    """What a receiver is known by: a CPF, a CNPJ, a phone, an e-mail address or a random key.

    A number of 11 digits is a CPF, never a phone: a phone has its ``+`` and its country's code.
    """

    _kind = "key"
    _personal = True

    @property
    def kind(self) -> KeyKind:
        """What it is."""
        kind: KeyKind = self._known["kind"]
        return kind


class Txid(_Value):
    """What a receiver knows a payment by: 1 to 35 letters and digits."""

    _kind = "txid"

    @property
    def fits_static_code(self) -> bool:
        """Whether a static code can carry it: at most 25 characters."""
        return bool(self._known["fits_static_code"])

    @property
    def fits_charge(self) -> bool:
        """Whether a charge of the Pix API takes it: 26 to 35 characters."""
        return bool(self._known["fits_charge"])


class _SettlementId(_Value):
    @property
    def ispb(self) -> str:
        """The participant that made it."""
        return str(self._known["ispb"])

    @property
    def minute(self) -> datetime:
        """The minute that stands in it, in UTC."""
        return datetime.fromisoformat(str(self._known["minute"]).replace("Z", "+00:00"))


class EndToEndId(_SettlementId):
    """The id of a Pix, the same at both ends: ``E``, ISPB, minute in UTC and 11 more characters."""

    _kind = "end_to_end_id"


class RtrId(_SettlementId):
    """The id of money that goes back (*devolução*): the same with ``D``."""

    _kind = "rtr_id"


@dataclass(frozen=True, slots=True, kw_only=True)
class BrCode:
    """What stands in a text that is meant to be a code, and all that is wrong with it.

    Fields are as they are written, whether they are right or not, and ``None`` where there is none.
    Nothing is read from a text whose fields cannot be told apart. ``repr`` shows no key and no name.

    Attributes:
        valid: whether it is a code to the letter.
        accepted: whether it can be paid: valid, but for a check value in lower case.
        structure: why its fields cannot be told apart, ``length_overflow:root:26`` for example.
        crc: what became of its check value.
        conformance: where it says something else than Pix asks for, ``59_over_25`` for example.
        warnings: what is allowed and still worth a look.
        kind: what it is for, when that can be told.
        amount: the amount in BRL; in a dynamic code it only informs.
        txid: ``***`` for none.
        url: where the charge of a dynamic code stands, without a scheme.
        fss: the ISPB of who hands out the cash of a withdrawal.
        unreserved: the templates of 80 to 99 by their numbers.
    """

    valid: bool
    accepted: bool
    structure: tuple[str, ...]
    crc: Crc
    conformance: tuple[str, ...]
    warnings: tuple[str, ...]
    kind: Kind | None = None
    point_of_initiation: str | None = None
    account_id: str | None = None
    gui: str | None = None
    key: str | None = field(default=None, repr=False)
    key_kind: KeyKind | None = None
    description: str | None = field(default=None, repr=False)
    fss: str | None = None
    url: str | None = None
    mcc: str | None = None
    amount: Decimal | None = None
    amount_text: str | None = None
    merchant_name: str | None = field(default=None, repr=False)
    merchant_city: str | None = None
    postal_code: str | None = field(default=None, repr=False)
    txid: str | None = None
    recurrence_id: str | None = None
    recurrence_url: str | None = None
    unreserved: Mapping[int, str] = field(default_factory=dict, repr=False)


def read(text: str) -> BrCode:
    """Reads any text as a code. Nothing is trimmed or mended: use ``str.strip`` on what was pasted.

    >>> read("000201").crc
    'missing'
    """
    report = json.loads(pix_read(text))
    amount = report["amount"]
    report["amount"] = None if amount is None else Decimal(amount["amount"])
    report["unreserved"] = {int(of["id"]): of["value"] for of in report["unreserved"]}
    for reasons in ("structure", "conformance", "warnings"):
        report[reasons] = tuple(report[reasons])
    return BrCode(**report)


def static_code(
    *,
    key: str,
    merchant_name: str,
    merchant_city: str,
    amount: Decimal | str | None = None,
    txid: str | None = None,
    description: str | None = None,
    fss: str | None = None,
    postal_code: str | None = None,
    point_of_initiation: Literal["11", "12"] | None = None,
    recurrence_url: str | None = None,
    unreserved: Mapping[int, str] | None = None,
) -> str:
    """A code with a key, which any number of payments can follow.

    Accents are taken off; what is too long is refused. Raises ``palco.Invalid`` with the name of the
    argument as its path.

    Args:
        key: as people write it; a phone is one of Brazil, ``+55``.
        merchant_name: 1 to 25 characters.
        merchant_city: 1 to 15 characters.
        amount: 0.01 to 9999999999.99, never a ``float``; left out, the payer fills it in.
        txid: 1 to 25 letters and digits.
        description: what room the key leaves of 73 characters.
        fss: the ISPB of who hands out the cash of a withdrawal; the amount may then be 0.
        postal_code: a CEP of 8 digits.
        point_of_initiation: ``11`` for a code that is reusable, ``12`` for one that is used once.
        recurrence_url: where a recurrence (Pix Automático) stands that is offered with it.
        unreserved: templates of 80 to 99, as ``BrCode.unreserved`` has them.
    """
    return _build(
        unreserved,
        key=key,
        merchant_name=merchant_name,
        merchant_city=merchant_city,
        amount=_amount(amount),
        txid=txid,
        description=description,
        fss=fss,
        postal_code=postal_code,
        point_of_initiation=point_of_initiation,
        recurrence_url=recurrence_url,
    )


def dynamic_code(
    *,
    url: str,
    merchant_name: str,
    merchant_city: str,
    amount: Decimal | str | None = None,
    postal_code: str | None = None,
    point_of_initiation: Literal["11", "12"] | None = None,
    recurrence_url: str | None = None,
    unreserved: Mapping[int, str] | None = None,
) -> str:
    """A code with a URL, behind which a charge stands: the field ``location`` of the Pix API.

    The URL has no scheme and at most 77 characters. The amount only informs: the charge has its own.
    """
    return _build(
        unreserved,
        url=url,
        merchant_name=merchant_name,
        merchant_city=merchant_city,
        amount=_amount(amount),
        postal_code=postal_code,
        point_of_initiation=point_of_initiation,
        recurrence_url=recurrence_url,
    )


def recurrence_code(
    *,
    recurrence_url: str,
    merchant_name: str,
    merchant_city: str,
    postal_code: str | None = None,
) -> str:
    """A code for a recurrence alone (Pix Automático); nothing is paid now."""
    return _build(
        None,
        recurrence_url=recurrence_url,
        merchant_name=merchant_name,
        merchant_city=merchant_city,
        postal_code=postal_code,
    )


def _amount(value: Decimal | str | None) -> str | None:
    try:
        return None if value is None else decimal_text(value)
    except ValueError as wrong:
        raise invalid("amount", str(wrong)) from None


def _build(unreserved: Mapping[int, str] | None, **parts: str | None) -> str:
    given = {name: text for name, text in parts.items() if text is not None}
    if unreserved is not None:
        if not isinstance(unreserved, Mapping):
            raise invalid("unreserved", f"expected a dict, got {type(unreserved).__name__}")
        given.update({str(number): text for number, text in unreserved.items()})
    return pix_build(given)


def svg(code: str) -> str:
    """The QR code as SVG, black on white, without a size of its own. Only a valid code is drawn."""
    return pix_svg(code)


def png(code: str, module_pixels: int = 8) -> bytes:
    """The QR code as PNG, with 1 to 64 pixels a module. Only a valid code is drawn."""
    return pix_png(code, module_pixels)


def terminal(code: str) -> str:
    """The QR code as text to print in a terminal: black on white whatever its theme (ANSI escape codes),
    in half blocks. Each line ends with a line feed. Only a valid code is drawn."""
    return pix_terminal(code)


def last_refund_day(settled_at: datetime | str) -> date:
    """The last day, in São Paulo, on which a Pix that settled then may be given back: the 90th.

    >>> last_refund_day("2026-01-10T15:00:00Z")
    datetime.date(2026, 4, 10)
    """
    return date.fromisoformat(pix_last_refund_day(settled_at))


def is_refundable(settled_at: datetime | str, now: datetime | str) -> bool:
    """Whether a Pix that settled then may be given back now."""
    return pix_is_refundable(settled_at, now)
