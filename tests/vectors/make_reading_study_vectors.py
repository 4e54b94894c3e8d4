"""Writes reading_study.json, which Python and JavaScript both run; run me after a change of the reading study.

python tests/vectors/make_reading_study_vectors.py

What must be true of any plan, and results worked by hand, are in the widget's own tests.
"""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

from chevet import load_dataset
from chevet.widgets.reading_study import ReadingStudy
from chevet.widgets.reading_study.plan import plan
from chevet.widgets.reading_study.results import SURE, results

VECTORS = Path(__file__).with_name("reading_study.json")
SEEDS = (0, 1, 2, 3, 5, 123456789, 2**32 - 1)
RUNS = (0, 1, 2, 7)


def light(widget: ReadingStudy) -> list[dict[str, Any]]:
    """What plans and results read of the cases."""
    names = ("id", "set", "place", "choices", "right", "wrong")
    return [{name: case[name] for name in names} for case in widget.state()["cases"]]


def readings_of(cases: list[dict[str, Any]], order: list[tuple[int, str]], seed: int) -> list[dict[str, Any]]:
    """A reader who answers at random; seed 0: who is always right and sure of it."""
    draw = random.Random(seed)
    found = []
    for case, condition in order:
        choice = draw.randrange(len(cases[case]["choices"])) if seed else cases[case]["right"]
        sure = draw.choice(SURE) if seed else 100
        ms = draw.randrange(900, 90_000)
        found.append({"case": case, "condition": condition, "choice": choice, "sure": sure, "ms": ms})
    return found


def vectors() -> dict[str, Any]:
    table = load_dataset("lectures-ecg")
    widgets = {count: ReadingStudy(table, count=count) for count in (6, 12, 24)}
    cases = light(widgets[12])
    plans: list[dict[str, Any]] = [
        {"count": count, "seed": seed, "run": run, "order": plan(cases, widget.blocks, seed, run)}
        for count, widget in widgets.items()
        for seed in SEEDS
        for run in RUNS
    ]
    studies = []
    for one in plans[:: len(RUNS)]:
        readings = readings_of(cases, one["order"], one["seed"])
        studies.append({"readings": readings, "results": results(cases, readings)})
    return {
        "cases": cases,
        "blocks": {str(count): widget.blocks for count, widget in widgets.items()},
        "plans": plans,
        "studies": studies,
    }


if __name__ == "__main__":
    VECTORS.write_text(json.dumps(vectors(), ensure_ascii=False) + "\n", encoding="utf-8")
