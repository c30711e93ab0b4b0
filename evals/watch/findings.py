"""`results.json`: figures only, one section for each measurement, with the machine that they were taken on."""

import json
import os
import platform
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from watchhouse import __version__
from watchhouse.bootstrap import processors
from watchhouse.verdicts.judge import rules_version

RESULTS = Path(__file__).parent / "results.json"


def keep(section: str, found: dict[str, Any], target: Path = RESULTS) -> None:
    """Write `found` as one section, beside what the others say."""
    whole = read(target) | {section: found | {"taken": circumstances()}}
    part = target.with_suffix(".part")
    part.write_text(json.dumps(whole, indent=1, sort_keys=True) + "\n", "utf-8")
    part.replace(target)


def read(target: Path = RESULTS) -> dict[str, Any]:
    """Return every section."""
    return dict(json.loads(target.read_text("utf-8"))) if target.exists() else {}


def circumstances() -> dict[str, Any]:
    """Return when, by what and on what something was measured."""
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "version": __version__,
        "rules": rules_version(),
        "python": platform.python_version(),
        "processors": processors(),
        "load_average": [round(load, 1) for load in os.getloadavg()],
    }


def say(line: str) -> None:
    """Tell the person who waits."""
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()
