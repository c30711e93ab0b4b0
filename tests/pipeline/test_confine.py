"""What a worker that has been taken over still can do on a kernel that has Landlock and seccomp: compute."""

import os
import platform
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from watchhouse.pipeline import landlock
from watchhouse.pipeline.worker_process import WorkerLimits
from watchhouse.pipeline.workers import WorkerPool

WORK = "confined_work:answer"

needs_landlock = pytest.mark.skipif(landlock.version() < 1, reason="this kernel has no Landlock")
needs_seccomp = pytest.mark.skipif(
    platform.system() != "Linux" or platform.machine() not in ("x86_64", "aarch64"),
    reason="no list of system calls for this machine",
)


@pytest.fixture(scope="module")
def sealed() -> Iterator[WorkerPool]:
    with WorkerPool(WORK, size=1, limits=WorkerLimits(seconds=30, files=False)) as pool:
        yield pool


@pytest.fixture(scope="module")
def reading() -> Iterator[WorkerPool]:
    with WorkerPool(WORK, size=1, limits=WorkerLimits(seconds=30)) as pool:
        yield pool


@needs_landlock
def test_a_sealed_worker_reads_no_file_of_this_machine(sealed: WorkerPool, tmp_path: Path) -> None:
    """Neither the user's files nor the system's can be opened."""
    secret = tmp_path / "secret"
    secret.write_text("secret")
    assert [sealed.run(("read", str(path))) for path in (secret, "/etc/passwd", "/proc/self/status")] == [
        b"PermissionError"
    ] * 3


def test_a_sealed_worker_still_loads_its_own_code(sealed: WorkerPool) -> None:
    """Modules that are imported late are found."""
    assert sealed.run(("import", "wave")) == b"wave"


def test_a_worker_for_folders_reads_files(reading: WorkerPool, tmp_path: Path) -> None:
    """A scan of a folder hands paths to its workers."""
    file = tmp_path / "setup.py"
    file.write_bytes(b"content")
    assert reading.run(("read", str(file))) == b"content"


@needs_landlock
@pytest.mark.parametrize("word", ["write", "execute"])
def test_files_are_not_written_or_run(reading: WorkerPool, tmp_path: Path, word: str) -> None:
    """Reading is all that is left, also where everything may be read; not even an empty file can be made."""
    target = {"write": tmp_path / "new", "execute": Path(sys.executable)}[word]
    assert reading.run((word, str(target))) == b"PermissionError"


@needs_seccomp
@pytest.mark.parametrize("word", ["fork", "socket", "trace", "mode"])
def test_system_calls_that_nobody_needs_are_refused(reading: WorkerPool, tmp_path: Path, word: str) -> None:
    """A worker makes no process and no socket, traces nobody and changes no file's mode."""
    assert reading.run((word, str(tmp_path))) == b"PermissionError"


@needs_seccomp
def test_other_processes_get_no_signal(reading: WorkerPool) -> None:
    """A worker of our own user cannot interrupt us."""
    assert reading.run(("signal", str(os.getpid()))) == b"PermissionError"


def test_threads_are_still_made(sealed: WorkerPool) -> None:
    """What is refused to processes is not refused to threads: native libraries start some."""
    assert sealed.run(("thread", "")) == b"done"


@pytest.mark.skipif(platform.system() != "Linux", reason="capabilities are Linux's")
def test_roots_rights_are_given_up(reading: WorkerPool) -> None:
    """Whoever started the worker, nothing is left but to read."""
    answer = reading.run(("capabilities", ""))
    assert isinstance(answer, bytes)
    assert int(answer, 16) & ~(1 << 2) == 0


_PARENT = """
from watchhouse.pipeline.worker_process import WorkerLimits
from watchhouse.pipeline.workers import WorkerPool
pool = WorkerPool("confined_work:answer", size=1, limits=WorkerLimits())
print(pool.run(("pid", "")).decode(), flush=True)
pool.run(("sleep", "600"))
"""


def test_a_worker_in_mid_job_ends_with_its_parent() -> None:
    """A worker whose parent was killed does not go on alone."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    parent = subprocess.Popen([sys.executable, "-c", _PARENT], stdout=subprocess.PIPE, env=environment)  # noqa: S603
    with parent:
        assert parent.stdout is not None
        worker = Path(f"/proc/{int(parent.stdout.readline())}")
        time.sleep(0.5)
        assert worker.exists()
        parent.kill()
    deadline = time.monotonic() + 10
    while _runs(worker) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _runs(worker)


def _runs(process: Path) -> bool:
    """Return whether `process` is there and is more than a name in the table that nobody has cleared yet."""
    try:
        return process.joinpath("stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
