"""
Cryptocurrency wallets taken.

Desktop wallets and wallet extensions keep their encrypted vaults in folders of known names; who has the
vault can guess its password at leisure.

Looks at: wallet files on their way to the network; members that name several wallets, or several ids of wallet
extensions, and gather files.
Does not look at: keys handed over by the caller (see `secret-interception`) or swapped addresses
(see `clipboard-hijack`).
Known honest users: a wallet's own tools name their own store; recovery tools name one or two.
"""

from collections.abc import Iterator

from watchhouse.evidence.detector import Detector
from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.evidence.values import Source
from watchhouse.evidence.views.circumstances import aside
from watchhouse.evidence.views.sheets import sheets
from watchhouse.evidence.views.theft import COLLECTORS, MANY, sight_theft
from watchhouse.model.evidence import Confidence, Severity, Sighting
from watchhouse.model.technique import Technique


def examine(facts: PackageFacts) -> Iterator[Sighting]:
    """Yield sightings of wallet stores that are read, gathered or sent."""
    yield from sight_theft(
        DETECTOR, facts, Source.WALLET, what="cryptocurrency wallets", plain=Confidence.HIGH
    )
    for sheet in sheets(facts):
        kinds = sheet.kinds(Source.WALLET)
        if len(kinds) >= MANY and not sheet.outgoing and not aside(sheet.code) and sheet.any_call(COLLECTORS):
            first = next(place for place in sheet.places if place.source is Source.WALLET)
            yield DETECTOR.sight(
                "gathers the stores of several wallets",
                Confidence.MEDIUM,
                first.location,
                moment=first.moment,
                excerpt=first.excerpt,
                attributes=[("kind", kind) for kind in sorted(kinds)],
            )


DETECTOR = Detector(
    id="wallet-theft",
    title="Cryptocurrency wallets taken",
    severity=Severity.CRITICAL,
    techniques=(Technique.FINANCIAL_THEFT, Technique.PRIVATE_KEYS),
    examine=examine,
    doc=__doc__,
)
