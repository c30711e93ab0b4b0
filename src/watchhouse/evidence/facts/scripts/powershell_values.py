"""What PowerShell's operators, casts and .NET methods make of constants."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from watchhouse.evidence.facts.scripts import decoding
from watchhouse.evidence.facts.scripts.folding import LONGEST, concatenate, derived, known, plain, taints_of
from watchhouse.evidence.facts.scripts.reading import decoded_taint
from watchhouse.evidence.values import Value

MOST_ELEMENTS: Final = 1 << 20
_REGEX: Final = frozenset("\\^$.|?*+()[]{}")


def joined(value: Value, glue: str = "") -> Value:
    """Return `value -join glue`."""
    if isinstance(value.const, list):
        texts = [_character(each) for each in value.const]
        if all(text is not None for text in texts) and sum(len(text or "") for text in texts) <= LONGEST:
            return derived(glue.join(text or "" for text in texts), value)
    if isinstance(value.const, str):
        return value
    return Value(taints=value.taints)


def add(left: Value, right: Value) -> Value:
    """Return `left + right`."""
    if isinstance(left.const, list):
        more = right.const if isinstance(right.const, list) else [right.const]
        if known(right) and len(left.const) + len(more) <= MOST_ELEMENTS:
            return derived([*left.const, *more], left, right)
        return Value(taints=taints_of((left, right)))
    if isinstance(left.const, int) and isinstance(right.const, int):
        return derived(left.const + right.const, left, right)
    return concatenate([left, right])


def replaced(value: Value, arguments: Sequence[Value]) -> Value:
    """Return `value -replace pattern, new`; a pattern that is more than text is not run."""
    words = [plain(each) for each in arguments]
    text = plain(value)
    if text is None or not words or words[0] is None or (len(words) > 1 and words[1] is None):
        return Value(taints=value.taints)
    old, new = words[0], (words[1] if len(words) > 1 else "") or ""
    clear = _literal(old)
    if clear is None or not clear:
        return Value(taints=value.taints)
    result = _insensitive(text, clear, new)
    return derived(result, value) if len(result) <= LONGEST else Value(taints=value.taints)


def split(value: Value, separator: Value) -> Value:
    """Return `value -split separator`."""
    text, wanted = plain(value), plain(separator)
    clear = _literal(wanted) if wanted is not None else None
    if text is None or clear is None:
        return Value(taints=value.taints)
    return derived((text.split(clear) if clear else list(text))[:MOST_ELEMENTS], value)


def formatted(value: Value, arguments: Value) -> Value:
    """Return `template -f arguments`."""
    template = plain(value)
    if template is None:
        return Value(taints=taints_of((value, arguments)))
    listed = arguments.const if isinstance(arguments.const, list) else [arguments.const]
    if not known(arguments):
        return Value(taints=taints_of((value, arguments)), shown=template[:4_000])
    result: list[str] = []
    rest = template[: 1 << 16]
    size = 0
    while rest and size <= LONGEST:
        before, brace, after = rest.partition("{")
        result.append(before)
        if not brace:
            break
        index, closing, rest = after.partition("}")
        number = index.split(":", 1)[0].split(",", 1)[0].strip()
        if closing and number.isdecimal() and number.isascii() and int(number[:6]) < len(listed):
            result.append(_character(listed[int(number[:6])]) or "")
        size += len(result[-1]) + len(before)
    return derived("".join(result), value, arguments) if size <= LONGEST else Value(taints=value.taints)


def index(value: Value, at: Value) -> Value:
    """Return `value[at]`, also with several indexes or a range."""
    whole = value.const
    if not isinstance(whole, str | list) or not known(at):
        return Value(taints=value.taints)
    places = at.const if isinstance(at.const, list) else [at.const]
    numbers = [
        int(each) for each in places if isinstance(each, int) or (isinstance(each, str) and each.isdecimal())
    ]
    picked = [whole[number] for number in numbers if -len(whole) <= number < len(whole)]
    if not isinstance(at.const, list):
        return derived(picked[0], value) if picked else Value(taints=value.taints)
    return derived(picked, value)


def cast(kind: str, value: Value) -> Value:  # noqa: PLR0911 -- one return for each case
    """Return `[kind]value`."""
    const = value.const
    match kind:
        case "char" | "char[]" if isinstance(const, list):
            numbers = [_number(each) for each in const]
            fits = all(number is not None and 0 <= number < 0x11_0000 for number in numbers)
            return derived([chr(number or 0) for number in numbers], value) if fits else value
        case "char":
            number = _number(const)
            return derived(chr(number), value) if number is not None and 0 <= number < 0x11_0000 else value
        case "string":
            text = plain(value)
            return derived(text, value) if text is not None else value
        case "char[]":
            return (
                derived(list(const), value)
                if isinstance(const, str) and len(const) <= MOST_ELEMENTS
                else value
            )
        case "int" | "byte" | "int32" | "int64" | "convert":
            number = _number(const)
            return derived(number, value) if number is not None else value
        case "byte[]" | "array" | "object[]" | "int[]" | "string[]":
            return value
        case _:
            return Value(const=const, name=value.name, taints=value.taints, shown=value.shown)


def static(name: str, arguments: Sequence[Value]) -> tuple[Value, str] | None:
    """Return what `[Type]::Method(arguments)` gives, and the encoding that it undid; None if it is not known here."""
    found = _STATICS.get(name)
    if found is not None and arguments:
        step, decode = found
        value = _decode(decode, arguments[0], step)
        return value, step if known(value) else ""
    texts = [plain(each) for each in arguments]
    match name, texts:
        case "string.join", [str(glue), *_] if len(arguments) > 1:
            rest = (
                arguments[1]
                if len(arguments) == 2
                else derived([each.const for each in arguments[1:]], *arguments[1:])
            )
            return joined(rest, glue), ""
        case "string.concat", [*_]:
            return concatenate(arguments), ""
        case (
            ("convert.toint32" | "convert.toint16" | "convert.tobyte" | "convert.tochar"),
            [str(digits), *rest],
        ):
            base = int(rest[0]) if rest and rest[0] in {"2", "8", "10", "16"} else 10
            number = _number(digits, base)
            return (derived(number, *arguments), "") if number is not None else None
        case "array.reverse", [*_]:
            return None
        case _:
            return None


def method(value: Value, name: str, arguments: Sequence[Value]) -> Value | None:  # noqa: PLR0911 -- one return for each case
    """Return what a method of a constant text or list gives, or None."""
    text = value.const
    words = [plain(each) for each in arguments]
    if isinstance(text, list):
        return joined(value) if name == "tostring" else None
    if not isinstance(text, str):
        return None
    match name, words:
        case "replace", [str(old), str(new)] if old:
            result = text.replace(old, new)
            return derived(result, value) if len(result) <= LONGEST else None
        case "tostring" | "trim" | "normalize", _:
            return derived(text.strip() if name == "trim" else text, value)
        case "tolower" | "toupper" | "tolowerinvariant" | "toupperinvariant", _:
            return derived(text.lower() if "lower" in name else text.upper(), value)
        case "tochararray", _:
            return derived(list(text[:MOST_ELEMENTS]), value)
        case "substring", [str(start), *rest] if start.isdecimal():
            begin = int(start[:9])
            end = begin + int(rest[0][:9]) if rest and (rest[0] or "").isdecimal() and rest[0] else len(text)
            return derived(text[begin:end], value)
        case "split", [str(separator), *_] if separator:
            return derived(text.split(separator)[:MOST_ELEMENTS], value)
        case "remove", [str(start), *_] if start.isdecimal():
            return derived(text[: int(start[:9])], value)
        case "insert", [str(start), str(added)] if start.isdecimal():
            return derived(text[: int(start[:9])] + added + text[int(start[:9]) :], value)
        case _:
            return None


def spread(first: Value, last: Value) -> Value:
    """Return `first..last`."""
    low, high = _number(first.const), _number(last.const)
    if low is None or high is None or abs(high - low) > 100_000:
        return Value()
    return Value(const=list(range(low, high + 1) if high >= low else range(low, high - 1, -1)))


def _decode(decode: Callable[[Any], Any], value: Value, step: str) -> Value:
    content = value.const
    if isinstance(content, list) and all(isinstance(each, int) and 0 <= each < 256 for each in content):
        content = bytes(content)
    taints = decoded_taint(value, step) if step else value.taints
    if not isinstance(content, str | bytes):
        return Value(taints=taints)
    result = decode(content)
    return Value(const=result, taints=taints) if result is not None else Value(taints=taints)


def _base64(content: str | bytes) -> bytes | None:
    return decoding.from_base64(content) if isinstance(content, str) else None


def _encoded(codec: str) -> Callable[[str | bytes], Any]:
    """Return what `Encoding.GetString` and `GetBytes` do; which of them the argument's type says."""

    def convert(content: str | bytes) -> Any:
        return (
            content.decode(codec, "replace")
            if isinstance(content, bytes)
            else content.encode(codec, "replace")
        )

    return convert


