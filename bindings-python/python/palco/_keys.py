"""Signatures of webhooks, in the form that many gateways have."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from ._errors import invalid
from ._native import NativeWebhookKeys
from ._port import WebhookForged


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A secret that webhooks are signed with; it is in no repr.

    Attributes:
        secret: text, or bytes; not empty.
        until: it is not taken from then on: for the older of two keys while they are changed.
    """

    secret: str | bytes = field(repr=False)
    until: datetime | str | None = None

    def _bytes(self) -> bytes:
        try:
            return self.secret.encode() if isinstance(self.secret, str) else self.secret
        except UnicodeEncodeError:
            raise invalid("secret", "expected text without lone surrogates") from None


class WebhookKeys:
    """The keys that webhooks of a gateway are signed with: a header ``t=1764158400,v1=5257a8...`` with the
    seconds since 1970, and HMAC-SHA256 over those seconds, a point and the bytes of the body, one for
    each key that is in use.

    >>> keys = WebhookKeys([SigningKey("first", until="2026-11-26T12:01:00Z"), SigningKey("second")])
    >>> header = WebhookKeys([SigningKey("first")]).sign(b"{}", "2026-11-26T12:00:00Z")
    >>> keys.verify(b"{}", header, "2026-11-26T12:00:00Z")
    >>> keys.verify(b"{ }", header, "2026-11-26T12:00:00Z")
    Traceback (most recent call last):
    palco.gateway.WebhookForged: expected a signature by a key that is in use

    Raises:
        Invalid: by everything here, where an argument is not of the form.
    """

    __slots__ = ("_native",)

    def __init__(self, keys: Iterable[SigningKey]) -> None:
        self._native = NativeWebhookKeys([(key._bytes(), key.until) for key in _listed(keys)])

    def sign(self, body: bytes, at: datetime | str) -> str:
        """The header for a body, signed at that time with every key."""
        return self._native.sign(body, at)

    def verify(self, body: bytes, header: str, now: datetime | str) -> None:
        """Whether one of the keys signed the body, within 5 minutes of now. Keys are compared in constant
        time.

        Raises:
            WebhookForged: none did.
        """
        reason = self._native.why_forged(body, header, now)
        if reason is not None:
            raise WebhookForged(reason)


def _listed(keys: Iterable[SigningKey]) -> list[SigningKey]:
    try:
        listed = list(keys)
    except TypeError:
        listed = [keys]  # type: ignore[list-item]
    for place, key in enumerate(listed):
        if not isinstance(key, SigningKey):
            raise invalid(f"keys[{place}]", f"expected a SigningKey, got {type(key).__name__}")
    return listed
