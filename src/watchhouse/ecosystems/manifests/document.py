"""
A JSON or TOML document, read with the path of each value at hand.

Every fault is one RequestError that says where: "uv.lock: package[3].name: text expected". Nothing but a
RequestError leaves this module, whatever the text.
"""

import json
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass

from watchhouse.model.errors import RequestError

JSON_CHARACTERS = 128 << 20
"""An SBOM of a distribution has tens of megabytes; this bounds the memory that parsing takes."""
TOML_CHARACTERS = 8 << 20
"""The largest lock files have about five megabytes; the standard library reads about six in a second."""
TOML_DOTS = 100
"""Dots in one key: the standard library's time to read a dotted key grows with their square."""
ENTRIES = 100_000
"""Values in one list or table that are looked at; no manifest of a project comes near it."""
SHOWN = 200
"""Characters of hostile text that an error or an unresolved request quotes at most."""


@dataclass(frozen=True, slots=True)
class Field:
    """One value in a document, and where it stands."""

    value: object
    document: str
    path: str = ""

    @property
    def origin(self) -> str:
        """The place for a person, as in "uv.lock: package[3]"."""
        return f"{self.document}: {self.path[:SHOWN]}" if self.path else self.document

    def fault(self, reason: str) -> RequestError:
        """Return the error that says what is wrong with this value."""
        return RequestError(f"{self.origin}: {reason}")

    def get(self, key: str) -> "Field | None":
        """Return the value under `key` of this table, or None if it is absent or null."""
        value = self.table().get(key)
        return None if value is None else Field(value, self.document, self.below(key))

    def need(self, key: str) -> "Field":
        """Return the value under `key` of this table; its absence is a fault."""
        found = self.get(key)
        if found is None:
            raise self.fault(f"no {key}")
        return found

    def text(self, key: str, default: str = "") -> str:
        """Return the text under `key`, or `default` if it is absent."""
        found = self.get(key)
        return default if found is None else found.as_text()

    def flag(self, key: str) -> bool:
        """Return whether `key` is true."""
        return self.table().get(key) is True

    def as_text(self) -> str:
        """Return this value, which must be text."""
        if not isinstance(self.value, str):
            raise self.fault("text expected")
        return self.value

    def entries(self, key: str) -> Iterator["Field"]:
        """Yield each value of the list under `key`; none if it is absent."""
        found = self.get(key)
        if found is None:
            return
        if not isinstance(found.value, list):
            raise found.fault("a list expected")
        found.bound(len(found.value))
        for place, value in enumerate(found.value):
            yield Field(value, self.document, f"{found.path}[{place}]")

    def members(self, key: str = "") -> Iterator[tuple[str, "Field"]]:
        """Yield each (key, value) of this table, or of the table under `key`; none if that is absent."""
        found = self.get(key) if key else self
        if found is None:
            return
        table = found.table()
        found.bound(len(table))
        for name, value in table.items():
            yield name, Field(value, self.document, found.below(name))

    def is_table(self) -> bool:
        """Return whether this value is a table."""
        return isinstance(self.value, dict)

    def is_text(self) -> bool:
        """Return whether this value is text."""
        return isinstance(self.value, str)

    def bound(self, count: int) -> None:
        """Refuse more than `ENTRIES` values in one place."""
        if count > ENTRIES:
            raise self.fault(f"{count} entries, more than {ENTRIES}")

    def table(self) -> dict[str, object]:
        """Return this value, which must be a table."""
        if not isinstance(self.value, dict):
            raise self.fault("a table expected")
        return self.value

    def below(self, key: str) -> str:
        """Return the path of the value under `key`."""
        return f"{self.path}.{key}" if self.path else key


def load_json(text: str, document: str) -> Field:
    """Return the root of the JSON `text`, which a person knows as `document`."""
    if len(text) > JSON_CHARACTERS:
        raise RequestError(f"{document}: longer than {JSON_CHARACTERS} characters")
    try:
        return Field(json.loads(text), document)
    except json.JSONDecodeError as error:
        raise RequestError(f"{document}: line {error.lineno}: not JSON: {error.msg}") from error
    except (ValueError, RecursionError) as error:  # a number of too many digits; lists in lists in lists
        raise RequestError(f"{document}: not JSON that can be read: {str(error)[:SHOWN]}") from error


def load_toml(text: str, document: str) -> Field:
    """Return the root of the TOML `text`, which a person knows as `document`."""
    if len(text) > TOML_CHARACTERS:
        raise RequestError(f"{document}: longer than {TOML_CHARACTERS} characters")
    if any(part.count(".") > TOML_DOTS for line in text.split("\n") for part in line.split("=")):
        raise RequestError(f"{document}: a key of more than {TOML_DOTS} parts")
    try:
        return Field(tomllib.loads(text), document)
    except (ValueError, RecursionError) as error:
        raise RequestError(f"{document}: not TOML that can be read: {str(error)[:SHOWN]}") from error
