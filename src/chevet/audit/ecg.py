"""One lead of an invented heart, drawn from its intervals: what a reader measures is what the parameters say.

Nothing here is a recording. Each wave has a beginning and an end, so that PR, QRS and QT are exact on the drawn
trace; a real trace has neither such clean feet nor one lead alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

SECONDS = 6.0  # 150 mm of paper at 25 mm/s
HERTZ = 250
P_SECONDS = 0.1
EARLY = 0.62  # a premature beat comes after this share of the usual interval
PAUSE = 1.3  # and the next one after this share
GOLDEN = (5**0.5 - 1) / 2  # its multiples modulo 1 never repeat: irregular, and the same every time

Atria = Literal["ondes P", "aucune", "trémulation", "dents de scie"]
Array = NDArray[np.float64]


@dataclass(frozen=True)
class Ecg:
    """What draws a trace; the names are those of the columns of the dataset ``lectures-ecg``.

    Args:
        atriale: what the atria draw between the QRS.
        frequence: mean ventricular rate, per minute.
        frequence_p: rate of the P waves or of the saw teeth, per minute; 0 without them.
        rapport: atrial waves to QRS, « 1:1 », « 2:1 », « 4:3 » ; « aucun » when they ignore each other.
        irregularite: largest departure of an interval RR from its mean, as a share of it.
        premature: one beat in this many comes early; 0 for none.
        pr_ms: PR of the first conducted beat, ms. pr_pas_ms: what each following beat of a cycle adds, ms.
        qrs_ms, qt_ms: from the beginning of the QRS, ms.
        st_mv: level of the ST segment, mV. t_mv, p_mv, r_mv: heights of T, of the atrial waves and of R, mV.
        derive_mv, tremblement_mv: slow wander of the line and muscle tremor, mV.
        depart: share of the first interval already past when the trace begins, 0 to 1.
    """

    atriale: Atria
    frequence: float
    frequence_p: float
    rapport: str
    irregularite: float
    premature: int
    pr_ms: float
    pr_pas_ms: float
    qrs_ms: float
    qt_ms: float
    st_mv: float
    t_mv: float
    p_mv: float
    r_mv: float
    derive_mv: float
    tremblement_mv: float
    depart: float

    @classmethod
    def from_case(cls, case: Mapping[str, Any]) -> Ecg:
        """The trace of one row of ``lectures-ecg``; other columns are ignored.

        Raises:
            KeyError: a parameter is not in the row.
        """
        return cls(**{field.name: case[field.name] for field in fields(cls)})


@dataclass(frozen=True)
class Beats:
    """Where waves begin, in seconds from the left edge; some lie outside, for the waves cut by an edge."""

    p: Array
    qrs: Array
    conducted: Array  # for each P, the QRS it gives; nan when it gives none
    early: Array  # of ``qrs``, those that come before their time


def beats(ecg: Ecg, seconds: float = SECONDS) -> Beats:
    """When each P and each QRS begins.

    Raises:
        ValueError: a « rapport » that this heart cannot have.
    """
    if ecg.rapport == "aucun":
        free = _regular(60 / ecg.frequence_p, 0.3, seconds)
        alone = _regular(60 / ecg.frequence, ecg.depart, seconds)
        return Beats(free, alone, np.full(len(free), np.nan), np.empty(0))
    waves, kept = (int(part) for part in ecg.rapport.split(":"))
    if ecg.atriale in ("ondes P", "dents de scie") and waves != kept:
        return _blocked(ecg, waves, kept, seconds)
    if waves != kept:
        raise ValueError(f"rapport « {ecg.rapport} » sans onde atriale à compter.")
    qrs, early = _ventricles(ecg, seconds)
    p = qrs - ecg.pr_ms / 1000 if ecg.atriale == "ondes P" else np.empty(0)
    return Beats(p, qrs, qrs.copy() if len(p) else np.empty(0), early)


def draw(ecg: Ecg, seconds: float = SECONDS, hertz: int = HERTZ) -> Array:
    """The trace, in mV, one value every ``1 / hertz`` seconds from 0 (``seconds * hertz`` values)."""
    time = np.arange(round(seconds * hertz)) / hertz
    trace = _atria(ecg, time)
    found = beats(ecg, seconds)
    for onset, gives in zip(found.p, found.conducted, strict=True):
        # An early P starts elsewhere in the atrium: it has another shape, here a negative one.
        height = -0.8 * ecg.p_mv if np.isin(gives, found.early) else ecg.p_mv
        trace += height * _bump(time, onset, P_SECONDS, 0.5)
    for onset in found.qrs:
        trace += _ventricle(ecg, time - onset)
    trace += ecg.derive_mv * np.sin(2 * np.pi * 0.27 * time + 1)
    shake = np.sin(2 * np.pi * 9.1 * time) + 0.6 * np.sin(2 * np.pi * 13.7 * time + 2)
    return np.asarray(trace + ecg.tremblement_mv * shake / 1.6, dtype=np.float64)


def _regular(interval: float, past: float, seconds: float) -> Array:
    return np.arange(-2, np.ceil(seconds / interval) + 2) * interval + (1 - past) * interval


def _ventricles(ecg: Ecg, seconds: float) -> tuple[Array, Array]:
    """Beginnings of the QRS when they set the pace, and which of them are early."""
    mean = 60 / ecg.frequence
    count = int(np.ceil(seconds / mean / (1 - ecg.irregularite))) + 6
    order = np.arange(count)
    # Breathing slows and quickens the sinus in turn; without P waves nothing sets the next interval.
    wave = np.sin(2 * np.pi * order / 5) if ecg.atriale == "ondes P" else 2 * (order * GOLDEN % 1) - 1
    intervals = mean * (1 + ecg.irregularite * wave)
    is_early = np.zeros(count, dtype=bool)
    if ecg.premature:
        is_early = order % ecg.premature == ecg.premature - 1
        intervals[is_early] *= EARLY
        intervals[np.flatnonzero(is_early[:-1]) + 1] *= PAUSE
    # Two beats before the edge: the T wave of a beat not seen is seen.
    qrs = np.cumsum(intervals) - intervals[:2].sum() - ecg.depart * mean
    return qrs, qrs[is_early]


def _blocked(ecg: Ecg, waves: int, kept: int, seconds: float) -> Beats:
    """Of each ``waves`` atrial waves, the first ``kept`` pass."""
    interval = 60 / ecg.frequence_p
    rank = np.arange(-2 * waves, np.ceil(seconds / interval) + waves)
    atrial = (rank + 1 - ecg.depart) * interval
    place = rank % waves
    delay = np.where(place < kept, (ecg.pr_ms + place * ecg.pr_pas_ms) / 1000, np.nan)
    conducted = atrial + delay
    qrs = conducted[~np.isnan(conducted)]
    if ecg.atriale == "dents de scie":  # drawn as one line by _atria
        return Beats(np.empty(0), qrs, np.empty(0), np.empty(0))
    return Beats(atrial, qrs, conducted, np.empty(0))


def _atria(ecg: Ecg, time: Array) -> Array:
    """What the atria draw without stopping: nothing, a trembling line or saw teeth."""
    if ecg.atriale == "trémulation":
        pulse = np.sin(2 * np.pi * 0.31 * time)
        line = np.sin(2 * np.pi * 5.9 * time + 2.2 * pulse) + 0.7 * np.sin(
            2 * np.pi * 7.7 * time - 1.7 * pulse
        )
        return np.asarray(ecg.p_mv * line / 1.7)
    if ecg.atriale == "dents de scie":
        turn = (time * ecg.frequence_p / 60 + ecg.depart) % 1
        # A slow fall then a quick rise, both rounded.
        tooth = np.where(
            turn < 0.7, 0.5 + 0.5 * np.cos(np.pi * turn / 0.7), 0.5 - 0.5 * np.cos(np.pi * (turn - 0.7) / 0.3)
        )
        return np.asarray(ecg.p_mv * (tooth - 0.7))
    return np.zeros_like(time)


def _bump(time: Array, onset: float, length: float, peak: float) -> Array:
    """A wave of height 1 that is exactly 0 outside [onset, onset + length]; ``peak``: where it culminates, 0–1."""
    turn = (time - onset) / length
    rising = np.clip(turn / peak, 0, 1)
    falling = np.clip((1 - turn) / (1 - peak), 0, 1)
    return np.asarray(np.sin(np.pi / 2 * np.minimum(rising, falling)) ** 2)


def _ventricle(ecg: Ecg, time: Array) -> Array:
    """QRS, ST segment and T of one beat; ``time`` counts from the beginning of its QRS, in s."""
    qrs, end = ecg.qrs_ms / 1000, ecg.qt_ms / 1000
    wide = ecg.qrs_ms >= 120
    # A ventricle reached late draws a notched plateau instead of a spike.
    share, height = (
        ([0, 0.33, 0.5, 0.68, 1], [0, 0.85, 0.6, 1, 0])
        if wide
        else ([0, 0.2, 0.48, 0.78, 1], [0, -0.09, 1, -0.2, 0])
    )
    levels = ecg.r_mv * np.array(height)
    levels[-1] = ecg.st_mv
    knots = np.array(share) * qrs
    place = np.clip(np.searchsorted(knots, time, side="right") - 1, 0, len(knots) - 2)
    turn = np.clip((time - knots[place]) / (knots[place + 1] - knots[place]), 0, 1)
    smooth = 0.5 - 0.5 * np.cos(np.pi * turn)
    spike = levels[place] + (levels[place + 1] - levels[place]) * smooth
    wave = min(0.62 * (end - qrs), 0.24)
    # The ST segment holds its level, then goes back to the line under the T wave.
    back = np.clip((time - (end - wave)) / wave, 0, 1)
    segment = ecg.st_mv * (0.5 + 0.5 * np.cos(np.pi * back))
    whole = np.where(time < qrs, spike, segment + ecg.t_mv * _bump(time, end - wave, wave, 0.58))
    return np.asarray(np.where((time > 0) & (time < end), whole, 0.0))
