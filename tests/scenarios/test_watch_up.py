"""`watchhouse up` as people and machines use it: started, killed, started again, asked to end."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from watchhouse.bootstrap import StoreSettings, open_database
from watchhouse.cli.demonstration import read_stream
from watchhouse.store import audit, feeds
from watchhouse.store.schema import PROJECT, PUBLICATION, VERDICT
from watchhouse.testing.recorded import RecordedStream

pytestmark = pytest.mark.skipif(
    not Path("/proc/self").exists(), reason="asks the kernel which processes live"
)

_MINUTES = 0.15
_PATIENCE = 60.0


class Up:
    """One running `watchhouse up`."""

    def __init__(self, data: Path, *arguments: str) -> None:
        self._words = (data.parent / f"{data.name}-{time.monotonic_ns()}.txt").open("w+b")
        self.process = subprocess.Popen(  # noqa: S603 - the command under test
            [
                sys.executable,
                "-m",
                "watchhouse",
                "up",
                "--data",
                str(data),
                "--listen",
                "127.0.0.1:0",
                *arguments,
            ],
            stdout=self._words,
            stderr=subprocess.STDOUT,
            env=os.environ | {"PYTHONWARNINGS": "error", "PYTHONUNBUFFERED": "1"},
        )

    @property
    def said(self) -> str:
        """Everything that it printed."""
        self._words.seek(0)
        return self._words.read().decode()

    def ask(self, path: str) -> Any:
        """The page's answer; None while there is none."""
        place = self.said.partition(": open ")[2].partition("\n")[0]
        try:
            with urllib.request.urlopen(f"{place}{path}", timeout=5) as answer:  # noqa: S310 - loopback
                return json.load(answer)
        except (OSError, ValueError):
            return None

    def judged(self) -> int:
        """How many files have a verdict."""
        status = self.ask("api/status")
        return sum(status["verdicts_last_day"].values()) if status else 0

    def troubles(self) -> list[str]:
        """What needs attention."""
        status = self.ask("api/status")
        return [one["message"] for one in status["conditions"]] if status else []

    def idle(self) -> bool:
        """Whether everything that arrived is judged."""
        status = self.ask("api/status")
        return bool(status) and not (status["files_waiting"] or status["projects_waiting"])

    def family(self) -> set[int]:
        """The processes that it started, and theirs."""
        parents = {int(one.name): _parent(one) for one in Path("/proc").iterdir() if one.name.isdigit()}
        found, new = set[int](), {self.process.pid}
        while new:
            new = {pid for pid, parent in parents.items() if parent in new} - found
            found |= new
        return found

    def close(self) -> None:
        """End it as it wants to be ended, so that its database ends, too; kill it if it does not."""
        self.process.terminate()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._words.close()


def _parent(place: Path) -> int:
    try:
        return int((place / "stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


def lives(pid: int) -> bool:
    """Whether there is such a process that has not ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def wait(happened: Callable[[], bool], seconds: float = _PATIENCE) -> bool:
    """Whether it happened in time."""
    deadline = time.monotonic() + seconds
    while not happened() and time.monotonic() < deadline:
        time.sleep(0.1)
    return happened()


@pytest.fixture
def data() -> Iterator[Path]:
    """A data folder that the account of the embedded server may enter, also where the tests are root's."""
    folder = Path(tempfile.mkdtemp(prefix="watchhouse-up-"))
    folder.chmod(0o711)
    yield folder / "data"
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def begun() -> Iterator[Callable[..., Up]]:
    """What starts `watchhouse up`, and ends it at last."""
    started: list[Up] = []

    def begin(data: Path, *arguments: str) -> Up:
        started.append(Up(data, *arguments))
        return started[-1]

    yield begin
    for one in started:
        one.close()


def test_what_is_killed_goes_on_and_judges_everything_once(data: Path, begun: Callable[..., Up]) -> None:
    """
    After kill -9 no process is left; the next start finishes the stream, every file judged once.

    SIGTERM ends all of it.
    """
    first = begun(data, "--demo", "--demo-minutes", str(_MINUTES))
    assert wait(lambda: first.judged() >= 20), first.said
    family = first.family()
    assert len(family) >= 3
    first.process.kill()
    assert wait(lambda: not any(map(lives, family)), 20.0)

    second = begun(data, "--demo", "--demo-minutes", str(_MINUTES))
    stream = read_stream(data / "demonstration")
    assert stream is not None
    recorded = RecordedStream(begin=datetime.fromtimestamp(stream.begin, UTC), minutes=stream.minutes)
    end = recorded.recipe.end
    assert wait(lambda: datetime.now(UTC) > end + timedelta(seconds=3) and second.idle()), second.said
    assert second.ask("healthz") == {"healthy": True, "complaints": []}
    family = second.family()
    second.process.send_signal(signal.SIGTERM)
    assert second.process.wait(30) == 0
    assert not any(map(lives, family))
    assert not (data / "demonstration/database/data/postmaster.pid").exists()

    with open_database(StoreSettings(data=data / "demonstration")) as database, database.read() as connection:
        rows = connection.execute(
            select(
                PROJECT.c.ecosystem, PROJECT.c.name, PUBLICATION.c.file, PUBLICATION.c.state, VERDICT.c.rules
            )
            .join(PUBLICATION, PUBLICATION.c.project_id == PROJECT.c.id)
            .outerjoin(VERDICT, VERDICT.c.publication_id == PUBLICATION.c.id)
        ).all()
        assert isinstance(audit.verify(connection), audit.Verified)
        began = max(state.started_at for state in feeds.states(connection))
    told = {one.file for one in recorded.world().published(since=max(began, recorded.begin), until=end)}
    assert max(Counter((row.ecosystem, row.name, row.file) for row in rows).values()) == 1
    assert told <= {row.file for row in rows if row.state == "judged" and row.rules}
    assert {row.state for row in rows} <= {"judged", "known"}


def test_where_no_registry_answers_the_demonstration_is_shown_and_said_to_be_one(
    data: Path, begun: Callable[..., Up]
) -> None:
    """At the very first start only, in one line, and on the page."""
    nowhere = "http://127.0.0.1:9/simple/"
    up = begun(data, "--index-url", nowhere, "--demo-minutes", str(_MINUTES))
    assert wait(lambda: bool(up.ask("api/status"))), up.said
    assert up.ask("api/status")["demonstration"]
    assert "no registry can be reached: cannot reach 127.0.0.1:9" in up.said
    assert "showing a recorded demonstration instead" in up.said


def test_a_child_that_is_killed_comes_back(data: Path, begun: Callable[..., Up]) -> None:
    """With --no-demo a registry that does not answer is asked again and told; a killed page answers again."""
    up = begun(data, "--no-demo", "--index-url", "http://127.0.0.1:9/simple/")
    assert wait(lambda: bool(up.ask("api/status"))), up.said
    page = next(pid for pid in up.family() if b"--listen" in Path(f"/proc/{pid}/cmdline").read_bytes())
    os.kill(page, signal.SIGKILL)
    assert wait(lambda: "page: ended (SIGKILL), started again" in up.said)
    assert wait(lambda: any("cannot reach 127.0.0.1:9" in one for one in up.troubles()))
    assert not up.ask("api/status")["demonstration"]
    up.process.send_signal(signal.SIGINT)
    assert up.process.wait(30) == 0
