"""Runs hexora on an archive, which it opens by its own means."""

import sys
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).resolve().parents[2]))  # this interpreter does not know the repository

import hexora

from evals.drivers.line import serve

CONFIDENCE = ("very_low", "low", "medium", "high", "very_high")


def audit(request: dict[str, Any]) -> dict[str, Any]:
    """Return the highest machine-learned score of a file, and the highest confidence of a rule."""
    files = hexora.audit_file(request["archive"])
    sure = [CONFIDENCE.index(item["confidence"]) for file in files for item in file["items"]]
    return {
        "scores": {
            "score": max((file.get("score") or 0.0 for file in files), default=0.0),
            # Ties between packages of one confidence are broken by how many findings have it.
            "rules": max(sure) + min(sure.count(max(sure)), 99) / 100 if sure else -1.0,
        }
    }


if __name__ == "__main__":
    serve(audit)
