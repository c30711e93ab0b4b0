"""Spans of time in a person's words."""

from datetime import timedelta

from watchhouse.verdicts.words import counted

_UNITS = (("day", 86_400.0), ("hour", 3_600.0), ("minute", 60.0))


def span(time: timedelta | float) -> str:
    """
    Return `time`, or that many seconds, in one unit.

    >>> span(0.4), span(1), span(90), span(7_300), span(timedelta(days=2))
    ('0 seconds', '1 second', '1 minute', '2 hours', '2 days')
    """
    seconds = max(0.0, time.total_seconds() if isinstance(time, timedelta) else time)
    for unit, size in _UNITS:
        if seconds >= size:
            return counted(int(seconds // size), unit)
    return counted(int(seconds), "second")
