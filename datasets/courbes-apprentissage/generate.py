"""Tidies the logs of the three trainings (``training/logs``) into one table: the learning curves of chapter 05."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

FOLDER = Path(__file__).parent
LOGS = FOLDER.parents[1] / "training" / "logs"
WINDOW = 4  # log lines, of 25 steps each, averaged: one step alone reads 24 documents and jumps about


def generate() -> pd.DataFrame:
    """One row per model and per hundred steps; no loss on facts before the phase that reads them."""
    tables = []
    for seed in (1, 2, 3):
        log = pd.read_csv(LOGS / f"gpt-{seed}.csv")
        rows = log.groupby(log.index // WINDOW)
        tables.append(
            pd.DataFrame(
                {
                    "modele": f"gpt-{seed}",
                    "etape": rows["step"].max(),
                    "secondes": rows["seconds"].max(),
                    "perte_lecture": rows["reading"].mean().round(4),
                    "perte_faits": rows["facts"].mean().round(4),
                }
            )
        )
    return pd.concat(tables, ignore_index=True)


def main() -> None:
    generate().to_csv(FOLDER / "courbes-apprentissage.csv", index=False, lineterminator="\n")


if __name__ == "__main__":
    main()
