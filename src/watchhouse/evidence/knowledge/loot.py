"""Which sources are theft when they leave the machine, and which identify it."""

import re

from watchhouse.evidence.values import Source, Taint

STOLEN = frozenset(
    {
        Source.CREDENTIAL_FILE,
        Source.CLOUD_TOKEN,
        Source.SSH_KEY,
        Source.WALLET,
        Source.BROWSER,
        Source.CHAT_TOKEN,
        Source.CLIPBOARD,
        Source.KEYSTROKES,
        Source.SCREENSHOT,
        Source.CAMERA,
    }
)
"""What honest code has little reason to send; the environment as a whole comes on top (`loot_in`)."""

_COARSE = ("platform.system", "platform.platform", "platform.machine", "platform.release", "platform.version",
           "platform.processor", "platform.python", "platform.architecture", "locale.", "distro.", "os.name",
           "sys.platform", "sys.version")  # fmt: skip
"""What a User-Agent or a telemetry ping says without naming the machine."""
_ONE = frozenset({"os.getenv", "os.getenvb", "os.environ.get"})
"""One variable whose name is not known."""
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_KEYS = re.compile(
    r"priv(?:ate)?_?key|mnemonic|seed_?(?:phrase|words)|^seed$|passphrase|secret_?key|access_?secret|key_?secret|secret_?access|^wif$|key_?pair|key_?store|"
    r"recovery_?(?:phrase|words)|^secret$|account_?key|signer|session_?string|f_locals",
    re.IGNORECASE,
)


def whole_environment(taint: Taint) -> bool:
    """
    Return whether `taint` is the environment as a whole and not one variable of it.

    >>> whole_environment(Taint(Source.ENVIRONMENT, "os.environ")), whole_environment(Taint(Source.ENVIRONMENT, "HOME"))
    (True, False)
    """
    return (
        taint.source is Source.ENVIRONMENT
        and taint.detail not in _ONE
        and not _VARIABLE.fullmatch(taint.detail)
    )


def loot_in(taints: frozenset[Taint]) -> frozenset[Source]:
    """Return the kinds of loot in `taints`."""
    return frozenset(taint.source for taint in taints if taint.source in STOLEN or whole_environment(taint))


def identity_in(taints: frozenset[Taint]) -> frozenset[str]:
    """Return the details by which `taints` name this very machine or its user."""
    return frozenset(
        taint.detail
        for taint in taints
        if taint.source is Source.HOST_IDENTITY and not taint.detail.startswith(_COARSE)
    )


def secrets_in(taints: frozenset[Taint]) -> frozenset[str]:
    """Return the names of secret arguments in `taints`."""
    return frozenset(taint.detail for taint in taints if taint.source is Source.SECRET_ARGUMENT)


def is_key(name: str) -> bool:
    """
    Return whether an argument's name says that it is a key, which no honest service asks for.

    >>> is_key("private_key"), is_key("password")
    (True, False)
    """
    return _KEYS.search(name) is not None


def listed(sources: frozenset[Source]) -> str:
    """Return the names of `sources` as a list for a sentence."""
    return ", ".join(sorted(source.value for source in sources))
