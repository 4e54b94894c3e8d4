"""Writes subgroup_audit.json, which Python and JavaScript both run; run me after a change of the audit by subgroup.

python tests/vectors/make_audit_vectors.py

The arithmetic itself is held to independent answers in tests/audit.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from chevet.audit import ScoreCounts
from chevet.widgets.subgroup_audit import SubgroupAudit
from chevet.widgets.subgroup_audit.reading import (
    POLICIES,
    rates_of,
    say_all,
    say_rate,
    say_threshold,
    thresholds,
)

VECTORS = Path(__file__).with_name("subgroup_audit.json")
STEPS = (0, 0.1, 0.2, 0.3, 0.4)
GROUPS = {
    "frequent": ScoreCounts(STEPS, (2, 5, 13, 30, 50), (90, 60, 30, 15, 5)),
    "rare": ScoreCounts(STEPS, (1, 2, 3, 2, 2), (200, 90, 60, 30, 10)),
    "sans malade": ScoreCounts(STEPS, (0, 0, 0, 0, 0), (5, 4, 3, 2, 1)),
}


def vectors() -> dict[str, Any]:
    base = SubgroupAudit(GROUPS, score="probabilité").state()
    states = {
        f"{policy}, {step}": {"step": step, "policy": policy}
        for policy in POLICIES
        for step in range(len(STEPS) + 1)
    }
    told = {}
    for name, changes in states.items():
        state = {**base, **changes}
        told[name] = {
            "changes": changes,
            "steps": thresholds(state),
            "said": say_all(state),
            "threshold": say_threshold(state, state["step"]),
            "rates": {
                group: {measure: say_rate(rate) for measure, rate in one.items()}
                for group, one in rates_of(state).items()
            },
        }
    return {"state": base, "told": told}


if __name__ == "__main__":
    VECTORS.write_text(json.dumps(vectors(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
