"""
A library's function replaced by one that passes secrets on.

The package looks like a small helper; when it is imported, it puts its own function in the place of a wallet, HTTP
or cloud library's. From then on every key that the program hands to the honest library is seen by the thief.

Looks at: assignments and `setattr` onto functions and classes of such libraries and of the interpreter's own prompts,
modules put in their place in `sys.modules`, replaced imports and import hooks beside such a library's name, and what
the new function sends.
Does not look at: a package's own functions that send their arguments (see `secret-argument-exfil`).
Known honest users: tracers and test recorders wrap HTTP clients; gevent and eventlet replace sockets.
"""

from collections.abc import Iterable, Iterator

from watchhouse.evidence.detector import Detector
from watchhouse.evidence.facts.code import Call
from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.evidence.facts.python.objects import Class, Function, Instance, Method
from watchhouse.evidence.knowledge.hosts import endpoints_of
from watchhouse.evidence.knowledge.wallets import KEY_LIBRARIES, makes_key
from watchhouse.evidence.values import UNKNOWN, Value
from watchhouse.evidence.views.circumstances import raised, settled, unasked
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

_FINDERS = ("sys.meta_path.insert", "sys.meta_path.append", "sys.path_hooks.insert", "sys.path_hooks.append")
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
        for call in sheet.calls(_FINDERS):
            if _own(call.argument(len(call.arguments) - 1)) and _names_library(sheet):
                confidence = Confidence.HIGH if _speaks(sheet.outgoing) else Confidence.LOW
                yield DETECTOR.sight_call(
                    call,
                    "changes how a library that is given keys is imported",
                    settled(sheet.code, confidence),
                )


def _confidence(sheet: Sheet, call: Call, target: str) -> Confidence | None:
    """Return how sure it is that the replacement of `target` listens in; None if `target` is given no secrets."""
    replacement = call.argument(2)
    if target.startswith("sys.modules."):
        return _of_module(sheet, call, target.removeprefix("sys.modules."))
    if not _qualified(replacement) and not (replacement.const is UNKNOWN and replacement.name):
        return None
    passes_on = _sends(sheet, replacement)
    certain = Confidence.LOW if passes_on is None else Confidence.HIGH
    if target.startswith(_KEY_LIBRARIES) or makes_key(target):
        return raised(certain, when=unasked(call.moment))
    if target in _PROMPTS or (target == "builtins.__import__" and _names_library(sheet)):
        return certain
    if target.startswith(_CLIENTS) and _qualified(replacement):
        return Confidence.HIGH if passes_on else Confidence.LOW
    return None


def _sends(sheet: Sheet, replacement: Value) -> bool | None:
    """Return whether `replacement` speaks to a host that stands in the code; None if it does not speak at all."""
    name = _qualified(replacement)
    inside = [call for call in sheet.outgoing if name and _within(call.function, name)]
    if not inside:
        return None
    return _speaks(inside)


def _speaks(outgoing: Iterable[Call]) -> bool:
    """Return whether one of the calls goes to a host that stands in the code."""
    return any(end.away for call in outgoing for end in endpoints_of((*call.values, call.receiver)))


def _of_module(sheet: Sheet, call: Call, module: str) -> Confidence | None:
    """Return how sure it is that what is put in the place of `module` listens in."""
    name = f"{module}."
    if not _own(call.argument(2)) or not name.startswith((*_KEY_LIBRARIES, *_CLIENTS)):
        return None
    if name.startswith(_KEY_LIBRARIES):
        return Confidence.HIGH if _speaks(sheet.outgoing) else Confidence.MEDIUM
    return Confidence.MEDIUM if unasked(call.moment) and _speaks(sheet.outgoing) else Confidence.LOW


def _own(value: Value) -> bool:
    """Return whether `value` is something that the package made itself."""
    return isinstance(value.target, (Instance, Class, Function)) or value.name == "types.ModuleType()"


def _names_library(sheet: Sheet) -> bool:
    """Return whether a text of the member is the name of a library that is given keys."""
    return any(text.value.partition(".")[0] in KEY_LIBRARIES for text in sheet.code.texts)


def _qualified(replacement: Value) -> str:
    """Return the qualified name of the function of the package that `replacement` is; empty if it is none."""
    match replacement.target:
        case Function(qualname=name):
            return name
        case Method(function=Function(qualname=name)) | Class(qualname=name):
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