def _encodings() -> dict[str, tuple[str, Callable[[Any], Any]]]:
    table: dict[str, tuple[str, Callable[[Any], Any]]] = {}
    codecs = {"utf8": "utf-8", "ascii": "ascii", "unicode": "utf-16-le", "utf7": "utf-7", "default": "cp1252",
              "utf32": "utf-32-le", "bigendianunicode": "utf-16-be", "latin1": "latin-1"}  # fmt: skip
    for name, codec in codecs.items():
        for end in ("getstring", "getbytes"):
            table[f"encoding.{name}.{end}"] = (
                "utf-16" if codec.startswith("utf-16") else "",
                _encoded(codec),
            )
    return table


_STATICS: Final[Mapping[str, tuple[str, Callable[[Any], Any]]]] = {
    "convert.frombase64string": ("base64", _base64),
    "uri.unescapedatastring": (
        "percent",
        lambda text: decoding.unescape(text) if isinstance(text, str) else None,
    ),
    "httputility.urldecode": (
        "percent",
        lambda text: decoding.unescape(text) if isinstance(text, str) else None,
    ),
    "convert.fromhexstring": ("hex", lambda text: decoding.from_hex(text) if isinstance(text, str) else None),
    "regex.unescape": ("", lambda text: text if isinstance(text, str) and "\\" not in text else None),
    **_encodings(),
}


