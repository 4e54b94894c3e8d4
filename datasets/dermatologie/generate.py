"""Draws skin lesions described by numbers; one phototype is nearly absent from those a model learns on."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

FOLDER = Path(__file__).parent
LEARNING = {"I-II": 1960, "III-IV": 1000, "V-VI": 40}
TESTING = {"I-II": 800, "III-IV": 800, "V-VI": 800}
MALIGNANT = 0.22  # the same in every group, so that only the signs differ
# How much more a malignant lesion shows each sign, in standard deviations. On dark skin the contrast with the
# skin around says little, colours hardly vary, and more lesions sit on palms and soles.
SIGNS = {
    "I-II": {
        "asymetrie": 0.8,
        "bords": 0.8,
        "couleurs": 0.9,
        "contraste": 1.0,
        "diametre_mm": 0.6,
        "acrale": 0.02,
    },
    "III-IV": {
        "asymetrie": 0.8,
        "bords": 0.7,
        "couleurs": 0.7,
        "contraste": 0.6,
        "diametre_mm": 0.6,
        "acrale": 0.06,
    },
    "V-VI": {
        "asymetrie": 0.7,
        "bords": 0.4,
        "couleurs": 0.0,
        "contraste": -0.9,
        "diametre_mm": 0.6,
        "acrale": 0.45,
    },
}
BENIGN_ACRAL = {"I-II": 0.03, "III-IV": 0.05, "V-VI": 0.10}


def generate(seed: int = 13) -> pd.DataFrame:
    """One row per lesion, those to learn on first; signs are scores of 0 to 10 given by the person who looks."""
    rng = np.random.default_rng(seed)
    parts = []
    for split, sizes in (("apprentissage", LEARNING), ("évaluation", TESTING)):
        for phototype, size in sizes.items():
            malignant = (rng.random(size) < MALIGNANT).astype(int)
            shift = SIGNS[phototype]
            signs = {
                name: np.clip(
                    5 + 1.8 * (rng.normal(0, 1, size) + shift[name] * (malignant - 0.5)), 0, 10
                ).round(1)
                for name in ("asymetrie", "bords", "couleurs", "contraste")
            }
            width = np.clip(
                rng.lognormal(1.65, 0.4, size) * np.exp(0.4 * shift["diametre_mm"] * malignant), 1, 40
            )
            acral = rng.random(size) < np.where(malignant, shift["acrale"], BENIGN_ACRAL[phototype])
            parts.append(
                pd.DataFrame(
                    {
                        "jeu": split,
                        "phototype": phototype,
                        **signs,
                        "diametre_mm": width.round(1),
                        "acrale": acral.astype(int),
                        "maligne": malignant,
                    }
                )
            )
    lesions = pd.concat(parts, ignore_index=True)
    lesions.insert(0, "lesion", np.arange(1, len(lesions) + 1))
    return lesions


def main() -> None:
    generate().to_csv(FOLDER / "dermatologie.csv", index=False, lineterminator="\n")


if __name__ == "__main__":
    main()
