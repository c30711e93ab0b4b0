"""One answer for each file and rule set: the first stays."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from store_values import NOW, a_page, a_publication, a_verdict, later

from watchhouse.model.identity import Ecosystem
from watchhouse.model.verdict import Level
from watchhouse.store import feeds, publications, verdicts
from watchhouse.store.database import Database


@pytest.fixture
def ids(database: Database) -> list[int]:
    """Six publications that wait, the oldest first."""
    with database.begin() as connection:
        feeds.start(connection, "nuget", "0", NOW)
        found = tuple(a_publication(f"file-{number}") for number in range(6))
        feeds.record_page(connection, "nuget", "0", a_page(cursor="0", publications=found), NOW)
        return [one.id for one in publications.wanted(connection, NOW, 10)]


def test_a_verdict_ends_the_waiting(database: Database, ids: list[int]) -> None:
    """With everything it says, hostile text included, and the digest of what was judged."""
    verdict = a_verdict(Level.MALICIOUS, text="\x00\ud800 exec")
    with database.begin() as connection:
        publications.mark_deferred(connection, ids[:1], NOW)
        assert verdicts.record(connection, ids[0], verdict, NOW)
        assert verdicts.get(connection, ids[0]) == verdict
        assert verdicts.get(connection, ids[1]) is None
        (found,) = publications.get_many(connection, ids[:1])
        assert (found.state, found.sha256) == ("judged", verdict.sha256)
        assert publications.deferred(connection, later(1)) == ()


def test_the_first_answer_stays(database: Database, ids: list[int]) -> None:
    """A second one by the same rules changes nothing, not even the digest."""
    with database.begin() as connection:
        assert verdicts.record(connection, ids[0], a_verdict(Level.MALICIOUS), NOW)
        assert not verdicts.record(connection, ids[0], a_verdict(Level.CLEAR, sha256="cd" * 32), later(1))
        assert verdicts.get(connection, ids[0]) == a_verdict(Level.MALICIOUS)
        (found,) = publications.get_many(connection, ids[:1])
    assert found.sha256 == "ab" * 32


def test_one_of_many_answers_is_written(database: Database, ids: list[int]) -> None:
    """Workers that judged the same files at the same time write one answer for each."""

    def answer(number: int) -> int:
        order = ids if number % 2 else ids[::-1]
        level = Level(number % 4)
        with database.begin() as connection:
            return len(verdicts.record_many(connection, [(one, a_verdict(level)) for one in order], NOW))

    with ThreadPoolExecutor(6) as threads:
        assert sum(threads.map(answer, range(12))) == len(ids)


def test_a_verdict_without_bytes_tells_no_digest(database: Database, ids: list[int]) -> None:
    """So it is where the last attempt to download failed; newer rules that get the bytes tell it."""
    with database.begin() as connection:
        verdicts.record(connection, ids[0], a_verdict(sha256=""), NOW)
        assert publications.get_many(connection, ids[:1])[0].sha256 is None
        verdicts.record(connection, ids[0], a_verdict(rules="rules-2"), later(1))
        assert publications.get_many(connection, ids[:1])[0].sha256 == "ab" * 32
        assert verdicts.get(connection, ids[0], "rules-1") == a_verdict(sha256="")
        assert verdicts.get(connection, ids[0]) == a_verdict(rules="rules-2")


def test_the_newest_verdicts_of_a_level(database: Database, ids: list[int]) -> None:
    """Newest first, of that level and above, with what they are about."""
    levels = [Level.CLEAR, Level.SUSPICIOUS, Level.MALICIOUS, Level.NOTABLE, Level.SUSPICIOUS]
    with database.begin() as connection:
        for number, level in enumerate(levels):
            verdicts.record(connection, ids[number], a_verdict(level), later(number))
        found = verdicts.latest(connection, 2, Level.SUSPICIOUS)
        assert [(one.publication.ref.file, one.verdict.level) for one in found] == [
            ("file-4", Level.SUSPICIOUS),
            ("file-2", Level.MALICIOUS),
        ]
        assert len(verdicts.latest(connection, 10, Level.CLEAR)) == 5
        assert verdicts.counts(connection, later(1)) == {
            Level.CLEAR: 0,
            Level.NOTABLE: 1,
            Level.SUSPICIOUS: 2,
            Level.MALICIOUS: 1,
        }
        assert sum(verdicts.counts(connection).values()) == 5


def test_newer_rules_want_what_others_judged(database: Database, ids: list[int]) -> None:
    """The newest files first, each once, at the lowest priority; old answers stay."""
    with database.begin() as connection:
        for one in ids[:4]:
            verdicts.record(connection, one, a_verdict(), NOW)
        verdicts.record(connection, ids[3], a_verdict(rules="rules-2"), NOW)
        assert verdicts.judged_by_others(connection, "rules-2") == 3
        assert verdicts.want_again(connection, "rules-2", 2) == 2
        assert verdicts.want_again(connection, "rules-2", 9) == 1
        assert verdicts.want_again(connection, "rules-2", 9) == 0
        waiting = publications.wanted(connection, NOW, 10)
        assert [one.id for one in waiting] == [*ids[4:], *ids[:3]]
        assert verdicts.get(connection, ids[0]) == a_verdict()


def test_a_part_can_be_chosen_to_be_judged_again(database: Database, ids: list[int]) -> None:
    """By ecosystem, project, age and what was found."""
    with database.begin() as connection:
        for one, level in zip(ids, Level, strict=False):
            verdicts.record(connection, one, a_verdict(level), NOW)
        assert verdicts.want_again(connection, "rules-2", 9, ecosystem=Ecosystem.NPM) == 0
        assert verdicts.want_again(connection, "rules-2", 9, name="other") == 0
        assert verdicts.want_again(connection, "rules-2", 9, since=later(1)) == 0
        assert verdicts.want_again(connection, "rules-2", 9, below=ids[0]) == 0
        assert verdicts.want_again(connection, "rules-2", 9, least=Level.SUSPICIOUS) == 2
        assert verdicts.want_again(connection, "rules-2", 9, ecosystem=Ecosystem.PYPI, name="alpha") == 2
