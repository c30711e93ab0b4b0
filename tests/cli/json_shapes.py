"""As much of JSON Schema 2020-12 as our schema uses, read strictly: a keyword that is not known is an error."""

import re
from collections.abc import Callable, Iterator
from typing import Any

Schema = dict[str, Any]

TYPES: dict[str, Callable[[Any], bool]] = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "number": lambda value: isinstance(value, (int, float)) and not isinstance(value, bool),
    "boolean": lambda value: isinstance(value, bool),
    "null": lambda value: value is None,
}
HOLDS: dict[str, Callable[[Any, Any], bool]] = {
    "enum": lambda value, wanted: value in wanted,
    "const": lambda value, wanted: value == wanted,
    "pattern": lambda value, wanted: re.search(wanted, value) is not None,
    "minimum": lambda value, wanted: value >= wanted,
    "maximum": lambda value, wanted: value <= wanted,
    "required": lambda value, wanted: set(wanted) <= value.keys(),
}
STRUCTURE = {"$ref", "type", "items", "properties", "additionalProperties"}
ANNOTATIONS = {"$schema", "$id", "$defs", "title", "description"}


def faults(value: Any, schema: Schema, root: Schema, where: str = "$") -> Iterator[str]:
    """Yield what is wrong with `value`, one line for each fault."""
    unknown = schema.keys() - STRUCTURE - ANNOTATIONS - HOLDS.keys()
    if unknown:
        raise NotImplementedError(*unknown)
    if "$ref" in schema:
        schema = root["$defs"][schema["$ref"].removeprefix("#/$defs/")]
    kinds = schema.get("type", list(TYPES))
    if not any(TYPES[kind](value) for kind in ([kinds] if isinstance(kinds, str) else kinds)):
        yield f"{where}: not {kinds}"
        return
    yield from (
        f"{where}: {keyword} {schema[keyword]}"
        for keyword in schema.keys() & HOLDS.keys()
        if not HOLDS[keyword](value, schema[keyword])
    )
    yield from _parts(value, schema, root, where)


def _parts(value: Any, schema: Schema, root: Schema, where: str) -> Iterator[str]:
    for position, part in enumerate(value if "items" in schema else ()):
        yield from faults(part, schema["items"], root, f"{where}[{position}]")
    described = schema.get("properties", {})
    for name in described.keys() & (value if described else {}):
        yield from faults(value[name], described[name], root, f"{where}.{name}")
    if "additionalProperties" in schema:
        yield from (f"{where}: {name} is not described" for name in value.keys() - described.keys())
