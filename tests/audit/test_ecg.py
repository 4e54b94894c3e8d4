"""A drawn trace measures what its parameters say, and every wave is where it was announced."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from chevet.audit.ecg import P_SECONDS, SECONDS, Ecg, beats, draw
from chevet.datasets import load_dataset

HERTZ = 500
STEP = 1 / HERTZ
CASES = load_dataset("lectures-ecg").set_index("id")
# A clean line: wander and tremor leave no sample at 0, where a wave begins.
CLEAN = {name: replace(Ecg.from_case(row), derive_mv=0, tremblement_mv=0) for name, row in CASES.iterrows()}
QUIET = {name: ecg for name, ecg in CLEAN.items() if ecg.atriale in ("ondes P", "aucune")}
BESIDE = {name: ecg for name, ecg in QUIET.items() if ecg.atriale == "ondes P" and ecg.rapport == "1:1"}


def peaks(trace: np.ndarray, ecg: Ecg) -> np.ndarray:
    """Seconds of the tops above 70 % of R; two tops of one wide QRS count once, at the higher."""
    high = trace > 0.7 * ecg.r_mv
    tops = np.flatnonzero(high[1:-1] & (trace[1:-1] >= trace[:-2]) & (trace[1:-1] > trace[2:])) + 1
    kept: list[int] = []
    for top in tops:
        if kept and (top - kept[-1]) * STEP < 0.15:
            kept[-1] = max(kept[-1], top, key=lambda at: trace[at])
        else:
            kept.append(top)
    return np.array(kept) * STEP


def runs(trace: np.ndarray) -> list[tuple[float, float]]:
    """Each stretch off the line, in seconds: the last sample at 0 before it, the first one after."""
    off = np.concatenate([[False], np.abs(trace) > 1e-9, [False]])
    starts, ends = np.flatnonzero(~off[:-1] & off[1:]) - 1, np.flatnonzero(off[:-1] & ~off[1:])
    # Each edge is known within one step, so a length within two.
    return [(start * STEP, end * STEP) for start, end in zip(starts, ends, strict=True)]


@pytest.mark.parametrize("name", CLEAN)
def test_the_rate_and_every_interval_are_those_drawn(name):
    ecg = CLEAN[name]
    seconds = 30.0  # enough beats for a mean: 6 s of an irregular heart have none
    found = peaks(draw(ecg, seconds, HERTZ), ecg)
    onsets = beats(ecg, seconds).qrs
    onsets = onsets[(onsets > 0.2) & (onsets < seconds - 0.2)]
    found = found[(found > onsets[0]) & (found < onsets[-1] + 0.15)]
    assert len(found) == len(onsets)
    # The atrial line under an R shifts its top by a sample or two.
    assert np.diff(found) == pytest.approx(np.diff(onsets), abs=3 * STEP)
    per_cycle = 1 if not ecg.premature else (ecg.premature - 2 + 0.62 + 1.3) / ecg.premature
    assert 60 / np.diff(found).mean() * per_cycle == pytest.approx(ecg.frequence, rel=0.03)


@pytest.mark.parametrize("name", BESIDE)
def test_pr_is_measured_on_the_trace(name):
    # Slow enough for P to leave T, and for the line to be flat before both.
    ecg = replace(BESIDE[name], frequence=45, premature=0, irregularite=0, qt_ms=400)
    onsets = beats(ecg).qrs
    onsets = onsets[(onsets > 0.5) & (onsets < 5)]
    starts = np.array([start for start, _ in runs(draw(ecg, SECONDS, HERTZ))])
    for onset in onsets:
        qrs = starts[np.argmin(np.abs(starts - onset))]
        before = starts[starts < qrs - STEP].max()
        assert (qrs - before) * 1000 == pytest.approx(ecg.pr_ms, abs=1000 * STEP + 1e-6)


@pytest.mark.parametrize("name", QUIET)
def test_qrs_and_qt_are_measured_on_the_trace(name):
    # One beat alone: no P, and nothing of its neighbours.
    ecg = replace(QUIET[name], atriale="aucune", rapport="1:1", frequence=30, irregularite=0, premature=0)
    trace = draw(ecg, 4.0, HERTZ)
    stretches = runs(trace)
    onset = beats(ecg, 4.0).qrs
    onset = onset[(onset > 0) & (onset < 2)][0]
    inside = [(start, end) for start, end in stretches if onset - STEP <= start <= onset + ecg.qt_ms / 1000]
    begin, end = inside[0][0], inside[-1][1]
    assert (end - begin) * 1000 == pytest.approx(ecg.qt_ms, abs=2000 * STEP + 1e-6)
    # The QRS ends where the line reaches the level of ST and stays on it.
    after = np.arange(len(trace)) * STEP
    level = np.abs(trace - ecg.st_mv) < 1e-9
    top = after[np.argmax(np.where(after < onset + 0.3, trace, -9))]
    junction = after[np.flatnonzero(level & (after > top))[0]]
    while not level[round((junction + 0.01) * HERTZ)]:
        junction = after[np.flatnonzero(level & (after > junction))[0]]
    assert (junction - begin) * 1000 == pytest.approx(ecg.qrs_ms, abs=2000 * STEP + 1e-6)


@pytest.mark.parametrize("name", CLEAN)
def test_st_is_drawn_at_its_level(name):
    ecg = CLEAN[name]
    if ecg.atriale not in ("ondes P", "aucune") or ecg.rapport == "aucun":
        return
    onset = beats(ecg).qrs
    onset = onset[(onset > 0.3) & (onset < 4)][0]
    trace = draw(ecg, SECONDS, HERTZ)
    before = trace[int(onset * HERTZ) - 1]
    assert trace[int((onset + ecg.qrs_ms / 1000) * HERTZ) + 2] - before == pytest.approx(ecg.st_mv, abs=0.005)


def test_a_trace_is_the_same_every_time_and_at_every_rate():
    for ecg in CLEAN.values():
        fine, coarse = draw(ecg, SECONDS, 500), draw(ecg, SECONDS, 250)
        assert len(coarse) == SECONDS * 250
        assert np.array_equal(fine[::2], coarse)
        assert np.abs(coarse).max() < 2
        # Nothing jumps between two samples: a pen could draw it.
        assert np.abs(np.diff(fine)).max() < 0.2


def test_a_blocked_wave_gives_no_qrs_and_an_early_one_comes_early():
    two = next(ecg for ecg in CLEAN.values() if ecg.rapport == "2:1" and ecg.atriale == "ondes P")
    found = beats(two)
    assert np.isnan(found.conducted).sum() in (len(found.p) // 2, -(-len(found.p) // 2))
    assert np.nanmax(found.conducted - found.p) * 1000 == pytest.approx(two.pr_ms)
    early = next(ecg for ecg in CLEAN.values() if ecg.premature)
    found = beats(early)
    before = [onset - found.qrs[found.qrs < onset].max() for onset in found.early[1:]]
    assert before == pytest.approx([0.62 * 60 / early.frequence] * len(before))
    # Its P points down.
    trace = draw(early, SECONDS, HERTZ)
    shown = next(onset for onset in found.early if onset > 0.5)
    top = shown - early.pr_ms / 1000 + P_SECONDS / 2
    assert trace[round(top * HERTZ)] < 0


def test_an_impossible_conduction_is_refused():
    with pytest.raises(ValueError, match="sans onde atriale"):
        beats(replace(next(iter(CLEAN.values())), atriale="aucune", rapport="2:1"))
