"""What every model of the contract has in common."""

from typing import Any

from pydantic import BaseModel, ConfigDict, TypeAdapter


class Model(BaseModel):
    """A command, a domain event, or a part of one: it cannot change, and knows no other fields."""

    # By alias: `from` is a word of Python's, and `from_` in a model. What came in is not repeated in
    # the text of an error: somebody may have typed a card's number there.
    model_config = ConfigDict(
        extra="forbid", frozen=True, serialize_by_alias=True, hide_input_in_errors=True
    )


_LISTS: dict[Any, TypeAdapter[list[Any]]] = {}


def lists_of(model: Any) -> TypeAdapter[list[Any]]:
    """Reads lists of a model, or of a union of models; made once for each."""
    reader = _LISTS.get(model)
    if reader is None:
        reader = _LISTS[model] = TypeAdapter(list[model])
    return reader
