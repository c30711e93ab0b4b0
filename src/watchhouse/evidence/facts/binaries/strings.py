"""Telling strings in native code: one multi-pattern pass over the bytes, then the text around each hit."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from watchhouse.evidence.knowledge.places import source_of_path, startup_place
from watchhouse.evidence.knowledge.services import services_in

MOST: Final = 200
"""Strings kept of one member, the most telling first."""
MOST_HITS: Final = 50_000
"""Hits of the pass that are looked at; libraries with tables of URLs have a few thousand."""
LONGEST: Final = 400
"""Characters of one string."""

_PLAIN: Final = (
    rb"(?:https?|wss?|ftp)://[a-z0-9\[]",
    rb"stratum\+(?:tcp|ssl)://",
    rb"\b[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}:[0-9]{2,5}\b",
    rb"cmd(?:\.exe)? /[ck]\b",
    rb"powershell",
    rb"/bin/(?:ba)?sh -",
    rb"\b(?:schtasks|bitsadmin|certutil|mshta|vssadmin|wevtutil|netsh|rundll32|regsvr32)(?:\.exe)? [/-a-z]",
    rb"\breg(?:\.exe)? add ",
    rb"\b(?:curl|wget|nohup|chmod|crontab|systemctl|launchctl) [-+a-z]",
    rb"currentversion\\+(?:run|policies\\|winlogon)",
    rb"start menu\\+programs\\+startup",
    rb"/etc/(?:shadow|crontab|cron\.d|ld\.so\.preload|systemd|init\.d|rc\.local)",
    rb"\.ssh/|id_rsa\b|authorized_keys",
    rb"\.aws/|\.kube/config|\.npmrc|\.pypirc|\.git-credentials|\.docker/config",
    rb"login data\b|local state\b|cookies\.sqlite|logins\.json|key4\.db|\\user data\\",
    rb"wallet\.dat|exodus\.wallet|nkbihfbeogaeaoehlefnkodbefgpgknn|electrum\\wallets",
    rb"discord[a-z]*\\local storage|\\leveldb|telegram desktop\\tdata",
    rb"library/launch(?:agents|daemons)|login\.keychain",
    rb"ld_preload=",
)
_WIDE: Final = (
    "http://", "https://", "powershell", "cmd.exe", "cmd /c", "\\currentversion\\run", "login data",
    "\\user data\\", "wallet.dat", "schtasks", "\\leveldb", "webhook",
)  # fmt: skip
_MARKS: Final = {
    rb"PyInit_[A-Za-z0-9_]": "extension",
    rb"_MEIPASS|MEI\x0c\x0b\x0a\x0b\x0e": "PyInstaller",
    rb"NUITKA_ONEFILE": "Nuitka one-file",
    rb"PYTHONSCRIPT\x00|py2exe": "py2exe",
    rb"UPX!": "UPX",
}
"""What says something of the member as a whole."""

_RUN = re.compile(rb"[\x20-\x7e\t]+")
_WIDE_RUN = re.compile(rb"(?:[\x20-\x7e\t]\x00)+")
_COMMAND = re.compile(
    r"cmd(?:\.exe)? /[ck]|powershell|/bin/(?:ba)?sh -|schtasks|bitsadmin|certutil|mshta|vssadmin|wevtutil|netsh|"
    r"rundll32|regsvr32|reg(?:\.exe)? add|curl |wget |nohup|chmod|crontab|systemctl|launchctl|ld_preload|stratum\+",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}[:/]", re.ASCII)
_URL = re.compile(r"([A-Za-z][A-Za-z+]{1,14}://([^\s\"'<>\\^`{|}/]{1,253})[^\s\"'<>\\^`{|}]{0,300})")
_ORDINARY_URL: Final = 4

Hit = Callable[[int, int], bool]
"""Called with pattern number and end offset of each hit; returns whether to stop."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What one pass over the bytes found."""

    strings: tuple[str, ...]
    marks: frozenset[str]
    cut: bool
    """Whether there were more hits than are looked at."""


@dataclass(slots=True)
class _Search:
    """One pass under way: the ends of hits, and where each kind of text around them was last taken from."""

    hits: list[tuple[int, int]] = field(default_factory=list)

    def __call__(self, number: int, end: int) -> bool:
        self.hits.append((number, end))
        return len(self.hits) >= MOST_HITS


