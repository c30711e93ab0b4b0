"""What is wrong is told once when it begins and once when it ends."""

from concurrent.futures import ThreadPoolExecutor

from store_values import NOW, later

from watchhouse.store import conditions
from watchhouse.store.database import Database


def test_a_condition_begins_lasts_and_ends(database: Database) -> None:
    """Only its beginning and its end are news, and it may begin again."""
    with database.begin() as connection:
        assert not conditions.end(connection, "disk", NOW)
        assert conditions.begin(connection, "disk", "the disk is full", NOW)
        assert not conditions.begin(connection, "disk", "still full", later(1))
        (now,) = conditions.current(connection)
        assert (now.message, now.first_at, now.last_at, now.count) == ("still full", NOW, later(1), 2)
        assert conditions.end(connection, "disk", later(2))
        assert not conditions.end(connection, "disk", later(3))
        assert conditions.current(connection) == ()
        assert conditions.begin(connection, "disk", "full again", later(4))
        (again,) = conditions.recent(connection, 5)
    assert (again.first_at, again.count, again.ended_at) == (later(4), 1, None)


def test_one_of_many_tells_it(database: Database) -> None:
    """However many notice it at once."""

    def notice(number: int) -> bool:
        with database.begin() as connection:
            return conditions.begin(connection, "k" * 9_000, f"noticed by {number}\x00", NOW)

    with ThreadPoolExecutor(6) as threads:
        assert sum(threads.map(notice, range(30))) == 1
