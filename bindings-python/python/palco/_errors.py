"""Why a call did not do what it was to do: one base, and a subclass for each of the five kinds."""

import json
from typing import Any, ClassVar, Literal

Kind = Literal["invalid", "not_found", "rejected", "conflict", "unavailable"]


class PalcoError(Exception):
    """Base of every error of Palco. ``str(error)`` is the message: lower case, no final stop.

    Attributes:
        kind: what a caller can do about it; see the subclasses.
        code: the stable code, ``box_office.sold_out`` for example.
        details: the figures that explain it, by name.
    """

    kind: ClassVar[Kind]

    def __init__(self, message: str, *, code: str, details: dict[str, Any] | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.details = {} if details is None else details

    def to_json(self) -> str:
        """The form in which an error crosses into another language."""
        error = {"kind": self.kind, "code": self.code, "message": str(self), "details": self.details}
        return json.dumps(error)

    def __reduce__(self) -> tuple[Any, ...]:
        return from_json, (self.to_json(),)


class Invalid(PalcoError):
    """The input is not of the form: mend it. ``path`` says where, ``$`` for the whole."""

    kind = "invalid"

    @property
    def path(self) -> str:
        """``lines[0].quantity``, or ``$`` for the document as a whole."""
        return str(self.details.get("path", "$"))


class NotFound(PalcoError):
    """It does not exist, for this tenant."""

    kind = "not_found"


class Rejected(PalcoError):
    """A rule said no; ``code`` says which, ``details`` why."""

    kind = "rejected"


class Conflict(PalcoError):
    """Others wrote first, in every round: send it again."""

    kind = "conflict"


class Unavailable(PalcoError):
    """The adapter failed: send the same command again, with the same command id."""

    kind = "unavailable"

    @property
    def outcome_unknown(self) -> bool:
        """Whether the command may have taken effect all the same."""
        return bool(self.details.get("outcome_unknown", False))


_BY_KIND: dict[str, type[PalcoError]] = {
    error.kind: error for error in (Invalid, NotFound, Rejected, Conflict, Unavailable)
}


for _error in (PalcoError, *_BY_KIND.values()):
    # Where a caller imports it from, for tracebacks and logs.
    _error.__module__ = "palco"


def from_fields(error: dict[str, Any]) -> PalcoError:
    """The error that these fields describe."""
    make = _BY_KIND[error["kind"]]
    return make(error["message"], code=error["code"], details=error["details"])


def from_json(text: str) -> PalcoError:
    """The error that the native side describes. It calls this by name."""
    return from_fields(json.loads(text))


def invalid(path: str, reason: str) -> Invalid:
    """Input whose part at ``path`` is not of the form."""
    details = {"path": path, "reason": reason}
    return Invalid(f"{path}: {reason}", code="input.invalid", details=details)
