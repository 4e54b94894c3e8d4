"""A tool judged group by group, and what making one measure equal does to the others."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from chevet.audit.metrics import Confusion, ScoreCounts
from chevet.lm.statistics import wilson

# name -> (of whom, who among them): a measure is a share, and an interval needs its denominator.
MEASURES: Mapping[str, Callable[[Confusion], tuple[int, int]]] = {
    "sensitivity": lambda c: (c.tp, c.tp + c.fn),
    "specificity": lambda c: (c.tn, c.tn + c.fp),
    "ppv": lambda c: (c.tp, c.tp + c.fp),
    "npv": lambda c: (c.tn, c.tn + c.fn),
    "alerted": lambda c: (c.tp + c.fp, c.n),
}


@dataclass(frozen=True)
class Rate:
    """A share with its 95 % Wilson interval; ``nan`` everywhere when there is nobody to speak of."""

    part: int
    whole: int
    value: float
    low: float
    high: float

    @classmethod
    def of(cls, part: int, whole: int) -> Rate:
        if not whole:
            return cls(part, whole, math.nan, math.nan, math.nan)
        return cls(part, whole, part / whole, *wilson(part / whole, whole))


def audit(groups: Mapping[str, ScoreCounts], step: Mapping[str, int] | int) -> dict[str, dict[str, Rate]]:
    """{group: {measure: rate}} at one step for all, or one step per group.

    Raises:
        KeyError: a group without its step.
    """
    steps = dict.fromkeys(groups, step) if isinstance(step, int) else step
    return {
        name: {measure: Rate.of(*share(counts.at(steps[name]))) for measure, share in MEASURES.items()}
        for name, counts in groups.items()
    }


def equalise(groups: Mapping[str, ScoreCounts], measure: str, target: float) -> dict[str, int]:
    """The step of each group that brings ``measure`` nearest to ``target``; the higher step wins a tie.

    Equal ``alerted`` is demographic parity; equal ``sensitivity``, equality of opportunity; equal sensitivity
    **and** specificity, equalised odds, which one threshold per group cannot give in general.

    Raises:
        ValueError: unknown measure.

    Source: Hardt, Price & Srebro, « Equality of opportunity in supervised learning », NeurIPS, 2016.
    """
    if measure not in MEASURES:
        raise ValueError(f"mesure inconnue : {measure} (connues : {', '.join(MEASURES)})")

    def far(counts: ScoreCounts, step: int) -> float:
        part, whole = MEASURES[measure](counts.at(step))
        return abs(part / whole - target) if whole else math.inf

    return {
        name: min(range(len(counts.steps), -1, -1), key=lambda step, c=counts: far(c, step))  # type: ignore[misc]
        for name, counts in groups.items()
    }
