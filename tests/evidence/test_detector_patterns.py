"""No expression of a detector or of its knowledge is lost in a hostile text."""

import importlib
import pkgutil
import re
from collections.abc import Iterator

import pytest

import watchhouse.evidence.detectors
import watchhouse.evidence.knowledge
from watchhouse.evidence.views import theft

LENGTH = 12_000
"""Three times the characters of one command that detectors look at: a cubic expression would take hours."""
FRAGMENTS = (
    "a", "r", "-r ", "-rm ", "rm -r ", "rm -", "sudo -a ", "sudo -s", "curl ", "curl -d ", "echo ", "| ",
    "|base64 ", "env ", "env|", "npm ", "npm x ", "git push -a ", "https://a", "https://", "docker run ",
    "format ", "dd ", "find / ", "del /s ", "rd /s /s ", "crontab -u a ", "reg add ", "systemctl ",
    "osascript ", "sc ", "> ", ">> ~", "a.", "-", " ", "\t", "${", "1", "[", "config.sh ",
    "actions-runner", "trufflehog ", "search ", "find every ", "agent run ", "ignore all ", "do not tell ",
    "sleep 10", "ping -n 1", "timeout 1", "kubectl -a b ", "security ", "iwr ", "invoke-webrequest ",
    "downloadstring", "0x", "chmod -R ", "chmod ", "code ", "security find-", "twine", "<!--",
    "you are an ", "../", "a/", "'", '"', "\\x41", "%61",
)  # fmt: skip


def patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Yield every compiled expression over text of the detectors and their knowledge."""
    for package in (watchhouse.evidence.detectors, watchhouse.evidence.knowledge):
        for module in pkgutil.iter_modules(package.__path__, package.__name__ + "."):
            loaded = importlib.import_module(module.name)
            for name, value in vars(loaded).items():
                if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
                    yield f"{module.name.rpartition('.')[2]}.{name}", value
    yield "theft.SENDS", theft.SENDS


@pytest.mark.parametrize(("name", "pattern"), [pytest.param(*one, id=one[0]) for one in patterns()])
def test_an_expression_reaches_an_answer_on_hostile_text(name: str, pattern: re.Pattern[str]) -> None:
    """Repetitions of any beginning match within the first two, up to the end of the text, or not at all."""
    late = {
        fragment: found.span()
        for fragment in FRAGMENTS
        for found in (pattern.search((fragment * LENGTH)[:LENGTH]),)
        if found and found.start() >= 2 * len(fragment) and found.end() != LENGTH
    }
    assert late == {}, name
