"""Draws 20,000 screening mammograms: two readers, a tool, and what two years of follow-up told."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

FOLDER = Path(__file__).parent
WOMEN = 20_000
CANCERS = 0.0066  # screen-detected and interval cancers together, of the order of MASAI's two arms
DENSITY = {"a": 0.10, "b": 0.40, "c": 0.40, "d": 0.10}
VISIBLE = {"a": 3.6, "b": 3.4, "c": 2.9, "d": 2.0}  # how far a cancer stands out of the tissue, by density
TOOL_BOUNDS = 10  # the tool's score runs from 1 to 10, a tenth of the women each


def generate(seed: int = 23) -> pd.DataFrame:
    """One row per woman. Readers give 0 to 100 (recall from 50 on, in their mind), the tool a decile."""
    rng = np.random.default_rng(seed)
    cancer = np.zeros(WOMEN, dtype=int)
    cancer[: round(WOMEN * CANCERS)] = 1
    rng.shuffle(cancer)
    density = rng.choice(list(DENSITY), size=WOMEN, p=list(DENSITY.values()))
    stands_out = np.vectorize(VISIBLE.get)(density) * cancer
    # What the film shows is common to all: two readers who miss the same cancer are not independent.
    shown = rng.normal(0, 0.8, WOMEN) + stands_out

    def reader(noise: float) -> np.ndarray:
        seen = shown + rng.normal(0, noise, WOMEN)
        return np.clip(np.rint(50 + 22 * (seen - 2.6)), 0, 100).astype(int)

    first, second = reader(0.75), reader(0.80)
    machine = shown + rng.normal(0, 0.70, WOMEN)
    rank = np.empty(WOMEN)
    rank[np.argsort(machine, kind="stable")] = np.arange(WOMEN)
    tool = (1 + np.floor(TOOL_BOUNDS * rank / WOMEN)).astype(int)
    return pd.DataFrame(
        {
            "femme": np.arange(1, WOMEN + 1),
            "densite": density,
            "lecteur_1": first,
            "lecteur_2": second,
            "outil": tool,
            "cancer_deux_ans": cancer,
        }
    )


def main() -> None:
    generate().to_csv(FOLDER / "depistage-sein.csv", index=False, lineterminator="\n")


if __name__ == "__main__":
    main()
