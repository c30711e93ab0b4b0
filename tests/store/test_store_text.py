"""Whatever a registry says can be written down and read back."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from watchhouse.store.database import Database
from watchhouse.store.text import (
    bounded,
    restored,
    storable,
    storable_count,
    storable_moment,
    without_credentials,
)

any_text = st.text(st.characters(exclude_categories=()) | st.sampled_from("\x00\ud800\udfff\u241b0"))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(any_text)
def test_any_text_comes_back_from_the_database(database: Database, hostile: str) -> None:
    """NUL, lone surrogates and our own escape included."""
    with database.read() as connection:
        kept = connection.scalar(text("SELECT CAST(:kept AS text)"), {"kept": storable(hostile)})
    assert restored(kept) == hostile


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\u241b")))
def test_ordinary_text_stays_as_it_is(ordinary: str) -> None:
    """Only what PostgreSQL refuses is written in another way."""
    assert storable(ordinary) == ordinary


@given(any_text, any_text)
def test_two_keys_stay_two(one: str, other: str) -> None:
    """Cutting a key to what an index can hold never makes two the same."""
    assert (bounded(one * 300) == bounded(other * 300)) == (one == other)


@given(any_text)
def test_a_key_fits_into_an_index(hostile: str) -> None:
    """A key has at most 500 bytes, and no part of a character is left."""
    assert len(bounded(hostile * 300).encode()) <= 500


@pytest.mark.parametrize("at", [datetime.max.replace(tzinfo=UTC), datetime.min.replace(tzinfo=UTC)])
def test_the_ends_of_time_come_back(database: Database, at: datetime) -> None:
    """What Python can say of time in UTC, PostgreSQL can keep."""
    with database.read() as connection:
        assert connection.scalar(text("SELECT CAST(:at AS timestamptz)"), {"at": storable_moment(at)}) == at


def test_moments_outside_of_time_are_none() -> None:
    """A moment that is in no year of UTC means nothing, and one without a zone is taken for UTC."""
    east, west = timezone(timedelta(hours=14)), timezone(timedelta(hours=-12))
    assert storable_moment(datetime.min.replace(tzinfo=east)) is None
    assert storable_moment(datetime.max.replace(tzinfo=west)) is None
    assert storable_moment(datetime(2026, 1, 1)) == datetime(2026, 1, 1, tzinfo=UTC)  # noqa: DTZ001 - the point
    assert storable_moment(None) is None


def test_sizes_that_nothing_has_are_none() -> None:
    """A registry may state any number; a column holds 63 bits."""
    assert [storable_count(size) for size in (0, 1 << 62, 1 << 63, -1, None)] == [
        0,
        1 << 62,
        None,
        None,
        None,
    ]


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://me:secret@files.example/a?b=c#sha256=00", "https://files.example/a?b=c"),
        ("https://me:sec@ret@files.example:8443/a", "https://files.example:8443/a"),
        ("https://[files.example/a", ""),
        ("", ""),
    ],
)
def test_credentials_are_not_kept(url: str, kept: str) -> None:
    """A URL is stored without user, password and fragment, and not at all if it cannot be read."""
    assert without_credentials(url) == kept
