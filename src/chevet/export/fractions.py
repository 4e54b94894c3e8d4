"""How close Moodle, which adds fractions up, comes to a scale by discordances.

Moodle refuses a fraction that is not in its list (``question_bank::fraction_options_full``), and a multiple
choice is worth the sum of its ticked fractions, kept between 0 and 1. A scale of discordances is no sum: what
is written is the nearest one, and its error is told.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from chevet.quiz.scoring import Result

# Percent; each also exists with a minus sign.
LIST = (
    *(100, 90, 83.33333, 80, 75, 70, 66.66667, 60, 50, 40, 33.33333, 30, 25),
    *(20, 16.66667, 14.28571, 12.5, 11.11111, 10, 5, 0),
)
ALL_LOST = -100.0  # with it no sum is positive: an unacceptable choice does set the mark to zero


@dataclass(frozen=True)
class Letter:
    """What the scale knows of a choice."""

    right: bool
    indispensable: bool = False
    unacceptable: bool = False


@dataclass(frozen=True)
class Fit:
    """Fractions (percent) by letter, and how far their sum is from the scale."""

    fractions: Mapping[str, float]
    penalty: float  # percent, for a wrong choice that is not unacceptable
    error: float  # mean |Moodle − scale| over the responses compared, 0 to 1
    worst: float
    responses: int


def nearest(percent: float) -> float:
    """The fraction of Moodle's list closest to ``percent``, its sign kept."""
    return math.copysign(min(LIST, key=lambda one: abs(one - abs(percent))), percent) if percent else 0.0


def written(percent: float) -> str:
    """``33.33333``, ``-40``."""
    return f"{percent:.5f}".rstrip("0").rstrip(".")


def moodle_mark(fractions: Mapping[str, float], ticked: Collection[str]) -> float:
    """What Moodle gives to a multiple choice (``qtype_multichoice_multi_question::grade_response``)."""
    return min(1.0, max(0.0, sum(fractions[letter] for letter in ticked) / 100))


def fit(
    letters: Mapping[str, Letter],
    mark: Callable[[frozenset[str]], Result],
    penalties: Sequence[float] = LIST,
    valid_only: bool = False,
) -> Fit:
    """The fractions whose sum is closest to ``mark``.

    Right choices share 100 % (the indispensable ones may weigh more than the others), wrong ones lose one of
    ``penalties``, unacceptable ones lose all. The error is a mean over every response, or only over those that
    ``mark`` finds valid. Of two equal fits, the more severe on ticks is kept.
    """
    groups: dict[Letter, list[str]] = {}
    for name, letter in letters.items():
        groups.setdefault(letter, []).append(name)
    cases = []
    for ticked, times in _responses(list(groups.values())):
        result = mark(ticked)
        if result.valid or not valid_only:
            cases.append((ticked, times, result.score))
    total = sum(times for _, times, _ in cases)
    best: tuple[tuple[float, float, float], Fit] | None = None
    for (vital, other), penalty in itertools.product(_weights(letters.values()), penalties):
        fractions = {
            name: (vital if one.indispensable else other)
            if one.right
            else (ALL_LOST if one.unacceptable else -penalty)
            for name, one in letters.items()
        }
        gaps = [(abs(moodle_mark(fractions, ticked) - score), times) for ticked, times, score in cases]
        error = sum(gap * times for gap, times in gaps) / total
        key = (round(error, 6), abs(vital - other), -penalty)
        if best is None or key < best[0]:
            best = key, Fit(fractions, penalty, error, max(gap for gap, _ in gaps), total)
    assert best is not None, "there is at least one penalty and one weight"
    return best[1]


def _responses(groups: list[list[str]]) -> Iterator[tuple[frozenset[str], int]]:
    """One response of each kind, and how many are alike: choices of one group count the same."""
    for counts in itertools.product(*(range(len(group) + 1) for group in groups)):
        names = (name for group, count in zip(groups, counts, strict=True) for name in group[:count])
        times = (math.comb(len(group), count) for group, count in zip(groups, counts, strict=True))
        yield frozenset(names), math.prod(times)


def _weights(letters: Collection[Letter]) -> list[tuple[float, float]]:
    """(weight of an indispensable choice, of another right one) that add up to 100 %."""
    vital = sum(one.right and one.indispensable for one in letters)
    others = sum(one.right and not one.indispensable for one in letters)
    if not vital or not others:
        share = nearest(100 / (vital + others))
        return [(share, share)]
    shares = [float(one) for one in LIST if one]
    return [(one, two) for one in shares for two in shares if abs(vital * one + others * two - 100) < 0.01]
