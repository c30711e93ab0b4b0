"""Small runs of `make chaos`: real processes, killed and cut off, against a registry that goes wrong."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from evals.watch import chaos, cluster, fast_motion
from evals.watch.network import NoNetworkError
from evals.watch.site import Plan

pytestmark = pytest.mark.skipif(
    not Path("/proc/self").exists(), reason="asks the kernel which processes live"
)


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that the account of the database may enter: pytest's own are closed to others."""
    with tempfile.TemporaryDirectory(prefix="watchhouse-") as name:
        Path(name).chmod(0o711)
        yield Path(name)


def small(folder: Path, *faults: str) -> Plan:
    """Some ninety files within seconds."""
    return Plan(
        cache=str(folder / "cache"),
        projects=60,
        seconds=6.0,
        delay=15.0,
        median=3_000,
        largest=20_000,
        faults=faults,
    )


def test_whatever_is_killed_every_file_has_its_one_verdict(folder: Path) -> None:
    """The verdicts are those of an undisturbed judgement, the audit log holds, and nobody is left."""
    found = chaos.run(small(folder), chaos.Chaos(kills=4, every=1.5, seed=3), folder / "run")
    assert found["verdicts"]["expected"] > 60
    assert found["kills"] == 4
    assert found["good"], found


def test_a_cluster_s_machine_cut_off_and_joined_again_changes_no_verdict(folder: Path) -> None:
    """Two workers and a server in network namespaces of their own; at last one worker is gone for good."""
    trial = cluster.Trial(kills=3, every=1.0, cut=12.0)
    try:
        found = cluster.run(small(folder), trial, folder / "run")
    except NoNetworkError as error:
        pytest.skip(str(error))
    assert len(found["cuts"]) == 2
    assert found["good"], found


def test_a_day_in_seconds_with_faults_loses_nothing(folder: Path) -> None:
    """Every row that was told is an event, and every file of which anything was told is judged."""
    found = fast_motion.run(small(folder, *fast_motion.FAULTS), folder / "run", 2)
    assert found["rows_that_must_be_events"] > 100
    assert found["good"], found
