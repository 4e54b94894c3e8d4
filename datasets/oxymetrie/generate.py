"""Draws pairs of arterial and pulse-oximeter saturations: the sensor reads too high, and more so on dark skin."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

FOLDER = Path(__file__).parent
MEASURES = 12_000
SHARE_DARK = 0.25
# What each device adds to the arterial saturation, in points: mean, standard deviation.
READS = {
    ("claire", "doigt"): (0.8, 2.9),
    ("claire", "oreille"): (0.9, 3.2),
    ("foncée", "doigt"): (2.5, 3.3),
    ("foncée", "oreille"): (2.8, 3.6),
}


def generate(seed: int = 7) -> pd.DataFrame:
    """One row per pair of measures; both skin tones have the same arterial saturations."""
    rng = np.random.default_rng(seed)
    skin = np.where(rng.random(MEASURES) < SHARE_DARK, "foncée", "claire")
    device = np.where(rng.random(MEASURES) < 0.8, "doigt", "oreille")
    # Most patients saturate well; the tail towards hypoxaemia is an exponential.
    arterial = np.clip(98 - rng.exponential(6.0, MEASURES) + rng.normal(0, 0.8, MEASURES), 70, 100).round(1)
    added = np.array([READS[pair] for pair in zip(skin, device, strict=True)])
    pulse = np.clip(np.rint(arterial + rng.normal(added[:, 0], added[:, 1])), 60, 100).astype(int)
    return pd.DataFrame(
        {
            "mesure": np.arange(1, MEASURES + 1),
            "peau": skin,
            "capteur": device,
            "sao2": arterial,
            "spo2": pulse,
        }
    )


def main() -> None:
    generate().to_csv(FOLDER / "oxymetrie.csv", index=False, lineterminator="\n")


if __name__ == "__main__":
    main()
