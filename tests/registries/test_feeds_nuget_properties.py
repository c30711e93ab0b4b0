"""NuGet's catalog in whatever pieces it comes: nothing is lost, nothing told twice."""

from collections.abc import Iterator

import pytest
from feed_site import Site, quick_transport, site
from hypothesis import example, given, settings
from hypothesis import strategies as st
from nuget_reader import connect, drain, serve, told
from nuget_source import Source

from watchhouse.registries.transport import Transport


@pytest.fixture(scope="module")
def running() -> Iterator[Site]:
    with site() as place:
        yield place


@pytest.fixture(scope="module")
def transport() -> Iterator[Transport]:
    with quick_transport() as one:
        yield one


COMMITS = st.lists(st.integers(1, 5), max_size=8)
"""How many items each commit has."""
DIVISION = st.lists(st.integers(0, 6), max_size=8)


def fill(source: Source, commits: list[int], first: int = 1) -> list[str]:
    """Commit so many items and return their names."""
    names = []
    for second, size in enumerate(commits, start=first):
        for number in range(size):
            names.append(f"demo{second:03}.n{number}")
            source.add(second / 10, names[-1], "1.0.0")
    return names


@settings(max_examples=40, deadline=None)
@given(commits=COMMITS, division=DIVISION, limit=st.integers(1, 7))
def test_however_it_is_split_each_item_is_told_once(
    running: Site, transport: Transport, commits: list[int], division: list[int], limit: int
) -> None:
    """Any catalog in pages of any size, read in parts of any size, is the same events in order, once each."""
    source = serve(running)
    feed = connect(source, transport, limit)
    cursor = feed.start()
    names, source.pages = fill(source, commits), division
    pages = drain(feed, cursor)
    assert [name for name, _ in told(pages)] == names
    assert [file.ref.name for page in pages for file in page.publications] == names


@settings(max_examples=25, deadline=None)
@example(bursts=[[4, 5, 5, 5, 2]], page=2, limit=1, again=False)
@given(
    bursts=st.lists(COMMITS, max_size=4), page=st.integers(1, 4), limit=st.integers(1, 5), again=st.booleans()
)
def test_going_on_from_any_cursor_loses_nothing(  # noqa: PLR0917 - pytest's parameters
    running: Site,
    transport: Transport,
    bursts: list[list[int]],
    page: int,
    limit: int,
    again: bool,  # noqa: FBT001
) -> None:
    """Whoever stops after any page, or reads one twice, has every item at the end."""
    source = serve(running)
    feed = connect(source, transport, limit)
    cursor, seen, names = feed.start(), set[str | None](), set[str | None]()
    source.pages = [page] * 100
    for number, commits in enumerate(bursts):
        names |= set(fill(source, commits, first=number * 10 + 1))
        found = feed.poll(cursor)
        assert found.events == feed.poll(cursor).events
        seen |= {event.name for event in found.events}
        cursor = cursor if again else found.cursor
    seen |= {name for name, _ in told(drain(feed, cursor))}
    assert seen == names
