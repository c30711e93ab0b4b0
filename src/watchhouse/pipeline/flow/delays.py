"""How long to wait before something is tried again, and when it has been tried often enough."""

import hashlib
from datetime import timedelta

ATTEMPTS = 10
"""Given to one artifact; whatever went wrong, after the last one it has a verdict that says so."""

ALONE_FROM = 3
"""Attempts after which an artifact is suspected of killing its examiner: nothing else runs beside it then."""

LOST_ATTEMPTS = 4
"""Attempts after which it is believed that the artifact, and nothing else, kills the worker that opens it."""

SLOW_ATTEMPTS = 2
"""Attempts after which an artifact that takes too long is believed to do so on any day."""

WRONG_FILE_ATTEMPTS = 3
"""Downloads after which a registry that sends another file than it states is believed to go on doing so."""

_FIRST_RETRY = 2.0
_LONGEST_RETRY = 600.0
_FIRST_DOWNLOAD = 30.0
_LONGEST_DOWNLOAD = 6 * 3600.0
_FIRST_LISTING = 5.0
_LONGEST_LISTING = 3600.0


def retry_delay(row: int, attempts: int) -> timedelta:
    """Return how long `row` waits after an attempt of which nobody came back."""
    return _growing(row, attempts, _FIRST_RETRY, _LONGEST_RETRY)


def download_delay(row: int, attempts: int) -> timedelta:
    """Return how long `row` waits after a download that failed: ten of them span more than a day."""
    return _growing(row, attempts, _FIRST_DOWNLOAD, _LONGEST_DOWNLOAD)


def listing_delay(row: int, attempts: int) -> timedelta:
    """Return how long the project `row` waits after a listing that failed; it is never given up."""
    return _growing(row, attempts, _FIRST_LISTING, _LONGEST_LISTING)


def _growing(row: int, attempts: int, first: float, longest: float) -> timedelta:
    """
    Return `first`, doubled by each attempt after the first, up to `longest`, give or take a third.

    Rows that failed together must not come back together, or one that kills its neighbours always meets the same.
    """
    digest = hashlib.blake2b(b"%d:%d" % (row, attempts), digest_size=4).digest()
    part = int.from_bytes(digest, "big") / 0xFFFFFFFF
    delay = min(longest, first * 2 ** min(max(attempts - 1, 0), 30))
    return timedelta(seconds=delay * (2 / 3 + part * 2 / 3))
