"""The general ledger of payments, in double entry, and reconciliation with what a gateway lists.

A ``Ledger`` takes in the records of the feed and gives entries, which the host keeps where it likes; the
questions are about entries. Every movement takes from some accounts exactly what it gives to others.

>>> from uuid import UUID
>>> ledger = Ledger(tenant=UUID(int=20))
>>> ledger.take_in([])
[]
>>> str(ledger.balance("BRL", Account("clearing")))
'BRL 0.00'

A balance above 0 is a debit, one below 0 a credit; see ``docs/ledger.md`` for the accounts. What is not of
the form raises ``palco.Invalid``, and leaves no trace.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, TypedDict, TypeVar
from uuid import UUID

from pydantic import TypeAdapter
from pydantic_core import PydanticSerializationError

from ._answers import Record, record_text
from ._arguments import items_of
from ._errors import invalid
from ._generated.payment import Target, TargetCapture, TargetPix
from ._native import NativeLedger, ledger_answer
from ._values import Instant
from ._wire import Loose, fields_of, joined, object_text, text_of
from .money import Money
from .payment import Payment

__all__ = [
    "Account",
    "AccountKind",
    "Balance",
    "Different",
    "Entry",
    "Ledger",
    "Line",
    "Listed",
    "Movement",
    "Payout",
    "PayoutTerms",
    "Posting",
    "Reconciliation",
    "Statement",
    "TargetCapture",
    "TargetPix",
    "event_balances",
    "on_record",
    "payouts_due",
    "recipient_statement",
    "reconcile",
]

AccountKind = Literal[
    "buyer", "clearing", "payable", "undivided", "platform_fees", "disputes", "refunds_due"
]
Movement = Literal[
    "sale",
    "surplus",
    "fee",
    "division",
    "refund",
    "refund_paid",
    "refund_undone",
    "fee_back",
    "excess",
    "dispute",
    "dispute_fee",
    "dispute_fee_back",
    "dispute_lost",
    "dispute_released",
]
PayoutTerms = TypedDict(
    "PayoutTerms",
    {"from": Literal["capture", "event_end"], "days": int, "timezone": str},
)
"""When recipients are paid: so many civil days of a timezone, 0 to 65535, after the day of the capture or
the day on which the event ends."""

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Account:
    """Where money stands; ``payable`` has a recipient, the others none."""

    kind: AccountKind
    recipient: UUID | None = None


@dataclass(frozen=True, slots=True)
class Posting:
    """What one movement does to one account: above 0 a debit, below 0 a credit."""

    account: Account
    amount: Money


@dataclass(frozen=True, slots=True)
class Entry:
    """One movement of money.

    Attributes:
        event_id: for which event; ``None`` where the payment was not made here.
        target: of which capture or Pix.
        captured_at: when that came in.
        at: when the movement was recorded.
        postings: at least two, which add up to nothing.
    """

    payment_id: UUID
    event_id: UUID | None
    target: Target
    captured_at: Instant
    movement: Movement
    at: Instant
    postings: tuple[Posting, ...]


@dataclass(frozen=True, slots=True)
class Balance:
    """What stands on an account: above 0 a debit, below 0 a credit."""

    account: Account
    balance: Money


@dataclass(frozen=True, slots=True)
class Line:
    """One movement on a statement: above 0 it was given, below 0 taken.

    Attributes:
        balance: what the recipient was owed after it.
    """

    at: Instant
    payment_id: UUID
    event_id: UUID | None
    movement: Movement
    amount: Money
    balance: Money


@dataclass(frozen=True, slots=True)
class Statement:
    """What a recipient was given and what was taken, in the order in which it was recorded.

    Attributes:
        balance: what the recipient is owed; below 0 it is a debt.
    """

    recipient: UUID
    currency: str
    lines: tuple[Line, ...]
    balance: Money


@dataclass(frozen=True, slots=True)
class Payout:
    """What a recipient is to be paid on a day.

    Attributes:
        due_on: ``None`` while the event's end is not known.
        amount: below 0 it is a debt, to be taken off what is due otherwise.
    """

    recipient: UUID
    due_on: date | None
    amount: Money


@dataclass(frozen=True, slots=True)
class Listed:
    """A capture or a Pix, and its amount."""

    target: Target
    amount: Money


@dataclass(frozen=True, slots=True)
class Different:
    """One that both list, with other amounts."""

    target: Target
    ours: Money
    theirs: Money


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """What agrees, and what does not.

    Attributes:
        is_clean: whether both sides say the same.
        matched: on both sides, to the cent.
        different: on both sides, with other amounts or currencies.
        missing_here: the gateway lists it, and it is not on record; also what it lists a second time.
        missing_there: it is on record, and the gateway does not list it.
    """

    is_clean: bool
    matched: tuple[Listed, ...]
    different: tuple[Different, ...]
    missing_here: tuple[Listed, ...]
    missing_there: tuple[Listed, ...]


class Ledger:
    """One tenant's ledger, kept from the records of the feed as they come.

    What is of other tenants or of no payment is passed over, and a record that comes again changes
    nothing. It is folded anew when a process begins; entries can be kept, a ledger cannot.
    """

    __slots__ = ("_native",)

    def __init__(self, tenant: UUID | str) -> None:
        """Before anything happened."""
        self._native = NativeLedger(tenant)

    def take_in(self, records: Iterable[Record | Loose]) -> list[Entry]:
        """Takes in records in the order of the feed, and gives what moved: all of them, or none.

        Raises:
            Invalid: a record is not of the form, or not the next one of its payment: a ledger is kept
                from the beginning of the feed, without a gap. ``path`` begins with its index.
        """
        texts = joined(items_of(records, "$"), _record_text)
        return _read(list[Entry], self._native.take_in(texts))

    def balance(self, currency: str, account: Account | Mapping[str, Any]) -> Money:
        """An account's balance."""
        asked = object_text({"currency": currency, "account": account})
        return Money.model_validate_json(self._native.balance(asked))

    def balances(self) -> list[Balance]:
        """Every balance. Those of one currency add up to nothing."""
        return _read(list[Balance], self._native.balances())


