"""No expression of a detector or of its knowledge takes long on a hostile text."""

import importlib
import pkgutil
import re
import time
from collections.abc import Iterator

import pytest

import watchhouse.evidence.detectors
import watchhouse.evidence.knowledge
from watchhouse.evidence.views import theft

LENGTH = 4_000
"""Characters of one command that detectors look at."""
MOST_SECONDS = 0.4
"""Far above what a linear expression needs on a slow machine, far below what a cubic one takes."""
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
def test_an_expression_is_fast_on_hostile_text(name: str, pattern: re.Pattern[str]) -> None:
    """Repetitions of any beginning, alone and after each other, end in time."""
    taken = {fragment: _seconds(pattern, (fragment * LENGTH)[:LENGTH]) for fragment in FRAGMENTS}
    assert {fragment: seconds for fragment, seconds in taken.items() if seconds > MOST_SECONDS} == {}, name


def _seconds(pattern: re.Pattern[str], text: str) -> float:
    begin = time.perf_counter()
    pattern.search(text)
    return time.perf_counter() - begin
