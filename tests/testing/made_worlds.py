"""Worlds that several tests look at, and how their registry is asked."""

import ssl
from datetime import timedelta
from typing import Any

import httpx

from watchhouse.model.identity import Ecosystem
from watchhouse.testing.clock import HeldClock
from watchhouse.testing.generate.blueprint import Blueprint, Form, Kind
from watchhouse.testing.local_registry.addresses import file_path
from watchhouse.testing.recipe import BEGIN, Recipe
from watchhouse.testing.world import Published, World

JSON = {"Accept": "application/vnd.pypi.simple.v1+json"}


AT = BEGIN
_NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Trusts nobody: making one that does takes longer than a test."""
WHERE = {
    Form.SDIST: Ecosystem.PYPI,
    Form.WHEEL: Ecosystem.PYPI,
    Form.TARBALL: Ecosystem.NPM,
    Form.NUPKG: Ecosystem.NUGET,
}


def blueprint(form: Form, kind: Kind, seed: int = 7, size: int = 20_000) -> Blueprint:
    """Return a blueprint of one file."""
    return Blueprint(
        ecosystem=WHERE[form],
        form=form,
        kind=kind,
        name="Quiet.Harbor.Kit" if form is Form.NUPKG else "quiet-harbor-kit",
        version="1.2.0",
        author="Ada Novak",
        mail="ada.novak@post.example",
        at=AT,
        seed=seed,
        size=size,
    )


def small_world(**said: Any) -> World:
    """Return a world of some hundred small files; its clock stands at its beginning unless it is advanced."""
    shape = {"projects": 120, "largest": 60_000, "median": 8_000, "bursts": 1, "burst_size": 10} | said
    return World(Recipe(**shape))


def advance(world: World, hours: float) -> None:
    """Let time pass."""
    assert isinstance(world.clock, HeldClock)
    world.clock.advance(timedelta(hours=hours))


def first_of(world: World, ecosystem: Ecosystem) -> Published:
    """Return the first file that is published on a registry."""
    return next(file for file in world.published(until=world.recipe.end) if file.ecosystem is ecosystem)


def path_of(world: World, file: Published) -> str:
    """Return where `file` lies."""
    project = world.project(file.key[0])
    return file_path(world, project, *project.located(file.key[1]))


def ask(url: str, **said: Any) -> httpx.Response:
    """Return the answer of one request."""
    with httpx.Client(timeout=30, verify=_NO_TLS) as client:
        return client.get(url, **said)
