"""Writes preference_lab.json, which Python and JavaScript both run; run me after a change of the preference laboratory.

python tests/vectors/make_preference_vectors.py

The weights come from scikit-learn, so that neither side is judge of its own sum.
"""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from chevet.widgets.preference_lab import PreferenceLab, reward
from chevet.widgets.preference_lab.reading import Lab
from chevet.widgets.preference_lab.saying import say_agreement, say_choice, say_learned, say_sheet, signed

VECTORS = Path(__file__).with_name("preference_lab.json")
SIGNED = [0.0, 0.04, -0.04, 0.05, -0.05, 0.649, 1.25, -12.34]
WEIGHTS = [
    [0.6, -1.2, 0.2, -1.8, 0.61, -0.8],
    [0, 0, 0, 0, 0, 0.25],
    [0.24, -0.24, 0, 0, 0, 0],
    [0, -0.3, 0, 0, 0, 0],
]
STEPS = (0, 1, 4, 8)


def independent(rows: list[list[float]], pairs: list[reward.Pair], penalty: float) -> list[float]:
    """The weights found by another library: each pair once in each direction, hence half the penalty."""
    d = np.array([np.array(rows[a]) - np.array(rows[b]) for a, b in pairs])
    model = LogisticRegression(C=1 / (2 * penalty), fit_intercept=False, tol=1e-12, max_iter=10_000)
    model.fit(np.vstack([d, -d]), [1] * len(d) + [0] * len(d))
    return [float(w) for w in model.coef_[0]]


def states() -> dict[str, dict[str, Any]]:
    """Named judgements: the examples, random rankings, a few duels, duels that contradict each other."""
    base = PreferenceLab(example=True).state()
    draw = random.Random(7)
    shuffled = {key: draw.sample(range(10), 10) for key in base["order"]}
    few = {"a": [[0, 3], [4, 5]], "b": [[d[0], d[1]] for d in base["deck"][:14]]}
    against = {"a": [[0, 3], [3, 0], [0, 3]], "b": [[1, 2]]}
    pairs = {"a": "pairs", "b": "pairs"}
    return {
        "examples": base,
        "random": {**base, "order": shuffled},
        "few": {**base, "learned": pairs, "duels": few},
        "against": {**base, "learned": pairs, "duels": against, "penalty": 0.25},
        "one": {**base, "learned": {"a": "rank", "b": ""}},
    }


def read(state: dict[str, Any]) -> dict[str, Any]:
    """All that a page would compute and say of this state."""
    lab = Lab(state)
    judges = []
    for key in lab.keys:
        pairs = lab.pairs(key)
        weights = independent(lab.rows, pairs, state["penalty"]) if pairs else [0.0] * len(lab.rows[0])
        told = reward.rewards(lab.unseen, weights)
        judges.append(
            {
                "weights": weights,
                "chosen": reward.best(told),
                "places": reward.places(told),
                "learned": lab.learned(key),
                "agreed": lab.agreement(key),
                "choice": lab.choice(key),
                "pushed": [list(lab.pushed(key, steps)) for steps in STEPS],
            }
        )
    changes = {name: state[name] for name in ("order", "duels", "learned", "penalty")}
    return {"changes": changes, "judges": judges, "apart": lab.apart()}


def main() -> None:
    base = PreferenceLab(example=True).state()
    kept = ("judges", "features", "answers", "unseen", "base", "additions", "deck")
    cases = {
        "state": {name: base[name] for name in kept},
        "scale": [
            {"rows": [[1, 5], [3, 5], [8, 5]], "means": [4, 5], "spreads": [float(np.std([1, 3, 8])), 1.0]}
        ],
        "signed": [{"value": value, "expect": signed(value)} for value in SIGNED],
        "learned": [{"weights": w, "expect": say_learned("Un juge", w)} for w in WEIGHTS],
        "agreement": [{"n": n, "k": k, "expect": say_agreement(k, n)} for n, k in ((0, 0), (1, 1), (45, 43))],
        "choice": [
            {"chosen": c, "expect": say_choice("Un juge", c)} for c in (["K"], ["K", "L"], ["K", "L", "M"])
        ],
        "sheet": [{"fact": f, "expect": say_sheet("K", f)} for f in ("vrai", "faux", "")],
        "steps": list(STEPS),
        "labs": {name: read(state) for name, state in states().items()},
    }
    VECTORS.write_text(json.dumps(cases, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
