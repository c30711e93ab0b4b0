"""What a scan's exit code says."""

from watchhouse.cli.report import Report
from watchhouse.model.verdict import Level
from watchhouse.verdicts.words import hiding

NOTHING = 0
FOUND = 1
MISUSED = 2
UNJUDGED = 3
INTERRUPTED = 130
"""128 and the number of SIGINT, as shells report it."""
PIPE_CLOSED = 141
"""128 and the number of SIGPIPE."""


def exit_code(report: Report, fail_on: Level) -> int:
    """
    Return the exit code of a scan that ended.

    Something that reached `fail_on` is FOUND, whatever else could not be read; a target without a verdict,
    or a gap in which code may hide, is UNJUDGED.
    """
    if any(one.verdict.level >= fail_on for one in report.judged):
        return FOUND
    if report.failed or any(hiding(one.verdict) for one in report.judged):
        return UNJUDGED
    return NOTHING
