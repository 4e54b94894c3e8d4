"""Draws weekly visits to old people at home: a score, an alert, and what happened in the two weeks after."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

FOLDER = Path(__file__).parent
PATIENTS, WEEKS = 1_200, 12
ALERT = 58  # the score from which the vendor of this invented tool sends an alert


def generate(seed: int = 29) -> pd.DataFrame:
    """One row per visit; the horizons overlap, as 14 days hold the first 7."""
    rng = np.random.default_rng(seed)
    frailty = np.repeat(rng.normal(0, 1, PATIENTS), WEEKS)
    patient = np.repeat(np.arange(1, PATIENTS + 1), WEEKS)
    week = np.tile(np.arange(1, WEEKS + 1), PATIENTS)
    worse = rng.normal(0, 1, len(patient))  # what changed this week
    danger = 1 / (1 + np.exp(-(-5.35 + 0.8 * frailty + 1.5 * worse)))
    in_7 = rng.random(len(patient)) < danger
    in_14 = in_7 | (rng.random(len(patient)) < 0.7 * danger)
    # The tool hears the week's change through a questionnaire filled in by a home help.
    score = 50 + 11 * (0.45 * frailty + 0.85 * worse + rng.normal(0, 0.5, len(patient)))
    score = np.clip(np.rint(score), 0, 100).astype(int)
    return pd.DataFrame(
        {
            "visite": np.arange(1, len(patient) + 1),
            "patient": patient,
            "semaine": week,
            "score": score,
            "alerte": (score >= ALERT).astype(int),
            "urgences_7j": in_7.astype(int),
            "urgences_14j": in_14.astype(int),
        }
    )


def main() -> None:
    generate().to_csv(FOLDER / "passages-urgences.csv", index=False, lineterminator="\n")


if __name__ == "__main__":
    main()
