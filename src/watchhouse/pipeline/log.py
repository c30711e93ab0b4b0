"""
The log: events with values, one line each, through Python's logging under the name `watchhouse`.

Values may be hostile; they are escaped where a line is made of them, so that none can forge another line or move
the text on a screen.
"""

import json
import logging
from datetime import UTC, datetime
from typing import TextIO

_LOGGER = logging.getLogger("watchhouse")
_VALUES = "watchhouse_values"
_LONGEST = 300
_TRACEBACK = 4_000

_TALKATIVE = {
    # A lost database is told once, by us; each of these tells it for every attempt.
    "psycopg.pool": logging.CRITICAL,
    "sqlalchemy.pool": logging.CRITICAL,
    "procrastinate": logging.CRITICAL,
    "asyncio": logging.CRITICAL,
    "httpx": logging.WARNING,
}


def note(event: str, **values: object) -> None:
    """Log that `event` happened."""
    _LOGGER.info(event, extra={_VALUES: values})


def warn(event: str, **values: object) -> None:
    """Log that `event` happened, and that somebody should know."""
    _LOGGER.warning(event, extra={_VALUES: values})


def fault(event: str, error: BaseException, **values: object) -> None:
    """Log that `event` happened by a mistake of ours, with where `error` was raised."""
    _LOGGER.error(event, exc_info=error, extra={_VALUES: values})


def set_up(stream: TextIO, level: int = logging.INFO) -> None:
    """Write the log of this process to `stream`; call it once, where the process begins."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(LineFormatter())
    _LOGGER.handlers[:] = [handler]
    _LOGGER.setLevel(level)
    _LOGGER.propagate = False
    for name, least in _TALKATIVE.items():
        logging.getLogger(name).setLevel(least)


class LineFormatter(logging.Formatter):
    """Makes one line of an event: when, how grave, what, and its values in ASCII."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        at = datetime.fromtimestamp(record.created, tz=UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        values: dict[str, object] = getattr(record, _VALUES, {})
        told = "".join(f" {name}={_escaped(value)}" for name, value in values.items())
        line = f"{at} {record.levelname.lower()} {_escaped(record.getMessage())[1:-1]}{told}"
        if record.exc_info:
            line += f" traceback={_escaped(self.formatException(record.exc_info)[-_TRACEBACK:], _TRACEBACK)}"
        return line


def _escaped(value: object, longest: int = _LONGEST) -> str:
    r"""
    Return `value` in ASCII and in quotation marks, unless it is a number.

    >>> _escaped("a\nb\u202ec"), _escaped(3)
    ('"a\\nb\\u202ec"', '3')
    """
    if isinstance(value, int | float):
        return str(value)
    text = str(value)
    return json.dumps(text if len(text) <= longest else f"{text[:longest]}…")
