"""Writes threshold_explorer.json, which Python and JavaScript both run; run me after a change of the explorer.

python tests/vectors/make_threshold_vectors.py

The arithmetic itself is held to independent answers in tests/audit.
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

from chevet.audit import Confusion, ScoreCounts
from chevet.widgets.threshold_explorer import ThresholdExplorer
from chevet.widgets.threshold_explorer.reading import benefits, persons, rates, say_threshold
from chevet.widgets.threshold_explorer.saying import (
    say_alerts,
    say_benefit,
    say_frequencies,
    say_prevalence,
    say_rate,
)

VECTORS = Path(__file__).with_name("threshold_explorer.json")
ONE = ScoreCounts((0, 0.5, 10, 20), (1, 4, 10, 15), (400, 300, 150, 20))
TWO = {"claire": ONE, "foncée": ScoreCounts((0, 0.5, 10, 20), (3, 3, 3, 1), (10, 20, 30, 40))}
CELLS = [
    (23, 47, 159, 771), (1, 0, 1, 998), (0, 1, 1, 998), (0, 0, 12, 988), (0, 5, 3, 0), (5, 0, 0, 995), (0, 10, 0, 990),
    (1000, 0, 0, 0), (2, 0, 1, 997), (1, 1, 9, 989),
]  # fmt: skip


def states() -> dict[str, dict[str, Any]]:
    one = ThresholdExplorer(ONE, condition="un sepsis", score="probabilité").state()
    two = ThresholdExplorer(TWO, people="mesures", prevalence=0.3, price=2, step=1).state()
    made = {"one": one, "two": two}
    for step in range(len(ONE.steps) + 1):
        made[f"step {step}"] = {**one, "step": step}
    made["rare"] = {**one, "prevalence": 0, "price": 50}
    made["half"] = {**one, "prevalence": len(one["prevalences"]) - 1, "price": 1}
    return made


def number(value: float) -> float | None:
    return None if math.isnan(value) else value


def told(state: dict[str, Any]) -> dict[str, Any]:
    found = []
    for group in state["groups"]:
        cells = persons(state, group, state["step"])
        measured = rates(state, group, state["step"])
        found.append(
            {
                "cells": [cells.tp, cells.fn, cells.fp, cells.tn],
                "said": say_frequencies(cells, state["people"], state["condition"]),
                "rates": {name: [number(one.value), say_rate(one)] for name, one in measured.items()},
                "benefits": benefits(state, group, state["step"]),
                "benefit": say_benefit(*benefits(state, group, state["step"]), state["price"]),
            }
        )
    share = state["prevalences"][state["prevalence"]]
    return {
        "groups": found,
        "threshold": say_threshold(state, state["step"]),
        "prevalence": say_prevalence(share),
    }


def vectors() -> dict[str, Any]:
    return {
        "states": {name: {"state": state, "told": told(state)} for name, state in states().items()},
        "cells": [
            {"cells": cells, "said": say_frequencies(Confusion(*cells), "patients", "un sepsis")}
            for cells in CELLS
        ],
        "alerts": [
            {"right": right, "alerts": alerts, "said": say_alerts(right, alerts)}
            for right, alerts in ((0, 0), (0, 1), (0, 9), (1, 1), (7, 7), (1, 2), (2, 3), (10, 1234), (3, 7))
        ],
        "benefits": [
            {"in": one, "said": say_benefit(*one)}
            for one in (
                (0.012, -0.3, 10),
                (0.01, 0.02, 1),
                (-0.002, -0.5, 49),
                (0, 0, 2),
                (0.0004, 0.0006, 3),
            )
        ],
        "prevalences": [
            {"in": share, "said": say_prevalence(share)} for share in (0.001, 0.0664, 0.5, 0.0004)
        ],
    }


if __name__ == "__main__":
    VECTORS.write_text(json.dumps(vectors(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
