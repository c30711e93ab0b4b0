"""What is old is thrown away; what is needed, and every verdict, stays."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from store_values import NOW, a_page, a_publication, a_verdict, an_event

from watchhouse.model.identity import Sha256
from watchhouse.store import audit, feeds, publications, retention, verdicts
from watchhouse.store.blobs import ledger
from watchhouse.store.blobs.blob import BlobStoreError
from watchhouse.store.blobs.folder import FolderBlobs
from watchhouse.store.database import Database
from watchhouse.store.retention import Dropped, Retention
from watchhouse.store.schema import EVENT, VERDICT


@pytest.fixture
def blobs(tmp_path: Path) -> FolderBlobs:
    return FolderBlobs(tmp_path / "blobs")


def keep(database: Database, blobs: FolderBlobs, count: int) -> list[Sha256]:
    """Ten-byte blobs, each used a day after the one before it; the last one now."""
    kept = [blobs.put(b"%010d" % number) for number in range(count)]
    with database.begin() as connection:
        for number, sha256 in enumerate(kept):
            ledger.note(connection, {sha256: 10}, NOW - timedelta(days=count - 1 - number))
    return kept


def left(blobs: FolderBlobs) -> set[Sha256]:
    return {one.sha256 for one in blobs.sizes()}


def run(database: Database, blobs: FolderBlobs, rules: Retention) -> Dropped:
    return retention.run(database, blobs, rules, NOW, actor="test")


def test_old_blobs_go(database: Database, blobs: FolderBlobs) -> None:
    """By the day when they were used last."""
    kept = keep(database, blobs, 10)
    with database.begin() as connection:
        ledger.note(connection, {kept[0]: 10}, NOW)
    assert run(database, blobs, Retention(blob_days=4.5)) == Dropped(blobs=4, size=40)
    assert left(blobs) == {kept[0], *kept[5:]}
    with database.read() as connection:
        assert ledger.total(connection) == ledger.BlobTotal(count=6, size=60)
        assert not ledger.noted(connection, kept[1])
        (entry,) = audit.newest(connection, 5)
    assert (entry.actor, entry.action, entry.detail) == ("test", "retention", "4 blobs of 40 bytes")


@pytest.mark.parametrize(("bound", "count"), [(100, 10), (99, 9), (91, 9), (90, 9), (35, 3), (0, 0)])
def test_the_oldest_go_until_the_rest_fits(
    database: Database, blobs: FolderBlobs, bound: int, count: int
) -> None:
    """And no more of them."""
    kept = keep(database, blobs, 10)
    run(database, blobs, Retention(blob_bytes=bound))
    assert left(blobs) == set(kept[10 - count :])
    assert run(database, blobs, Retention(blob_bytes=bound)) == Dropped()


def test_without_a_bound_everything_stays(database: Database, blobs: FolderBlobs) -> None:
    """And nothing is written into the audit log."""
    keep(database, blobs, 3)
    assert run(database, blobs, Retention()) == Dropped()
    with database.read() as connection:
        assert audit.newest(connection, 5) == ()


def test_what_waits_to_be_examined_is_never_dropped(database: Database, blobs: FolderBlobs) -> None:
    """Whether it was downloaded already or only has the digest that its registry states."""
    kept = keep(database, blobs, 4)
    stated = a_publication("stated", digest=kept[0])
    with database.begin() as connection:
        feeds.start(connection, "pypi", "0", NOW)
        page = a_page(cursor="0", publications=(stated, a_publication("downloaded"), a_publication("judged")))
        feeds.record_page(connection, "pypi", "0", page, NOW)
        ids = [one.id for one in publications.wanted(connection, NOW, 5)]
        publications.stored(connection, ids[1], kept[1])
        verdicts.record(connection, ids[2], a_verdict(sha256=kept[2]), NOW)
    run(database, blobs, Retention(blob_bytes=0))
    assert left(blobs) == {kept[0], kept[1]}
    with database.read() as connection:
        assert connection.scalar(select(func.count()).select_from(VERDICT)) == 1


def test_old_events_go(database: Database, blobs: FolderBlobs) -> None:
    """By the day when they were seen; a feed that tells them again changes nothing for the worse."""
    with database.begin() as connection:
        feeds.start(connection, "pypi", "0", NOW)
        for key, days in (("old", 9), ("new", 1)):
            at = NOW - timedelta(days=days)
            feeds.record_page(connection, "pypi", "0", a_page(an_event(key), cursor="0"), at)
    assert run(database, blobs, Retention(event_days=7)) == Dropped(events=1)
    with database.read() as connection:
        assert connection.scalars(select(EVENT.c.key)).all() == ["new"]


def test_a_place_that_fails_is_gone_on_with(database: Database, blobs: FolderBlobs, tmp_path: Path) -> None:
    """A row is deleted before its blob: at worst a blob stays that nobody knows of, and `sweep` finds it."""
    kept = keep(database, blobs, 2)
    path = tmp_path / "blobs" / kept[0][:2] / kept[0]
    path.unlink()
    path.mkdir()
    with pytest.raises(BlobStoreError):
        run(database, blobs, Retention(blob_bytes=0))
    path.rmdir()
    blobs.put(b"%010d" % 0)
    with database.read() as connection:
        assert ledger.total(connection).count == 0

    assert retention.sweep(database, blobs, datetime.now(UTC)) == 0
    assert retention.sweep(database, blobs, datetime.now(UTC) + timedelta(days=2)) == 2
    assert left(blobs) == set()


def test_a_sweep_leaves_what_is_known(database: Database, blobs: FolderBlobs) -> None:
    """However old it is."""
    kept = keep(database, blobs, 3)
    assert retention.sweep(database, blobs, datetime.now(UTC) + timedelta(days=900)) == 0
    assert left(blobs) == set(kept)
