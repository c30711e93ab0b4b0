"""Faults: how often they strike, and what an asker gets."""

import time
from collections.abc import Iterator

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_worlds import JSON, advance, ask, first_of, path_of, small_world

from watchhouse.model.errors import RequestError
from watchhouse.model.identity import Ecosystem
from watchhouse.testing.faults import FaultKind, FaultRule, Faults, FaultSwitch, disturbed, parse_rule
from watchhouse.testing.local_registry import Registry, serve


@pytest.fixture(scope="module")
def registry() -> Iterator[Registry]:
    """A registry whose day is over."""
    world = small_world()
    advance(world, 25)
    with serve(world) as registry:
        yield registry


def broken(registry: Registry, *rules: str) -> None:
    """Set the faults of `registry`."""
    registry.set_faults(Faults(rules=tuple(map(parse_rule, rules))))


def file_url(registry: Registry) -> str:
    """Return the URL of some file."""
    return registry.url + path_of(registry.world, first_of(registry.world, Ecosystem.PYPI))


@given(st.floats(0.05, 0.95), st.integers(0, 1_000))
def test_a_rate_is_met_and_a_seed_repeats_it(rate: float, seed: int) -> None:
    """Two switches with one seed strike the same requests."""
    faults = Faults(rules=(FaultRule(kind=FaultKind.ERROR, rate=rate),), seed=seed)
    one, same = FaultSwitch(faults), FaultSwitch(faults)
    struck = [bool(one.strikes("/x", (FaultKind.ERROR,))) for _ in range(400)]
    assert struck == [bool(same.strikes("/x", (FaultKind.ERROR,))) for _ in range(400)]
    assert abs(sum(struck) / 400 - rate) < 0.15


def test_a_rule_strikes_only_its_path_and_only_so_often() -> None:
    """`times` counts over all paths under the prefix."""
    switch = FaultSwitch(Faults(rules=(parse_rule("error,path=/packages/,times=2"),)))
    kinds = (FaultKind.ERROR,)
    assert not switch.strikes("/simple/", kinds)
    assert [bool(switch.strikes(f"/packages/{place}", kinds)) for place in range(4)] == [
        True,
        True,
        False,
        False,
    ]


def test_a_lasting_fault_is_of_the_path_and_another_of_the_request() -> None:
    """A file that is broken for good stays broken."""
    lasting = FaultSwitch(Faults(rules=(parse_rule("gone=0.5,lasting"),)))
    for path in map(str, range(20)):
        assert len({bool(lasting.strikes(path, (FaultKind.GONE,))) for _ in range(8)}) == 1
    passing = FaultSwitch(Faults(rules=(parse_rule("gone=0.5"),)))
    assert {bool(passing.strikes("/x", (FaultKind.GONE,))) for _ in range(30)} == {True, False}


@pytest.mark.parametrize("text", ["", "fire", "error=often", "error,times=x", "error,colour=red"])
def test_a_rule_that_makes_no_sense_is_refused(text: str) -> None:
    """Whoever sets it is told."""
    with pytest.raises(RequestError, match="is no fault"):
        parse_rule(text)


@given(st.lists(st.integers(0, 10**6), unique=True, max_size=60), st.floats(0.1, 0.9))
def test_disturbed_rows_are_the_rows_but_for_what_was_asked(rows: list[int], rate: float) -> None:
    """A gap only takes away, a duplicate and a reordering keep everything."""

    def after(*kinds: FaultKind) -> list[int]:
        rules = tuple(FaultRule(kind=kind, rate=rate) for kind in kinds)
        return disturbed(
            rows,
            FaultSwitch(Faults(rules=rules)),
            "/s",
            key=int,
            later=lambda row: row,
            renamed=lambda row, _: row,
        )

    assert [row for row in rows if row in set(after(FaultKind.GAP))] == after(FaultKind.GAP)
    assert set(after(FaultKind.DUPLICATE, FaultKind.REORDER)) == set(rows)
    assert sorted(after(FaultKind.REORDER)) == sorted(rows)
    assert after() == rows


def test_a_limit_says_how_long_to_wait(registry: Registry) -> None:
    """429 with Retry-After."""
    broken(registry, "too-many,amount=7")
    answer = ask(registry.simple)
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "7")


@pytest.mark.parametrize(
    ("rule", "status"), [("error", 500), ("gone", 404), ("redirect", 302), ("nonsense", 200)]
)
def test_an_answer_is_replaced(registry: Registry, rule: str, status: int) -> None:
    """By one that a registry gives on a bad day."""
    broken(registry, rule)
    answer = ask(registry.simple, headers=JSON)
    assert answer.status_code == status
    assert "projects" not in answer.text


def test_a_truncated_file_ends_before_its_length(registry: Registry) -> None:
    """The connection closes in the middle of what was promised."""
    broken(registry, "truncate,path=/packages/")
    with pytest.raises(httpx.RemoteProtocolError):
        ask(file_url(registry))


def test_a_file_with_a_wrong_hash_has_the_right_length(registry: Registry) -> None:
    """One bit differs."""
    broken(registry)
    right = ask(file_url(registry)).content
    broken(registry, "wrong-hash")
    wrong = ask(file_url(registry)).content
    assert sum(one != other for one, other in zip(right, wrong, strict=True)) == 1


def test_a_slow_body_takes_its_time_and_is_whole(registry: Registry) -> None:
    """As long as it was asked to take."""
    broken(registry)
    right = ask(file_url(registry)).content
    broken(registry, "slow,amount=1")
    began = time.monotonic()
    assert ask(file_url(registry)).content == right
    assert time.monotonic() - began >= 0.9


def test_a_huge_document_is_a_document_and_padding(registry: Registry) -> None:
    """Its JSON is still good; nothing of its size is ever in the registry's memory."""
    broken(registry, "huge,amount=3000000")
    answer = ask(registry.simple, headers=JSON)
    assert len(answer.content) == 3_000_000
    assert answer.json()["meta"]["api-version"] == "1.4"


def test_a_giant_file_is_streamed_zeros(registry: Registry) -> None:
    """Four gigabytes are promised; whoever reads on gets them."""
    broken(registry, "giant,path=/packages/")
    with httpx.stream("GET", file_url(registry)) as answer:
        assert int(answer.headers["content-length"]) == 4 << 30
        assert set(next(answer.iter_raw(1 << 16))) == {0}


def test_the_control_endpoint_sets_and_tells_faults(registry: Registry) -> None:
    """And is itself never struck."""
    with httpx.Client(base_url=registry.url) as client:
        told = client.post("/-/control/faults", json={"rules": ["error=1"], "seed": 5}).json()
        assert told["faults"]["seed"] == 5
        assert client.get("/simple/").status_code == 500
        assert client.post("/-/control/faults", json={"rules": ["fire"]}).status_code == 400
        assert client.post("/-/control/faults", json={"rules": []}).status_code == 200
        assert client.get("/simple/").status_code == 200


def test_the_control_endpoint_moves_a_standing_clock(registry: Registry) -> None:
    """By as much as it is told."""
    broken(registry)
    with httpx.Client(base_url=registry.url) as client:
        before = registry.world.now
        assert client.post("/-/control/clock", json={"advance": 90}).status_code == 200
        assert (registry.world.now - before).total_seconds() == 90
        assert client.post("/-/control/clock", json={}).status_code == 400
