"""What is known of a value without running the code: its constant, where its name comes from, what flowed into it."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final


class Source(StrEnum):
    """Where data comes from that an attacker wants, or that an attacker controls."""

    ENVIRONMENT = "environment variables"
    CREDENTIAL_FILE = "credential files"
    CLOUD_TOKEN = "cloud credentials"
    SSH_KEY = "SSH keys"
    WALLET = "cryptocurrency wallets"
    BROWSER = "browser stores"
    CHAT_TOKEN = "chat application tokens"
    HOST_IDENTITY = "host identity"
    CLIPBOARD = "clipboard"
    KEYSTROKES = "keystrokes"
    SCREENSHOT = "screenshots"
    CAMERA = "camera or microphone"
    SECRET_ARGUMENT = "an argument named like a secret"
    PASSED_THROUGH = "what others pass through a wrapper"
    LOCAL_FILE = "local files"
    PROCESS_OUTPUT = "output of a command"
    REMOTE_CONTENT = "remote content"
    DECODED = "decoded or decrypted data"


class Sink(StrEnum):
    """Where data does harm when it arrives."""

    NETWORK = "network"
    DNS = "DNS look-up"
    PROCESS = "process"
    CODE = "code execution"
    FILE = "file written"
    STARTUP = "file in a start-up place"
    CLIPBOARD = "clipboard written"
    DELETION = "file deleted"
    NATIVE = "native code or memory"


@dataclass(frozen=True, slots=True)
class Taint:
    """One source that flowed into a value."""

    source: Source
    detail: str = ""
    """The variable's, file's or function's name; hostile where it comes from the code."""


class _Unknown:
    """The type of UNKNOWN."""

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Final = _Unknown()
"""Stands for a constant that could not be folded; None is a constant like any other."""


@dataclass(frozen=True, slots=True)
class Value:
    """One abstract value."""

    const: Any = UNKNOWN
    """The Python constant (str, bytes, int, tuple, list, dict …) if folding reached one."""
    name: str = ""
    """Dotted origin, aliases resolved: `os.environ`, `requests.get()`, `pkg.mod.helper`; empty if none."""
    taints: frozenset[Taint] = frozenset()
    shown: str = ""
    """For an unfolded text: its known pieces with `{}` for each hole, as in `https://host/{}/x`."""
    target: Any = field(default=None, compare=False)
    """A function, class, instance or other object of the package itself, where the value is one."""

    @property
    def text(self) -> str:
        """
        The best text for this value: the constant if it is text, else its known pieces.

        >>> Value(const=b"abc").text
        'abc'
        >>> Value(shown="https://{}/x").text
        'https://{}/x'
        """
        if isinstance(self.const, str):
            return self.const
        if isinstance(self.const, bytes):
            return self.const.decode("utf-8", "replace")
        return self.shown

    def has(self, *sources: Source) -> bool:
        """Return whether any of `sources` flowed into this value."""
        return any(taint.source in sources for taint in self.taints)
