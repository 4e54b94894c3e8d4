"""The figures of a tool: against scikit-learn, against published tables, and the same as in the vectors."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
from scipy import stats
from sklearn import metrics as sk
from tests.vectors.make_metrics_vectors import GROUPS, VECTORS, vectors

from chevet.audit import (
    MEASURES,
    Confusion,
    ScoreCounts,
    audit,
    confusion,
    equalise,
    natural_frequencies,
    net_benefit,
)

STEPS = [round(0.1 * k, 1) for k in range(10)]


def drawn(seed: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    truth = (rng.random(400) < 0.2).astype(int)
    return truth, np.clip(rng.normal(0.4 + 0.2 * truth, 0.2), 0, 0.999)


def test_the_vectors_are_those_of_this_code():
    assert json.loads(VECTORS.read_text(encoding="utf-8")) == json.loads(json.dumps(vectors()))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_scikit_learn_finds_the_same(seed):
    truth, scores = drawn(seed)
    counts = ScoreCounts.from_scores(truth, scores, STEPS)
    stepped = np.floor(scores * 10) / 10
    assert counts.auc() == pytest.approx(sk.roc_auc_score(truth, stepped))
    fpr, tpr, _ = sk.roc_curve(truth, stepped, drop_intermediate=False)
    assert counts.roc() == [pytest.approx(pair) for pair in zip(fpr, tpr, strict=True)]
    for step in (0, 4, 7):
        tn, fp, fn, tp = sk.confusion_matrix(truth, stepped >= STEPS[step]).ravel()
        cells = counts.at(step)
        assert cells == Confusion(tp, fn, fp, tn) == confusion(truth, stepped, STEPS[step])
        assert cells.ppv == pytest.approx(sk.precision_score(truth, stepped >= STEPS[step]))
    assert counts.at(10) == Confusion(0, truth.sum(), 0, (1 - truth).sum())


def test_a_step_above_everybody_leaves_nobody_to_speak_of():
    counts = GROUPS["plain"]
    assert math.isnan(counts.at(5).ppv)
    assert counts.at(5).npv == counts.at(5).tn / counts.at(5).n
    assert math.isnan(GROUPS["nobody ill"].auc())


def test_the_published_table_of_wong_2021():
    """Reconstructed counts of the sepsis model: 33 % sensitivity, 12 % predictive value, 18 % alerted."""
    cells = Confusion(tp=843, fn=1709, fp=6128, tn=29775)
    assert cells.n == 38_455
    told = [cells.sensitivity, cells.specificity, cells.ppv, cells.npv, cells.alerted]
    assert told == pytest.approx([0.330, 0.829, 0.121, 0.946, 0.181], abs=0.0006)


def test_natural_frequencies_of_the_textbook():
    """Prevalence 1 %, sensitivity 90 %, specificity 91 %: 9 of the 98 alerted are ill."""
    cells = natural_frequencies(0.9, 0.91, 0.01)
    assert (cells.tp, cells.fn, cells.fp, cells.tn) == (9, 1, 89, 901)


def test_net_benefit_of_treating_all_is_nil_at_the_prevalence():
    everybody = Confusion(tp=200, fn=0, fp=800, tn=0)
    assert net_benefit(everybody, 0.2) == pytest.approx(0)
    assert net_benefit(everybody, 0.1) == pytest.approx(0.2 - 0.8 / 9)
    with pytest.raises(ValueError, match="probabilité seuil"):
        net_benefit(everybody, 1)


def test_an_audit_gives_each_measure_and_its_interval():
    rates = audit({"g": GROUPS["plain"]}, 3)["g"]
    assert set(rates) == set(MEASURES)
    assert (rates["sensitivity"].part, rates["sensitivity"].whole) == (22, 30)
    independent = stats.binomtest(22, 30).proportion_ci(method="wilson")
    assert (rates["sensitivity"].low, rates["sensitivity"].high) == pytest.approx(tuple(independent))
    assert audit(GROUPS, dict.fromkeys(GROUPS, 0))["flat"]["alerted"].value == 1


def test_equal_sensitivity_leaves_the_predictive_values_apart():
    """Same sensitivity, different prevalence: what Chouldechova 2017 proves, on two groups drawn alike."""
    groups = {
        "frequent": ScoreCounts((0, 1, 2), (10, 30, 60), (60, 30, 10)),
        "rare": ScoreCounts((0, 1, 2), (1, 3, 6), (60, 30, 10)),
    }
    steps = equalise(groups, "sensitivity", 0.6)
    assert steps == {"frequent": 2, "rare": 2}
    rates = audit(groups, steps)
    assert rates["frequent"]["specificity"].value == rates["rare"]["specificity"].value
    assert rates["frequent"]["ppv"].value > 2 * rates["rare"]["ppv"].value
    with pytest.raises(ValueError, match="mesure inconnue"):
        equalise(groups, "kindness", 0.5)


@pytest.mark.parametrize(
    ("steps", "ill", "well"),
    [((0, 1), (1,), (1, 2)), ((1, 0), (1, 1), (1, 1)), ((0, 1), (1, -1), (1, 1)), ((), (), ())],
)
def test_counts_that_cannot_be_are_refused(steps, ill, well):
    with pytest.raises(ValueError, match=r"palier|effectif"):
        ScoreCounts(steps, ill, well)


@pytest.mark.parametrize(
    ("truth", "scores"), [([0, 1], [0.2]), ([0, 2], [0.2, 0.3]), ([0, 1], [0.2, float("nan")])]
)
def test_scores_that_cannot_be_are_refused(truth, scores):
    with pytest.raises(ValueError, match=r"score|vérité"):
        ScoreCounts.from_scores(truth, scores, STEPS)
