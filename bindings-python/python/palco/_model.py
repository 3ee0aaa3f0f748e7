"""What every model of the contract has in common."""

from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, TypeAdapter

T = TypeVar("T")


class Model(BaseModel):
    """A command, a domain event, or a part of one: it cannot change, and knows no other fields."""

    # By alias: `from` is a word of Python's, and `from_` in a model. What came in is not repeated in
    # the text of an error: somebody may have typed a card's number there.
    model_config = ConfigDict(
        extra="forbid", frozen=True, serialize_by_alias=True, hide_input_in_errors=True
    )


_READERS: dict[Any, TypeAdapter[Any]] = {}
_LISTS: dict[Any, TypeAdapter[list[Any]]] = {}


def reader_of(of: type[T]) -> TypeAdapter[T]:
    """Reads a model, or a list of it; made once for each."""
    reader = _READERS.get(of)
    if reader is None:
        reader = _READERS[of] = TypeAdapter(of)
    return reader


def lists_of(model: Any) -> TypeAdapter[list[Any]]:
    """Reads lists of a model, or of a union of models; made once for each."""
    reader = _LISTS.get(model)
    if reader is None:
        reader = _LISTS[model] = TypeAdapter(list[model])
    return reader
