"""A world: what it publishes, when, and under which names."""

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_worlds import advance, small_world

from watchhouse.ecosystems.popular import popular_names
from watchhouse.model.errors import RequestError
from watchhouse.model.event import EventKind
from watchhouse.model.identity import Ecosystem
from watchhouse.testing.clock import HeldClock, RunningClock
from watchhouse.testing.naming import CAPACITY, index_of, lookalike, lookalike_index, lookalikes, words_of
from watchhouse.testing.recipe import BEGIN, Recipe
from watchhouse.testing.recorded import RecordedStream
from watchhouse.testing.world import World


@given(st.integers(0, CAPACITY - 1), st.sampled_from("-_."), st.booleans())
def test_a_project_is_found_by_its_name_in_any_spelling(index: int, separator: str, capitals: bool) -> None:  # noqa: FBT001 - hypothesis gives it
    """Names are made from numbers and give them back."""
    name = separator.join(words_of(index))
    assert index_of(name.title() if capitals else name) == index


@pytest.mark.parametrize("projects", [5, 1_000, 100_000])
def test_no_two_projects_have_the_same_lookalike(projects: int) -> None:
    """And each is found again by its name."""
    names = [lookalike(index, projects, Ecosystem.PYPI) for index in range(0, projects, 7)]
    found = [lookalike_index(name, projects, Ecosystem.PYPI) for name in names if name]
    assert len(found) == len(set(found))
    assert found == [index for index, name in zip(range(0, projects, 7), names, strict=True) if name]


def test_lookalikes_are_no_popular_names() -> None:
    """They look like one."""
    names = lookalikes(Ecosystem.PYPI)
    assert popular_names(Ecosystem.PYPI).rank.keys() & set(names) == set()
    assert "requsets" in names
    assert len(names) == len(set(names)) > 1_000


def test_the_same_recipe_is_the_same_world() -> None:
    """With the same hashes; another seed is another world."""
    one, same, other = small_world(), small_world(), small_world(seed=2)
    files = one.published(until=one.recipe.end)
    assert files == same.published(until=same.recipe.end)
    assert [one.digests(file.key) for file in files[:20]] == [same.digests(file.key) for file in files[:20]]
    assert files != other.published(until=other.recipe.end)


def test_files_do_not_depend_on_when_the_world_begins() -> None:
    """So that a cache outlives a run, and a stream can begin now."""
    world = small_world()
    at = BEGIN + timedelta(days=300, seconds=1, microseconds=7)
    later = world.beginning(at, HeldClock(at))
    fresh = World(later.recipe)
    files = world.published(until=world.recipe.end)
    assert [file.key for file in later.published(until=later.recipe.end)] == [file.key for file in files]
    assert [fresh.content(file.key) for file in files[:30]] == [
        world.content(file.key) for file in files[:30]
    ]


def test_nothing_is_published_twice_under_one_name() -> None:
    """The truth names each file once, in the order of time, within the span."""
    world = small_world(projects=2_000)
    files = world.published(until=world.recipe.end)
    assert len({(file.ecosystem, file.file) for file in files}) == len(files)
    assert [file.at for file in files] == sorted(file.at for file in files)
    assert all(world.recipe.begin <= file.at <= world.recipe.end for file in files)


@pytest.mark.parametrize("ecosystem", Ecosystem)
def test_a_journal_tells_every_published_file(ecosystem: Ecosystem) -> None:
    """Row by row, what the truth says: no file without a row, no row before its time."""
    world = small_world(removed=0.0)
    journal = world.journal(ecosystem)
    told = set()
    for row in journal.rows(0, len(journal)):
        step = world.steps(row.project)[row.step]
        assert step.at == row.at
        told |= {(row.project, file.number) for file in ((step.file,) if step.file else ())}
        npm = step.kind is EventKind.PROJECT_CHANGED and step.release
        told |= {(row.project, file.number) for file in (npm.files if npm else ())}
    truth = {file.key for file in world.published(until=world.recipe.end) if file.ecosystem is ecosystem}
    assert truth <= told


def test_time_makes_rows_visible() -> None:
    """Nothing comes before its time, and nothing goes again."""
    world = small_world()
    journal = world.journal(Ecosystem.PYPI)
    seen = []
    for _ in range(26):
        seen.append(journal.visible(world.now.timestamp()))
        advance(world, 1)
    assert seen == sorted(seen)
    assert seen[0] < seen[-1] == len(journal)


def test_a_burst_is_one_author_within_minutes() -> None:
    """The first one looks malicious, whole."""
    world = small_world()
    flood = [world.project(index) for index in range(10)]
    assert len({(project.author, project.user, project.ecosystem) for project in flood}) == 1
    assert max(p.created for p in flood) - min(p.created for p in flood) <= 300
    assert all(release.kind.hostile for project in flood for release in project.releases)


def test_what_takes_minutes_of_a_day_takes_seconds_of_a_short_span() -> None:
    """A day's traffic in three minutes is over in three minutes."""
    world = small_world(span=timedelta(minutes=3), yanked=0.5, removed=0.5)
    rows = [world.journal(ecosystem) for ecosystem in Ecosystem]
    assert all(journal.visible(world.recipe.end.timestamp()) == len(journal) for journal in rows)


def test_a_removed_project_is_part_of_the_truth_with_its_end() -> None:
    """A watcher cannot be blamed for a file that was gone before it could ask."""
    world = small_world(removed=0.5)
    removed = [file for file in world.published(until=world.recipe.end) if file.removed_at]
    assert removed
    assert all(file.removed_at and file.at < file.removed_at for file in removed)


def test_a_world_cannot_have_more_projects_than_names() -> None:
    """It says so instead of repeating names."""
    with pytest.raises(RequestError, match="between 1 and"):
        World(Recipe(projects=CAPACITY + 1))


def test_a_cache_gives_the_same_bytes_to_the_next_world(tmp_path: Path) -> None:
    """What lies on disk is what would be made, and is what is read."""
    recipe = Recipe(projects=40, largest=20_000, bursts=0)
    first = World(recipe, cache=tmp_path)
    key = first.published(until=recipe.end)[0].key
    content = first.content(key)
    (file,) = (path for path in tmp_path.rglob("*") if path.is_file())
    assert file.read_bytes() == content == World(recipe).content(key)
    file.write_bytes(b"from the disk")
    assert World(recipe, cache=tmp_path).content(key) == b"from the disk"


def test_a_running_clock_goes_as_fast_as_it_is_told() -> None:
    """And never backwards."""
    clock = RunningClock(BEGIN, speed=86_400_000)
    first, second = clock(), clock()
    assert BEGIN < first < second


def test_the_recorded_stream_is_worth_a_look() -> None:
    """About 300 files on three registries, a dozen that look malicious, a look-alike, bursts, in five minutes."""
    world = RecordedStream(begin=BEGIN).world(clock=HeldClock(BEGIN))
    files = world.published(until=world.recipe.end)
    hostile = [file for file in files if file.kind.hostile]
    assert 250 < len(files) < 350
    assert 10 <= len(hostile) <= 16
    assert {file.ecosystem for file in hostile} == set(Ecosystem)
    assert [file for file in files if index_of(file.name) is None]
    assert world.recipe.span == timedelta(minutes=5)
