"""What a reader's answers say of each condition, of the suggestions followed, and of their certainty: the twin of
``results.js``; both run ``tests/vectors/reading_study.json``."""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping, Sequence
from typing import Any

from chevet.audit.subgroups import Rate
from chevet.widgets.reading_study.plan import CONDITIONS

SURE = (25, 50, 75, 90, 100)
"""The certainties that a reader may state, in per cent."""

Reading = Mapping[str, Any]


def results(cases: Sequence[Mapping[str, Any]], readings: Sequence[Reading]) -> dict[str, Any]:
    """Everything that the end of a study tells.

    Args:
        cases: ``right`` and ``wrong``, ranks of the right answer and of the wrong suggestion.
        readings: ``case`` (rank), ``condition``, ``choice`` (rank), ``sure`` (%), ``ms``; at least one by condition.

    Returns:
        ``conditions``: for each, ``n``, the shares ``accuracy`` and ``followed`` [part, whole, value, low, high],
        ``median`` (ms), ``sure`` (mean, %). In the condition ``alone``, ``followed`` counts those who chose unaided
        what the wrong suggestion would have proposed. ``gain``: accuracy with right suggestions minus accuracy
        alone, ``cost``: accuracy alone minus accuracy with wrong suggestions [value, low, high]. ``calibration``:
        [certainty, part, whole, value, low, high] of each certainty stated. ``sure`` and ``accuracy`` over all;
        ``brier``.
    """
    told = [_told(cases[one["case"]], one) for one in readings]
    conditions = {name: _condition([one for one in told if one["condition"] == name]) for name in CONDITIONS}
    calibration = []
    for sure in SURE:
        own = [one["is_right"] for one in told if one["sure"] == sure]
        if own:
            calibration.append([sure, *_rate(own)])
    rights = [one["is_right"] for one in told]
    return {
        "conditions": conditions,
        "gain": difference(conditions["right"]["accuracy"], conditions["alone"]["accuracy"]),
        "cost": difference(conditions["alone"]["accuracy"], conditions["wrong"]["accuracy"]),
        "calibration": calibration,
        "sure": _mean([one["sure"] for one in told]),
        "accuracy": _rate(rights),
        "brier": _mean([(one["sure"] / 100 - one["is_right"]) ** 2 for one in told]),
    }


def difference(one: Sequence[float], other: Sequence[float]) -> list[float]:
    """One share minus another, [value, low, high] at 95 %, from shares [part, whole, value, low, high].

    Source: Newcombe, « Interval estimation for the difference between independent proportions », Statistics in
    Medicine, 1998, method 10: the two Wilson intervals, combined.
    """
    (_, _, p, p_low, p_high), (_, _, q, q_low, q_high) = one, other
    value = p - q
    return [value, value - math.hypot(p - p_low, q_high - q), value + math.hypot(p_high - p, q - q_low)]


def _told(case: Mapping[str, Any], reading: Reading) -> dict[str, Any]:
    proposed = case["right"] if reading["condition"] == "right" else case["wrong"]
    return {
        **reading,
        "is_right": reading["choice"] == case["right"],
        "followed": reading["choice"] == proposed,
    }


def _condition(told: Sequence[Reading]) -> dict[str, Any]:
    return {
        "n": len(told),
        "accuracy": _rate([one["is_right"] for one in told]),
        "followed": _rate([one["followed"] for one in told]),
        "median": statistics.median(one["ms"] for one in told),
        "sure": _mean([one["sure"] for one in told]),
    }


def _rate(flags: Sequence[bool]) -> list[float]:
    rate = Rate.of(sum(flags), len(flags))
    return [rate.part, rate.whole, rate.value, rate.low, rate.high]


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
