"""Tidies the log of the contamination loop (``training/logs/contamination.csv``): the table of chapter 05."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

FOLDER = Path(__file__).parent
LOG = FOLDER.parents[1] / "training" / "logs" / "contamination.csv"
REGIMES = ("corpus", "seules", "moitie")


def generate() -> pd.DataFrame:
    """One row per seed, regime and generation; a loop cut before its last generation is left out.

    Raises:
        ValueError: a row whose verdicts do not add up to its sentences.
    """
    log = pd.read_csv(LOG)
    if (log[["vraies", "fausses", "malformees"]].sum(axis=1) > log["phrases"]).any():
        raise ValueError("a sentence judged twice")
    last = log["generation"].max()
    whole = log.groupby("graine").filter(lambda seed: (seed["generation"] == last).sum() == len(REGIMES) - 1)
    whole = whole.assign(regime=pd.Categorical(whole["regime"], REGIMES))
    return whole.sort_values(["graine", "regime", "generation"], ignore_index=True)


def main() -> None:
    generate().to_csv(FOLDER / "boucle-contamination.csv", index=False, lineterminator="\n")


if __name__ == "__main__":
    main()
