"""Draws three years of ward stays in two hospitals: sepsis becomes rarer or more frequent, and is coded otherwise."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

FOLDER = Path(__file__).parent
STAYS = {"A": 9_000, "B": 5_000}
MONTHS = 36
CODING_CHANGES = 19  # from this month on, A codes any infection with a fever as sepsis
EPIDEMIC = range(25, 31)  # months when a virus gives fevers without sepsis, in both hospitals
PREVALENCE = {"A": (0.10, 0.05), "B": (0.06, 0.06)}  # first and last month
# What sepsis adds to each sign, in standard deviations. In B vital signs are taken twice a day instead of
# every hour, so the worst value of the day is often missed.
SIGNS = {
    "temperature": 0.7,
    "frequence_cardiaque": 0.7,
    "frequence_respiratoire": 0.6,
    "pression": -0.5,
    "lactate": 0.7,
}
SCALES = {
    "temperature": (37.1, 0.6, 1),
    "frequence_cardiaque": (84, 15, 0),
    "frequence_respiratoire": (17, 3.5, 0),
    "pression": (124, 18, 0),
    "lactate": (1.3, 0.6, 1),
}
SEEN = {"A": 1.0, "B": 0.55}
ANTIBIOTIC = {"A": (0.75, 0.12), "B": (0.25, 0.20)}  # already started: with sepsis, without


def generate(seed: int = 19) -> pd.DataFrame:
    """One row per stay, by hospital and month; ``sepsis`` is the truth, ``sepsis_code`` what the record says."""
    rng = np.random.default_rng(seed)
    parts = []
    for hospital, size in STAYS.items():
        month = np.sort(rng.integers(1, MONTHS + 1, size))
        first, last = PREVALENCE[hospital]
        sepsis = rng.random(size) < first + (last - first) * (month - 1) / (MONTHS - 1)
        feverish = np.isin(month, EPIDEMIC) & (rng.random(size) < 0.30) & ~sepsis
        age = np.clip(rng.normal(66 if hospital == "A" else 72, 14, size), 18, 99).astype(int)
        stay = {"hopital": hospital, "mois": month, "age": age}
        for name, (mean, spread, digits) in SCALES.items():
            shift = SIGNS[name] * SEEN[hospital] * sepsis
            if name in ("temperature", "frequence_cardiaque"):
                shift = shift + 1.2 * feverish
            value = mean + spread * (rng.normal(0, 1, size) + shift)
            floor = {"lactate": 0.3, "frequence_respiratoire": 8, "pression": 60}.get(name, 35)
            stay[name] = np.maximum(value, floor).round(digits)
        with_sepsis, without = ANTIBIOTIC[hospital]
        stay["antibiotique"] = (rng.random(size) < np.where(sepsis, with_sepsis, without)).astype(int)
        missed, wider = rng.random(size) < 0.15, rng.random(size) < 0.5
        coded = sepsis & ~missed
        if hospital == "A":
            fever = stay["temperature"] >= 38.3
            coded |= (month >= CODING_CHANGES) & fever & wider
        parts.append(pd.DataFrame({**stay, "sepsis_code": coded.astype(int), "sepsis": sepsis.astype(int)}))
    stays = pd.concat(parts, ignore_index=True)
    for name, (_, _, digits) in SCALES.items():
        if not digits:
            stays[name] = stays[name].astype(int)
    stays.insert(0, "sejour", np.arange(1, len(stays) + 1))
    return stays


def main() -> None:
    generate().to_csv(FOLDER / "sepsis-trois-ans.csv", index=False, lineterminator="\n")


if __name__ == "__main__":
    main()
