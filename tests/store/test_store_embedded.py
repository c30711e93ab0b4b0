"""The server that comes along starts from whatever was left behind, and serves as many as ask."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import psutil
import psycopg
import pytest

from watchhouse.model.errors import RequestError
from watchhouse.store.embedded import EmbeddedServer, WrongMajorError
from watchhouse.store.embedded_settings import choose_address
from watchhouse.store.postgres_programs import Programs, newest_programs, reachable, run_program
from watchhouse.store.postmaster import read_postmaster
from watchhouse.store.server_account import may_enter, server_account

as_root = pytest.mark.skipif(sys.platform == "win32" or os.geteuid() != 0, reason="changes the user")


@pytest.fixture(scope="module")
def made(server_folder: Path) -> Path:
    """A folder with data in it, and no server."""
    folder = server_folder / "embedded"
    server = EmbeddedServer(folder)
    with psycopg.connect(server.start(), autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
    server.stop()
    return folder


@pytest.fixture
def server(made: Path) -> Iterator[EmbeddedServer]:
    own = EmbeddedServer(made)
    yield own
    own.stop()


def kept(url: str) -> int:
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT number FROM kept").fetchone()
    assert row is not None
    return int(row[0])


def postmaster(folder: Path) -> psutil.Process:
    found = read_postmaster(folder / "data")
    assert found is not None
    return psutil.Process(found.process)


def test_it_starts_stops_and_keeps_its_data(server: EmbeddedServer) -> None:
    """And says whether it runs."""
    assert not server.running()
    assert kept(server.start()) == 7
    assert server.running()
    server.stop()
    assert not server.running()
    assert kept(server.start()) == 7


def test_only_its_socket_can_be_reached(server: EmbeddedServer, made: Path) -> None:
    """No port is open, and the folder that the socket lies in is its owner's."""
    server.start()
    found = postmaster(made)
    assert [connection for connection in found.net_connections("inet") if connection.status == "LISTEN"] == []
    assert (made / "data").stat().st_mode & 0o777 == 0o700


def test_the_last_one_who_stops_stops_it(server: EmbeddedServer, made: Path) -> None:
    """Whoever uses the same folder shares one server."""
    other = EmbeddedServer(made)
    assert server.start() == other.start()
    server.stop()
    assert other.running()
    other.stop()
    assert not other.running()


def test_many_start_it_at_once(made: Path) -> None:
    """One starts it, the others find it."""
    servers = [EmbeddedServer(made) for _ in range(6)]
    with ThreadPoolExecutor(6) as threads:
        assert len(set(threads.map(EmbeddedServer.start, servers))) == 1
        list(threads.map(EmbeddedServer.stop, servers))
    assert not servers[0].running()


_HOLD = """
import sys, time
from pathlib import Path
from watchhouse.store.embedded import EmbeddedServer
EmbeddedServer(Path(sys.argv[1])).start()
print("started", flush=True)
time.sleep(600)
"""


