"""A reward model as small as can be: preferences between pairs become one weight per visible trait.

Bradley and Terry (1952): the chance that one answer is preferred to another is ``sigmoid(r(first) - r(second))``. With
``r`` a weighted sum of traits, finding the weights is a logistic regression on differences of traits, without a
constant. Large reward models have the same loss on the same pairs (Ouyang et al., 2022) and a network instead of
the sum. ``reward.js`` is the twin of this file; both run ``tests/vectors/preference_lab.json``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

Vector = Sequence[float]
Pair = tuple[int, int]  # preferred, other: numbers of answers

MAX_STEPS = 50
SAME = 1e-9  # rewards closer than this are equal: two answers with the same traits
TOLERANCE = 1e-12  # on the largest move of a weight; Newton squares its error at each step


@dataclass(frozen=True)
class Scale:
    """How raw counts become traits of the same size: mean and standard deviation over the answers judged."""

    means: tuple[float, ...]
    spreads: tuple[float, ...]

    def apply(self, counts: Vector) -> list[float]:
        """Counts in standard deviations from the mean."""
        return [(c - m) / s for c, m, s in zip(counts, self.means, self.spreads, strict=True)]


def scale_of(rows: Sequence[Vector]) -> Scale:
    """The scale of some answers; a trait that never varies keeps its size (spread 1), and so teaches nothing."""
    columns = list(zip(*rows, strict=True))
    means = [math.fsum(column) / len(column) for column in columns]
    spreads = [
        math.sqrt(math.fsum((x - m) ** 2 for x in column) / len(column)) or 1.0
        for column, m in zip(columns, means, strict=True)
    ]
    return Scale(tuple(means), tuple(spreads))


def pairs_of(order: Sequence[int]) -> list[Pair]:
    """Every comparison a ranking contains: ten answers in order make 45."""
    return [(first, second) for i, first in enumerate(order) for second in order[i + 1 :]]


def sigmoid(x: float) -> float:
    """1 / (1 + exp(-x)), without overflow."""
    return 1 / (1 + math.exp(-x)) if x >= 0 else math.exp(x) / (1 + math.exp(x))


def dot(u: Vector, v: Vector) -> float:
    """The sum of products."""
    return math.fsum(a * b for a, b in zip(u, v, strict=True))


def fit(rows: Sequence[Vector], pairs: Sequence[Pair], penalty: float = 1.0) -> list[float]:
    """The weights that make the judged pairs most likely, held back by ``penalty`` (ridge).

    Minimises ``sum(log(1 + exp(-w·d))) + penalty / 2 · |w|²`` over the differences ``d`` of the pairs, by Newton steps.
    The penalty keeps weights finite when a ranking contradicts itself nowhere, which is the rule with ten answers.

    Args:
        rows: traits of the answers, already on one scale.
        pairs: (preferred, other), numbers of rows; without any, every weight is 0.
        penalty: above 0.
    """
    size = len(rows[0])
    differences = [[a - b for a, b in zip(rows[first], rows[second], strict=True)] for first, second in pairs]
    weights = [0.0] * size
    for _ in range(MAX_STEPS):
        gradient = [penalty * w for w in weights]
        hessian = [[penalty if i == j else 0.0 for j in range(size)] for i in range(size)]
        for d in differences:
            wrong = sigmoid(-dot(weights, d))
            curve = wrong * (1 - wrong)
            for i in range(size):
                gradient[i] -= wrong * d[i]
                for j in range(size):
                    hessian[i][j] += curve * d[i] * d[j]
        step = solve(hessian, gradient)
        weights = [w - s for w, s in zip(weights, step, strict=True)]
        if max(map(abs, step)) < TOLERANCE:
            break
    return weights


def solve(matrix: Sequence[Vector], right: Vector) -> list[float]:
    """The solution of a small linear system with a positive definite matrix: Gauss, with the largest pivot."""
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    size = len(rows)
    for column in range(size):
        pivot = max(range(column, size), key=lambda i: abs(rows[i][column]))
        rows[column], rows[pivot] = rows[pivot], rows[column]
        for below in range(column + 1, size):
            factor = rows[below][column] / rows[column][column]
            for j in range(column, size + 1):
                rows[below][j] -= factor * rows[column][j]
    solution = [0.0] * size
    for i in range(size - 1, -1, -1):
        known = sum(rows[i][j] * solution[j] for j in range(i + 1, size))
        solution[i] = (rows[i][size] - known) / rows[i][i]
    return solution


def rewards(rows: Sequence[Vector], weights: Vector) -> list[float]:
    """The reward of each answer; only differences between rewards mean something."""
    return [dot(row, weights) for row in rows]


def agreement(rows: Sequence[Vector], weights: Vector, pairs: Sequence[Pair]) -> int:
    """How many of these comparisons the model orders as the judge did; a tie is not an agreement."""
    told = rewards(rows, weights)
    return sum(told[first] > told[second] + SAME for first, second in pairs)


def best(told: Vector) -> list[int]:
    """The numbers of the highest reward: several when the model cannot tell them apart."""
    top = max(told)
    return [i for i, value in enumerate(told) if value > top - SAME]


def places(told: Vector) -> list[int]:
    """The place of each answer, from 1; equals share theirs."""
    return [1 + sum(other > value + SAME for other in told) for value in told]


def differ(ours: Vector, theirs: Vector) -> int:
    """How many pairs two models order the opposite way; a tie is not an opposition."""
    pairs = [(i, j) for i in range(len(ours)) for j in range(i)]
    return sum(_side(ours, i, j) * _side(theirs, i, j) < 0 for i, j in pairs)


def _side(told: Vector, i: int, j: int) -> int:
    gap = told[i] - told[j]
    return 0 if abs(gap) <= SAME else (1 if gap > 0 else -1)


def push(additions: Sequence[Vector], scale: Scale, weights: Vector, steps: int) -> list[int]:
    """Which sentences an assistant adds, in order, to raise its reward; it stops when none of those left would.

    With a weighted sum of counts, a sentence brings the same gain whatever was said before it: nothing tells the
    assistant that a thing said twice is said once too many.

    Args:
        additions: raw counts of each sentence it may add once.
        steps: how many it may add.
    """
    gains = [gain(counts, scale, weights) for counts in additions]
    ranked = sorted(range(len(gains)), key=lambda i: (-gains[i], i))
    return [i for i in ranked if gains[i] > SAME][:steps]


def gain(counts: Vector, scale: Scale, weights: Vector) -> float:
    """What a sentence of these raw counts adds to the reward of any answer."""
    return dot([c / s for c, s in zip(counts, scale.spreads, strict=True)], weights)
