"""
The application: what is served under which path.

    /               the page
    /verdicts/{n}   one verdict with its reasons
    /healthz        200 if the watch does its work, 503 with the reasons if not
    /metrics        for Prometheus
    /api/status     the page's content as JSON
    /static/        the style sheet and the icon
"""

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from watchhouse import __version__
from watchhouse.model.errors import InfrastructureError
from watchhouse.model.harmless import json_text
from watchhouse.pipeline.health import complaints
from watchhouse.web.status.chart import HEIGHT, WIDTH
from watchhouse.web.status.document import status_document
from watchhouse.web.status.headers import StrictHeaders
from watchhouse.web.status.metrics import exposition
from watchhouse.web.status.pages import Pages
from watchhouse.web.status.reader import Reader, Recent
from watchhouse.web.status.verdict_view import verdict_view
from watchhouse.web.status.view import page_view

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
"""A page of somebody else's that makes its own name point here is not answered (DNS rebinding)."""


def create_app(reader: Reader, *, hosts: tuple[str, ...] = LOOPBACK) -> Starlette:
    """Return the application that shows what `reader` reads, to those who ask for one of `hosts`."""
    status = _Status(Recent(reader), Pages())
    return Starlette(
        routes=[
            Route("/", status.overview),
            Route("/verdicts/{publication:int}", status.verdict),
            Route("/healthz", status.health),
            Route("/metrics", status.metrics),
            Route("/api/status", status.document),
            Mount("/static", StaticFiles(packages=[("watchhouse.web.status", "static")])),
        ],
        middleware=[
            Middleware(StrictHeaders),
            Middleware(TrustedHostMiddleware, allowed_hosts=list(hosts), www_redirect=False),
        ],
        exception_handlers={InfrastructureError: status.unreadable, HTTPException: status.refused},
    )


class _Status:
    """The answers; each is a plain function, which Starlette runs in a thread."""

    def __init__(self, reader: Reader, pages: Pages) -> None:
        self._reader = reader
        self._pages = pages

    def overview(self, request: Request) -> Response:
        page = page_view(self._reader.overview())
        still = "still" in request.query_params
        return self._page("overview.html", page=page, still=still, width=WIDTH, height=HEIGHT)

    def verdict(self, request: Request) -> Response:
        number = request.path_params["publication"]
        found = self._reader.found(number) if number < 1 << 63 else None
        if found is None:
            raise HTTPException(404)
        return self._page("verdict.html", page=verdict_view(found))

    def health(self, request: Request) -> Response:  # noqa: ARG002 - Starlette's signature
        try:
            wrong = tuple(filter(None, (self._reader.complaint(),))) or complaints(self._reader.overview())
        except InfrastructureError as error:
            wrong = (str(error),)
        return _json({"healthy": not wrong, "complaints": list(wrong)}, 503 if wrong else 200)

    def metrics(self, request: Request) -> Response:  # noqa: ARG002 - Starlette's signature
        return Response(exposition(self._reader), media_type="text/plain; version=0.0.4; charset=utf-8")

    def document(self, request: Request) -> Response:  # noqa: ARG002 - Starlette's signature
        return _json(status_document(self._reader.overview()))

    def unreadable(self, request: Request, error: Exception) -> Response:
        message = str(error)
        if request.url.path.startswith("/api/"):
            return _json({"error": message}, 503)
        title = "Cannot look now"
        return self._page("message.html", 503, title=title, message=message, again=True)

    def refused(self, request: Request, error: Exception) -> Response:  # noqa: ARG002 - Starlette's signature
        code = error.status_code if isinstance(error, HTTPException) else 500
        title, message = _REFUSALS.get(code, ("That cannot be answered", f"HTTP status {code}."))
        return self._page("message.html", code, title=title, message=message, again=False)

    def _page(self, template: str, code: int = 200, **values: object) -> Response:
        return HTMLResponse(self._pages.render(template, version=__version__, **values), code)


_REFUSALS = {
    404: ("Not here", "There is no such page, or no verdict of that number any more."),
    405: ("Only for looking", "This page can be read, and nothing else."),
}


def _json(document: object, code: int = 200) -> Response:
    return Response(json_text(document), code, media_type="application/json")
