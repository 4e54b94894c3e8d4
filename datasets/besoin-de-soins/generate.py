"""Draws patients whose care costs less when it is hard to reach: the cost under-measures the need of one group."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

FOLDER = Path(__file__).parent
PATIENTS = 10_000
SHARE_FAR = 0.3
# For the same illnesses, the far group is seen and paid for this much as often.
REACHED = {"proche": 1.0, "éloigné": 0.72}


def generate(seed: int = 11) -> pd.DataFrame:
    """One row per patient: what the insurer sees this year, next year's cost, and the need that nobody sees."""
    rng = np.random.default_rng(seed)
    group = np.where(rng.random(PATIENTS) < SHARE_FAR, "éloigné", "proche")
    age = np.clip(rng.normal(56, 16, PATIENTS), 18, 95).astype(int)
    # The far group is a little sicker at the same age: its care comes later.
    frailty = (
        rng.gamma(1.2, 0.9, PATIENTS) * np.exp((age - 56) / 40) * np.where(group == "éloigné", 1.15, 1.0)
    )
    illnesses = np.minimum(rng.poisson(frailty), 12)
    need = (illnesses * 6 + rng.gamma(1.5, 4.0, PATIENTS)).round(
        1
    )  # days of care that the illnesses call for
    reached = np.vectorize(REACHED.get)(group)
    visits = rng.poisson((2 + 0.55 * need / 2) * reached)

    def cost() -> np.ndarray:
        return ((120 + 95 * need) * reached * rng.lognormal(0, 0.45, PATIENTS)).round(-1).astype(int)

    return pd.DataFrame(
        {
            "patient": np.arange(1, PATIENTS + 1),
            "groupe": group,
            "age": age,
            "maladies_chroniques": illnesses,
            "consultations": visits,
            "cout": cost(),
            "cout_annee_suivante": cost(),
            "besoin": need,
        }
    )


def main() -> None:
    generate().to_csv(FOLDER / "besoin-de-soins.csv", index=False, lineterminator="\n")


if __name__ == "__main__":
    main()
