"""
A shell that somebody else commands over the network.

Looks at: sockets duplicated onto standard input and output, a terminal or shell spawned beside them; command lines of
the well-known one-line shells; loops that run what a socket says and send the output back.
Does not look at: remote administration programs that are only installed (see `download-exec`).
Known honest users: remote-execution frameworks and test harnesses (pwntools, rpyc), which are asked by their caller and
hold no fixed address: at most MEDIUM.
"""

import re
from collections.abc import Iterator

from watchhouse.evidence.detector import Detector
from watchhouse.evidence.facts.code import CodeFacts
from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.evidence.knowledge.hosts import endpoints_of
from watchhouse.evidence.values import Sink, Source
from watchhouse.evidence.views.arguments import said
from watchhouse.evidence.views.circumstances import raised, settled, unasked
from watchhouse.model.evidence import Confidence, Location, Severity, Sighting
from watchhouse.model.technique import Technique

_ONE_LINE = re.compile(
    r"/dev/(?:tcp|udp)/"
    r"|\b(?:nc|ncat|netcat)(?:\.exe|\.traditional)?\b[^\n|]{0,80}\s-{1,2}(?:[a-z]{0,4}e\b|exec\b|sh-exec\b|[a-z]{0,4}c\s)"
    r"|mkfifo\b[^\n]{0,120}\b(?:nc|ncat|netcat|telnet|openssl)\b"
    r"|socat\b[^\n]{0,160}exec:"
    r"|\b(?:ba|z)?sh\s+-i\s*(?:[0-9]?>&|<)"
    r"|net\.sockets\.tcpclient",
    re.IGNORECASE,
)
_WORDS = ("/dev/", "nc", "netcat", "mkfifo", "socat", "sh -i", "tcpclient")
_SOCKETS = ("socket.socket()", "socket.create_connection", "ssl.wrap_socket()")
_SHELL = re.compile(
    r"(?:^|[/\\\s\"'])(?:(?:ba|z|da|k)?sh|cmd(?:\.exe)?|powershell(?:\.exe)?)(?:$|[\s\"'])", re.IGNORECASE
)


def examine(facts: PackageFacts) -> Iterator[Sighting]:
    """Yield sightings for one-line shells, shells put onto a socket, and command loops."""
    for code in facts.code:
        yield from _one_line(code)
        yield from _onto_socket(code)
        yield from _loop(code)


def _is_one_line(text: str) -> bool:
    lowered = text.lower()
    return any(word in lowered for word in _WORDS) and _ONE_LINE.search(text) is not None


def _one_line(code: CodeFacts) -> Iterator[Sighting]:
    seen: set[Location] = set()
    for call in code.calls:
        runs = call.sink is Sink.PROCESS or call.name.startswith(("shell.", "powershell."))
        if runs and (_is_one_line(said(call)) or (call.sink is None and _is_one_line(call.excerpt))):
            seen.add(call.location)
            yield DETECTOR.sight_call(
                call,
                "starts a command line that hands a shell to a remote host",
                settled(code, Confidence.HIGH),
            )
    lines = {location.line for location in seen}
    for text in code.texts:
        if text.hidden and text.location.line not in lines and _is_one_line(text.value):
            lines.add(text.location.line)
            yield DETECTOR.sight(
                "hides a command line that hands a shell to a remote host",
                settled(code, Confidence.MEDIUM),
                text.location,
                moment=text.moment,
                decoded=text.value,
            )


def _onto_socket(code: CodeFacts) -> Iterator[Sighting]:
    sockets = [call for call in code.calls if call.name.startswith(_SOCKETS)]
    if not sockets:
        return
    copies = [call for call in code.calls if call.name == "os.dup2"]
    copied = {call.function for call in copies}
    for call in code.calls:
        if call.sink is not Sink.PROCESS or call.function not in copied:
            continue
        if call.name == "pty.spawn" or _SHELL.search(said(call)):
            yield DETECTOR.sight_call(
                call, "starts a shell whose input and output are a socket", settled(code, Confidence.HIGH)
            )


def _loop(code: CodeFacts) -> Iterator[Sighting]:
    answers = [
        call for call in code.calls if call.sink is Sink.NETWORK and call.receives(Source.PROCESS_OUTPUT)
    ]
    if not answers:
        return
    fixed = any(
        endpoint.away
        for call in code.calls
        if call.sink is Sink.NETWORK
        for endpoint in endpoints_of(call.values)
    )
    for call in code.calls:
        if call.sink is Sink.PROCESS and call.receives(Source.REMOTE_CONTENT):
            confidence = raised(Confidence.MEDIUM, when=fixed or unasked(call.moment))
            yield DETECTOR.sight_call(
                call, "runs commands from the network and sends their output back", settled(code, confidence)
            )


DETECTOR = Detector(
    id="remote-shell",
    title="Shell for a remote host",
    severity=Severity.CRITICAL,
    techniques=(Technique.UNIX_SHELL, Technique.WINDOWS_SHELL, Technique.REMOTE_ACCESS),
    examine=examine,
    doc=__doc__,
)
