"""The Pix API of the Brazilian central bank, as banks serve it, as a payment gateway."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal
from uuid import UUID

from ._arguments import flag
from ._errors import invalid
from ._generated.gateway import IssueCharge
from ._hosted import checked_timeout
from ._native import ManualClock, NativeGateway, pix_api_gateway
from ._ours import OurGateway
from ._port import Fact, facts_of
from ._wire import object_text


@dataclass(frozen=True, slots=True, kw_only=True)
class PixApiAccount:
    """An account at a bank that serves the Pix API: where, and as whom. What lets in is in no repr.

    Attributes:
        address: the API's, with ``https://``.
        token_address: where tokens are asked for.
        pix_key: charges are paid to it; 1 to 77 characters.
        client_id: of the OAuth 2 client.
        client_secret: of the OAuth 2 client.
        certificate: the client's, with those between it and its root, in PEM; with its key, or neither.
        private_key: the certificate's, in PEM.
        roots: the authorities that the bank's certificate may be of, in PEM; Mozilla's where left out.
        authentication: how the client says who it is when it asks for a token.
        scopes: to ask for, with spaces between; those of charges and Pix where left out.
        due_charges: whether charges with a due date are issued as well: those are looked for and
            withdrawn too, which takes another request and the scopes ``cobv.read`` and ``cobv.write``.
        timeout_seconds: for one request, from 0.001 to 600; a call is one or a few of them.
    """

    address: str
    token_address: str
    pix_key: str = field(repr=False)
    client_id: str = field(repr=False)
    client_secret: str = field(repr=False)
    certificate: bytes | None = field(default=None, repr=False)
    private_key: bytes | None = field(default=None, repr=False)
    roots: bytes | None = field(default=None, repr=False)
    authentication: Literal["header", "body"] = "header"
    scopes: str | None = None
    due_charges: bool = False
    timeout_seconds: float = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Payer:
    """Who is to pay a charge with a due date. It is in no repr, and is kept nowhere but at the bank.

    Attributes:
        name: as the bank shows it; 1 to 200 characters.
        cpf: a person's, or else
        cnpj: a company's; one of both.
    """

    name: str = field(repr=False)
    cpf: str | None = field(default=None, repr=False)
    cnpj: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class DueCharge:
    """What a charge with a due date (*cobv*) says beyond other charges.

    It can be paid up to the end of the day of the charge's ``expires_at``, by the clock of Brasília; for
    longer where a holiday comes between, as the bank's rules have it.

    Attributes:
        due_on: the last day on which it costs what was asked.
        payer: who is to pay.
        fine: what is due on top, once, after that day, in percent: ``"2"``, with at most 2 decimals.
        monthly_interest: the same for each month after that day, by calendar days.
    """

    due_on: date
    payer: Payer
    fine: str | None = None
    monthly_interest: str | None = None


class PixApiGateway(OurGateway):
    """A bank's Pix API: charges, refunds, the list, and webhooks that are confirmed by asking the bank.

    It knows no card. Each tenant has an account of its own. The bank signs no webhook: hand it over with
    ``peer_verified=True`` where the connection's certificate was checked, see ``docs/pix-api.md``.

    >>> bank = PixApiGateway({tenant: PixApiAccount(...)}, name="bank")     # doctest: +SKIP

    Raises:
        Invalid: a setting is not of its form; ``path`` is its name, and its value is not shown.
    """

    def __init__(
        self,
        accounts: Mapping[UUID, PixApiAccount] | Mapping[str, PixApiAccount],
        *,
        name: str = "pix_api",
        clock: ManualClock | None = None,
    ) -> None:
        if not isinstance(accounts, Mapping):
            raise invalid("accounts", "expected a mapping of tenants to PixApiAccount")
        settings = [_settings(tenant, account) for tenant, account in accounts.items()]
        self._gateway = pix_api_gateway(name, settings, clock)
        self.name = name

    def _native(self) -> NativeGateway:
        return self._gateway

    async def issue_due_charge(self, asked: IssueCharge, due: DueCharge, /) -> Sequence[Fact]:
        """Issues a charge with a due date, in the place of ``issue_charge``: a gateway of the host's,
        which knows who pays, hands that call on to here. The same txid again is the same charge. Every
        other call, the query after this one included, is made as usual.

        Raises:
            GatewayRefused: ``not_supported`` where the account has no ``due_charges``,
                ``due_after_expiry`` where it would be due after its end; or the bank's own code.
        """
        question = {"charge": asked, "due": _terms(due)}
        return facts_of(await self._ask_more("issue_due_charge", question))

    async def register_webhook(self, tenant: UUID, url: str, /) -> None:
        """Has the bank call that address, and no other, when a Pix comes in. It adds ``/pix`` to it, and
        calls it over mutual TLS. It may be asked again at any time. Takes the scope ``webhook.write``.
        """
        await self._ask_more("register_webhook", {"tenant": tenant, "url": url})

    async def registered_webhook(self, tenant: UUID, /) -> str | None:
        """Which address the bank calls. Takes the scope ``webhook.read``."""
        told: str | None = await self._ask_more("registered_webhook", {"tenant": tenant})
        return told

    async def remove_webhook(self, tenant: UUID, /) -> None:
        """Has the bank call nobody any more. Takes the scope ``webhook.write``."""
        await self._ask_more("remove_webhook", {"tenant": tenant})

    async def _ask_more(self, question: str, of: dict[str, object]) -> Any:
        return await self._ask(object_text({"type": question, **of}))


def _terms(due: DueCharge) -> dict[str, object]:
    if not isinstance(due, DueCharge) or not isinstance(due.payer, Payer):
        raise invalid("due", "expected a DueCharge with its Payer")
    numbers = {"cpf": due.payer.cpf, "cnpj": due.payer.cnpj}
    tax_id = {kind: number for kind, number in numbers.items() if number is not None}
    if len(tax_id) != 1:
        raise invalid("due.payer", "expected a CPF or a CNPJ")
    return {
        "due_on": due.due_on,
        "payer": {"name": due.payer.name, "tax_id": tax_id},
        "fine": due.fine,
        "monthly_interest": due.monthly_interest,
    }


def _settings(tenant: object, account: PixApiAccount) -> dict[str, object]:
    if not isinstance(account, PixApiAccount):
        raise invalid("accounts", f"expected a PixApiAccount, got {type(account).__name__}")
    timeout_seconds = checked_timeout(account.timeout_seconds, "timeout_seconds")
    return {
        "tenant": tenant,
        "address": account.address,
        "token_address": account.token_address,
        "pix_key": account.pix_key,
        "client_id": account.client_id,
        "client_secret": account.client_secret,
        "certificate": account.certificate,
        "private_key": account.private_key,
        "roots": account.roots,
        "authentication": account.authentication,
        "scopes": account.scopes,
        "due_charges": flag(account.due_charges, "due_charges"),
        "timeout_milliseconds": int(timeout_seconds * 1_000),
    }