def _character(value: Any) -> str | None:
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | float) else None


def _number(value: Any, base: int = 10) -> int | None:
    if isinstance(value, int):
        return value
    if not isinstance(value, str) or not 0 < len(value) < 100:
        return None
    if len(value) == 1 and not value.isdecimal():
        return ord(value)
    try:
        return int(value, 16 if value.lower().startswith("0x") else base)
    except ValueError:
        return None


def _literal(pattern: str) -> str | None:
    """Return the text that a regular expression stands for, if it stands for one text only."""
    result: list[str] = []
    position = 0
    while position < len(pattern):
        letter = pattern[position]
        if letter == "\\" and position + 1 < len(pattern) and not pattern[position + 1].isalnum():
            position += 1
            result.append(pattern[position])
        elif letter in _REGEX:
            return None
        else:
            result.append(letter)
        position += 1
    return "".join(result)


def _insensitive(text: str, old: str, new: str) -> str:
    """Replace as PowerShell does, whatever the case."""
    lowered, wanted = text.lower(), old.lower()
    if len(lowered) != len(text):
        return text.replace(old, new)
    pieces: list[str] = []
    begin = 0
    while (found := lowered.find(wanted, begin)) >= 0:
        pieces += [text[begin:found], new]
        begin = found + len(wanted)
    return "".join((*pieces, text[begin:]))
