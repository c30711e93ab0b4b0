"""PyPI's XML-RPC as far as mirrors live on it."""

import xmlrpc.client
from dataclasses import dataclass, replace
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from watchhouse.model.identity import Ecosystem
from watchhouse.testing.faults import FaultKind, disturbed
from watchhouse.testing.local_registry.pypi_index import FIRST_SERIAL, Index
from watchhouse.testing.local_registry.site import Site
from watchhouse.testing.steps import action

_PAGE = 50_000
_QUESTION = 1 << 20
_YEARS = 10 * 365 * 86_400
_NO_METHOD = -32601
PATH = "/pypi"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """One row of the changelog."""

    name: str
    version: str | None
    seconds: int
    action: str
    serial: int


class Rpc:
    """Answers questions; the heavy ones in a thread of their own."""

    def __init__(self, site: Site, index: Index) -> None:
        self._site = site
        self._index = index

    def routes(self) -> list[Route]:
        """Return where it answers."""
        return [Route(path, self._answer, methods=["POST"]) for path in (PATH, f"{PATH}/")]

    async def _answer(self, request: Request) -> Response:
        question = await request.body()
        return Response(await run_in_threadpool(self._document, question), media_type="text/xml")

    def _document(self, question: bytes) -> bytes:
        try:
            arguments, method = xmlrpc.client.loads(question[:_QUESTION])
            answer = self._value(method or "", arguments)
        except Exception as error:  # noqa: BLE001 - whatever is wrong with a question is told to who asked, as XML-RPC does
            fault = xmlrpc.client.Fault(_NO_METHOD, f"{type(error).__name__}: {error}")
            return xmlrpc.client.dumps(fault).encode()
        return xmlrpc.client.dumps((answer,), methodresponse=True, allow_none=True).encode()

    def _value(self, method: str, arguments: tuple[object, ...]) -> Any:
        match method, arguments:
            case "changelog_last_serial", ():
                return FIRST_SERIAL + self._site.visible(Ecosystem.PYPI, PATH) - 1
            case "changelog_since_serial", (int(serial),):
                return self._since(serial)
            case "list_packages_with_serial", ():
                return dict(self._index.serials(self._site.visible(Ecosystem.PYPI, PATH)))
            case _:
                raise ValueError(
                    f"server error; requested method {method!r} with these arguments is not known"
                )

    def _since(self, serial: int) -> list[list[object]]:
        end = self._site.visible(Ecosystem.PYPI, PATH)
        first = max(0, serial - FIRST_SERIAL + 1)
        rows = [self._row(number) for number in range(first, min(end, first + _PAGE))]
        rows = disturbed(
            rows,
            self._site.switch,
            PATH,
            key=lambda row: row.serial,
            later=lambda row: replace(row, seconds=row.seconds + _YEARS),
            renamed=lambda row, name: replace(row, name=name),
        )
        if rows and self._site.switch.strikes(PATH, (FaultKind.FULL_PAGE,)):
            rows = _filled(rows)
        return [[row.name, row.version, row.seconds, row.action, row.serial] for row in rows[:_PAGE]]

    def _row(self, number: int) -> _Row:
        world = self._site.world
        row = world.journal(Ecosystem.PYPI).row(number)
        project = world.project(row.project)
        step = world.steps(project.index)[row.step]
        file = (
            ""
            if step.file is None or step.release is None
            else world.file_name(project, step.release, step.file)
        )
        return _Row(
            name=project.spelled,
            version=None if step.release is None else step.release.version,
            seconds=int(row.at),
            action=action(project, step, file),
            serial=FIRST_SERIAL + number,
        )


def _filled(rows: list[_Row]) -> list[_Row]:
    """Return exactly a full page: each row as often as it takes, in order."""
    times, more = divmod(_PAGE, len(rows))
    return [row for place, row in enumerate(rows) for _ in range(times + (place < more))]
