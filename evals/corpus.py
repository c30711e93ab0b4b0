"""Folders of archives come in; samples go out: which archive, whose label, and what is known of it."""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

SUFFIXES = (".tar.gz", ".tgz", ".tar.bz2", ".tar.xz", ".zip", ".whl", ".egg", ".tar", ".nupkg")
HONEST_LIST = Path(__file__).parent / "honest.jsonl"
REPACKED_SECOND = "2024-04-22"
"""Day of a curator's repacking: that archive time says nothing of when the package was made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One archive on disk and what is known of it; reading it is left to the workers."""

    path: Path
    sha256: str
    malicious: bool
    kind: str
    """`malicious`, or the kind of honest package as the pinned list names it."""
    project: str
    version: str
    file: str
    """The archive's name as it was published."""
    day: str = ""
    """When it was packed, else when it became known; ISO date, or empty."""


def load_malicious(folder: Path) -> list[Sample]:
    """Return every archive under `folder`; `manifest.jsonl`, where there is one, adds names and days."""
    facts = {row["file"]: row for row in read_lines(folder / "manifest.jsonl")}
    return [_malicious(path, facts.get(path.name, {})) for path in _archives(folder)]


def load_honest(folder: Path, pinned: Path = HONEST_LIST) -> list[Sample]:
    """Return the archives under `folder` that the pinned list knows and does not exclude, by digest."""
    facts = {row["sha256"]: row for row in read_lines(pinned)}
    samples = []
    for path in _archives(folder):
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        row = facts.get(digest, {"kind": "other", "name": "", "version": ""})
        if not row.get("excluded"):
            samples.append(
                Sample(
                    path=path,
                    sha256=digest,
                    malicious=False,
                    kind=row["kind"],
                    project=row["name"],
                    version=row["version"],
                    file=path.name,
                )
            )
    return _unique(samples)


def read_lines(path: Path) -> list[dict[str, str]]:
    """Return the rows of a JSON-lines file; an absent file has none."""
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def _archives(folder: Path) -> list[Path]:
    return sorted(
        path for path in folder.rglob("*") if path.name.lower().endswith(SUFFIXES) and path.is_file()
    )


def _malicious(path: Path, row: dict[str, str]) -> Sample:
    parts = path.name.split("__", 2)
    return Sample(
        path=path,
        sha256=row.get("sha256") or hashlib.sha256(path.read_bytes()).hexdigest(),
        malicious=True,
        kind="malicious",
        project=row.get("project") or (parts[0] if len(parts) > 1 else ""),
        version=row.get("version", ""),
        file=parts[-1],
        day=_day(row),
    )


def _day(row: dict[str, str]) -> str:
    packed = row.get("packed")
    day = datetime.fromtimestamp(float(packed), UTC).date().isoformat() if packed else ""
    return day if day and day != REPACKED_SECOND else str(row.get("added") or "")


def _unique(samples: list[Sample]) -> list[Sample]:
    return list({sample.sha256: sample for sample in samples}.values())
