"""
Frozen values as JSON and back, for the channel from a worker.

The worker has opened hostile bytes, so nothing it says is believed: each field must have the type its class
declares, and anything else is a WireError. What goes out for others to read is in `cli/`, not here.
"""

import json
import types
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from watchhouse.model.errors import InfrastructureError

_Value = TypeVar("_Value")


class WireError(InfrastructureError):
    """A worker's answer is not what it was asked for."""


def encode(value: object) -> bytes:
    """Return `value`, a frozen dataclass of plain fields, as JSON."""
    # ASCII escapes would join two lone surrogates into one character; in bytes each stays what it was.
    return json.dumps(_plain(value), separators=(",", ":"), ensure_ascii=False).encode(
        "utf-8", "surrogatepass"
    )


def decode(message: bytes, kind: type[_Value]) -> _Value:
    """
    Return the `kind` that `message` describes.

    Raises WireError if any part of it has another type than `kind` declares.
    """
    try:
        value: _Value = _typed(json.loads(message.decode("utf-8", "surrogatepass")), kind)
    except (ValueError, RecursionError) as error:
        raise WireError(f"a worker's answer cannot be read: {error}") from error
    return value


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    if is_dataclass(value):
        return {part.name: _plain(getattr(value, part.name)) for part in fields(value)}
    return value


def _typed(value: Any, kind: Any) -> Any:
    kind = getattr(kind, "__supertype__", kind)
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return (
            None
            if value is None
            else _typed(value, next(part for part in get_args(kind) if part is not type(None)))
        )
    if origin is tuple:
        return _tuple(value, get_args(kind))
    if is_dataclass(kind):
        return _dataclass(value, kind)
    if issubclass(kind, Enum):
        return kind(value)
    if kind is float and type(value) is int:
        return float(value)
    if type(value) is not kind:
        raise WireError(f"{kind.__name__} expected, {type(value).__name__} found")
    return value


def _tuple(value: Any, kinds: tuple[Any, ...]) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise WireError("list expected")
    if len(kinds) == 2 and kinds[1] is Ellipsis:
        return tuple(_typed(part, kinds[0]) for part in value)
    if len(value) != len(kinds):
        raise WireError(f"{len(kinds)} parts expected, {len(value)} found")
    return tuple(_typed(part, kind) for part, kind in zip(value, kinds, strict=True))


def _dataclass(value: Any, kind: Any) -> Any:
    hints = _hints(kind)
    if not isinstance(value, dict) or value.keys() != hints.keys():
        raise WireError(f"{kind.__name__} expected")
    return kind(**{name: _typed(value[name], hint) for name, hint in hints.items()})


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)
