"""How commands and domain events are written as the JSON text that crosses."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from ._arguments import items_of
from ._errors import invalid
from ._model import Model
from ._native import id_text

Loose = Mapping[str, Any] | str | bytes
"""A command that is not a model: a dict with ``type``, or JSON text."""


def fields_of(value: Any) -> dict[str, Any]:
    """The fields of a dataclass, as they are."""
    return {field.name: getattr(value, field.name) for field in fields(value)}


def _plain(value: object) -> object:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", exclude_none=True)
    if isinstance(value, Mapping):
        return dict(value)
    if is_dataclass(value):
        return fields_of(value)
    if isinstance(value, (Decimal, UUID)):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"expected a value of JSON, got {type(value).__name__}")


def object_text(value: Mapping[str, Any], path: str = "$") -> str:
    """The JSON text of an object with these fields, which may be models, dataclasses and values."""
    try:
        return json.dumps(dict(value), default=_plain)
    except (TypeError, ValueError, RecursionError) as wrong:
        raise invalid(path, f"expected an object of JSON: {wrong}") from None


def _model_text(model: BaseModel, path: str) -> str:
    try:
        return model.model_dump_json(exclude_none=True)
    except ValueError as wrong:
        # Made or copied without validation.
        raise invalid(path, f"expected a model that was validated: {wrong}") from None


def text_of(message: Model | Loose, path: str = "$") -> str | bytes:
    """The JSON text of a command or domain event; what is left out is left out."""
    if isinstance(message, (str, bytes)):
        return message
    if isinstance(message, BaseModel):
        return _model_text(message, path)
    if isinstance(message, Mapping):
        return object_text(message, path)
    raise invalid(path, f"expected a model, a dict, str or bytes, got {type(message).__name__}")


def command_text(command: Model | Mapping[str, Any], model: type[Model]) -> str:
    """The JSON text of a command of one type. In a dict, ``type`` may be left out."""
    if isinstance(command, model):
        return _model_text(command, "$")
    if isinstance(command, Mapping):
        name = model.model_fields["type"].default
        if command.get("type", name) != name:
            raise invalid("type", f"expected {name} or none")
        return object_text({**command, "type": name})
    got = type(command).__name__
    raise invalid("type", f"expected {model.__name__} or a dict with its fields, got {got}")


def query_text(name: str, ids: Mapping[str, UUID | str]) -> str:
    """The JSON text of a question, with the ids that it takes."""
    return json.dumps({"type": name, **{of: id_text(of, id) for of, id in ids.items()}})


def array_of(messages: Iterable[Model | Loose] | str | bytes) -> str | bytes:
    """The JSON text of a list of domain events."""
    return messages if isinstance(messages, (str, bytes)) else joined(items_of(messages, "$"))


def joined(
    items: list[Any], text: Callable[[Any, str], str | bytes] = text_of, path: str = ""
) -> str:
    """The JSON texts of items as one array. What is wrong with one is told with its index."""
    texts = []
    for index, item in enumerate(items):
        place = f"{path}[{index}]"
        written = text(item, place)
        try:
            texts.append(written if isinstance(written, str) else written.decode())
        except UnicodeDecodeError:
            raise invalid(place, "expected UTF-8") from None
    return f"[{','.join(texts)}]"
