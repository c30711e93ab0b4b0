"""
A cryptocurrency miner started on the victim's machine.

Looks at: addresses of mining pools, names and options of miners, in commands and in texts beside what fetches or
starts programs.
Does not look at: wallets without a pool.
Known honest users: clients and monitors of mining pools, which name pools when called: MEDIUM at most.
"""

import re
from collections.abc import Iterator

from watchhouse.evidence.detector import Detector
from watchhouse.evidence.facts.code import Text
from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.evidence.views.circumstances import aside, settled, unasked
from watchhouse.evidence.views.sheets import Sheet, sheets
from watchhouse.model.evidence import Confidence, Severity, Sighting
from watchhouse.model.technique import Technique

_PROTOCOLS = (
    "stratum+tcp://",
    "stratum+ssl://",
    "stratum+tls://",
    "stratum1+tcp://",
    "stratum2+tcp://",
    "mining.subscribe",
)
_POOLS = (
    "nanopool.org", "minexmr.com", "supportxmr.com", "2miners.com", "moneroocean.stream", "hashvault.pro",
    "nicehash.com", "c3pool.org", "c3pool.com", "f2pool.com", "unmineable.com", "herominers.com",
    "xmrpool.eu", "p2pool.io", "monerohash.com", "kryptex.network", "rx.unmineable", "zpool.ca",
    "ethermine.org", "flexpool.io",
)  # fmt: skip
_MINERS = (
    "xmrig", "cpuminer", "minerd", "nbminer", "lolminer", "phoenixminer", "ethminer", "t-rex.exe",
    "teamredminer", "gminer", "srbminer", "wildrig", "nanominer", "cgminer", "bfgminer", "verusminer",
    "ccminer",
)  # fmt: skip
_OPTIONS = re.compile(
    r"--donate-level|--coin[= ]|--algo[= ]|--cpu-max-threads|--rig-id|randomx|-o \S{1,100}:\d{2,5} -u "
)
_RUNS = re.compile(rf"(?:{'|'.join(re.escape(name) for name in _MINERS)})\b")


def examine(facts: PackageFacts) -> Iterator[Sighting]:
    """Yield one sighting for each member that names a pool or starts a miner."""
    for sheet in sheets(facts):
        if aside(sheet.code):
            continue
        started = False
        for command in sheet.commands:
            text = command.text[:4000]
            if _RUNS.search(text) or any(word in text for word in _PROTOCOLS):
                started = True
                asked = not unasked(command.call.moment) and command.call.location.layer == 0
                certain = not asked or _OPTIONS.search(text) or any(word in text for word in _PROTOCOLS)
                yield DETECTOR.sight_call(
                    command.call,
                    "starts a cryptocurrency miner",
                    settled(sheet.code, Confidence.HIGH if certain else Confidence.MEDIUM),
                )
        if not started:
            yield from _named(sheet)


def _named(sheet: Sheet) -> Iterator[Sighting]:
    """Yield one sighting where a pool or a miner is named."""
    pool = next(sheet.texts(*_PROTOCOLS, *_POOLS), None)
    miner = next(sheet.texts(*_MINERS), None)
    text = pool or miner
    if text is None:
        return
    yield DETECTOR.sight(
        "names a mining pool" if pool else "names a cryptocurrency miner",
        _confidence(sheet, text, both=bool(pool and miner), pool=pool is not None),
        text.location,
        moment=text.moment,
        excerpt=text.value,
        decoded=text.value if text.hidden else "",
    )


def _confidence(sheet: Sheet, text: Text, *, both: bool, pool: bool) -> Confidence:
    """Return how sure it is that a miner will run."""
    runs = bool(sheet.commands)
    if pool and runs and (both or text.hidden or (unasked(text.moment) and sheet.outgoing)):
        return Confidence.HIGH
    return (
        Confidence.MEDIUM
        if (pool and (runs or sheet.outgoing)) or (both and runs) or text.hidden
        else Confidence.LOW
    )


DETECTOR = Detector(
    id="cryptominer",
    title="Cryptocurrency miner",
    severity=Severity.HIGH,
    techniques=(Technique.COMPUTE_HIJACKING,),
    examine=examine,
    doc=__doc__,
)
