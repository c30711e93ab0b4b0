"""The pool of workers: one that hangs or dies costs its artifact only."""

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from watchhouse.model.errors import InfrastructureError
from watchhouse.pipeline.worker_process import Lost, WorkerLimits
from watchhouse.pipeline.workers import WorkerPool

WORK = "hostile_work:answer"

_UNSHARE = (
    "import ctypes; u = ctypes.CDLL(None).unshare; raise SystemExit(u(1 << 30) and u(1 << 30 | 1 << 28))"
)
_ASKED = subprocess.run([sys.executable, "-c", _UNSHARE], check=False)  # noqa: S603 - asks the kernel
NAMESPACES = _ASKED.returncode == 0


@pytest.fixture
def pool() -> Iterator[WorkerPool]:
    with WorkerPool(WORK, size=2, limits=WorkerLimits(seconds=30, memory=1 << 30)) as running:
        yield running


@pytest.fixture
def hasty_pool() -> Iterator[WorkerPool]:
    with WorkerPool(WORK, size=2, limits=WorkerLimits(seconds=3, memory=1 << 30)) as running:
        yield running


def test_a_worker_is_used_again(pool: WorkerPool) -> None:
    """Jobs that follow one another go to the same process."""
    assert pool.run(("pid", 0)) == pool.run(("pid", 0))


def test_a_worker_that_dies_costs_its_own_job_only(pool: WorkerPool) -> None:
    """Twenty jobs run at once, of which two kill their worker: eighteen are answered."""
    jobs = [("die" if number in (5, 12) else "pid", 0) for number in range(20)]
    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(pool.run, jobs))
    assert [isinstance(answer, bytes) for answer in answers] == [word == "pid" for word, _ in jobs]
    assert answers[5] == Lost(timed_out=False, detail="the examining process died (signal 9)")


@pytest.mark.parametrize(("word", "status"), [("exit", 7), ("raise", 1)])
def test_a_worker_that_ends_by_itself_is_a_loss(pool: WorkerPool, word: str, status: int) -> None:
    """An exception that nothing catches and an exit in the middle of a job are losses, and the next job runs."""
    assert pool.run((word, 7)) == Lost(
        timed_out=False, detail=f"the examining process died (status {status})"
    )
    assert isinstance(pool.run(("pid", 0)), bytes)


@pytest.mark.parametrize("word", ["hang", "spin"])
def test_a_worker_that_hangs_is_killed_and_replaced(hasty_pool: WorkerPool, word: str) -> None:
    """A job that sleeps or loops for ever ends at the time limit, without a second attempt."""
    assert hasty_pool.run((word, 0)) == Lost(timed_out=True, detail="no answer after 3 seconds")
    assert isinstance(hasty_pool.run(("pid", 0)), bytes)


def test_memory_is_bounded(pool: WorkerPool) -> None:
    """A job that wants more address space than the limit fails; a job below it does not."""
    assert isinstance(pool.run(("greedy", 1 << 20)), bytes)
    assert isinstance(pool.run(("greedy", 2 << 30)), Lost)


def test_a_worker_can_write_no_file(pool: WorkerPool) -> None:
    """A worker that has been taken over cannot leave anything behind by writing it."""
    assert isinstance(pool.run(("write", 1)), Lost)


@pytest.mark.skipif(not NAMESPACES, reason="this kernel gives no namespace to whoever runs the tests")
def test_a_worker_reaches_no_network(pool: WorkerPool) -> None:
    """A worker that has been taken over cannot even reach this machine."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
        assert isinstance(pool.run(("call home", port)), Lost)


def test_a_worker_inherits_no_environment(pool: WorkerPool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tokens and proxies in the environment are not in a worker's memory."""
    monkeypatch.setenv("INDEX_TOKEN", "secret")
    answer = pool.run(("environment", 0))
    assert isinstance(answer, bytes)
    assert set(answer.decode().split()) <= {"LC_CTYPE", "LD_LIBRARY_PATH", "TZ"}


def test_a_worker_leaves_no_core(pool: WorkerPool) -> None:
    """A crash leaves no image of hostile memory on the disk."""
    assert pool.run(("core", 0)) == b"(0, 0)"


def test_what_a_worker_prints_does_not_disturb_its_answer(pool: WorkerPool) -> None:
    """Native parsers print; the channel is not their standard output."""
    assert isinstance(pool.run(("talk", 1 << 20)), bytes)


def test_a_large_job_arrives_whole(pool: WorkerPool) -> None:
    """An artifact larger than any pipe's buffer reaches the worker."""
    assert isinstance(pool.run(("x" * (64 << 20), 0)), bytes)


def test_a_job_too_large_for_a_worker_is_a_loss() -> None:
    """What does not fit into the memory limit costs its own job only."""
    with WorkerPool(WORK, size=1, limits=WorkerLimits(memory=256 << 20)) as pool:
        assert isinstance(pool.run(("x" * (300 << 20), 0)), Lost)
        assert isinstance(pool.run(("pid", 0)), bytes)


def test_work_that_cannot_be_imported_is_our_fault_and_says_so() -> None:
    """A worker that cannot start is no artifact's fault."""
    with (
        WorkerPool("no_such_module:answer", size=1, limits=WorkerLimits()) as pool,
        pytest.raises(InfrastructureError, match="No module named 'no_such_module'"),
    ):
        pool.run(("pid", 0))


def test_closing_ends_what_is_under_way() -> None:
    """An interrupt does not wait for a job, and no process is left behind."""
    pool = WorkerPool(WORK, size=1, limits=WorkerLimits(seconds=300))
    pool.warm(1)
    first = pool.run(("pid", 0))
    assert isinstance(first, bytes)
    threading.Timer(0.3, pool.close).start()
    with pytest.raises(InfrastructureError):
        pool.run(("hang", 0))
    with pytest.raises(ProcessLookupError):
        os.kill(int(first), 0)


def test_a_warm_worker_has_loaded_what_it_will_need() -> None:
    """What takes long to load is there before the first artifact; a cold worker loads it when it is asked for."""
    probe = "hostile_work:has_warmed"
    answers = {}
    for warm in (True, False):
        with WorkerPool(probe, size=1, limits=WorkerLimits(seconds=30, warm=warm)) as pool:
            answers[warm] = pool.run("anything")
    assert answers == {True: b"yes", False: b"no"}
