"""Writes metrics.json, which Python and JavaScript both run; run me after a change of ``chevet.audit``.

python tests/vectors/make_metrics_vectors.py

Python's half is held to scikit-learn and to worked examples in tests/audit, so that the two halves cannot agree on a
mistake.
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

from chevet.audit import MEASURES, ScoreCounts, audit, equalise, natural_frequencies, net_benefit

VECTORS = Path(__file__).with_name("metrics.json")
GROUPS = {
    "plain": ScoreCounts((0, 10, 20, 30, 40), (1, 2, 5, 9, 13), (70, 40, 20, 8, 2)),
    "flat": ScoreCounts((0.0, 0.5), (10, 10), (10, 10)),
    "gaps": ScoreCounts((1, 2, 3, 4), (0, 3, 0, 4), (12, 0, 0, 1)),
    "nobody ill": ScoreCounts((0, 1, 2), (0, 0, 0), (5, 4, 3)),
    "one step": ScoreCounts((0,), (3,), (7,)),
}
NATURAL = [
    (0.9, 0.91, 0.01), (0.33, 0.829, 0.066), (1, 0, 0.5), (0.5, 0.5, 0), (0.85, 0.95, 0.0005), (0.7, 0.999, 1),
]  # fmt: skip
EXCHANGES = (0.01, 0.1, 0.5, 0.9)


def number(value: float) -> float | None:
    """JSON has no NaN: nobody to speak of is null."""
    return None if math.isnan(value) else value


def vectors() -> dict[str, Any]:
    cases = []
    for name, counts in GROUPS.items():
        steps = range(len(counts.steps) + 1)
        audits = [audit({name: counts}, step)[name] for step in steps]
        cases.append(
            {
                "name": name,
                "counts": {"steps": counts.steps, "ill": counts.ill, "well": counts.well},
                "auc": number(counts.auc()),
                "roc": [[number(x), number(y)] for x, y in counts.roc()],
                "cells": [[c.tp, c.fn, c.fp, c.tn] for c in map(counts.at, steps)],
                "rates": [
                    {measure: [number(r.value), number(r.low), number(r.high)] for measure, r in one.items()}
                    for one in audits
                ],
                "net_benefit": [[net_benefit(counts.at(step), e) for e in EXCHANGES] for step in steps],
            }
        )
    targets = [(measure, target) for measure in MEASURES for target in (0, 0.3, 0.5, 0.82, 1)]
    return {
        "cases": cases,
        "exchanges": EXCHANGES,
        "natural": [
            {"in": [*one, people], "cells": [c.tp, c.fn, c.fp, c.tn]}
            for one in NATURAL
            for people in (1000, 20)
            for c in [natural_frequencies(*one, people)]
        ],
        "equalise": [
            {"measure": measure, "target": target, "steps": equalise(GROUPS, measure, target)}
            for measure, target in targets
        ],
    }


if __name__ == "__main__":
    VECTORS.write_text(json.dumps(vectors(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
