"""What a payment gateway is asked, and what it tells: the port that a host implements."""

from abc import abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from ._errors import Invalid, invalid
from ._generated.box_office import Period
from ._generated.gateway import (
    AcceptDispute,
    Authorize,
    Call,
    CancelCharge,
    Capture,
    IssueCharge,
    Refund,
    SubmitEvidence,
    Void,
)
from ._generated.payment import Report
from ._native import id_text
from ._wire import Loose, text_of


class GatewayError(Exception):
    """Base of what a gateway's methods raise on purpose: four ways to say no, told apart with care.

    A reason is kept and shown to operators: no secret, no token and nothing of what was asked.
    """

    _kind: str

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

    def _fields(self) -> dict[str, str]:
        return {"reason": self.reason}


class GatewayRefused(GatewayError):
    """It said no, and would say no again. Nothing was charged or given back.

    Attributes:
        code: the gateway's own, of 1 to 255 characters on one line.
    """

    _kind = "refused"

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code

    def _fields(self) -> dict[str, str]:
        return {"code": self.code}


class GatewayFailed(GatewayError):
    """It failed, and had no effect for sure: it was not reached, or said so."""

    _kind = "failed"


class GatewayUnknown(GatewayError):
    """It may have had its effect. Every other exception means the same."""

    _kind = "unknown"


class WebhookForged(GatewayError):
    """The webhook is not the gateway's, or not of now. Say which check failed, never what came."""

    _kind = "forged"


class WebhookUnavailable(GatewayError):
    """Whether it is the gateway's could not be found out: it is to come again."""

    _kind = "unavailable"


_KINDS: dict[str, type[GatewayError]] = {
    error._kind: error
    for error in (GatewayRefused, GatewayFailed, GatewayUnknown, WebhookForged, WebhookUnavailable)
}

for _error in (GatewayError, *_KINDS.values()):
    _error.__module__ = "palco.gateway"


def error_of(wire: Mapping[str, str]) -> GatewayError:
    """The error that a gateway of our own answered."""
    return _KINDS[wire["kind"]](wire["code"] if wire["kind"] == "refused" else wire["reason"])


@dataclass(frozen=True, slots=True, init=False, repr=False)
class Fact:
    """What a gateway tells: a report, and the payment that it is about.

    >>> Fact(asked.payment, ReportRefundFailed(...))                 # doctest: +SKIP

    Attributes:
        payment: ``None`` where the gateway's own ids do not lead to one. That is recorded as well, on
            a stream of its own.
        report: a ``payment.report_...`` command as JSON; made of a model, a dict or JSON. The same news
            told twice is the same report, with the same instant, the gateway's own.

    Raises:
        Invalid: the payment is no id, or the report no model, object or text. What a text says is looked at
            when it is told.
    """

    payment: UUID | None
    report: str

    def __init__(self, payment: UUID | str | None, report: Report | Loose) -> None:
        of = None if payment is None else UUID(id_text("payment", payment))
        object.__setattr__(self, "payment", of)
        object.__setattr__(self, "report", _text(report))

    def __repr__(self) -> str:
        # A report may hold what has no place in a log.
        return f"Fact(payment={self.payment})"

    def _wire(self) -> dict[str, str]:
        payment = {} if self.payment is None else {"payment": str(self.payment)}
        return {**payment, "report": self.report}


def _text(report: Report | Loose) -> str:
    try:
        text = text_of(report)
        return text if isinstance(text, str) else text.decode()
    except UnicodeDecodeError:
        raise invalid("report", "expected UTF-8") from None
    except Invalid as wrong:
        raise invalid("report", wrong.details["reason"]) from None


def facts_of(wire: Iterable[Mapping[str, str]]) -> list[Fact]:
    """The facts that a gateway of our own told."""
    return [Fact(fact.get("payment"), fact["report"]) for fact in wire]


@dataclass(frozen=True, slots=True)
class Known:
    """The call had its effect, or came to nothing: as the call itself would have answered."""

    facts: Sequence[Fact]


@dataclass(frozen=True, slots=True)
class Refused:
    """The gateway said no to the call, with a code of its own."""

    code: str


@dataclass(frozen=True, slots=True)
class UnderWay:
    """The gateway has the call, and does not know the outcome yet: the news comes by webhook."""


@dataclass(frozen=True, slots=True)
class Absent:
    """The call had no effect, and none is under way: it may be made."""


Inquiry = Known | Refused | UnderWay | Absent
"""What became of a call."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of what a gateway has to tell.

    Attributes:
        facts: in any order.
        next: where to read on; ``None`` at the end.
    """

    facts: Sequence[Fact]
    next: str | None = None


