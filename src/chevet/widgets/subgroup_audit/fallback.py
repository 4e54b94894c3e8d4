"""What a reader gets without JavaScript: the gaps in words and the table of each group, at the first threshold."""

from __future__ import annotations

from html import escape

from chevet.typography import fr
from chevet.widgets.fallback import frame_html, table_html
from chevet.widgets.saying import decimal
from chevet.widgets.subgroup_audit.reading import (
    NAMES,
    POLICIES,
    SAME,
    State,
    rates_of,
    say_all,
    say_rate,
    say_threshold,
    thresholds,
)


def frame(state: State) -> str:
    """The frame of the audit: the policy of the state, then each of the others."""
    others = [policy for policy in POLICIES if policy != state["policy"]]
    tables = "".join(_policy({**state, "policy": policy}) for policy in (state["policy"], *others))
    return frame_html("subgroup-audit", state, f"{tables}{_auc(state)}")


def _policy(state: State) -> str:
    said = "".join(f"<li>{escape(text)}</li>" for text in say_all(state))
    rates, steps = rates_of(state), thresholds(state)
    heads = [fr("Groupe"), fr("Seuil"), *(fr(name) for name in NAMES.values())]
    rows = [
        [name, say_threshold(state, steps[name]), *(say_rate(one[measure]) for measure in NAMES)]
        for name, one in rates.items()
    ]
    title = fr("Égaliser : {what}", what=POLICIES[state["policy"]])
    if state["policy"] == SAME:
        title = fr("Même seuil pour tous")
    return f"<h4>{escape(title)}</h4><ul>{said}</ul>{table_html(title, heads, rows)}"


def _auc(state: State) -> str:
    known = [one for one in state["groups"] if one["auc"]]
    if not known:
        return ""
    rows = [
        [one["name"], "{} [{} ; {}]".format(*(decimal(value, 2) for value in one["auc"]))] for one in known
    ]
    caption = fr("Aire sous la courbe (AUC), intervalle à 95 % par rééchantillonnage")
    return table_html(caption, [fr("Groupe"), "AUC"], rows)
