"""Feeds arbitrary bytes to the readers of scripts: `fuzz_one` for any fuzzer, the first byte chooses the language."""

from watchhouse.evidence.facts.code import Zone
from watchhouse.evidence.facts.scripts.read import read_script
from watchhouse.evidence.facts.scripts.recognise import language_of, looks_like_script, script_text
from watchhouse.model.artifact import MemberPath
from watchhouse.model.evidence import Moment

LANGUAGES = ("shell", "powershell", "batch", "vbscript", "javascript")


def fuzz_one(data: bytes) -> None:
    """Read `data` as a script; any exception is a finding."""
    language = LANGUAGES[data[0] % len(LANGUAGES)] if data else "shell"
    text = script_text(data[1:])
    looks_like_script(text)
    language_of("x", data)
    read_script(MemberPath("x"), text, language, zone=Zone.PACKAGE, moment=Moment.IMPORT)
