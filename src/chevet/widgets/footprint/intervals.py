"""Sums on intervals: what is known only between two bounds gives a result known only between two bounds.

Every quantity here is positive, so the bounds of a product are the products of the bounds. Two quantities that are the
same unknown (one electricity for two uses) must be divided before anything is bounded: see ``reading.ratio``.
``intervals.js`` is the twin of this file; both run ``tests/vectors/footprint.json``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from chevet.typography import fr
from chevet.widgets.saying import decimal

Interval = tuple[float, float]  # low, high; 0 <= low <= high

ONE: Interval = (1.0, 1.0)


def times(*factors: Interval) -> Interval:
    """The product of intervals."""
    return math.prod(low for low, _ in factors), math.prod(high for _, high in factors)


def over(a: Interval, b: Interval) -> Interval:
    """The quotient of two quantities that owe each other nothing; ``b`` above 0."""
    return a[0] / b[1], a[1] / b[0]


def power(a: Interval, exponent: int) -> Interval:
    """``a`` to the power 1, 0 or -1; ``a`` above 0 when it is -1."""
    if exponent == 0:
        return ONE
    return a if exponent > 0 else (1 / a[1], 1 / a[0])


def width(a: Interval) -> float:
    """How many times the high bound holds the low one: 1 for a single value."""
    return a[1] / a[0] if a[0] > 0 else math.inf


def significant(value: float) -> str:
    """Two significant digits, « 0,012 », « 1 200 »: no more than the hypotheses deserve."""
    if value <= 0:
        return "0"
    exponent = math.floor(math.log10(value))
    unit = 10.0 ** (exponent - 1)
    rounded = math.floor(value / unit + 0.5) * unit
    # 9.96 becomes 10: one digit less after the comma.
    exponent = math.floor(math.log10(rounded) + 1e-9)
    return decimal(rounded, max(0, 1 - exponent))


# For each metric, its units from the smallest: how many base units one holds, and its sign.
UNITS: dict[str, tuple[tuple[float, str], ...]] = {
    "energie": ((1, "Wh"), (1e3, "kWh"), (1e6, "MWh")),
    "carbone": ((1, "g CO₂e"), (1e3, "kg CO₂e"), (1e6, "t CO₂e")),
    "eau": ((1, "mL"), (1e3, "L"), (1e6, "m³")),
}


def unit_for(value: float, units: Sequence[tuple[float, str]]) -> tuple[float, str]:
    """The largest unit that ``value`` reaches."""
    return next((unit for unit in reversed(units) if value >= unit[0]), units[0])


def say_interval(a: Interval, metric: str) -> str:
    """« de 0,20 à 1,5 kg CO₂e »: one unit for both bounds, that of the higher one."""
    size, sign = unit_for(a[1], UNITS[metric])
    low, high = significant(a[0] / size), significant(a[1] / size)
    if low == high:
        return fr("{value} {sign}", value=high, sign=sign)
    return fr("de {low} à {high} {sign}", low=low, high=high, sign=sign)
