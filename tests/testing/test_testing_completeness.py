"""Our own feeds and listings find everything that the world publishes, also on a bad day."""

import pytest
from feed_watcher import LIMITS, Watcher, operator_feed, tried
from made_worlds import advance, small_world

from watchhouse.model.event import EventKind
from watchhouse.model.identity import Ecosystem
from watchhouse.registries.transport import Transport
from watchhouse.testing.faults import Faults, parse_rule
from watchhouse.testing.local_registry import serve
from watchhouse.testing.world import World

BAD_DAY = (
    "error=0.1",
    "too-many=0.05,amount=0",
    "truncate=0.05",
    "nonsense=0.05",
    "duplicate=0.2",
    "reorder=0.2",
    "unownable=0.05",
)


def truth(world: World, ecosystem: Ecosystem) -> dict[str, set[str]]:
    """Return the digests of every published file, by name."""
    files = [file for file in world.published() if file.ecosystem is ecosystem]
    stated = {file.file: world.digests(file.key) for file in files}
    return {name: {f"sha256:{said.sha256}", f"sha512:{said.sha512.hex()}"} for name, said in stated.items()}


def watched_for_a_day(world: World, ecosystem: Ecosystem, faults: Faults) -> Watcher:
    """Return a watcher that looked once an hour while `faults` were on."""
    with serve(world) as registry, Transport(LIMITS, sleep=lambda _: None) as transport:
        watcher = Watcher(registry, ecosystem, transport)
        registry.set_faults(faults)
        for _ in range(25):
            advance(world, 1)
            watcher.look()
    return watcher


def missing(world: World, ecosystem: Ecosystem, watcher: Watcher) -> list[str]:
    """Return which published files the watcher did not find, or found with another digest."""
    expected = truth(world, ecosystem)
    assert expected
    return [name for name, digests in expected.items() if not digests & watcher.found.get(name, frozenset())]


@pytest.mark.parametrize("ecosystem", Ecosystem)
def test_nothing_that_is_published_is_missed(ecosystem: Ecosystem) -> None:
    """Looking once an hour finds every file of the day, with the digest that it has, and no loss is told."""
    world = small_world()
    watcher = watched_for_a_day(world, ecosystem, Faults())
    assert missing(world, ecosystem, watcher) == []
    assert watcher.lost == 0


@pytest.mark.parametrize("ecosystem", Ecosystem)
def test_nothing_is_missed_on_a_bad_day(ecosystem: Ecosystem) -> None:
    """Nor when answers fail, are cut off, are no answers, or tell rows twice, out of order and of nobody."""
    world = small_world()
    faults = Faults(rules=tuple(map(parse_rule, BAD_DAY)), seed=3)
    watcher = watched_for_a_day(world, ecosystem, faults)
    assert missing(world, ecosystem, watcher) == []


def test_a_missing_row_is_a_missed_file() -> None:
    """The proof can fail: what npm's feed does not tell is not found."""
    world = small_world()
    faults = Faults(rules=(parse_rule("gap=0.3"),))
    watcher = watched_for_a_day(world, Ecosystem.NPM, faults)
    assert missing(world, Ecosystem.NPM, watcher)


@pytest.mark.parametrize("ecosystem", Ecosystem)
def test_the_operators_feed_tells_every_file_with_its_account_before_it(ecosystem: Ecosystem) -> None:
    """Signed, and with the digests that the registry states."""
    world = small_world()
    with serve(world) as registry, Transport(LIMITS) as transport:
        feed = operator_feed(registry, ecosystem, transport)
        cursor = tried(feed.start)
        advance(world, 25)
        page = feed.poll(cursor)
    expected = truth(world, ecosystem)
    found = {publication.ref.file: publication.digests for publication in page.publications}
    registered = {event.user for event in page.events if event.kind is EventKind.USER_REGISTERED}
    assert found.keys() == expected.keys()
    assert all(found[name] & expected[name] for name in expected)
    assert registered
    assert (page.losses, page.more) == ((), False)
