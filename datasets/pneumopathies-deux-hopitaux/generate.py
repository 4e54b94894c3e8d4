"""Draws chest radiographs of two hospitals, as numbers: where they were taken tells more than what they show."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

FOLDER = Path(__file__).parent
# Radiographs, share with pneumonia, share taken at the bedside with pneumonia and without. Hospital A receives the
# severe cases, B follows outpatients: the shares are those of the two sources of Zech 2018, rounded.
HOSPITALS = {"A": (2_600, 0.342, 0.80, 0.25), "B": (6_900, 0.012, 0.30, 0.28)}
# How much pneumonia moves each sign, in standard deviations: the disease is the same in both hospitals.
SIGNS = {"opacite": 0.8, "bronchogramme": 0.6, "epanchement": 0.35}
TEXTURE = {"A": 0.0, "B": 2.5}  # the grain of each hospital's device, which the eye does not see


def generate(seed: int = 17) -> pd.DataFrame:
    """One row per radiograph; half of each hospital to learn on, half to test."""
    rng = np.random.default_rng(seed)
    parts = []
    for hospital, (size, share, bedside_ill, bedside_well) in HOSPITALS.items():
        ill = np.zeros(size, dtype=int)
        ill[: round(size * share)] = 1
        rng.shuffle(ill)
        split = np.where(rng.random(size) < 0.5, "apprentissage", "évaluation")
        bedside = rng.random(size) < np.where(ill, bedside_ill, bedside_well)
        signs = {name: rng.normal(shift * ill, 1).round(2) for name, shift in SIGNS.items()}
        # A film taken lying down is a little more opaque, ill or not.
        signs["opacite"] = (signs["opacite"] + 0.3 * bedside).round(2)
        parts.append(
            pd.DataFrame(
                {
                    "hopital": hospital,
                    "jeu": split,
                    "au_lit": bedside.astype(int),
                    "grain": rng.normal(TEXTURE[hospital], 1, size).round(2),
                    **signs,
                    "pneumopathie": ill,
                }
            )
        )
    films = pd.concat(parts, ignore_index=True)
    films.insert(0, "cliche", np.arange(1, len(films) + 1))
    return films


def main() -> None:
    generate().to_csv(FOLDER / "pneumopathies-deux-hopitaux.csv", index=False, lineterminator="\n")


if __name__ == "__main__":
    main()
