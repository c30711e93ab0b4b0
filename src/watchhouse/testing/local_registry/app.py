"""Everything that the local registry answers, as one ASGI app."""

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from watchhouse.testing.faults import FaultSwitch
from watchhouse.testing.local_registry.control import Control
from watchhouse.testing.local_registry.disturbance import Disturbance
from watchhouse.testing.local_registry.npm import Npm
from watchhouse.testing.local_registry.nuget import Nuget
from watchhouse.testing.local_registry.operator import Operator
from watchhouse.testing.local_registry.pypi import Pypi
from watchhouse.testing.local_registry.pypi_index import Index
from watchhouse.testing.local_registry.pypi_rpc import Rpc
from watchhouse.testing.local_registry.site import Site
from watchhouse.testing.world import World

_ABOUT = """A registry made of generated packages; nothing here is real.

/simple/              Python index (pip --index-url), /pypi XML-RPC, /rss/updates.xml, /rss/packages.xml
/npm/                 npm registry (npm --registry), /registry/_changes its feed
/v3/index.json        NuGet source and catalog
/operator/pypi/events the operator's signed event feed; also npm, nuget
/-/control            what is wrong and what time it is
"""


def create_app(world: World, switch: FaultSwitch) -> ASGIApp:
    """Return an app that answers from `world`, wrong as `switch` says."""
    site = Site(world=world, switch=switch)
    index = Index(world)
    parts = (Pypi(site, index), Rpc(site, index), Npm(site), Nuget(site), Operator(site), Control(site))
    routes = [Route("/", _about), *(route for part in parts for route in part.routes())]
    return Disturbance(Starlette(routes=routes), switch)


async def _about(request: Request) -> Response:  # noqa: ARG001 - the framework's signature
    return PlainTextResponse(_ABOUT)
