"""From requests to outcomes: each gets one, whatever becomes of the others."""

import threading

import pytest

from watchhouse.model.errors import InfrastructureError
from watchhouse.pipeline.scan import Failed, Outcome, Skipped, scan


def examine(request: str) -> Outcome:
    """Return an outcome, or fail as the request says."""
    match request:
        case "unreachable":
            raise InfrastructureError("the index does not answer")
        case "broken":
            raise ZeroDivisionError
        case _:
            return Skipped(target=request, cause="")


def test_each_request_has_one_outcome_at_its_place() -> None:
    """Threads finish in any order; the position tells which request an outcome belongs to."""
    requests = [str(number) for number in range(50)]
    outcomes = dict(scan(requests, examine, str, threads=8))
    assert outcomes == {place: Skipped(target=name, cause="") for place, name in enumerate(requests)}


def test_a_failure_costs_its_own_request_only() -> None:
    """An index that does not answer makes one target fail."""
    outcomes = dict(scan(["a", "unreachable", "b"], examine, str, threads=2))
    assert outcomes[1] == Failed(target="unreachable", cause="the index does not answer")
    assert isinstance(outcomes[0], Skipped)
    assert isinstance(outcomes[2], Skipped)


def test_our_own_mistakes_are_not_hidden() -> None:
    """An error that nobody raised on purpose reaches the caller."""
    with pytest.raises(ZeroDivisionError):
        list(scan(["a", "broken"], examine, str, threads=1))


def test_requests_are_examined_at_once() -> None:
    """As many at once as there are threads: each of three waits for the other two."""
    barrier = threading.Barrier(3, timeout=10)

    def meet(request: str) -> Outcome:
        barrier.wait()
        return Skipped(target=request, cause="")

    assert len(list(scan(["a", "b", "c"], meet, str, threads=3))) == 3


def test_nothing_asked_nothing_done() -> None:
    """No request makes no outcome, and does not wait for one."""
    assert list(scan([], examine, str, threads=4)) == []
