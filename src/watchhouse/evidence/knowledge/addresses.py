"""Shapes of cryptocurrency addresses, and expressions that search for them."""

import re
from typing import Final

_BASE58 = "1-9A-HJ-NP-Za-km-z"
_ADDRESS = re.compile(
    rf"(?:bc1|tb1|ltc1)[a-z0-9]{{25,60}}|[13LMD][{_BASE58}]{{25,34}}|0x[0-9a-fA-F]{{40}}|T[{_BASE58}]{{33}}"
    rf"|[48][0-9AB][{_BASE58}]{{93}}|r[{_BASE58}]{{24,34}}|addr1[a-z0-9]{{50,100}}|[{_BASE58}]{{43,44}}|[EU]Q[\w-]{{46}}"
)
_SHORTEST: Final = 25
_LONGEST: Final = 110

_EXPRESSIONS = (
    "a-km-za-hj-np-z1-9",
    "a-za-hj-np-z0-9",
    "1-9a-hj-np-za-km-z",
    "a-hj-np-za-km-z1-9",
    "[a-fa-f0-9]{40}",
    "[0-9a-fa-f]{40}",
    "0x[a-f0-9]{40}",
    "(bc1|[13])",
    "bc1[",
    "^bc1",
    "ltc1[",
    "[48][0-9ab]",
    "4[0-9ab]",
)
"""Pieces of the usual expressions, in lower case."""


def is_address(text: str) -> bool:
    """
    Return whether the whole of `text` has the shape of an address: Bitcoin, Ethereum, Tron, Monero, Solana …

    >>> is_address("0x" + "ab" * 20), is_address("an ordinary sentence of some length")
    (True, False)
    """
    return _SHORTEST <= len(text) <= _LONGEST and _ADDRESS.fullmatch(text) is not None


def searches_addresses(text: str) -> bool:
    r"""
    Return whether `text` is an expression that finds addresses.

    >>> searches_addresses(r"^(bc1|[13])[a-km-zA-HJ-NP-Z1-9]{25,34}$"), searches_addresses(r"^\d+$")
    (True, False)
    """
    lowered = text[:4000].lower()
    return any(piece in lowered for piece in _EXPRESSIONS)
