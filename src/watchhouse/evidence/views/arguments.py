"""What a call says: the texts in its arguments, also those inside lists and dicts, and the program it starts."""

import re
from collections.abc import Iterator
from typing import Any

from watchhouse.evidence.facts.code import Call
from watchhouse.evidence.facts.python.objects import Constructed, Items
from watchhouse.evidence.values import UNKNOWN, Source, Taint, Value

MOST_TEXT = 200_000
"""Characters of one call's arguments that are looked at."""
_DEPTH = 4
_PROGRAM = re.compile(r"(?:\w+=\S*\s+)*[\"']?([^\s\"';|&]+)")
_WRAPPERS = frozenset(
    {"sudo", "env", "nohup", "exec", "start", "cmd", "cmd.exe", "/c", "/k", "call", "timeout", "time"}
)


def said(call: Call) -> str:
    """Return every known text in the arguments of `call`, one a line."""
    pieces: list[str] = []
    room = MOST_TEXT
    for value in call.values:
        for piece in texts_of(value):
            pieces.append(piece[:room])
            room -= len(piece)
            if room <= 0:
                return "\n".join(pieces)
    return "\n".join(pieces)


def texts_of(value: Value, depth: int = _DEPTH) -> Iterator[str]:
    """Yield the texts that `value` is made of."""
    if isinstance(value.target, Items) and depth:
        for key, item in value.target.pairs:
            yield from texts_of(key, depth - 1)
            yield from texts_of(item, depth - 1)
    elif value.const is UNKNOWN:
        if value.shown:
            yield value.shown
    else:
        yield from _constants(value.const, depth)


def _constants(constant: Any, depth: int) -> Iterator[str]:
    match constant:
        case str():
            yield constant
        case bytes():
            yield constant.decode("utf-8", "replace")
        case list() | tuple() | set() | frozenset() if depth:
            for item in constant:
                yield from _constants(item, depth - 1)
        case dict() if depth:
            for key, item in constant.items():
                yield from _constants(key, depth - 1)
                yield from _constants(item, depth - 1)


def command_of(call: Call) -> str:
    """Return the command line that a PROCESS call starts, as far as it is known."""
    return " ".join(texts_of(call.argument(0, "args")))


def program_of(call: Call) -> str:
    """
    Return the name of the program that a PROCESS call starts, in lower case and without folder and `.exe`.

    Wrappers such as `sudo` and `cmd /c` are looked through; empty where it is not known.
    """
    return program_in(command_of(call))


def program_in(command: str) -> str:
    """
    Return the name of the program that the command line `command` starts.

    >>> program_in("sudo /usr/bin/curl -s x"), program_in("{} -c x")
    ('curl', '')
    """
    rest = command.strip()
    for _ in range(4):
        match = _PROGRAM.match(rest)
        if match is None:
            return ""
        word = match[1].lower()
        if word not in _WRAPPERS:
            name = re.split(r"[/\\]", word)[-1].removesuffix(".exe")
            return "" if "{}" in name else name
        rest = rest[match.end() :].lstrip(" \"'")
    return ""


_SENDING = frozenset(
    {"post", "put", "patch", "request", "send", "sendall", "sendto", "sendmail", "send_message", "send_photo",
     "send_document", "emit", "publish", "storbinary", "storlines", "upload_file", "put_object", "send_file", "execute",
     "DiscordWebhook", "Webhook", "from_url"}
)  # fmt: skip
_BODIES = frozenset({"data", "json", "files", "content", "params", "body", "headers", "cookies"})


_ASKED_OF = frozenset("get post put patch delete head options request stream urlopen urlretrieve".split())
"""Methods of HTTP clients that are told an address."""


def verb_of(call: Call) -> str:
    """Return the last part of the name that is called."""
    return call.name.rpartition(".")[2]


def sends(call: Call) -> bool:
    """Return whether a NETWORK call hands data over, and does not only fetch."""
    return verb_of(call) in _SENDING or any(name in _BODIES for name, _ in call.keywords)


def destination_of(call: Call) -> str:
    """
    Return all texts of `call` and of what made the object that it is a method of.

    Host and path are joined where a connection was opened apart from the request.
    """
    opened = call.receiver.target
    if not isinstance(opened, Constructed) or not opened.arguments:
        return said(call)
    host = opened.arguments[0].text
    if "Connection" in opened.name:
        host = f"//{host}{call.argument(1, 'url').text}"
    return f"{host}\n{said(call)}"


def address_of(call: Call) -> Value:
    """Return the argument that says where a NETWORK call goes."""
    if verb_of(call) in {"request", "open", "stream"} and len(call.arguments) > 1:
        return call.argument(1, "url")
    return call.argument(0, "url")


def handed_over(call: Call) -> frozenset[Taint]:
    """
    Return what flows into a NETWORK call, but for the variables out of which its address was configured.

    An address with a known host carries what is put into it away; an address that is nothing but a setting
    goes wherever the user of the program says.
    """
    address = address_of(call)
    if verb_of(call) not in _ASKED_OF or "://" in address.text or not address.has(Source.ENVIRONMENT):
        return call.taints
    rest = list(call.values)
    rest.remove(address)  # once: the same loot may stand in the body, too
    kept = (taint for taint in address.taints if taint.source is not Source.ENVIRONMENT)
    return frozenset().union(kept, *(value.taints for value in rest))
