"""What a state of the widget shows: the same arithmetic as ``reading.js``, from the audit room."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chevet.audit import Confusion, ScoreCounts, natural_frequencies, net_benefit
from chevet.audit.subgroups import MEASURES, Rate

State = Mapping[str, Any]
PEOPLE = 1000


def counts_of(state: State, group: Mapping[str, Any]) -> ScoreCounts:
    return ScoreCounts(tuple(state["steps"]), tuple(group["ill"]), tuple(group["well"]))


def persons(state: State, group: Mapping[str, Any], step: int) -> Confusion:
    """What becomes of 1,000 people at this threshold and at the prevalence shown."""
    cells = counts_of(state, group).at(step)
    share = state["prevalences"][state["prevalence"]]
    return natural_frequencies(cells.sensitivity, cells.specificity, share, PEOPLE)


def rates(state: State, group: Mapping[str, Any], step: int) -> dict[str, Rate]:
    """Sensitivity and specificity of the data with their counts; the other measures, of the 1,000 people."""
    found, drawn = counts_of(state, group).at(step), persons(state, group, step)
    return {
        name: Rate.of(*share(found if name in ("sensitivity", "specificity") else drawn))
        for name, share in MEASURES.items()
    }


def benefits(state: State, group: Mapping[str, Any], step: int) -> tuple[float, float]:
    """Net benefit per person, of alerting by the score and of alerting everybody, at the price shown."""
    exchange = 1 / (1 + state["price"])
    return tuple(net_benefit(persons(state, group, one), exchange) for one in (step, 0))  # type: ignore[return-value]


def say_threshold(state: State, step: int) -> str:
    """« score ≥ 58 », or that nobody is alerted."""
    if step == len(state["steps"]):
        return "aucune alerte"
    return f"{state['score']} ≥\u00a0{number(state['steps'][step])}"


def number(value: float) -> str:
    """A step as it was given: no rounding, a decimal comma."""
    return f"{value:g}".replace(".", ",").replace("-", "−")