@dataclass(frozen=True, slots=True, repr=False)
class IncomingWebhook:
    """What came in over HTTP and says that it is a gateway's. Neither body nor headers are in its repr.

    Attributes:
        body: the bytes as they came, before anything parsed them; at most 1 MiB.
        headers: names, in any case, and values: a mapping, or pairs.
        peer_verified: whether the host has checked the certificate of who connected (mutual TLS).
    """

    body: bytes
    headers: Mapping[str, str] | Iterable[tuple[str, str]] = ()
    peer_verified: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class Webhook:
    """A webhook for a gateway to verify. Neither body nor headers are in its repr.

    Attributes:
        tenant: for whom it came.
        body: the bytes, as they came.
        headers: names, in any case, and values.
        peer_verified: whether the host has checked the certificate of who connected (mutual TLS).
        received_at: when it came, by the server's own clock.
    """

    tenant: UUID
    body: bytes
    headers: tuple[tuple[str, str], ...]
    peer_verified: bool
    received_at: datetime

    def header(self, name: str) -> str | None:
        """The value of the header of that name, if there is exactly one."""
        found = [value for of, value in self.headers if of.lower() == name.lower()]
        return found[0] if len(found) == 1 else None


def not_supported() -> GatewayRefused:
    """The gateway has no such call."""
    return GatewayRefused("not_supported")


class PaymentGateway(Protocol):
    """Who charges, and gives back: a bank, an acquirer, a service provider.

    Name it as the base of a class, and only ``name``, ``refund``, ``query``, ``list`` and ``verify``
    have to be written: the calls that a gateway has no use for refuse with ``not_supported``. A class
    with all of the methods is one without naming it.

    What it must keep, and may rely on:

    1. What it tells is a `Fact`; told twice, by an answer, a webhook, a query or the list, it is the
       same text with the same instant, the gateway's own.
    2. ``asked.key`` is the idempotency key of a call, the same when the call is repeated after a crash:
       hand it to the gateway.
    3. `GatewayRefused` is an answer, `GatewayFailed` had no effect for sure. Whatever else is raised, a
       cancellation, an answer that is none, and none within 30 seconds, or the ``timeout_seconds`` that
       the class may have, are an outcome that is unknown: then ``query`` is asked before the call is
       made again.
    4. An answer without facts says that the gateway has the call, and the news comes by webhook.
    5. No card number and no secret is in a fact or a reason. Of other exceptions only the type is told.

    The methods run in the event loop of whoever hands the gateway over, or, where there is none, in a
    loop of Palco's own, one for the process.
    """

    name: str
    """One that no other gateway of the same host has: progress is kept under it."""

    async def issue_charge(self, asked: IssueCharge, /) -> Sequence[Fact]:
        """Issues a Pix charge. The same txid again is the same charge."""
        raise not_supported()

    async def cancel_charge(self, asked: CancelCharge, /) -> Sequence[Fact]:
        """Withdraws a Pix charge. One that is gone, or was never issued, is withdrawn."""
        raise not_supported()

    async def authorize(self, asked: Authorize, /) -> Sequence[Fact]:
        """Has a card's bank set an amount aside, and takes it at once where ``capture_id`` says so."""
        raise not_supported()

    async def capture(self, asked: Capture, /) -> Sequence[Fact]:
        """Takes a part of what was authorized."""
        raise not_supported()

    async def void(self, asked: Void, /) -> Sequence[Fact]:
        """Gives up what was authorized and not captured."""
        raise not_supported()

    @abstractmethod
    async def refund(self, asked: Refund, /) -> Sequence[Fact]:
        """Gives money back to who paid it. The same refund id again is the same refund."""
        raise NotImplementedError

    async def submit_evidence(self, asked: SubmitEvidence, /) -> Sequence[Fact]:
        """Answers a dispute. The documents themselves are handed in at the gateway."""
        raise not_supported()

    async def accept_dispute(self, asked: AcceptDispute, /) -> Sequence[Fact]:
        """Gives a dispute up as lost."""
        raise not_supported()

    @abstractmethod
    async def query(self, call: Call, /) -> Inquiry:
        """What became of a call. `Absent` only when it had no effect and none is under way: then it is
        made again, under the same key. `GatewayRefused` where the gateway will never tell."""
        raise NotImplementedError

    @abstractmethod
    async def list(self, tenant: UUID, period: Period, after: str | None, /) -> Listed:
        """All that there is to tell of a tenant's payments in a period, page by page: ``after`` is
        `Listed.next` of the page before."""
        raise NotImplementedError

    @abstractmethod
    async def verify(self, webhook: Webhook, /) -> Sequence[Fact]:
        """What a webhook tells, once it is sure that the gateway sent it: verify the bytes before they
        are parsed.

        Raises:
            WebhookForged: it is not the gateway's.
            WebhookUnavailable: that is not known for now.
        """
        raise NotImplementedError


METHODS = [name for name, of in vars(PaymentGateway).items() if callable(of) and name[0] != "_"]
"""What a gateway can be asked."""


def loose_headers(headers: Any) -> list[tuple[Any, ...]]:
    """Names and values as the native side takes them."""
    pairs = headers.items() if isinstance(headers, Mapping) else headers
    try:
        return [tuple(pair) for pair in pairs]
    except TypeError:
        raise invalid("headers", "expected a mapping, or pairs of a name and a value") from None
