"""A worker of the engine: takes jobs and runs them in threads, until told to stop or until the database is lost."""

import asyncio
import logging
import threading
from collections.abc import AsyncIterator, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from typing import Any

from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import ConnectorException, ProcrastinateException
from psycopg import Error as DatabaseError
from psycopg_pool import AsyncConnectionPool

from watchhouse.model.errors import InfrastructureError
from watchhouse.pipeline.engine.jobs import QUEUE, SILENCE

Work = Callable[[tuple[int, ...]], None]
"""What a task does with the rows that a job stands for; called from many threads."""

GRACE = 10.0
"""Seconds that jobs under way have to end in when the worker is told to stop."""

_LOOK = 0.2
"""Seconds between two looks at whether to stop."""

_POLL = 5.0
"""Seconds between two looks for jobs whose notification was lost."""

_NEVER = 86_400.0
"""Jobs are not aborted, so nobody needs to ask often which are."""

_CONNECT = 5.0
"""Seconds to wait for a connection."""

_log = logging.getLogger("watchhouse.engine")


class EngineLostError(InfrastructureError):
    """The engine stopped because it lost the database."""


def work(
    url: str,
    tasks: Mapping[str, Work],
    *,
    slots: int,
    stop: threading.Event,
    hourly: Callable[[], None] = lambda: None,
) -> None:
    """
    Run jobs of `tasks`, `slots` at a time, until `stop` is set; each hour one of all workers runs `hourly`.

    Jobs that do not end within `GRACE` seconds of that go on in threads of their own, and their rows stay wanted.
    Raises EngineLostError if the database is lost; then call it again.
    """
    threads = ThreadPoolExecutor(slots, thread_name_prefix="slot")
    try:
        asyncio.run(_work(url, tasks, hourly, slots=slots, threads=threads, stop=stop))
    except (ProcrastinateException, DatabaseError) as error:
        raise EngineLostError(f"the engine lost the database: {_line(error)}") from error
    finally:
        threads.shutdown(wait=False, cancel_futures=True)


async def _work(
    url: str,
    tasks: Mapping[str, Work],
    hourly: Callable[[], None],
    *,
    slots: int,
    threads: ThreadPoolExecutor,
    stop: threading.Event,
) -> None:
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(_told_elsewhere)
    app = App(connector=PsycopgConnector())
    for name, task in tasks.items():
        app.task(name=name, queue=QUEUE)(_in_thread(task, loop, threads))
    # Without a periodic task the worker does not watch over its own heartbeat (procrastinate's issue 1597).
    app.periodic(cron="0 * * * *")(app.task(name="hourly", queue=QUEUE)(_at_the_hour(hourly, loop, threads)))
    async with _opened(app, url):
        running = asyncio.create_task(
            app.run_worker_async(
                queues=[QUEUE],
                concurrency=slots,
                fetch_job_polling_interval=_POLL,
                abort_job_polling_interval=_NEVER,
                shutdown_graceful_timeout=GRACE,
                delete_jobs="always",
                install_signal_handlers=False,
                update_heartbeat_interval=SILENCE / 5,
                stalled_worker_timeout=SILENCE,
            )
        )
        await _until(running, stop)


async def _until(running: "asyncio.Task[None]", stop: threading.Event) -> None:
    """Wait for `stop`, then end `running` with grace; raise if it ends before."""
    while not stop.is_set():
        done, _ = await asyncio.wait({running}, timeout=_LOOK)
        if done:
            running.result()
            raise ConnectorException("its worker ended")
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running


@asynccontextmanager
async def _opened(app: App, url: str) -> AsyncIterator[None]:
    """Open `app` with connections of its own, and give up soon where there is no database."""
    connections: AsyncConnectionPool[Any] = AsyncConnectionPool(
        url,
        min_size=1,
        max_size=3,
        open=False,
        timeout=_CONNECT,
        reconnect_timeout=_CONNECT,
        check=AsyncConnectionPool.check_connection,
        # The queue may forget its last moments when the server dies: it only says who does what now.
        kwargs={"application_name": "watchhouse-engine", "options": "-c synchronous_commit=off"},
    )
    try:
        await connections.open(wait=True, timeout=_CONNECT)
        async with app.open_async(connections):
            yield
    finally:
        await connections.close()


def _in_thread(
    task: Work, loop: asyncio.AbstractEventLoop, threads: ThreadPoolExecutor
) -> Callable[..., Any]:
    async def run(ids: list[int]) -> None:
        await loop.run_in_executor(threads, task, tuple(ids))

    return run


def _at_the_hour(
    task: Callable[[], None], loop: asyncio.AbstractEventLoop, threads: ThreadPoolExecutor
) -> Callable[..., Any]:
    async def run(timestamp: int) -> None:
        del timestamp
        await loop.run_in_executor(threads, task)

    return run


def _told_elsewhere(loop: asyncio.AbstractEventLoop, trouble: dict[str, Any]) -> None:
    """Keep what the engine's own tasks die of for those who look for it: that the database is gone is told once."""
    del loop
    _log.debug("engine: %s: %s", trouble.get("message"), _line(trouble.get("exception")))


def _line(error: object) -> str:
    lines = str(error).strip().splitlines()
    return lines[0][:200] if lines else type(error).__name__
