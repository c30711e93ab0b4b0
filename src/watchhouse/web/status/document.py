"""The overview as JSON, for programs; text in it is exact, and hostile."""

from typing import Any

from watchhouse.model.verdict import Level
from watchhouse.pipeline.health import complaints
from watchhouse.pipeline.overview import Found, Overview
from watchhouse.verdicts.words import LEVEL
from watchhouse.web.status.view import main_reason


def status_document(overview: Overview) -> dict[str, Any]:
    """Return `overview` as plain values."""
    return {
        "at": overview.at.isoformat(),
        "demonstration": overview.demonstration,
        "complaints": list(complaints(overview)),
        "feeds": [
            {
                "name": feed.name,
                "behind_events": feed.behind.events,
                "behind_seconds": feed.behind.seconds,
                "polled_at": feed.polled_at.isoformat(),
                "moved_at": feed.moved_at.isoformat(),
            }
            for feed in overview.feeds
        ],
        "events_by_minute": list(overview.arrivals),
        "verdicts_by_minute": list(overview.judgements),
        "verdicts_last_day": {LEVEL[level]: overview.levels.get(level, 0) for level in Level},
        "projects_waiting": overview.unlisted,
        "shards_waiting": overview.shards,
        "files_waiting": [
            {"priority": queue.priority, "count": queue.count, "since": queue.since.isoformat()}
            for queue in overview.queues
        ],
        "found": [_found(found) for found in overview.found],
        "noted": [_found(found) for found in overview.noted],
        "conditions": [
            {
                "key": trouble.key,
                "message": trouble.message,
                "since": trouble.since.isoformat(),
                "count": trouble.count,
            }
            for trouble in overview.troubles
        ],
    }


def _found(found: Found) -> dict[str, Any]:
    verdict = found.verdict
    return {
        "publication": found.publication,
        "ecosystem": verdict.artifact.ecosystem.value,
        "name": verdict.artifact.name,
        "version": verdict.artifact.version,
        "file": verdict.artifact.file,
        "sha256": verdict.sha256,
        "level": LEVEL[verdict.level],
        "probability": verdict.probability,
        "reason": main_reason(found),
        "judged_at": found.judged_at.isoformat(),
    }