def recipient_statement(
    entries: Iterable[Entry | Loose],
    recipient: UUID | str,
    currency: str,
    event_id: UUID | str | None = None,
) -> Statement:
    """The statement of a recipient, of entries in the order in which they were recorded; of one event
    alone, where it is named."""
    asked = {"recipient": recipient, "currency": currency, "event_id": event_id}
    return _read(Statement, _answer("recipient_statement", entries, asked))


def event_balances(entries: Iterable[Entry | Loose], event_id: UUID | str) -> list[Balance]:
    """What one event did to each account."""
    return _read(list[Balance], _answer("event_balances", entries, {"event_id": event_id}))


def payouts_due(
    entries: Iterable[Entry | Loose],
    terms: PayoutTerms,
    ends_at: Mapping[UUID, datetime] | Mapping[str, datetime] | None = None,
) -> list[Payout]:
    """What is due, by recipient, currency and day. What goes back or is disputed later is taken off the
    day of the capture that it is of. ``ends_at`` tells when events end."""
    ends = {} if ends_at is None else ends_at
    if isinstance(ends, Mapping):
        ends = {str(event_id): instant for event_id, instant in ends.items()}
    asked = {"terms": terms, "ends_at": ends}
    return _read(list[Payout], _answer("payouts_due", entries, asked))


def on_record(payment: Payment) -> list[Listed]:
    """All that came in for a payment, as it is on record: also what nobody asked for."""
    if not isinstance(payment, Payment):
        raise invalid("payment", f"expected a Payment, got {type(payment).__name__}")
    return _read(list[Listed], ledger_answer("on_record", payment.to_json()))


def reconcile(
    ours: Iterable[Listed | Mapping[str, Any]], theirs: Iterable[Listed | Mapping[str, Any]]
) -> Reconciliation:
    """Compares what is on record for a period with what a gateway lists for it, by the Pix or the capture
    and to the cent. Each side's order is kept."""
    asked = {"ours": items_of(ours, "ours"), "theirs": items_of(theirs, "theirs")}
    return _read(Reconciliation, ledger_answer("reconcile", object_text(asked)))


def _answer(question: str, entries: Iterable[Entry | Loose], asked: Mapping[str, object]) -> str:
    texts = joined(items_of(entries, "entries"), _entry_text, "entries")
    return ledger_answer(question, f'{{"entries":{texts},{object_text(asked)[1:]}')


def _record_text(record: Record | Loose, path: str) -> str | bytes:
    return record_text(record, path) if isinstance(record, Record) else text_of(record, path)


def _entry_text(entry: Entry | Loose, path: str) -> str | bytes:
    if not isinstance(entry, Entry):
        return text_of(entry, path)
    try:
        return _adapter(Entry).dump_json(entry, warnings="error")
    except PydanticSerializationError:
        # Made of other types than its own: the native side says what is wrong, and where.
        return object_text(fields_of(entry), path)


_ADAPTERS: dict[Any, TypeAdapter[Any]] = {}


def _adapter(of: type[_T]) -> TypeAdapter[_T]:
    """Made once for each."""
    adapter = _ADAPTERS.get(of)
    if adapter is None:
        adapter = _ADAPTERS[of] = TypeAdapter(of)
    return adapter


def _read(of: type[_T], text: str) -> _T:
    return _adapter(of).validate_json(text)
