"""Tokens of a shell script come in, pipelines of simple commands go out."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from watchhouse.evidence.facts.scripts.decoding import from_base64, from_hex
from watchhouse.evidence.facts.scripts.shell_words import Operator, Token, Word

DEEPEST: Final = 12
"""Substitutions within substitutions."""

_WORDS: Final = frozenset(
    "if then else elif fi do done while until for in case esac function ! { } [[ ]] time select coproc".split()
)
_PREFIXES: Final = frozenset(
    "sudo doas env nohup exec command builtin time setsid stdbuf nice ionice timeout xargs busybox then do".split()
)
_ASSIGNMENT = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\+?=")
_SUBSTRING = re.compile(r"([A-Za-z_][A-Za-z0-9_]*):(\d{1,6})(?::(\d{1,6}))?")
_DEFAULT = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)(?::?[-=])(.*)", re.DOTALL)
_GROUP: Final = 30
"""Pipelines of a group whose output is remembered."""
_DESCRIPTORS: Final = frozenset("0123456789")
_OUTPUTS: Final = frozenset(("-o", "-O", "--output", "--output-document", "-out"))
_ENDS: Final = frozenset((";", "&", "&&", "||", "\n", "(", ")", ";;", ";&", ";;&"))
_DECODING: Final = {
    "base64": from_base64,
    "xxd": from_hex,
    "base32": None,
    "openssl": from_base64,
}


@dataclass(slots=True)
class Command:
    """One simple command of a pipeline: words, and redirections as (operator, word)."""

    words: list[Word] = field(default_factory=list)
    redirections: list[tuple[Operator, Word | None]] = field(default_factory=list)


@dataclass(slots=True)
class Pipeline:
    """Commands joined by pipes."""

    commands: list[Command] = field(default_factory=lambda: [Command()])
    carried: bool = False
    """Whether it begins with what the group before it printed."""
    opens: bool = False
    """Whether a group begins with it."""


def pipelines(tokens: Iterable[Token]) -> Iterator[Pipeline]:  # noqa: PLR0912 -- a grammar in one table of cases
    """Yield each pipeline."""
    pipeline = Pipeline()
    grouped = in_case = False
    waiting: Operator | None = None
    for token in tokens:
        command = pipeline.commands[-1]
        if waiting is not None:
            command.redirections.append((waiting, token if isinstance(token, Word) else None))
            waiting = None
            if isinstance(token, Word):
                continue
        if isinstance(token, Word):
            in_case = in_case or token.literal == "case"
            pipeline.opens = pipeline.opens or (not command.words and token.literal in {"{", "do", "then"})
            command.words.append(token)
        elif token.text in {"|", "|&"}:
            if grouped and _closes(command):
                pipeline.carried = True
                pipeline.commands = [Command()]
            else:
                pipeline.commands.append(Command())
        elif token.body is not None or token.text in {"<<", "<<-"}:
            command.redirections.append((token, None))
        elif token.text in _ENDS:
            label = token.text == ")" and in_case and len(pipeline.commands) == 1 and len(command.words) <= 1
            if not label and _does_something(pipeline):
                yield pipeline
            grouped = token.text == ")" or (grouped and token.text == "\n") or token.text in {";", "\n"}
            pipeline = Pipeline(opens=token.text == "(")
        else:
            waiting = token
            if command.words and command.words[-1].literal in _DESCRIPTORS:
                command.words.pop()
    if _does_something(pipeline):
        yield pipeline


def _closes(command: Command) -> bool:
    """Return whether nothing stands between the end of a group and the pipe after it."""
    return all(word.literal in {"}", "done", "fi", "esac"} for word in command.words)


def _does_something(pipeline: Pipeline) -> bool:
    first = pipeline.commands[0]
    return bool(first.words or first.redirections or len(pipeline.commands) > 1)


def leading_text(word: Word) -> str:
    """Return the text before the first substitution."""
    texts = []
    for part in word.parts:
        if part.kind != "text":
            break
        texts.append(part.text)
    return "".join(texts)


def without_options(words: list[Word]) -> list[Word]:
    """Take off a wrapper with its options, assignments and numbers."""
    wrapper = words[0].literal
    rest = words[1:]
    while len(rest) > 1:
        literal = rest[0].literal
        if literal is None or not (
            literal.startswith("-") or "=" in literal or literal.rstrip("smhd").isdigit()
        ):
            break
        takes_value = wrapper == "sudo" and literal in {"-u", "-g", "-h", "-p"}
        takes_value = takes_value or (wrapper == "xargs" and literal in {"-I", "-n", "-P", "-d", "-L"})
        rest = rest[2:] if takes_value and len(rest) > 2 else rest[1:]
    return rest