def test_a_share_of_a_killed_process_is_given_back(server: EmbeddedServer, made: Path) -> None:
    """A process that was killed keeps the server running, and keeps nobody from stopping it."""
    with subprocess.Popen(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", _HOLD, str(made)], stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"started\n"
        assert server.running()
        server.start()
        server.stop()
        assert server.running()
        holder.kill()
    assert server.running()
    server.start()
    server.stop()
    assert not server.running()


def test_it_starts_after_its_head_was_killed(server: EmbeddedServer, made: Path) -> None:
    """Also while its orphans still run: PostgreSQL waits for them, and so do we."""
    for _ in range(3):
        url = server.start()
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("UPDATE kept SET number = 7")
            postmaster(made).send_signal(signal.SIGKILL)
            assert kept(server.start()) == 7


def test_it_starts_after_all_of_it_was_killed(server: EmbeddedServer, made: Path) -> None:
    """What was committed is there."""
    with psycopg.connect(server.start(), autocommit=True) as connection:
        connection.execute("INSERT INTO kept VALUES (8)")
        connection.execute("DELETE FROM kept WHERE number = 8")
    head = postmaster(made)
    for process in (head, *head.children(recursive=True)):
        process.kill()
    assert kept(server.start()) == 7


def test_an_orphan_that_waits_for_ever_keeps_no_server_from_starting(
    server: EmbeddedServer, made: Path
) -> None:
    """So does one that needs a lock whose holder was killed with the head; here one that is stopped stands for it."""
    with psycopg.connect(server.start(), autocommit=True) as connection:
        orphan = psutil.Process(connection.info.backend_pid)
        head = postmaster(made)
        orphan.suspend()
        others = [one for one in head.children(recursive=True) if one != orphan]
        head.kill()
        for other in others:
            with suppress(psutil.NoSuchProcess):
                other.kill()
        assert kept(server.start()) == 7
        assert psutil.wait_procs([orphan], timeout=10)[1] == []


def test_a_number_that_belongs_to_somebody_else_now_is_no_server(server: EmbeddedServer, made: Path) -> None:
    """So it is after a restart of the machine, when a stale file names whoever has the number now."""
    server.start()
    file = made / "data" / "postmaster.pid"
    left = file.read_text().splitlines()
    server.stop()
    file.write_text("\n".join([str(os.getpid()), *left[1:], ""]))
    account = server_account(made / "data")
    os.chown(file, account.user if account else -1, account.group if account else -1)
    assert not server.running()
    assert kept(server.start()) == 7


@pytest.mark.parametrize(
    "content", [b"", b"nonsense\n", b"\xff\x00", b"-1\n", b"999999999999999999999\n/x\n1\n5432\n/x\n\n"]
)
def test_a_file_that_makes_no_sense_is_no_server(made: Path, content: bytes) -> None:
    """Whatever a crash left in it."""
    file = made / "data" / "postmaster.pid"
    file.write_bytes(content)
    try:
        assert not EmbeddedServer(made).running()
    finally:
        file.unlink()


def test_a_start_that_was_killed_half_way_is_begun_again(server_folder: Path) -> None:
    """Data gets its name when it is complete."""
    folder = server_folder / "half"
    (folder / "data.part" / "base").mkdir(parents=True)
    (folder / "password").write_text("left over")
    server = EmbeddedServer(folder)
    server.start()
    server.stop()
    assert not (folder / "data.part").exists()


def test_a_folder_that_is_no_data_is_not_touched(server_folder: Path) -> None:
    """Neither taken for data nor deleted."""
    data = server_folder / "foreign" / "data"
    data.mkdir(parents=True)
    (data / "letter").write_text("dear")
    with pytest.raises(RequestError, match="move it away"):
        EmbeddedServer(data.parent).start()
    assert (data / "letter").read_text() == "dear"


def test_data_of_another_major_is_refused_with_what_to_do(server_folder: Path) -> None:
    """With the commands that keep it, and untouched."""
    data = server_folder / "ancient" / "data"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("9\n")
    with pytest.raises(WrongMajorError) as refusal:
        EmbeddedServer(data.parent, any_major=True).start()
    assert "watchhouse database backup FILE" in str(refusal.value)
    assert "watchhouse database restore FILE" in str(refusal.value)


def test_data_can_be_set_aside(server_folder: Path) -> None:
    """For a new and empty database, but not while it is in use."""
    server = EmbeddedServer(server_folder / "aside")
    server.start()
    with pytest.raises(RequestError, match="in use"):
        server.set_aside()
    server.stop()
    aside = server.set_aside()
    assert aside is not None
    assert (aside / "PG_VERSION").exists()
    assert server.set_aside() is None


@pytest.mark.parametrize("name", ["long-" * 25, "with 'quotes', and a comma"])
def test_a_path_that_can_hold_no_socket_is_served_on_loopback(server_folder: Path, name: str) -> None:
    """With a password that only the folder's owner can read."""
    server = EmbeddedServer(server_folder / name)
    url = server.start()
    try:
        with psycopg.connect(url) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
        without = url.replace(url.partition("@")[0], "postgresql://watchhouse:wrong")
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(without)
        assert EmbeddedServer(server_folder / name).running()
    finally:
        server.stop()


def test_a_strange_path_can_hold_a_socket(server_folder: Path) -> None:
    """Quotes, percent signs and blanks in a folder's name are only a name."""
    folder = server_folder / "it's = ünï #100%"
    assert choose_address(folder / "data").socket_folder
    server = EmbeddedServer(folder)
    try:
        with psycopg.connect(server.start()) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
    finally:
        server.stop()


@pytest.mark.skipif(os.name != "posix", reason="the shell of POSIX")
@pytest.mark.parametrize("name", ["a$(id)", "a`id`", 'a"b', "a\\b", "a\nb"])
def test_a_name_that_a_shell_would_read_is_refused(server_folder: Path, name: str) -> None:
    """PostgreSQL's own starter would hand it to one."""
    with pytest.raises(RequestError, match="of this name"):
        EmbeddedServer(server_folder / name).start()


@as_root
def test_root_is_told_where_the_servers_account_may_not_go(tmp_path: Path) -> None:
    """Nobody's home is opened to others for it."""
    (tmp_path / "home").mkdir(mode=0o700)
    with pytest.raises(RequestError, match="may not enter"):
        EmbeddedServer(tmp_path / "home" / "server").start()
    assert (tmp_path / "home").stat().st_mode & 0o777 == 0o700


@as_root
def test_programs_in_roots_home_are_copied(server_folder: Path, tmp_path: Path) -> None:
    """Where the account that runs the server may execute them, with the libraries that they need."""
    account = server_account(server_folder / "none")
    assert account is not None
    newest, place = newest_programs(), server_folder / "copies"
    wheel = newest.folder.parents[1]
    hidden = tmp_path / "home"
    hidden.mkdir(mode=0o700)
    place.mkdir()
    shutil.copytree(newest.folder.parent, hidden / wheel.name / newest.folder.parent.name, symlinks=True)
    libraries = f"{wheel.name}.libs"
    shutil.copytree(wheel.parent / libraries, hidden / libraries, symlinks=True)
    private = Programs(
        major=newest.major, folder=hidden / wheel.name / newest.folder.parent.name / newest.folder.name
    )

    assert reachable(private, None, place) == private
    copied = reachable(private, account, place)

    assert may_enter(copied.folder, account)
    shutil.rmtree(hidden)
    run_program(copied.path("pg_ctl"), "--version", account=account)
    assert reachable(newest, account, place) == newest


_AS_USER = """
import os, sys
from pathlib import Path
from watchhouse.store.embedded import EmbeddedServer
import psycopg
os.setgroups([]); os.setgid(65534); os.setuid(65534)
server = EmbeddedServer(Path(sys.argv[1]) / "server")
with psycopg.connect(server.start()) as connection:
    print(connection.execute("SELECT 1").fetchone())
server.stop()
print(server.running())
"""


@as_root
def test_it_serves_a_user_without_rights(server_folder: Path) -> None:
    """As that user."""
    place = server_folder / "user"
    place.mkdir()
    os.chown(place, 65534, 65534)
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", _AS_USER, str(place)], capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr) == ("(1,)\nFalse\n", "")
