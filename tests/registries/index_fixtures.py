"""A local index for each test, and somebody to fetch from it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from local_index import LocalIndex, serve

from watchhouse.ecosystems.pypi.machine import Machine
from watchhouse.model.identity import Ecosystem, project_name
from watchhouse.model.request import IndexRequest, Preference
from watchhouse.pipeline.fetch import Fetcher
from watchhouse.pipeline.fetch_local import FetchedFile
from watchhouse.pipeline.this_machine import this_machine
from watchhouse.registries.settings import Limits, Settings

Fetch = Callable[..., FetchedFile]


@pytest.fixture
def index() -> Iterator[LocalIndex]:
    """Return an index that is empty as yet."""
    with serve() as running:
        yield running


@pytest.fixture(scope="session")
def machine() -> Machine:
    """Return this machine."""
    return this_machine()


@pytest.fixture
def settings(index: LocalIndex, tmp_path: Path) -> Settings:
    """Return settings under which nothing but the local index is asked, with little patience."""
    limits = Limits(
        connect_seconds=2, read_seconds=0.5, total_seconds=5, file_bytes=1 << 20, page_bytes=1 << 20
    )
    return Settings(index=index.simple, npm={"registry": index.url}, cache=tmp_path / "cache", limits=limits)


@pytest.fixture
def waits() -> list[float]:
    """Return the seconds that a fetcher wanted to wait, which no test does."""
    return []


@pytest.fixture
def fetch(settings: Settings, machine: Machine, waits: list[float]) -> Iterator[Fetch]:
    """Return a function that fetches by name and specifier."""
    with Fetcher(settings, machine, wait=waits.append) as fetcher:

        def run(
            name: str,
            specifier: str = "",
            *,
            ecosystem: Ecosystem = Ecosystem.PYPI,
            hashes: frozenset[str] = frozenset(),
            origin: str = "",
            at: str = "",
            preference: Preference | None = None,
        ) -> FetchedFile:
            fetched = fetcher.fetch(
                IndexRequest(
                    ecosystem=ecosystem,
                    name=project_name(name, ecosystem),
                    specifier=specifier,
                    hashes=hashes,
                    origin=origin,
                    index=at,
                    preference=preference or Preference(),
                )
            )
            assert isinstance(fetched, FetchedFile)
            return fetched

        yield run
