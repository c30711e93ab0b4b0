"""The fit: never negative, pulled towards the prior table, indifferent to floods; and what is made of it."""

import json

import numpy as np
import pytest
from eval_tables import sample, seen, table
from evals.crossfit import crossfit, final, raw_scores, set_bars
from evals.fit import calibrate, fit, tail_bar
from evals.model_file import document
from evals.records import Record
from evals.table import tabulate, weights

from watchhouse.verdicts.cells import Cell
from watchhouse.verdicts.features import features, strongest_first
from watchhouse.verdicts.judge import score
from watchhouse.verdicts.weights import read_model

EVERY = 80


def weight_of(detector: str, strength: float) -> float:
    """Return the sum of a detector's fitted weights in the small table."""
    small = table()
    fitted = fit(small, np.ones(EVERY, bool), strength=strength)
    return float(sum(w for cell, w in zip(small.cells, fitted.weights, strict=True) if cell.name == detector))


def test_a_telling_detector_gains_and_a_noisy_one_loses() -> None:
    """Against the prior, what only malicious packages show weighs more, and what honest ones show weighs less."""
    assert weight_of("telling", 1.0) > weight_of("telling", 1e6)
    assert weight_of("noisy", 1.0) < weight_of("noisy", 1e6)


def test_no_weight_is_negative() -> None:
    """Even a detector that only honest packages show cannot speak for a package."""
    small = table()
    turned = tabulate(
        [sample(number, malicious=number < 40) for number in range(EVERY)],
        {
            f"{n:064x}": Record(sha256=f"{n:064x}", evidence=(seen("kind"),) if n >= 40 else ())
            for n in range(EVERY)
        },
        {one.sha256: one.sha256 for one in small.samples},
    )

    assert fit(turned, np.ones(EVERY, bool), strength=0.01).weights.min() >= 0.0


def test_a_strong_pull_leaves_the_prior() -> None:
    """With nothing but the pull, the weights are the table's."""
    small = table()
    fitted = fit(small, np.ones(EVERY, bool), strength=1e9)

    assert fitted.weights == pytest.approx(small.prior, abs=1e-3)


def test_a_cell_that_training_never_saw_keeps_its_prior() -> None:
    """The telling detector is unknown to the fit, and still weighs what the table says."""
    small = table()
    fitted = fit(small, ~small.malicious, strength=1.0)
    unseen = np.array([cell.name == "telling" for cell in small.cells])

    assert fitted.weights[unseen] == pytest.approx(small.prior[unseen])


def test_a_flood_counts_by_its_root() -> None:
    """A cluster of nine archives counts three times as much as a single one."""
    weight = weights(["flood"] * 9 + ["single", "honest"], np.array([True] * 10 + [False]))

    assert weight[:9].sum() == pytest.approx(3 * weight[9])


def test_both_labels_weigh_the_same() -> None:
    """However many malicious archives there are, the honest ones hold the balance."""
    weight = weights(["a", "b", "c", "d"], np.array([True, True, True, False]))

    assert weight[:3].sum() == pytest.approx(weight[3])


def test_calibration_keeps_the_order_and_centres_the_classes() -> None:
    """Higher scores mean higher odds, and the middle between two equal classes is even odds."""
    scores = np.array([-2.0, -1.0, 1.0, 2.0] * 10)
    line = calibrate(scores, scores > 0, np.ones(40))

    assert line.slope > 0
    assert line.intercept == pytest.approx(0.0, abs=1e-3)


def test_a_rarer_alarm_asks_for_a_higher_bar() -> None:
    """The tail falls: one in ten thousand lies beyond one in a thousand, which lies beyond the sample's last tenth."""
    scores = np.random.default_rng(1).exponential(1.0, 500)

    assert np.quantile(scores, 0.9) < tail_bar(scores, 0.001) < tail_bar(scores, 0.0001)
    assert tail_bar(scores, 0.001) == pytest.approx(np.log(1000), rel=0.25)


def test_bars_rise_and_clear_every_honest_score() -> None:
    """No honest package of the sample is suspicious, and malicious asks for more than suspicious."""
    honest = np.array([-5.0] * 90 + [-1.0, 0.0, 1.0, 3.5])
    bars = set_bars(honest)

    assert bars.notable < bars.suspicious < bars.malicious
    assert bars.suspicious > 3.5


def test_no_fold_divides_a_cluster() -> None:
    """Near-duplicates are scored by a model that saw none of them: equal packages of a cluster score alike."""
    small = table(cluster=5)
    folds = small.folds(4)

    assert all(len(set(folds[start : start + 5])) == 1 for start in range(0, 40, 5))


def test_out_of_fold_scores_tell_the_classes_apart() -> None:
    """A detector that tells in the training folds tells in the held-out fold."""
    small = table()
    scores = raw_scores(small, folds=4)

    assert scores[small.malicious].min() > scores[~small.malicious].max()


def test_the_model_file_scores_as_the_fit_does() -> None:
    """What the product computes from the file is the calibrated score of the fit."""
    small = table()
    crossed, fitted = crossfit(small), final(small)
    model = read_model(json.dumps(document(small, fitted, crossed.line, crossed.bars)))
    shipped = [score(features(strongest_first(record.sightings)), model) for record in small.records]

    assert shipped == pytest.approx(crossed.line(fitted.scores(small.reached)), abs=0.01)


def test_the_model_file_leaves_out_what_the_prior_says_anyway() -> None:
    """A strong pull leaves nothing to write but the slope of the calibration."""
    small = table()
    crossed = crossfit(small)
    content = document(small, final(small, strength=1e9), crossed.line, crossed.bars)

    assert content["weights"] == {}
    assert content["prior_scale"] > 0


def test_cells_of_the_table_are_the_product_s() -> None:
    """The columns are cells as the product makes them, each once."""
    cells = table().cells

    assert len(set(cells)) == len(cells)
    assert all(isinstance(cell, Cell) for cell in cells)
