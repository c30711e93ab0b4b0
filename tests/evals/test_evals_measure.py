"""Recall, bars and curves on scores small enough to count by hand."""

import numpy as np
import pytest
from evals.measure import area, at_rates, bar_at, cluster_recall, curve, recall, spread

SCORES = np.array([9.0, 8.0, 2.0, 5.0, 1.0, 0.0])
MALICIOUS = np.array([True, True, True, False, False, False])
GROUPS = ["flood", "flood", "rare", "h1", "h2", "h3"]


def test_at_no_false_alarm_the_bar_is_the_highest_honest_score() -> None:
    """Only what lies above every honest package counts as caught."""
    assert bar_at(SCORES[~MALICIOUS], 0.0) == 5.0


def test_a_rate_allows_that_share_of_honest_packages() -> None:
    """One of three may lie above the bar at a rate of a third."""
    assert bar_at(SCORES[~MALICIOUS], 1 / 3) == 1.0


def test_recall_by_cluster_counts_a_flood_once() -> None:
    """Two of three archives are caught, but one of two clusters."""
    caught = np.array([True, True, False])

    assert recall(caught) == pytest.approx(2 / 3)
    assert cluster_recall(caught, GROUPS[:3]) == pytest.approx(0.5)


def test_the_rows_of_the_report() -> None:
    """At each rate, recall by archive and by cluster."""
    assert at_rates(SCORES, MALICIOUS, GROUPS)[0] == {"rate": 0.0, "archives": 0.6667, "clusters": 0.5}


def test_the_curve_and_its_area() -> None:
    """Perfect scores enclose everything, reversed ones nothing."""
    perfect = curve(MALICIOUS.astype(float), MALICIOUS, np.ones(6))
    reversed_ = curve(-MALICIOUS.astype(float), MALICIOUS, np.ones(6))

    assert area(perfect) == 1.0
    assert area(reversed_) == 0.0


def test_equal_scores_are_one_point() -> None:
    """A curve cannot order what the scores do not order."""
    assert curve(np.zeros(6), MALICIOUS, np.ones(6)) == [(0.0, 0.0), (1.0, 1.0)]


def test_the_spread_of_costs() -> None:
    """Median, mean, 95th percentile and the worst."""
    assert spread([1.0, 2.0, 3.0, 10.0]) == {"median": 2.5, "mean": 4.0, "p95": 8.95, "max": 10.0}
