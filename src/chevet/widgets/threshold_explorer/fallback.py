"""What a reader gets without JavaScript: the sentence, the measures, and what other thresholds would give."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

from chevet.typography import fr
from chevet.widgets.fallback import frame_html, table_html
from chevet.widgets.saying import decimal
from chevet.widgets.threshold_explorer.reading import (
    State,
    benefits,
    counts_of,
    persons,
    rates,
    say_threshold,
)
from chevet.widgets.threshold_explorer.saying import (
    MEASURE_NAMES,
    say_benefit,
    say_frequencies,
    say_prevalence,
    say_rate,
)

ROWS = 10


def frame(state: State) -> str:
    """The frame of the explorer, at its first threshold and prevalence."""
    return frame_html("threshold-explorer", state, _body(state))


def sentence(state: State, group: Mapping[str, Any]) -> str:
    """What the page says of ``group`` at the threshold and the prevalence of ``state``."""
    return say_frequencies(persons(state, group, state["step"]), state["people"], state["condition"])


def _body(state: State) -> str:
    groups, step = state["groups"], state["step"]
    share = state["prevalences"][state["prevalence"]]
    where = fr(
        "Seuil : {threshold}. Prévalence : {share}.",
        threshold=say_threshold(state, step),
        share=say_prevalence(share),
    )
    parts = [f"<p>{escape(where)}</p>"]
    for group in groups:
        name = f"<b>{escape(group['name'])}.</b> " if group["name"] else ""
        parts.append(f'<p class="chevet-read">{name}{escape(sentence(state, group))}</p>')
        parts.append(f"<p>{escape(say_benefit(*benefits(state, group, step), state['price']))}</p>")
    found = [rates(state, group, step) for group in groups]
    heads = [fr("Mesure"), *(group["name"] or fr("À ce seuil") for group in groups)]
    parts.append(table_html(fr("Les mesures"), heads, _measures(state, found)))
    heads = [fr("Seuil"), *(f"{group['name']} {text}".strip() for group in groups for text in _SHORT)]
    parts.append(table_html(fr("Et à d'autres seuils, pour 1 000"), heads, _other_steps(state)))
    if state["calibration"]:
        heads = [fr("Risque annoncé, moyen"), fr("Risque observé"), "Patients"]
        rows = [
            [_percent(one["predicted"]), _percent(one["observed"]), decimal(one["n"], 0)]
            for one in state["calibration"]
        ]
        parts.append(table_html("Calibration", heads, rows))
    return "".join(parts)


_SHORT = (fr("malades alertés"), fr("malades manqués"), fr("fausses alertes"))


def _measures(state: State, found: Sequence[Mapping[str, Any]]) -> Iterable[Sequence[str]]:
    for name, words in MEASURE_NAMES.items():
        yield fr(words), *(say_rate(one[name]) for one in found)
    yield fr("Aire sous la courbe (AUC)"), *(decimal(counts_of(state, g).auc(), 2) for g in state["groups"])


def _other_steps(state: State) -> Iterable[Sequence[str]]:
    most = len(state["steps"])
    for step in sorted({round(k * most / ROWS) for k in range(ROWS + 1)} | {state["step"]}):
        cells = [persons(state, group, step) for group in state["groups"]]
        yield say_threshold(state, step), *(decimal(n, 0) for c in cells for n in (c.tp, c.fn, c.fp))


def _percent(share: float) -> str:
    return fr("{share} %", share=decimal(100 * share, 1))
