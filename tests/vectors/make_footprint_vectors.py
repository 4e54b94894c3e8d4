"""Writes footprint.json, which Python and JavaScript both run; run me after a change of the footprint calculator.

python tests/vectors/make_footprint_vectors.py

Totals and ratios are held to an independent answer in test_footprint.py, where hypotheses are drawn at random.
"""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

from chevet.widgets.footprint import Footprint
from chevet.widgets.footprint.intervals import over, power, say_interval, significant, times, width
from chevet.widgets.footprint.reading import METRICS, Reading, choice_of, say_provenance

VECTORS = Path(__file__).with_name("footprint.json")
NUMBERS = [0, 0.012, 0.0996, 0.24, 0.095, 1, 9.96, 10, 99.6, 150, 1234, 1e6, 0.00012345, 3.5e9]
SAID = [
    ((200, 1500), "carbone"), ((999.9, 999.9), "energie"), ((0, 3), "eau"), ((0.4, 0.41), "carbone"),
    ((1e6, 2e7), "eau"), ((12, 999), "energie"),
]  # fmt: skip


def states() -> dict[str, dict[str, Any]]:
    """Named hypotheses: the default ones, and one change at a time that takes another path."""
    base = Footprint().state()
    made = {"default": base}

    def changed(name: str, usage: dict[str, Any] | None = None, **traits: Any) -> None:
        state = copy.deepcopy(base) | traits
        for rank, changes in (usage or {}).items():
            state["usages"][int(rank)] |= changes
        made[name] = state

    changed("token", {"0": {"basis": "token", "pueIncluded": False}})
    changed("building twice", {"0": {"pueIncluded": False}, "1": {"pueIncluded": False}})
    apart = copy.deepcopy(base["places"])
    apart[1] |= {"grid": [713, 713], "pue": [1.2, 1.3]}
    changed("apart", {"1": {"pueIncluded": False}}, same=False, places=apart)
    short = {"energy": [0.24, 0.42], "requests": [400, 500]}
    changed("alike", {"1": short}, alike=True)
    changed("alike, apart", {"1": short}, alike=True, same=False, places=apart)
    by_token = {"basis": "token", "tokens": [1000, 1000], "pueIncluded": False}
    changed("alike by token", {"0": {**by_token, "tokens": [100, 200]}, "1": by_token}, alike=True)
    changed("first heavier", {"0": {"requests": [1e6, 1e6]}})
    changed("water", {"1": {"water": [1, 10]}})
    single = {"energy": [1, 1], "requests": [10, 10], "water": [2, 2]}
    places = [{"pue": [1, 1], "grid": [100, 100], "share": [0, 0]}] * 2
    changed("single", {"0": single, "1": {**single, "energy": [3, 3]}}, places=places, days=[100, 100])
    changed("nothing", {"0": {"energy": [0, 0]}})
    return made


def read(state: dict[str, Any]) -> dict[str, Any]:
    """All that a page would compute and say of this state."""
    reading = Reading(state)
    told = {
        metric: {
            "perRequest": [reading.per_request(use, metric) for use in (0, 1)],
            "perYear": [reading.per_year(use, metric) for use in (0, 1)],
            "ratio": reading.ratio(metric),
            "said": [
                *(reading.say_total(use, metric) for use in (0, 1)),
                reading.say_ratio(metric),
                *(reading.say_widths(use, metric) for use in (0, 1)),
            ],
        }
        for metric in METRICS
    }
    changes = {name: state[name] for name in ("usages", "places", "same", "alike", "days")}
    return {"changes": changes, "canBeAlike": reading.can_be_alike(), "told": told}


def provenances() -> list[dict[str, Any]]:
    state = Footprint().state()
    asked = [("energy", [0.24, 0.42]), ("energy", [1, 2]), ("share", [0, 22]), ("grid", [30, 30]), ("water", None),
             ("requests", [50, 200])]  # fmt: skip
    return [
        {
            "kind": kind,
            "range": bounds,
            "untouched": untouched,
            "expect": say_provenance(
                choice_of(state["presets"].get(kind), bounds), state["sources"], bounds, untouched
            ),
        }
        for kind, bounds in asked
        for untouched in (True, False)
    ]


def main() -> None:
    state = Footprint().state()
    a, b = (2.0, 6.0), (0.5, 4.0)
    cases = {
        "state": {name: state[name] for name in ("presets", "sources")},
        "sums": {
            "a": a, "b": b, "times": times(a, b), "over": over(a, b), "width": width(a),
            "power": [power(a, e) for e in (1, 0, -1)],
        },
        "significant": [{"value": value, "expect": significant(value)} for value in NUMBERS],
        "interval": [{"range": r, "metric": m, "expect": say_interval(r, m)} for r, m in SAID],
        "provenance": provenances(),
        "readings": {name: read(one) for name, one in states().items()},
    }  # fmt: skip
    VECTORS.write_text(json.dumps(cases, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
