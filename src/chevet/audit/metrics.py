"""What a threshold makes of a score: who is alerted, who is missed, and what an alert is worth.

Scores are cut into steps of a fixed grid, so that a page can carry 20,000 patients as two rows of counts and compute
everything again at each gesture. ``web/metrics.js`` holds the same rules; ``tests/vectors/metrics.json`` holds both.

>>> tool = ScoreCounts.from_scores([0, 0, 1, 1], [0.1, 0.6, 0.4, 0.9], [0, 0.25, 0.5, 0.75])
>>> tool.at(2)
Confusion(tp=1, fn=1, fp=1, tn=1)
>>> tool.auc()
0.75
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike


@dataclass(frozen=True)
class Confusion:
    """The four cells: diseased and alerted (tp), diseased and missed (fn), well and alerted (fp), well and left (tn).

    A rate whose denominator is nil is ``nan``: nobody to speak of.
    """

    tp: int
    fn: int
    fp: int
    tn: int

    @property
    def n(self) -> int:
        return self.tp + self.fn + self.fp + self.tn

    @property
    def sensitivity(self) -> float:
        return _share(self.tp, self.tp + self.fn)

    @property
    def specificity(self) -> float:
        return _share(self.tn, self.tn + self.fp)

    @property
    def ppv(self) -> float:
        """Positive predictive value: of those alerted, the share who are diseased."""
        return _share(self.tp, self.tp + self.fp)

    @property
    def npv(self) -> float:
        """Negative predictive value: of those left alone, the share who are well."""
        return _share(self.tn, self.tn + self.fn)

    @property
    def prevalence(self) -> float:
        return _share(self.tp + self.fn, self.n)

    @property
    def alerted(self) -> float:
        """The share of all who are alerted: what demographic parity compares."""
        return _share(self.tp + self.fp, self.n)

    @property
    def false_alarms(self) -> float:
        """1 − specificity."""
        return _share(self.fp, self.fp + self.tn)


@dataclass(frozen=True)
class ScoreCounts:
    """How many diseased and well people have each step of a score.

    Args:
        steps: [k] rising; step i holds the scores from ``steps[i]`` up to the next step, the last one without end.
        ill: [k] counts of the diseased.
        well: [k] counts of the others.

    Raises:
        ValueError: lists of different lengths, negative counts, or steps that do not rise.
    """

    steps: tuple[float, ...]
    ill: tuple[int, ...]
    well: tuple[int, ...]

    def __post_init__(self) -> None:
        if not len(self.steps) == len(self.ill) == len(self.well) >= 1:
            raise ValueError("autant de paliers que d'effectifs, et au moins un")
        if any(b <= a for a, b in zip(self.steps, self.steps[1:], strict=False)):
            raise ValueError("les paliers doivent croître")
        if min(*self.ill, *self.well) < 0:
            raise ValueError("un effectif est négatif")

    @classmethod
    def from_scores(cls, truth: ArrayLike, scores: ArrayLike, steps: Sequence[float]) -> ScoreCounts:
        """Count ``scores`` [n] by ``truth`` [n] (0 or 1). A score below the first step counts in the first.

        Raises:
            ValueError: truth and scores of different lengths, a truth that is neither 0 nor 1, a score that is not
                a finite number.
        """
        ill, value = np.asarray(truth), np.asarray(scores, dtype=np.float64)
        if ill.shape != value.shape or ill.ndim != 1:
            raise ValueError("il faut un score par patient")
        if not np.isin(ill, (0, 1)).all():
            raise ValueError("la vérité vaut 0 ou 1")
        if not np.isfinite(value).all():
            raise ValueError("un score n'est pas un nombre")
        place = np.clip(np.searchsorted(np.asarray(steps), value, side="right") - 1, 0, None)
        counts = [np.bincount(place[ill == kind], minlength=len(steps)).tolist() for kind in (1, 0)]
        return cls(tuple(steps), *map(tuple, counts))

    def at(self, step: int) -> Confusion:
        """Alert everybody whose score reaches ``steps[step]``; ``step`` = k alerts nobody."""
        tp, fp = sum(self.ill[step:]), sum(self.well[step:])
        return Confusion(tp, sum(self.ill) - tp, fp, sum(self.well) - fp)

    def roc(self) -> list[tuple[float, float]]:
        """(false alarms, sensitivity) of each step, from nobody alerted to everybody: k + 1 points."""
        cells = (self.at(step) for step in range(len(self.steps), -1, -1))
        return [(one.false_alarms, one.sensitivity) for one in cells]

    def auc(self) -> float:
        """The probability that a diseased person has a higher step than a well one, a tie counting for half.

        Source: Hanley & McNeil, « The meaning and use of the area under a ROC curve », Radiology, 1982.
        """
        won = below = 0.0
        for ill, well in zip(self.ill, self.well, strict=True):
            won += ill * (below + well / 2)
            below += well
        return _share(won, sum(self.ill) * sum(self.well))


def confusion(truth: ArrayLike, scores: ArrayLike, threshold: float) -> Confusion:
    """The four cells when everybody whose score [n] is at least ``threshold`` is alerted; ``truth`` [n] of 0 and 1."""
    ill, alerted = np.asarray(truth) == 1, np.asarray(scores) >= threshold
    pairs = ((ill & alerted), (ill & ~alerted), (~ill & alerted), (~ill & ~alerted))
    return Confusion(*(int(cell.sum()) for cell in pairs))


def natural_frequencies(
    sensitivity: float, specificity: float, prevalence: float, people: int = 1000
) -> Confusion:
    """What becomes of ``people`` people, in whole persons: the form in which readers go wrong least.

    Rounded half up: first the diseased, then those of them who are alerted, then the well who are.

    Source: Hoffrage & Gigerenzer, « Using natural frequencies to improve diagnostic inferences », Acad Med, 1998.
    """
    ill = _round(people * prevalence)
    tp, fp = _round(ill * sensitivity), _round((people - ill) * (1 - specificity))
    return Confusion(tp, ill - tp, fp, people - ill - fp)


def net_benefit(cells: Confusion, exchange: float) -> float:
    """True positives per person, minus false ones at the price that the threshold probability ``exchange`` sets.

    Who treats from a risk of ``exchange`` on accepts ``(1 − exchange) / exchange`` useless treatments for a useful
    one. Treating nobody is worth 0.

    Raises:
        ValueError: ``exchange`` is not strictly between 0 and 1.

    Source: Vickers & Elkin, « Decision curve analysis », Medical Decision Making, 2006.
    """
    if not 0 < exchange < 1:
        raise ValueError("la probabilité seuil est entre 0 et 1, bornes exclues")
    return cells.tp / cells.n - cells.fp / cells.n * exchange / (1 - exchange)


def _share(part: float, whole: float) -> float:
    return part / whole if whole else math.nan


def _round(value: float) -> int:
    return math.floor(value + 0.5)
