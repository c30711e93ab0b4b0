"""
The environment taken as a whole.

Build machines and servers keep their tokens in environment variables. Honest code asks for the one variable
it needs; a thief takes all of them, or searches them for names like KEY, TOKEN and SECRET.

Looks at: the whole environment on its way to the network, encoded or compressed; loops that pick variables by
such words; commands that pipe `env` into a sender.
Does not look at: single variables.
Known honest users: crash reporters that send a part when called; loggers that mask secret variables; tox and nox,
which hand the environment to child processes.
"""

import re
from collections.abc import Iterator

from watchhouse.evidence.detector import Detector
from watchhouse.evidence.facts.code import Call
from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.evidence.knowledge.loot import whole_environment
from watchhouse.evidence.views.arguments import handed_over
from watchhouse.evidence.views.circumstances import raised, settled, unasked
from watchhouse.evidence.views.sheets import Sheet, sheets
from watchhouse.model.evidence import Confidence, Severity, Sighting
from watchhouse.model.technique import Technique

_ENCODERS = frozenset(
    {
        "base64.b64encode",
        "base64.urlsafe_b64encode",
        "base64.b85encode",
        "base64.b32encode",
        "binascii.hexlify",
        "zlib.compress",
        "gzip.compress",
        "cryptography.fernet.Fernet().encrypt",
        "Cryptodome.Cipher.AES.new().encrypt",
        "pickle.dumps",
    }
)
_WORDS = frozenset(
    {
        "key",
        "token",
        "secret",
        "password",
        "passwd",
        "pass",
        "auth",
        "cred",
        "credential",
        "api",
        "aws",
        "private",
    }
)
_ENOUGH_WORDS = 3
_PIPED = re.compile(
    r"(?:^|[;&|(\s])(?:env|printenv|set|export -p)(?: -0)?\s*(?:\|\s*(?:base64|gzip|xxd|curl|nc|ncat|wget"
    r"|openssl)"
    r"|>\s*/dev/tcp/)|(?:curl|wget)\b[^\n]{0,300}(?:\$\(|`|<\()\s*(?:env|printenv)\b"
    r"|(?:gci|get-childitem|dir|ls) env:[^\n]{0,200}(?:invoke-|\birm\b|\biwr\b|upload)"
)


def examine(facts: PackageFacts) -> Iterator[Sighting]:
    """Yield sightings of the whole environment that is sent, wrapped up or searched."""
    for sheet in sheets(facts):
        found = False
        for call in sheet.outgoing:
            if any(whole_environment(taint) for taint in handed_over(call)):
                found = True
                confidence = raised(Confidence.MEDIUM, when=unasked(call.moment) or call.location.layer > 0)
                yield DETECTOR.sight_call(
                    call, "sends all environment variables to another host", settled(sheet.code, confidence)
                )
        for command in sheet.commands:
            if _PIPED.search(command.text[:4000]):
                yield DETECTOR.sight_call(
                    command.call,
                    "runs a command that sends all environment variables away",
                    settled(sheet.code, Confidence.HIGH),
                )
        if not found:
            yield from _wrapped(sheet)
            yield from _searched(sheet)


def _carries(call: Call) -> bool:
    """Return whether the whole environment is among what `call` is given."""
    return any(whole_environment(taint) for taint in call.taints)


def _wrapped(sheet: Sheet) -> Iterator[Sighting]:
    """Yield one sighting where the whole environment is encoded, as nothing but a transport needs it."""
    for call in sheet.calls(_ENCODERS):
        if _carries(call):
            confidence = raised(Confidence.LOW, when=bool(sheet.outgoing) and unasked(call.moment))
            yield DETECTOR.sight_call(
                call, "encodes all environment variables", settled(sheet.code, confidence)
            )
            return


def _searched(sheet: Sheet) -> Iterator[Sighting]:
    """Yield one sighting where all variables are gone through beside a list of words for secrets."""
    through = next(
        (
            call
            for call in sheet.calls(
                ("os.environ.items", "os.environ.keys", "os.environ.copy", "builtins.dict")
            )
            if call.name != "builtins.dict" or _carries(call)
        ),
        None,
    )
    if through is None or not sheet.outgoing:
        return
    words = {text.value.strip("_").lower() for text in sheet.code.texts} & _WORDS
    if len(words) >= _ENOUGH_WORDS:
        confidence = raised(Confidence.LOW, when=unasked(through.moment))
        yield DETECTOR.sight_call(
            through, "picks environment variables by words for secrets", settled(sheet.code, confidence)
        )


DETECTOR = Detector(
    id="environment-theft",
    title="Environment variables taken",
    severity=Severity.HIGH,
    techniques=(Technique.CREDENTIALS_IN_FILES, Technique.SYSTEM_INFORMATION),
    examine=examine,
    doc=__doc__,
)
