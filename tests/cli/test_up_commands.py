"""The commands beside `watchhouse up`, each as a user calls it."""

import json
from pathlib import Path

import pytest
from command import run
from store_values import NOW, a_page, a_publication, a_verdict, an_event, later

from watchhouse.model.verdict import Level
from watchhouse.store import feeds, publications, verdicts
from watchhouse.store.database import Database


@pytest.fixture
def url(database: Database, database_url: str) -> str:
    """A database in which one file is judged, by older rules."""
    with database.begin() as connection:
        feeds.start(connection, "pypi", "0", NOW)
        page = a_page(an_event("1"), cursor="1", publications=(a_publication(),))
        feeds.record_page(connection, "pypi", "0", page, NOW, urgency=lambda _: 30, priority_of=lambda _: 30)
        (one,) = publications.wanted(connection, NOW, 10)
        verdicts.record(connection, one.id, a_verdict(Level.MALICIOUS), later(1))
    return database_url


def test_status_shows_the_watch_on_a_terminal_and_as_json(url: str) -> None:
    """Both tell the same finding; the URL may come from the environment."""
    code, told, complaint = run("status", WATCHHOUSE_DATABASE_URL=url)
    assert (code, complaint) == (0, "")
    assert "malicious  alpha 1.0 pypi sdist  Runs decoded text" in told
    code, told, complaint = run("status", "--format", "json", "--database-url", url)
    assert (code, complaint) == (0, "")
    assert json.loads(told)["found"][0]["name"] == "alpha"


def test_orders_are_written_down_with_who_gave_them(url: str, tmp_path: Path) -> None:
    """A rescan and a back-scan are in the audit log, which then verifies."""
    manifest = tmp_path / "manifest.txt"
    manifest.write_text("# comment\n\nalpha==1.0\npkg:pypi/beta@2\n")
    assert run("rescan", "--least", "suspicious", "--database-url", url)[1].startswith(
        "1 file to be judged again"
    )
    assert "kept in 1 shard" in run("backscan", manifest, "--database-url", url)[1]
    assert "0 of 1 shards opened, 2 lines" in run("backscan", "--progress", "--database-url", url)[1]
    code, told, _ = run("audit-log", "show", "--format", "json", "--database-url", url)
    assert (code, [row["action"] for row in json.loads(told)]) == (0, ["backscan", "rescan"])
    code, told, _ = run("audit-log", "verify", "--database-url", url)
    assert (code, told.partition(":")[0]) == (0, "the audit log holds")
    known = told.split()[-1]
    assert run("audit-log", "verify", "--known", known, "--database-url", url)[0] == 0
    assert run("audit-log", "verify", "--known", f"3:{known[2:]}", "--database-url", url)[:2] == (
        1,
        "the audit log is BROKEN: row 3 was there when the log was verified before, and is missing\n",
    )


def test_a_backup_can_be_restored(url: str, database: Database, tmp_path: Path) -> None:
    """What was judged after the backup is gone again, what was there before is back, and the log says who did it."""
    dump = tmp_path / "watchhouse.dump"
    assert run("database", "backup", dump, "--database-url", url)[0] == 0
    assert "1 file" in run("rescan", "--database-url", url)[1]
    database.close()
    code, told, complaint = run("database", "restore", "--yes", dump, "--database-url", url)
    assert (code, complaint) == (0, "")
    assert "restored" in told
    rows = json.loads(run("audit-log", "show", "--format", "json", "--database-url", url)[1])
    assert [row["action"] for row in rows] == ["restore"]
    assert json.loads(run("status", "--format", "json", "--database-url", url)[1])["files_waiting"] == []


def test_the_database_can_be_migrated_and_asked_where_it_is(url: str) -> None:
    """Both are safe to do at any time."""
    assert run("database", "migrate", "--database-url", url)[:2] == (
        0,
        "the tables are those of this version\n",
    )
    assert run("database", "url", "--database-url", url)[:2] == (0, f"{url}\n")


@pytest.mark.parametrize(
    ("arguments", "code", "complaint"),
    [
        (("status",), 2, "nothing is kept in"),
        (("database", "backup", "x"), 2, "nothing is kept in"),
        (("database", "restore", "missing.dump"), 2, "missing.dump is no file"),
        (("audit-log", "verify"), 2, "nothing is kept in"),
        (("audit-log", "verify", "--known", "x"), 2, "--known takes what an earlier verify said"),
        (("backscan",), 2, "name a file"),
        (("backscan", "missing.txt"), 2, "does not exist"),
        (("rescan", "--name", "x"), 2, "--name needs --ecosystem"),
        (("watch",), 2, "nothing is kept in"),
        (("worker",), 2, "nothing is kept in"),
        (("status", "--database-url", "mysql://x/y"), 2, "the database must be PostgreSQL"),
        (
            ("status", "--database-url", "postgresql://nobody@127.0.0.1:9/x"),
            3,
            "the database cannot be reached",
        ),
        (("up", "--listen", "192.0.2.1:80"), 2, "--listen-anywhere"),
        (("up", "--listen", "nonsense"), 2, "is no address to listen on"),
        (("up", "--demo", "--database-url", "postgresql://x/y"), 2, "--demo keeps its own database"),
        (("up", "--feed", "nonsense"), 2, "there is no feed 'nonsense'"),
        (("up", "--feed", "npm"), 2, "npm's feed is not configured"),
        (("up", "--feed", "nuget"), 2, "NuGet's feed is not configured"),
        (("up", "--feed", "operator:missing.toml"), 2, "missing.toml cannot be read"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(
    arguments: tuple[str, ...], code: int, complaint: str, tmp_path: Path
) -> None:
    """With the exit code that says whose fault it is, and nothing left behind in the data folder."""
    data = tmp_path / "data"
    ended = run(*arguments, WATCHHOUSE_DATA=str(data))
    assert (ended[0], ended[1]) == (code, "")
    assert complaint in ended[2].splitlines()[-1]
    assert not data.exists()


def test_an_operators_feed_must_be_signed_and_described(tmp_path: Path) -> None:
    """A file without a key, or with a setting that nobody knows, is refused before anything is asked."""
    feed = tmp_path / "feed.toml"
    feed.write_text('label = "main"\nurl = "https://registry.example/events"\necosystem = "pypi"\n')
    data = str(tmp_path / "data")
    assert "keys names no key" in run("up", "--feed", f"operator:{feed}", WATCHHOUSE_DATA=data)[2]
    feed.write_text('labels = "main"\n')
    assert "there is no setting 'labels'" in run("up", "--feed", f"operator:{feed}", WATCHHOUSE_DATA=data)[2]
