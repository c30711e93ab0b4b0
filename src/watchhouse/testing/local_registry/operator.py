"""The event feed of a registry's operator: what no public feed tells, signed."""

import hashlib
import hmac
import threading
from collections.abc import Mapping
from datetime import UTC, datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from watchhouse.model.event import EventKind
from watchhouse.model.identity import Ecosystem
from watchhouse.registries.feeds.operator_page import FORMAT, KINDS
from watchhouse.registries.feeds.operator_signature import HEADER, signature
from watchhouse.testing.journal import Journal, Row
from watchhouse.testing.local_registry.addresses import file_path
from watchhouse.testing.local_registry.site import JSON, Site, base, dumps, iso, missing
from watchhouse.testing.project import Project
from watchhouse.testing.steps import Step, steps

LABEL = "main"
_MOST = 5_000
_WORDS = {kind: word for word, kind in KINDS.items()}
_ACCOUNT = (
    (EventKind.USER_REGISTERED, 900.0),
    (EventKind.EMAIL_VERIFIED, 840.0),
    (EventKind.TOKEN_CREATED, 60.0),
)
"""What its owner did before the first release, and how many seconds before."""


def operator_steps(project: Project) -> tuple[Step, ...]:
    """Return everything that an operator tells of `project`, earliest first."""
    account = [Step(kind=kind, at=project.created - before) for kind, before in _ACCOUNT]
    made = [Step(kind=EventKind.PROJECT_CREATED, at=project.created)]
    files = [
        Step(kind=EventKind.FILE_PUBLISHED, at=file.at, release=release, file=file)
        for release in project.releases
        for file in release.files
    ]
    ends = (EventKind.RELEASE_YANKED, EventKind.PROJECT_REMOVED, EventKind.RELEASE_REMOVED)
    others = [step for step in steps(project) if step.kind in ends]
    return tuple(sorted([*account, *made, *files, *others], key=lambda step: step.at))


def operator_key(seed: int) -> Ed25519PrivateKey:
    """Return the key that signs the feeds of the world with `seed`; it protects nothing."""
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(f"operator of {seed}".encode()).digest())


class Operator:
    """Tells the events of each registry; their journals are written when they are first asked for."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._key = operator_key(site.world.recipe.seed)
        self._lock = threading.Lock()
        self._journals: Mapping[Ecosystem, Journal] = {}

    def routes(self) -> list[Route]:
        """Return where it answers."""
        return [Route("/operator/{ecosystem}/events", self._answer)]

    def _answer(self, request: Request) -> Response:
        if request.path_params["ecosystem"] not in tuple(Ecosystem):
            return missing()
        ecosystem = Ecosystem(request.path_params["ecosystem"])
        journal = self._journal(ecosystem)
        head = journal.visible(self._site.world.now.timestamp())
        after = request.query_params.get("after")
        limit = request.query_params.get("limit", str(_MOST))
        if not limit.isdecimal() or not (after or "0").isdecimal():
            return Response(dumps({"error": "no such cursor"}), 400, media_type=JSON)
        first = head if after is None else min(int(after), head)
        end = head if after is None else min(first + min(int(limit), _MOST), head)
        body = dumps(
            {
                "format": FORMAT,
                "feed": LABEL,
                "ecosystem": ecosystem,
                "issued": datetime.now(tz=UTC).isoformat(),  # by the real clock: an old answer is none
                "after": after,
                "next": str(end),
                "total": end,
                "head": head,
                "events": [self._event(request, ecosystem, row) for row in journal.rows(first, end)],
            }
        )
        return Response(body, media_type=JSON, headers={HEADER: signature(body, self._key)})

    def _journal(self, ecosystem: Ecosystem) -> Journal:
        with self._lock:
            if not self._journals:
                self._journals = self._site.world.journals(operator_steps)
            return self._journals[ecosystem]

    def _event(self, request: Request, ecosystem: Ecosystem, row: Row) -> dict[str, object]:
        project = self._site.world.project(row.project)
        step = operator_steps(project)[row.step]
        told: dict[str, object] = {
            "id": str(row.number + 1),
            "kind": _WORDS[step.kind],
            "at": iso(step.at),
            "user": project.user,
        }
        if step.kind in {kind for kind, _ in _ACCOUNT}:
            network = f"network {project.author}"
            return told | {"hashes": {"email": _keyed(project.mail), "network": _keyed(network)}}
        told["project"] = project.spelled
        if step.release is not None:
            told["version"] = step.release.version
        return told | self._file(request, ecosystem, project, step)

    def _file(
        self, request: Request, ecosystem: Ecosystem, project: Project, step: Step
    ) -> dict[str, object]:
        if step.release is None or step.file is None:
            return {}
        world = self._site.world
        digests = world.digests((project.index, step.file.number))
        stated = {"sha256": digests.sha256}
        if ecosystem is not Ecosystem.PYPI:
            stated = {"sha512": digests.sha512.hex()}
        file = world.file_name(project, step.release, step.file)
        url = f"{base(request)}{file_path(world, project, step.release, step.file)}"
        return {"file": file, "publication": {"url": url, "digests": stated, "size": digests.size}}


def _keyed(text: str) -> str:
    return hmac.digest(b"an operator's own key", text.encode(), "sha256").hex()
