"""Values of scripts put together: concatenation, choice and the taints that come along."""

from collections.abc import Iterable
from typing import Any, Final

from watchhouse.evidence.knowledge.places import source_of_path
from watchhouse.evidence.knowledge.secrets import is_secret_name
from watchhouse.evidence.values import UNKNOWN, Source, Taint, Value

LONGEST: Final = 8 << 20
"""Characters of one folded constant; longer ones are left unfolded."""
HOLE: Final = "{}"
LONGEST_SHOWN: Final = 4_000

NOTHING: Final = Value()

_HOST_NAMES: Final = frozenset(
    (
        "user",
        "username",
        "logname",
        "computername",
        "hostname",
        "userdomain",
        "logonserver",
        "userdnsdomain",
        "host",
    )
)
_HARMLESS_NAMES: Final = frozenset(
    """temp tmp tmpdir appdata localappdata userprofile homepath homedrive home programdata programfiles windir
    systemroot systemdrive path pathext comspec public psmodulepath allusersprofile programfiles(x86) pwd oldpwd shell
    lang term display node_env npm_config_prefix init_cwd cd os processor_architecture number_of_processors prefix
    destdir pythonpath ld_library_path random errorlevel date time""".split()
)
"""Variables that say where things are; what flows from them is a path, not a secret."""


def taints_of(values: Iterable[Value]) -> frozenset[Taint]:
    """Return everything that flowed into any of `values`."""
    return frozenset[Taint]().union(*(value.taints for value in values))


def text_value(text: str) -> Value:
    """Return a text constant."""
    return Value(const=text)


def concatenate(values: Iterable[Value], glue: str = "") -> Value:
    """
    Return `values` as one text, with `{}` where a part is unknown.

    >>> concatenate([Value(const="a"), Value(const=1)]).const
    'a1'
    >>> concatenate([Value(const="a"), Value(), Value(const="b")]).shown
    'a{}b'
    """
    parts = list(values)
    taints = taints_of(parts)
    texts = [plain(part) for part in parts]
    known = [text for text in texts if text is not None]
    if len(known) == len(texts):
        size = sum(map(len, known)) + len(glue) * len(known)
        return Value(const=glue.join(known), taints=taints) if size <= LONGEST else Value(taints=taints)
    shown = glue.join(
        part.shown or HOLE if text is None else text for part, text in zip(parts, texts, strict=True)
    )
    return Value(taints=taints, shown=shown[:LONGEST_SHOWN])


def plain(value: Value) -> str | None:  # noqa: PLR0911 -- one return for each case
    """Return a constant as the text that a script would make of it, or None."""
    match value.const:
        case str():
            return value.const
        case bool():
            return str(value.const)
        case int() if value.const.bit_length() < 1_000:
            return str(value.const)
        case float():
            return str(value.const)
        case bytes():
            return value.const.decode("utf-8", "replace")
        case list() | tuple() if len(value.const) < 100_000:
            return " ".join(str(each) for each in value.const if isinstance(each, str | int))
        case _:
            return None


def known(value: Value) -> bool:
    """Return whether `value` was folded to a constant."""
    return value.const is not UNKNOWN


def tainted(value: Value, source: Source, detail: str = "") -> Value:
    """Return `value` with one more taint."""
    added = value.taints | {Taint(source, detail[:200])}
    return Value(const=value.const, name=value.name, taints=added, shown=value.shown)


def derived(const: Any, *origins: Value) -> Value:
    """Return a constant computed from `origins`, whose taints it inherits."""
    return Value(const=const, taints=taints_of(origins))


def environment(variable: str, *, always: bool) -> frozenset[Taint]:
    """
    Return what flows from an environment variable; unless `always`, only a secret or the host's identity.

    >>> [taint.source.name for taint in environment("AWS_SECRET_ACCESS_KEY", always=False)]
    ['ENVIRONMENT']
    >>> environment("TEMP", always=True), environment("i", always=False)
    (frozenset(), frozenset())
    """
    lowered = variable.lower()
    if lowered in _HOST_NAMES:
        return frozenset((Taint(Source.HOST_IDENTITY, variable[:200]),))
    if lowered in _HARMLESS_NAMES:
        return frozenset()
    if always or is_secret_name(variable):
        return frozenset((Taint(Source.ENVIRONMENT, variable[:200]),))
    return frozenset()


def place_taints(values: Iterable[Value]) -> frozenset[Taint]:
    """Return what is to be had at the paths among `values`, for calls that read what they name."""
    found = (source_of_path(value.text) for value in values if value.text)
    return frozenset(Taint(source, detail) for source, detail in filter(None, found))
