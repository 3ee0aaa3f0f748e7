"""A gateway that charges nobody, for tests and trials."""

from dataclasses import asdict, dataclass
from decimal import Decimal
from uuid import UUID

from pydantic import TypeAdapter

from ._errors import invalid
from ._generated.gateway import Target
from ._native import ManualClock, NativeGateway, NativeSimulatedGateway
from ._ours import OurGateway
from ._port import Fact, IncomingWebhook
from ._values import Instant
from ._wire import text_of
from .money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Conduct:
    """How a simulated gateway behaves; by default it is a perfect one.

    What is per thousand is of its calls, or of its webhooks.

    Attributes:
        seed: the same seed and the same calls give the same answers.
        declined: per thousand charges, captures and refunds that come to nothing.
        pix_fee: per cent that it takes of every Pix, half a cent up; it tells of none where that is 0.
        refused: per thousand calls that it refuses.
        unreached: per thousand calls that do not reach it, which the caller is told.
        lost: per thousand calls that do not reach it, which the caller cannot know.
        unanswered: per thousand calls that it carries out and whose answer is lost.
        late: per thousand calls that it answers without a fact: the news comes by webhook alone.
        latency: how often a call yields, at most, before its effect and after it.
        copies: how often a webhook is sent, at most.
        forged: webhooks for every thousand that somebody else sends in its name.
        batched: per thousand webhooks that tell of two things at once.
        forgets_keys: it keeps no idempotency keys: what is asked twice is done twice.
        leaks_card_numbers: it writes card numbers into its codes.
    """

    seed: int = 1
    declined: int = 0
    pix_fee: Decimal | str = "0"
    refused: int = 0
    unreached: int = 0
    lost: int = 0
    unanswered: int = 0
    late: int = 0
    latency: int = 0
    copies: int = 1
    forged: int = 0
    batched: int = 0
    forgets_keys: bool = False
    leaks_card_numbers: bool = False


@dataclass(frozen=True, slots=True)
class Movement:
    """Money that moved at a gateway.

    Attributes:
        payment: of which payment.
        is_refund: whether it went back; otherwise it came in.
        of: what it is known by: an attempt, a capture, a Pix, a refund. Twice the same is once too often.
        amount: how much.
        at: when.
    """

    payment: UUID
    is_refund: bool
    of: str
    amount: Money
    at: Instant


_MOVEMENTS = TypeAdapter(list[Movement])


def _conduct_text(conduct: object) -> str | bytes:
    return text_of(asdict(conduct) if isinstance(conduct, Conduct) else conduct)  # type: ignore[arg-type]


class SimulatedGateway(OurGateway):
    """A gateway that charges nobody. It behaves as its `Conduct` says, the same in every run, and keeps
    books of its own: so a test can ask what moved, and whether anything moved twice.

    It tells the time by ``clock``, the system's unless one is given, and no two of its facts have the
    same instant. Webhooks wait until they are taken.

    >>> gateway = SimulatedGateway()
    >>> gateway.pay("0" * 32), gateway.movements(), gateway.take_webhooks()
    (False, [], [])

    Raises:
        Invalid: by everything here, where an argument is not of the form.
    """

    name = "simulated"

    def __init__(self, conduct: Conduct = Conduct(), *, clock: ManualClock | None = None) -> None:
        self._simulated = NativeSimulatedGateway(_conduct_text(conduct), clock)

    def _native(self) -> NativeGateway:
        return self._simulated.gateway()

    def behaving(self, conduct: Conduct) -> "SimulatedGateway":
        """The same gateway, books and all, with another conduct from now on."""
        same = SimulatedGateway.__new__(SimulatedGateway)
        same._simulated = self._simulated.behaving(_conduct_text(conduct))
        return same

    def movements(self) -> list[Movement]:
        """All that moved, in order."""
        return _MOVEMENTS.validate_json(self._simulated.movements())

    def moved_twice(self) -> list[Movement]:
        """What moved more than once, of those that may move once."""
        return _MOVEMENTS.validate_json(self._simulated.moved_twice())

    def calls_and_queries(self) -> tuple[int, int]:
        """How many calls reached it, and how often it was asked after one."""
        return self._simulated.calls_and_queries()

    def forged_webhooks(self) -> int:
        """How many of the webhooks that were taken somebody else had made."""
        return self._simulated.forged_webhooks()

    def pay(self, txid: str) -> bool:
        """A payer pays a Pix charge in full. Whether there is such a charge that can be paid."""
        return self._simulated.pay(txid)

    def pay_anyway(self, txid: str, amount: Money | None = None) -> bool:
        """A payer pays a Pix charge, in full or another amount, also one that is withdrawn: on the way
        the two may have met. Whether there was ever such a charge."""
        return self._simulated.pay_anyway(txid, None if amount is None else text_of(amount))

    def give_back(
        self, payment: UUID | str, refund_id: UUID | str, of: Target, amount: Money
    ) -> bool:
        """Somebody gives money back at the gateway itself. Whether there was so much to give back."""
        return self._simulated.give_back(payment, refund_id, text_of(of), text_of(amount))

    def tell(self, fact: Fact) -> None:
        """Tells what a test makes up."""
        if not isinstance(fact, Fact):
            raise invalid("fact", f"expected a Fact, got {type(fact).__name__}")
        self._simulated.tell(fact.payment, fact.report)

    def rotate_key(self, secret: str) -> None:
        """Signs with another key from now on; the key before is taken for another hour."""
        self._simulated.rotate_key(secret)

    def take_webhooks(self) -> list[IncomingWebhook]:
        """The webhooks that wait, signed now: each as often as it is sent, in no order, and forged ones
        among them."""
        return [IncomingWebhook(*sent) for sent in self._simulated.take_webhooks()]
