"""
A key that leaves where nobody looks for it: in a ledger's memo, in telemetry, in the log that goes to a server.

The package makes no request of its own. It writes the key into a transaction that the wallet sends anyway, or hands it
to a crash reporter, an analytics client or a log handler whose account is the author's.

Looks at: private keys, seed phrases and what wallets' libraries make of them, in the data or memo of a transaction, in
arguments of a contract's functions, in events and messages of telemetry clients, and in messages of a logger to which
the code hangs a network handler.
Does not look at: the telemetry client's own code; passwords and tokens, which programs do log by mistake; signatures,
addresses and public keys.
Known honest users: none known.
"""

import re
from collections.abc import Iterator

from watchhouse.evidence.detector import Detector
from watchhouse.evidence.facts.code import Call
from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.evidence.facts.python.objects import Items
from watchhouse.evidence.knowledge.loot import is_key, secrets_in
from watchhouse.evidence.values import Taint, Value
from watchhouse.evidence.views.arguments import verb_of
from watchhouse.evidence.views.circumstances import settled
from watchhouse.evidence.views.sheets import sheets
from watchhouse.model.evidence import Confidence, Severity, Sighting
from watchhouse.model.technique import Technique

_TELEMETRY = (
    "sentry_sdk.",
    "raven.",
    "posthog.",
    "analytics.",
    "segment.",
    "mixpanel.",
    "amplitude.",
    "rollbar.",
    "bugsnag.",
    "newrelic.",
    "datadog.",
    "statsd.",
    "honeybadger.",
    "logtail.",
    "applicationinsights.",
    "opencensus.",
)
"""Clients of services that collect what programs report."""

_REPORTS = re.compile(
    r"(?:capture|track|identify|set_(?:context|tag|extra|user)|add_breadcrumb|report|notify|record|send|log|event|alias|page|people)",
    re.IGNORECASE,
)
"""Beginnings of the methods with which something is reported; the client's own key goes into its constructor."""

_MEMOS = frozenset(
    """Instruction TransactionInstruction MemoParams create_memo memo Memo TextMemo HashMemo
    build_memo_instruction""".split()
)
"""Last parts of names of what puts bytes into a transaction."""

_TRANSACTIONS = frozenset(
    """sign_transaction signTransaction send_transaction sendTransaction build_transaction buildTransaction
    estimate_gas""".split()
)
_FIELDS = frozenset({"data", "input", "memo", "message", "payload", "note"})
_HANDLERS = ("logging.handlers.HTTPHandler", "logging.handlers.SocketHandler", "logging.handlers.DatagramHandler",
             "logging.handlers.SysLogHandler", "logging.handlers.SMTPHandler")  # fmt: skip
_LOGS = frozenset({"debug", "info", "warning", "error", "critical", "exception", "log"})


def examine(facts: PackageFacts) -> Iterator[Sighting]:
    """Yield one sighting for each key that is put where it leaves unseen."""
    for sheet in sheets(facts):
        logs = any(sheet.named.get(name) for name in _HANDLERS)
        for call in sheet.code.calls:
            found = _channel(call, logs=logs)
            if found is not None and not _own(facts, call.name.partition(".")[0]):
                yield DETECTOR.sight_call(
                    call, f"puts a private key into {found}", settled(sheet.code, Confidence.HIGH)
                )


def _own(facts: PackageFacts, module: str) -> bool:
    """Return whether the package itself is, or brings along, the client called `module`."""
    return any(f"/{module}/" in f"/{member.path}" for member in facts.tree.members)


def _channel(call: Call, *, logs: bool) -> str | None:
    """Return into what `call` puts a private key; None if it puts none anywhere."""
    last = verb_of(call)
    if call.name.startswith(_TELEMETRY):
        reported = _REPORTS.match(last) is not None and _keys(call.taints)
        return "what it reports to a telemetry service" if reported else None
    if last in _MEMOS or ".functions." in call.name:
        return "the data of a transaction" if _keys(call.taints) else None
    if last in _TRANSACTIONS:
        return "the data of a transaction" if _in_fields(call.argument(0)) else None
    if logs and last in _LOGS and _keys(call.taints):
        return "a log that goes to a server"
    return None


def _keys(taints: frozenset[Taint]) -> bool:
    return bool(taints) and any(is_key(name) for name in secrets_in(taints))


def _in_fields(transaction: Value) -> bool:
    """Return whether a field of a transaction in which anything may stand holds a key."""
    if not isinstance(transaction.target, Items):
        return False
    return any(key.text in _FIELDS and _keys(value.taints) for key, value in transaction.target.pairs)


DETECTOR = Detector(
    id="covert-channel",
    title="A private key in a transaction, in telemetry or in a log that leaves",
    severity=Severity.CRITICAL,
    techniques=(Technique.EXFILTRATION_WEB_SERVICE, Technique.PRIVATE_KEYS),
    examine=examine,
    doc=__doc__,
)