def find_strings(content: bytes, scan: Callable[[bytes, Hit], None] | None = None) -> Findings:
    """Return the telling strings of `content`, the most telling first, and its marks; `scan` is the pass to use."""
    search = _Search()
    (scan or _scanner())(content, search)
    marks = frozenset(mark for number, _ in search.hits if (mark := _mark(number)))
    ranked: dict[str, tuple[int, int]] = {}
    hosts: set[str] = set()
    for position, text in enumerate(_texts(content, search.hits)):
        rank = _rank(text)
        if rank == _ORDINARY_URL:
            # of the many URLs in an honest library one per host says enough
            for url, host in _URL.findall(text):
                if host not in hosts:
                    hosts.add(host)
                    ranked.setdefault(url, (rank, position))
        elif rank is not None:
            ranked.setdefault(text, (rank, position))
    strings = sorted(ranked, key=lambda text: ranked[text])
    return Findings(strings=tuple(strings[:MOST]), marks=marks, cut=len(search.hits) >= MOST_HITS)


def telling(texts: Iterable[str]) -> tuple[str, ...]:
    """Return those of `texts`, the string literals of one assembly, that say something, the most telling first."""
    ranked = {text: rank for text in texts if (rank := _rank(text)) is not None}
    return tuple(sorted(ranked, key=lambda text: ranked[text])[:MOST])


def _texts(content: bytes, hits: list[tuple[int, int]]) -> Iterator[str]:
    """Yield the printable text around each hit, each stretch once."""
    taken = {False: -1, True: -1}
    for number, end in hits:
        if _mark(number):
            continue
        wide = len(_PLAIN) <= number
        if end <= taken[wide]:
            continue
        width = LONGEST * 2 if wide else LONGEST
        begin = max(0, end - width)
        if wide:
            begin += (end - begin) % 2
        window = content[begin : end + width]
        for run in (_WIDE_RUN if wide else _RUN).finditer(window):
            if begin + run.end() >= end:
                taken[wide] = begin + run.end()
                yield (run.group()[::2] if wide else run.group()).decode("latin-1")[-2 * LONGEST :].strip()
                break


def _rank(text: str) -> int | None:
    """Return how telling `text` is, 0 the most; None if it only looked so."""
    if services_in(text):
        return 0
    if startup_place(text) or source_of_path(text):
        return 1
    if _COMMAND.search(text):
        return 2
    if _ADDRESS.search(text):
        return 3
    return _ORDINARY_URL if "://" in text else None


def _mark(number: int) -> str:
    marks = list(_MARKS.values())
    position = number - len(_PLAIN) - len(_WIDE)
    return marks[position] if position >= 0 else ""


@lru_cache(maxsize=1)
def _scanner() -> Callable[[bytes, Hit], None]:
    """Return the pass over the bytes, compiled once per worker: hyperscan where its wheel exists, else `re`."""
    try:
        import hyperscan
    except ImportError:
        return portable_scanner()
    patterns = _patterns()
    database = hyperscan.Database()
    flags = [hyperscan.HS_FLAG_CASELESS] * (len(patterns) - len(_MARKS)) + [0] * len(_MARKS)
    database.compile(expressions=patterns, ids=list(range(len(patterns))), flags=flags)
    scratch = hyperscan.Scratch(database)

    def scan(content: bytes, hit: Hit) -> None:
        def found(number: int, _start: int, end: int, _flags: int, _context: object) -> bool:
            return hit(number, end)

        try:
            database.scan(content, match_event_handler=found, scratch=scratch)
        except hyperscan.ScanTerminated:
            return

    return scan


def _patterns() -> list[bytes]:
    """Return all patterns, in the order by which hits are numbered."""
    wide = (re.escape(word).encode() for word in _WIDE)
    return [*_PLAIN, *(_widened(word) for word in wide), *_MARKS]


def portable_scanner() -> Callable[[bytes, Hit], None]:
    """Return the same pass with `re`: slower, one pattern after the other, hits then put in order."""
    patterns = _patterns()
    compiled = [
        re.compile(pattern, re.IGNORECASE if number < len(patterns) - len(_MARKS) else 0)
        for number, pattern in enumerate(patterns)
    ]

    def scan(content: bytes, hit: Hit) -> None:
        ends = [
            (match.end(), number)
            for number, pattern in enumerate(compiled)
            for match in pattern.finditer(content)
        ]
        for end, number in sorted(ends):
            if hit(number, end):
                return

    return scan


def _widened(escaped: bytes) -> bytes:
    r"""Return a regex for UTF-16LE text: each character of the escaped word followed by a zero byte."""
    return re.sub(rb"(\\?.)", rb"\1\\x00", escaped)
