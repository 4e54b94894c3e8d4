"""What a reader gets without JavaScript: the gaps in words and the table of each group, at the first threshold."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from chevet.widgets.next_token.saying import decimal, fr
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

ALONE = "Cet instrument demande JavaScript. Sa lecture en texte est juste dessous."


def frame(state: State) -> str:
    """The frame of the audit: the policy of the state, then each of the others."""
    others = [policy for policy in POLICIES if policy != state["policy"]]
    tables = "".join(_policy({**state, "policy": policy}) for policy in (state["policy"], *others))
    return (
        '<div class="chevet-frame chevet-subgroup-audit">'
        f"<header><h3>{escape(state['title'])}</h3><p>{escape(state['instruction'])}</p></header>"
        f'<div class="chevet-body"><noscript><p class="chevet-prov">{fr(ALONE)}</p></noscript>{tables}{_auc(state)}</div>'
        f'<footer><p class="chevet-prov">{escape(state["provenance"])}</p></footer></div>'
    )


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
    return f"<h4>{escape(title)}</h4><ul>{said}</ul>{_table(title, heads, rows)}"


def _auc(state: State) -> str:
    known = [one for one in state["groups"] if one["auc"]]
    if not known:
        return ""
    rows = [
        [one["name"], "{} [{} ; {}]".format(*(decimal(value, 2) for value in one["auc"]))] for one in known
    ]
    caption = fr("Aire sous la courbe (AUC), intervalle à 95 % par rééchantillonnage")
    return _table(caption, [fr("Groupe"), "AUC"], rows)


def _table(caption: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in heads)
    lines = "".join(
        f'<tr><th scope="row">{escape(row[0])}</th>{"".join(f"<td>{escape(v)}</td>" for v in row[1:])}</tr>'
        for row in rows
    )
    return (
        f'<div class="chevet-scroll"><table><caption>{escape(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table></div>"
    )
