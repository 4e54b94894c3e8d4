"""A trace as a small drawing on squared paper: 25 mm/s, 10 mm/mV, seconds written below."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from chevet.audit.ecg import HERTZ, SECONDS, Ecg, draw

# A unit of the drawing is a millisecond across, 2.5 µV up: whole numbers are exact enough, and short to write.
SECOND, MILLIVOLT, SQUARE = 1000, 400, 200
TOP, BOTTOM, FOOT = 1.5, 0.75, 130  # mV above and below the line; room for the seconds
WIDTH, PAPER = round(SECONDS * SECOND), round((TOP + BOTTOM) * MILLIVOLT)
HEIGHT = PAPER + FOOT
FINE = 2.0  # units, 0.05 mm of paper: how far the drawn line may lie from the computed one


def trace_svg(case: Mapping[str, Any]) -> str:
    """The trace of one row of ``lectures-ecg``, with its own paper, so that it is read in any theme.

    Raises:
        KeyError: a parameter is not in the row.
    """
    trace = draw(Ecg.from_case(case))
    points = np.column_stack((np.arange(len(trace)) * SECOND / HERTZ, (TOP - trace) * MILLIVOLT))
    seconds = "".join(
        f'<text x="{tick * SECOND + 30}" y="{HEIGHT - 30}">{tick} s</text>' for tick in range(round(SECONDS))
    )
    ticks = "".join(f"M{tick * SECOND} {PAPER}v{FOOT}" for tick in range(round(SECONDS)))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">'
        f'<path fill="#fff" d="M0 0h{WIDTH}v{HEIGHT}H0z"/><path fill="#fdf4f0" d="M0 0h{WIDTH}v{PAPER}H0z"/>'
        f'<g fill="none" stroke="#f1cfc5" stroke-width="4"><path d="{_grid(SQUARE // 5)}"/></g>'
        f'<g fill="none" stroke="#d99a88" stroke-width="6"><path d="{_grid(SQUARE)}"/>'
        f'<path stroke="#4b4e5e" d="{ticks}"/></g>'
        f'<g fill="#4b4e5e" font-size="100" font-family="sans-serif">{seconds}</g>'
        f'<path fill="none" stroke="#1f2333" stroke-width="14" stroke-linejoin="round" d="{path(points)}"/></svg>\n'
    )


def _grid(step: int) -> str:
    across = "".join(f"M{x} 0v{PAPER}" for x in range(0, WIDTH + 1, step))
    return across + "".join(f"M0 {y}h{WIDTH}" for y in range(0, PAPER + 1, step))


def path(points: NDArray[np.float64]) -> str:
    """The line through ``points`` [n, 2], with as few of them as keep it where it is, in whole relative steps."""
    kept = np.rint(points[simplify(points)]).astype(int)
    steps = "".join(_step(dx, dy) for dx, dy in np.diff(kept, axis=0))
    return f"M{kept[0, 0]} {kept[0, 1]}l{steps}"


def _step(dx: int, dy: int) -> str:
    return f" {dx}" + (f" {dy}" if dy >= 0 else f"{dy}")


def simplify(points: NDArray[np.float64], far: float = FINE) -> list[int]:
    """Ranks of the points [n, 2] that a line must pass through to stay within ``far`` of them all.

    Source: Douglas & Peucker, « Algorithms for the reduction of the number of points… », Cartographica, 1973.
    """
    kept, waiting = {0, len(points) - 1}, [(0, len(points) - 1)]
    while waiting:
        first, last = waiting.pop()
        if last - first < 2:
            continue
        along = points[last] - points[first]
        between = points[first + 1 : last] - points[first]
        gaps = np.abs(between @ np.array([-along[1], along[0]])) / np.hypot(*along)
        place = int(gaps.argmax())
        if gaps[place] > far:
            middle = first + 1 + place
            kept.add(middle)
            waiting += [(first, middle), (middle, last)]
    return sorted(kept)
