"""Recomputes a few rows of the measures of the little model, and prints them.

The whole table is written by ``chevet lm evaluer`` (minutes for each model); ``chevet check`` holds it to
``origin.json`` and to the rows that ``generate`` computes again, those of the model that the course ships.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd

from chevet.course import find_course
from chevet.lm.evaluation import recompute


def generate() -> pd.DataFrame:
    """The rows computed again, with the columns of the table."""
    return pd.DataFrame(recompute(find_course(Path(__file__).parent)))


if __name__ == "__main__":
    generate().to_csv(sys.stdout, index=False, lineterminator="\n")
