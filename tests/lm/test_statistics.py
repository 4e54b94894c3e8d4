"""Intervals, AUROC and calibration against published or hand-worked answers."""

from __future__ import annotations

import doctest

import numpy as np
import pytest

from chevet.lm import statistics
from chevet.lm.statistics import (
    auroc,
    calibration,
    percentiles,
    resamples,
    weighted_auroc,
    weighted_mean,
    weighted_median,
    wilson,
)


def test_the_examples_of_the_module_are_true():
    assert doctest.testmod(statistics).failed == 0


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    # Newcombe, « Two-sided confidence intervals for the single proportion », Stat Med 1998, table I, method 3.
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_is_the_published_interval(successes, n, low, high):
    assert wilson(successes / n, n) == pytest.approx((low, high), abs=5e-5)
    assert wilson(1 - successes / n, n) == pytest.approx((1 - high, 1 - low), abs=5e-5)


@pytest.mark.parametrize(("proportion", "n"), [(0.5, 0), (-0.1, 10), (1.1, 10)])
def test_a_proportion_of_nothing_is_refused(proportion, n):
    with pytest.raises(ValueError, match="cas"):
        wilson(proportion, n)


@pytest.mark.parametrize(
    ("scores", "labels", "expected"),
    [
        ([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1], 0.75),  # the example of sklearn.metrics.roc_auc_score
        ([1, 2, 3, 4], [0, 0, 1, 1], 1.0),
        ([1, 2, 3, 4], [1, 1, 0, 0], 0.0),
        ([7, 7, 7], [1, 0, 0], 0.5),  # all equal: a coin
        # Pairs (positive, negative): 3>2, 3>1, 2=2 (half), 2>1, so 3.5 of 4.
        ([3, 2, 2, 1], [1, 1, 0, 0], 0.875),
    ],
)
def test_auroc_counts_the_pairs_won(scores, labels, expected):
    assert auroc(scores, labels) == pytest.approx(expected)


def test_auroc_of_one_group_is_refused():
    with pytest.raises(ValueError, match="deux sortes"):
        auroc([1, 2], [True, True])


def test_a_weight_is_as_many_copies_of_the_case():
    rng = np.random.default_rng(1)
    scores, labels = rng.integers(0, 6, 30).astype(float), rng.random(30) < 0.4
    counts = resamples(30, draws=20, seed=2)
    assert (counts.sum(axis=1) == 30).all()
    for row, area, mean, median in zip(
        counts.astype(int),
        weighted_auroc(scores, labels, counts),
        weighted_mean(scores, counts),
        weighted_median(scores, counts),
        strict=True,
    ):
        drawn = np.repeat(np.arange(30), row)
        wins = np.subtract.outer(scores[drawn][labels[drawn]], scores[drawn][~labels[drawn]])
        assert area == pytest.approx(((wins > 0) + (wins == 0) / 2).mean())
        assert mean == pytest.approx(scores[drawn].mean())
        assert median == np.sort(scores[drawn])[14]  # the 15th of 30: half of the cases are reached


def test_bootstrap_of_a_mean_finds_its_standard_error():
    values = np.random.default_rng(3).random(400)
    low, high = percentiles(weighted_mean(values, resamples(400)))
    half = 1.96 * values.std() / 20
    assert (low, high) == pytest.approx((values.mean() - half, values.mean() + half), abs=0.004)


def test_draws_without_an_estimate_are_left_out():
    assert np.isnan(weighted_auroc([1, 2], [True, False], np.array([[2.0, 0.0]]))).all()
    assert percentiles([np.nan, 0.3, 0.3]) == (0.3, 0.3)
    with pytest.raises(ValueError, match="aucune"):
        percentiles([np.nan])


def test_calibration_worked_by_hand():
    # 0.2 opens the second fifth; 1 is in the last; three fifths hold nobody.
    bins = calibration([0.05, 0.15, 0.2, 1.0, 0.95], [0, 1, 1, 1, 0], n_bins=5)
    assert [(b.low, b.high, b.members) for b in bins] == [
        (0.0, 0.2, (0, 1)),
        (0.2, 0.4, (2,)),
        (0.8, 1.0, (3, 4)),
    ]
    assert [b.confidence for b in bins] == pytest.approx([0.1, 0.2, 0.975])
    assert [b.accuracy for b in bins] == [0.5, 1.0, 0.5]
