"""
A library's function replaced by one that passes secrets on.

The package looks like a small helper; when it is imported, it puts its own function in the place of a wallet, HTTP
or cloud library's. From then on every key that the program hands to the honest library is seen by the thief.

Looks at: assignments and `setattr` onto functions of such libraries and of the interpreter's own prompts, and what
the new function sends.
Does not look at: a package's own functions that send their arguments (see `secret-argument-exfil`).
Known honest users: tracers and test recorders wrap HTTP clients; gevent and eventlet replace sockets.
"""

from collections.abc import Iterator

from watchhouse.evidence.detector import Detector
from watchhouse.evidence.facts.code import Call
from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.evidence.facts.python.objects import Function, Method
from watchhouse.evidence.knowledge.hosts import endpoints_of
from watchhouse.evidence.values import UNKNOWN, Value
from watchhouse.evidence.views.circumstances import settled, unasked
from watchhouse.evidence.views.sheets import Sheet, sheets
from watchhouse.model.evidence import Confidence, Severity, Sighting
from watchhouse.model.technique import Technique

_KEY_LIBRARIES = (
    "solders.",
    "solana.",
    "solathon.",
    "anchorpy.",
    "eth_account.",
    "eth_keys.",
    "web3.",
    "brownie.",
    "bitcoinlib.",
    "bitcoin.",
    "bit.",
    "pycoin.",
    "bip_utils.",
    "mnemonic.",
    "hdwallet.",
    "nacl.signing.",
    "ecdsa.",
    "coincurve.",
    "base58.",
    "tronpy.",
    "xrpl.",
    "stellar_sdk.",
    "substrateinterface.",
    "bittensor",
    "hyperliquid.",
    "py_clob_client.",
    "ccxt.",
    "binance.",
    "pytoniq.",
    "tonsdk.",
    "pysui.",
    "aptos_sdk.",
    "near_api.",
    "cryptography.hazmat.primitives.serialization.",
    "cryptography.fernet.",
)
"""Libraries to which programs hand private keys."""

_CLIENTS = (
    "requests.",
    "httpx.",
    "aiohttp.",
    "urllib3.",
    "urllib.request.",
    "http.client.",
    "boto3.",
    "botocore.",
    "google.auth.",
    "azure.identity.",
    "openai.",
    "anthropic.",
    "telethon.",
    "pyrogram.",
    "discord.",
    "smtplib.",
    "paramiko.",
    "psycopg2.",
    "pymysql.",
    "sqlalchemy.",
    "keyring.",
    "jwt.",
)
"""Libraries to which programs hand passwords and tokens."""

_PROMPTS = frozenset({"builtins.input", "getpass.getpass", "getpass.unix_getpass", "getpass.win_getpass"})


def examine(facts: PackageFacts) -> Iterator[Sighting]:
    """Yield one sighting for each function of such a library that is replaced."""
    for sheet in sheets(facts):
        for call in sheet.calls(("builtins.setattr",)):
            target = f"{call.argument(0).name.replace('()', '')}.{call.argument(1).text}"
            confidence = _confidence(sheet, call, target)
            if confidence is not None:
                yield DETECTOR.sight_call(
                    call,
                    "puts its own function in the place of a library's that is given secrets",
                    settled(sheet.code, confidence),
                    attributes=(("target", target[:100]),),
                )


def _confidence(sheet: Sheet, call: Call, target: str) -> Confidence | None:
    """Return how sure it is that the replacement of `target` listens in; None if `target` is given no secrets."""
    replacement = call.argument(2)
    passes_on = _sends(sheet, replacement)
    if not _qualified(replacement) and not (replacement.const is UNKNOWN and replacement.name):
        return None
    if target.startswith(_KEY_LIBRARIES):
        if passes_on is None and not unasked(call.moment):
            return Confidence.LOW
        return Confidence.MEDIUM if passes_on is None else Confidence.HIGH
    if target in _PROMPTS:
        return Confidence.LOW if passes_on is None else Confidence.HIGH
    if target.startswith(_CLIENTS) and _qualified(replacement):
        return Confidence.HIGH if passes_on else Confidence.LOW
    return None


def _sends(sheet: Sheet, replacement: Value) -> bool | None:
    """Return whether `replacement` speaks to a host that stands in the code; None if it does not speak at all."""
    name = _qualified(replacement)
    inside = [call for call in sheet.outgoing if name and _within(call.function, name)]
    if not inside:
        return None
    return any(end.away for call in inside for end in endpoints_of((*call.values, call.receiver)))


def _qualified(replacement: Value) -> str:
    """Return the qualified name of the function of the package that `replacement` is; empty if it is none."""
    match replacement.target:
        case Function(qualname=name):
            return name
        case Method(function=Function(qualname=name)):
            return name
        case _:
            return ""


def _within(function: str, name: str) -> bool:
    """Return whether `function` is `name`, stands inside it, or encloses it: a wrapper shares its factory's code."""
    return function == name or function.startswith(f"{name}.") or name.startswith(f"{function}.")


DETECTOR = Detector(
    id="secret-interception",
    title="A library's function replaced to listen in",
    severity=Severity.CRITICAL,
    techniques=(Technique.MALICIOUS_LIBRARY, Technique.PRIVATE_KEYS),
    examine=examine,
    doc=__doc__,
)
