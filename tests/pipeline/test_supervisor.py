"""A supervisor keeps its children running, and none outlives it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from watchhouse.pipeline.supervisor import Child, Died, Said, Supervisor, Told

_STAYS = "import time; print('here', flush=True); time.sleep(60)"
_SUPERVISED = (
    "import time; from watchhouse.pipeline.supervised import end_with_supervisor; "
    "end_with_supervisor(); print('here', flush=True); time.sleep(60)"
)
_DEAF = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {_SUPERVISED}"

_PARENT = """
import sys, time
from watchhouse.pipeline.supervisor import Child, Supervisor
commands = [(sys.executable, "-c", code) for code in sys.argv[1:]]
children = tuple(Child(name=str(number), command=words, environment={}) for number, words in enumerate(commands))
supervisor = Supervisor(children, tell=lambda told: print(supervisor.pids[told.child], flush=True))
supervisor.tend()
time.sleep(60)
"""


def child(code: str, name: str = "one") -> Child:
    """A child that runs `code`."""
    return Child(name=name, command=(sys.executable, "-c", code), environment={})


def wait(happened: Callable[[], bool], seconds: float = 20.0) -> bool:
    """Whether it happened in time."""
    deadline = time.monotonic() + seconds
    while not happened() and time.monotonic() < deadline:
        time.sleep(0.02)
    return happened()


def tended(supervisor: Supervisor, happened: Callable[[], bool]) -> bool:
    """Whether it happened in time, with the supervisor at work meanwhile."""

    def look() -> bool:
        supervisor.tend()
        return happened()

    return wait(look)


def lives(pid: int) -> bool:
    """Whether there is such a process that has not ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_what_a_child_writes_is_told_line_by_line() -> None:
    """Both its streams are heard, and bytes that are no text do no harm."""
    heard: list[Told] = []
    code = "import sys; print('first'); sys.stdout.flush(); sys.stderr.buffer.write(b'\\xffsecond\\nlast')"
    with Supervisor((child(code),), tell=heard.append):
        assert wait(lambda: len(heard) >= 3)
    assert heard[:3] == [Said(child="one", line=line) for line in ("first", "�second", "last")]


def test_a_line_without_end_is_told_in_pieces() -> None:
    """A child that writes without end costs no memory without end."""
    heard: list[Told] = []
    with Supervisor((child("import sys; sys.stdout.write('x' * 100_000)"),), tell=heard.append):
        assert wait(lambda: sum(len(one.line) for one in heard if isinstance(one, Said)) == 100_000)
    assert max(len(one.line) for one in heard if isinstance(one, Said)) <= 2 * 4_096


def test_a_child_that_dies_is_started_again() -> None:
    """Its death is told with the cause, and it comes back as another process."""
    heard: list[Told] = []
    with Supervisor((child(_STAYS),), tell=heard.append) as supervisor:
        assert wait(lambda: heard == [Said(child="one", line="here")])
        first = supervisor.pids["one"]
        os.kill(first, signal.SIGKILL)
        assert tended(supervisor, lambda: supervisor.pids.get("one", first) != first)
    assert Died(child="one", cause="ended (SIGKILL)", pause=0.5) in heard


def test_a_child_that_keeps_dying_is_started_less_and_less_often() -> None:
    """Each pause is twice the one before."""
    heard: list[Told] = []
    with Supervisor((child("raise SystemExit(3)"),), tell=heard.append) as supervisor:
        assert tended(supervisor, lambda: len(heard) == 3)
    assert [(died.cause, died.pause) for died in heard if isinstance(died, Died)] == [
        ("ended (status 3)", 0.5),
        ("ended (status 3)", 1.0),
        ("ended (status 3)", 2.0),
    ]


def test_a_command_that_does_not_exist_is_told() -> None:
    """It is one more way to fail, not a crash of the supervisor."""
    heard: list[Told] = []
    nothing = Child(name="none", command=("/nonexistent/command",), environment={})
    with Supervisor((nothing,), tell=heard.append):
        pass
    assert heard == [Died(child="none", cause="cannot start: No such file or directory", pause=0.5)]


def test_a_child_that_does_not_listen_is_killed_in_the_end() -> None:
    """Stopping takes the grace and no longer."""
    heard: list[Told] = []
    supervisor = Supervisor((child(_DEAF),), tell=heard.append)
    supervisor.tend()
    assert wait(lambda: bool(heard))
    pid = supervisor.pids["one"]
    supervisor.stop(0.2)
    assert not lives(pid)
    assert supervisor.pids == {}


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="asks the kernel which processes live")
def test_no_child_outlives_a_killed_supervisor() -> None:
    """Also one that does not listen to SIGTERM ends when its supervisor is killed with -9."""
    with subprocess.Popen(  # noqa: S603 - our own code
        [sys.executable, "-c", _PARENT, _SUPERVISED, _DEAF], stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        pids = [int(parent.stdout.readline()) for _ in range(2)]
        assert all(lives(pid) for pid in pids)
        parent.kill()
    assert wait(lambda: not any(lives(pid) for pid in pids))
