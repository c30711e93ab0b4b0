"""The control endpoint: what is wrong, what time it is, and how both are changed."""

from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from watchhouse.model.errors import RequestError
from watchhouse.model.identity import Ecosystem
from watchhouse.testing.clock import HeldClock
from watchhouse.testing.faults import Faults, parse_rule
from watchhouse.testing.local_registry.site import JSON, Site, dumps


class Control:
    """Tells and changes the state of the registry."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def routes(self) -> list[Route]:
        """Return where it answers."""
        return [
            Route("/-/control", self._state),
            Route("/-/control/faults", self._faults, methods=["POST"]),
            Route("/-/control/clock", self._clock, methods=["POST"]),
        ]

    async def _state(self, request: Request) -> Response:  # noqa: ARG002 - the framework's signature
        return self._told()

    async def _faults(self, request: Request) -> Response:
        """Take `{"rules": ["too-many=0.1,path=/packages/"], "seed": 1}`; no rules: nothing is wrong."""
        try:
            asked = await request.json()
            rules = tuple(parse_rule(str(rule)) for rule in asked.get("rules", ()))
            self._site.switch.set(Faults(rules=rules, seed=int(asked.get("seed", 0))))
        except (ValueError, TypeError, AttributeError, RequestError) as error:
            return Response(dumps({"error": str(error)}), 400, media_type=JSON)
        return self._told()

    async def _clock(self, request: Request) -> Response:
        """Take `{"advance": SECONDS}`, if the clock is one that stands."""
        clock = self._site.world.clock
        try:
            seconds = float((await request.json())["advance"])
        except (ValueError, TypeError, KeyError) as error:
            return Response(dumps({"error": str(error)}), 400, media_type=JSON)
        if not isinstance(clock, HeldClock):
            return Response(dumps({"error": "this clock runs by itself"}), 409, media_type=JSON)
        clock.advance(timedelta(seconds=seconds))
        return self._told()

    def _told(self) -> Response:
        world, faults = self._site.world, self._site.switch.faults
        now = world.now
        rows = {ecosystem.value: world.journal(ecosystem).visible(now.timestamp()) for ecosystem in Ecosystem}
        rules = [
            {"kind": rule.kind, "rate": rule.rate, "path": rule.path, "times": rule.times}
            for rule in faults.rules
        ]
        said = {"now": now.isoformat(), "end": world.recipe.end.isoformat(), "rows": rows}
        return Response(dumps({**said, "faults": {"seed": faults.seed, "rules": rules}}), media_type=JSON)
