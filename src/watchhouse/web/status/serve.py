"""The server of the status page: runs until it is told to stop."""

import threading

import uvicorn

from watchhouse.web.listen import Listen
from watchhouse.web.status.app import LOOPBACK, create_app
from watchhouse.web.status.reader import Reader

_AT_ONCE = 200
"""Requests that are answered at once; more are told to come again."""


def serve(reader: Reader, place: Listen, stop: threading.Event) -> None:
    """Serve what `reader` reads at `place` until `stop` is set."""
    hosts = LOOPBACK if place.loopback else ("*",)
    server = uvicorn.Server(
        uvicorn.Config(
            create_app(reader, hosts=hosts),
            host=place.host,
            port=place.port,
            log_config=None,
            access_log=False,
            server_header=False,
            lifespan="off",
            limit_concurrency=_AT_ONCE,
            timeout_graceful_shutdown=1,
        )
    )
    # In a thread of its own it installs no signal handlers: how this process ends is the command's to say.
    running = threading.Thread(target=server.run, name="status page")
    running.start()
    while running.is_alive() and not stop.wait(0.2):
        pass
    server.should_exit = True
    running.join()
