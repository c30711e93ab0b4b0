"""Narrow what a TOML or JSON document holds to the shape a reader expects; anything else is empty."""

from typing import Any


def mapping(value: Any) -> dict[str, Any]:
    """
    Return `value` if it is a mapping, else an empty one.

    >>> mapping(["a"])
    {}
    """
    return value if isinstance(value, dict) else {}


def text(value: Any) -> str:
    """
    Return `value` if it is text, else nothing.

    >>> text(3)
    ''
    """
    return value if isinstance(value, str) else ""


def strings(value: Any) -> list[str]:
    """
    Return the texts in the list `value`; other elements are left out.

    >>> strings(["a", 1])
    ['a']
    """
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []
