"""Small tables for the tests of `evals`: packages made of sightings, no archive behind them."""

from pathlib import Path

from evals.corpus import Sample
from evals.records import Record
from evals.table import Table, tabulate

from watchhouse.model.evidence import Confidence, Location, Moment, Severity, Sighting

HONEST_KIND = "small-recent"


def seen(
    detector: str, confidence: Confidence = Confidence.HIGH, moment: Moment = Moment.INSTALL
) -> Sighting:
    """Return a sighting by `detector`."""
    return Sighting(
        detector=detector,
        claim="does something",
        location=Location(path="setup.py"),
        confidence=confidence,
        severity=Severity.HIGH,
        techniques=(),
        moment=moment,
    )


def sample(number: int, *, malicious: bool, day: str = "") -> Sample:
    """Return sample `number`, which lies nowhere."""
    return Sample(
        path=Path("nowhere") / f"{number}.tar.gz",
        sha256=f"{number:064x}",
        malicious=malicious,
        kind="malicious" if malicious else HONEST_KIND,
        project=f"p{number}",
        version="1",
        file=f"p{number}-1.tar.gz",
        day=day,
    )


def table(*, bad: int = 40, good: int = 40, cluster: int = 1) -> Table:
    """Return `bad` packages that a telling detector speaks of, and `good` ones of which a noisy one does."""
    samples = [sample(number, malicious=number < bad, day="2023-01-01") for number in range(bad + good)]
    records = {
        one.sha256: Record(
            sha256=one.sha256,
            evidence=(seen("telling") if one.malicious else seen("noisy"),),
            size=1_000,
            seconds=0.01,
            peak=1 << 20,
        )
        for one in samples
    }
    named = {
        one.sha256: samples[number - number % cluster if one.malicious else number].sha256
        for number, one in enumerate(samples)
    }
    return tabulate(samples, records, named)
