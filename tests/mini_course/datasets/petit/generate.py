"""Write petit.csv: three words and the number of their pieces, for the tests."""

from pathlib import Path

import pandas as pd


def generate() -> pd.DataFrame:
    """One row per word."""
    return pd.DataFrame({"mot": ["toux", "dyspnée", "kaliémie"], "morceaux": [1, 3, 4]})


if __name__ == "__main__":
    generate().to_csv(Path(__file__).with_name("petit.csv"), index=False, lineterminator="\n")
