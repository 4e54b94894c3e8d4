"""The 95 % interval of each figure, in closed form: nothing is drawn at random, so two runs agree.

Proportions and means of marks take Wilson's interval (``chevet.lm.statistics.wilson``): exact enough for marks of
0 or 1, a little wide for marks that can be partial.
"""

from __future__ import annotations

import math

from chevet.lm.statistics import Z_95, wilson

Interval = tuple[float, float]


def difference(p1: float, n1: int, p2: float, n2: int) -> Interval:
    """The interval of ``p1 − p2``, two independent proportions (or means of marks between 0 and 1).

    Source: Newcombe, « Interval estimation for the difference between independent proportions: comparison of eleven
    methods », Statistics in Medicine, 1998 (method 10).
    """
    (low1, high1), (low2, high2) = wilson(p1, n1), wilson(p2, n2)
    gap = p1 - p2
    return gap - math.hypot(p1 - low1, high2 - p2), gap + math.hypot(high1 - p1, p2 - low2)


def correlation(r: float, n: int) -> Interval | None:
    """The interval of a correlation, by Fisher's transformation; None under 4 learners.

    Source: Fisher, « On the "probable error" of a coefficient of correlation deduced from a small sample »,
    Metron, 1921.
    """
    if n < 4:
        return None
    if abs(r) >= 1:
        return r, r
    half = Z_95 / math.sqrt(n - 3)
    return math.tanh(math.atanh(r) - half), math.tanh(math.atanh(r) + half)


def alpha_interval(alpha: float, n: int, k: int) -> Interval | None:
    """The interval of Cronbach's alpha over ``k`` items and ``n`` learners; None where it does not exist.

    Source: Bonett, « Sample size requirements for testing and estimating coefficient alpha », Journal of
    Educational and Behavioral Statistics, 2002: ln(1 − α) is nearly normal, of variance 2k / ((k − 1)(n − 2)).
    """
    if n < 3 or k < 2 or alpha >= 1:
        return None
    half = Z_95 * math.sqrt(2 * k / ((k - 1) * (n - 2)))
    return 1 - (1 - alpha) * math.exp(half), 1 - (1 - alpha) * math.exp(-half)


def mean_interval(mean: float, deviation: float | None, n: int) -> Interval | None:
    """The normal interval of a mean over ``n`` learners, kept between 0 and 1; None under 2 learners."""
    if n < 2 or deviation is None:
        return None
    half = Z_95 * deviation / math.sqrt(n)
    return max(0.0, mean - half), min(1.0, mean + half)
