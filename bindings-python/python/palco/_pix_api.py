"""The Pix API of the Brazilian central bank, as banks serve it, as a payment gateway."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

from ._errors import invalid
from ._hosted import checked_timeout
from ._native import ManualClock, NativeGateway, pix_api_gateway
from ._ours import OurGateway


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
        timeout_seconds: for one request, above 0 and at most 600; a call is one or a few of them.
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
    timeout_seconds: float = 10.0


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


def _settings(tenant: object, account: PixApiAccount) -> dict[str, object]:
    if not isinstance(account, PixApiAccount):
        raise invalid("accounts", f"expected a PixApiAccount, got {type(account).__name__}")
    timeout_seconds = checked_timeout("timeout_seconds", account.timeout_seconds)
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
        "timeout_milliseconds": int(timeout_seconds * 1_000),
    }
