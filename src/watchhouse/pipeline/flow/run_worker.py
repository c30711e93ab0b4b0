"""One worker service: takes jobs from the engine and keeps the engine supplied, on the first machine or the tenth."""

import threading
from collections.abc import Callable, Sequence
from functools import partial

from watchhouse.model.errors import WatchhouseError
from watchhouse.pipeline.engine.worker import Work, work
from watchhouse.pipeline.flow.backscan import open_shards
from watchhouse.pipeline.flow.context import Context
from watchhouse.pipeline.flow.defer import Task
from watchhouse.pipeline.flow.examine_publications import examine_publications
from watchhouse.pipeline.flow.list_projects import list_projects
from watchhouse.pipeline.flow.outage import repeat
from watchhouse.pipeline.flow.reconcile import run_reconcile
from watchhouse.pipeline.log import fault, note
from watchhouse.store import retention
from watchhouse.store.database import StoreError

_ACTOR = "watchhouse"


def run_worker(context: Context, stop: threading.Event) -> None:
    """
    Do jobs until `stop` is set; then end within seconds, and leave what was begun to others.

    The database may go away and come back. Whoever calls this closes `context.pool` afterwards, which ends what is
    still being judged.
    """
    tasks = _tasks(context, stop)
    supplier = threading.Thread(target=run_reconcile, args=(context, stop), name="reconcile", daemon=True)
    supplier.start()
    note("worker begins", slots=context.slots)

    def step() -> float:
        work(
            context.database.url,
            tasks,
            slots=context.slots,
            stop=stop,
            hourly=partial(_guarded, context, "hourly", partial(_tidy, context)),
        )
        return 0.0

    repeat(step, stop, context.outage)
    supplier.join(timeout=5.0)
    note("worker ended")


def _tasks(context: Context, stop: threading.Event) -> dict[str, Work]:
    def task(name: Task, do: Callable[[Context, threading.Event, Sequence[int]], None]) -> Work:
        def run(ids: tuple[int, ...]) -> None:
            _guarded(context, name, partial(do, context, stop, ids))

        return run

    return {
        Task.LIST: task(Task.LIST, list_projects),
        Task.EXAMINE: task(Task.EXAMINE, examine_publications),
        Task.SHARD: task(Task.SHARD, open_shards),
    }


def _guarded(context: Context, name: str, do: Callable[[], object]) -> None:
    """
    Call `do`; whatever it raises ends here, and its rows, which have no job then, are tried again later.

    That a mistake of ours was met is told once and lasts as a condition.
    """
    try:
        do()
    except StoreError as error:
        context.outage.begin(error)
    except WatchhouseError as error:
        context.troubles.begin(
            context.database, f"task {name}", f"jobs of the kind {name} fail: {error}", context.clock
        )
    except Exception as error:  # noqa: BLE001 - the one boundary: what hostile input breaks in us costs its job, not the worker
        kind = type(error).__name__
        if context.troubles.begin(
            context.database, f"task {name}: {kind}", f"jobs of the kind {name} fail: {kind}", context.clock
        ):
            fault("a job failed by a mistake of ours", error, task=name)


def _tidy(context: Context) -> None:
    """Throw away what is to be kept no longer."""
    with context.database.read() as connection:
        at = context.clock(connection)
    retention.run(context.database, context.blobs, context.retention, at, actor=_ACTOR)
