"""What a state of the widget shows and says: the twin of ``reading.js``; both run ``tests/vectors/subgroup_audit.json``."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from chevet.audit import MEASURES, ScoreCounts, audit, equalise
from chevet.audit.subgroups import Rate
from chevet.typography import fr
from chevet.widgets.saying import decimal, percent

State = Mapping[str, Any]
SAME = "same"
# The fairness criterion that each equal measure bears, in the words of the glossary.
POLICIES = {
    SAME: "Rien : le même seuil pour tous",
    "alerted": "La part alertée (parité démographique)",
    "sensitivity": "La sensibilité (égalité des chances)",
    "specificity": "La spécificité",
    "ppv": "La valeur prédictive positive (parité prédictive)",
}
NAMES = {
    "sensitivity": "Sensibilité",
    "specificity": "Spécificité",
    "ppv": "Valeur prédictive positive",
    "npv": "Valeur prédictive négative",
    "alerted": "Part alertée",
}
NOBODY = "personne à compter"


def counts_of(state: State) -> dict[str, ScoreCounts]:
    steps = tuple(state["steps"])
    return {one["name"]: ScoreCounts(steps, tuple(one["ill"]), tuple(one["well"])) for one in state["groups"]}


def thresholds(state: State) -> dict[str, int]:
    """The step of each group: the common one, or those that bring the chosen measure nearest to that of all together."""
    groups, step = counts_of(state), int(state["step"])
    if state["policy"] == SAME:
        return dict.fromkeys(groups, step)
    shares = [MEASURES[state["policy"]](counts.at(step)) for counts in groups.values()]
    part, whole = (sum(share[k] for share in shares) for k in (0, 1))
    return equalise(groups, state["policy"], part / whole if whole else 0)


def rates_of(state: State) -> dict[str, dict[str, Rate]]:
    """{group: {measure: rate}} at these thresholds."""
    return audit(counts_of(state), thresholds(state))


def say_threshold(state: State, step: int) -> str:
    if step == len(state["steps"]):
        return fr("aucune alerte")
    bound = f"{state['steps'][step]:g}".replace(".", ",").replace("-", "−")
    return f"{state['score']} ≥\u00a0{bound}"


def say_rate(rate: Rate) -> str:
    """« 23,9 % [18,5 ; 30,3], 47 sur 197 »."""
    if not rate.whole:
        return NOBODY
    return fr(
        "{value} [{low} ; {high}], {part} sur {whole}",
        value=percent(rate.value),
        low=decimal(100 * rate.low, 1),
        high=decimal(100 * rate.high, 1),
        part=decimal(rate.part, 0),
        whole=decimal(rate.whole, 0),
    )


def gap(rates: Mapping[str, Mapping[str, Rate]], measure: str) -> tuple[str, str, float] | None:
    """(group lowest, group highest, difference) of ``measure``; none while fewer than two groups have a denominator."""
    known = [(name, one[measure].value) for name, one in rates.items() if one[measure].whole]
    if len(known) < 2:
        return None
    low = min(known, key=lambda pair: pair[1])
    high = max(known, key=lambda pair: pair[1])
    return low[0], high[0], high[1] - low[1]


def say_gap(rates: Mapping[str, Mapping[str, Rate]], measure: str) -> str:
    """« Sensibilité : de 23,9 % (V-VI) à 55,6 % (I-II), 32 points d’écart. »"""
    found = gap(rates, measure)
    if found is None:
        return fr("{name} : il n'y a personne à compter dans deux groupes.", name=NAMES[measure])
    low, high, width = found
    points = math.floor(100 * width + 0.5)
    return fr(
        "{name} : de {a} ({low}) à {b} ({high}), {points} d'écart.",
        name=NAMES[measure],
        a=percent(rates[low][measure].value),
        low=low,
        b=percent(rates[high][measure].value),
        high=high,
        points=f"{points} {'points' if points > 1 else 'point'}",
    )


def say_all(state: State) -> list[str]:
    """What is equal, then how far apart each measure is, widest first."""
    rates, steps = rates_of(state), thresholds(state)
    if state["policy"] == SAME:
        first = fr("Même seuil pour tous, {threshold}.", threshold=say_threshold(state, state["step"]))
    else:
        each = [f"{name}, {say_threshold(state, step)}" for name, step in steps.items()]
        first = fr("Un seuil par groupe : {each}.", each=" ; ".join(each).replace(" ;", "\u202f;"))
    widths = {measure: (gap(rates, measure) or ("", "", -1.0))[2] for measure in NAMES}
    return [first, *(say_gap(rates, measure) for measure in by_width(widths))]


def by_width(widths: Mapping[str, float]) -> Sequence[str]:
    """The measures, widest gap first; the order of ``NAMES`` settles ties."""
    return sorted(widths, key=lambda measure: -widths[measure])
