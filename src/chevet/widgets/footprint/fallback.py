"""What a reader gets without JavaScript: each hypothesis with its source, the totals, the ratio, what is left out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

from chevet.typography import fr
from chevet.widgets.fallback import frame_html, sentence_html, table_html
from chevet.widgets.footprint.intervals import say_interval, significant
from chevet.widgets.footprint.reading import METRICS, STATUS, Reading, choice_of, say_provenance

State = Mapping[str, Any]

RECORDED = "Exemple enregistré à la construction de la page, avec les hypothèses écrites dans le tableau."
NAMES = {
    "energy": ("Énergie par requête", "Wh"),
    "joules": ("Énergie par token produit", "J"),
    "tokens": ("Tokens par réponse", "tokens"),
    "requests": ("Requêtes par jour", "requêtes"),
    "water": ("Eau par requête", "mL"),
    "pue": ("PUE (énergie du bâtiment sur celle des machines)", ""),
    "grid": ("Réseau électrique", "g CO₂e par kWh"),
    "share": ("Part de la fabrication", "% du total"),
    "days": ("Jours par an", "jours"),
}


def frame(state: State) -> str:
    """The frame of the calculator, on the hypotheses of its state."""
    return frame_html("footprint", state, _body(state))


def _body(state: State) -> str:
    reading, metric = Reading(state), state["metric"]
    totals = [[METRICS[m], *(_total(reading, use, m) for use in (0, 1)), _ratio(reading, m)] for m in METRICS]
    names = [usage["name"] for usage in state["usages"]]
    parts = [
        f'<p class="chevet-note-in">{fr(RECORDED)}</p>',
        *(sentence_html(reading.say_total(use, metric)) for use in (0, 1)),
        sentence_html(reading.say_ratio(metric)),
        table_html(fr("Par an"), ("Grandeur", *names, fr("Rapport du second au premier")), totals),
        f"<p>{fr('Ce qui élargit l’intervalle :')} {escape(' '.join(reading.say_widths(u, metric) for u in (0, 1)))}</p>",
        table_html(
            fr("Les hypothèses"), ("Hypothèse", "De", "À", "Unité", "D’où elle vient"), _hypotheses(state)
        ),
        table_html(
            fr("Chiffres publiés pour une réponse : ils ne se comparent pas"),
            ("Entreprise", "Énergie", "Carbone", "Eau"),
            [(row["name"], row["energie"], row["carbone"], row["eau"]) for row in state["published"]["rows"]],
        ),
        f"<p>{escape(state['sources'][state['published']['sources'][0]]['scope'])}</p>",
        f"<h4>{fr('Ce que ce calcul ne compte pas')}</h4>",
        f"<ul>{''.join(f'<li>{escape(text)}</li>' for text in state['omitted'])}</ul>",
        f"<h4>{fr('Sources')}</h4><ul>{''.join(_source(one) for one in state['sources'].values())}</ul>",
    ]
    return "".join(parts)


def _total(reading: Reading, use: int, metric: str) -> str:
    total = reading.per_year(use, metric)
    return "–" if total is None else say_interval(total, metric)


def _ratio(reading: Reading, metric: str) -> str:
    found = reading.ratio(metric)
    return "–" if found is None else f"{significant(found[0])} à {significant(found[1])}"


def _hypotheses(state: State) -> Iterable[Sequence[str]]:
    for usage in state["usages"]:
        own = ("energy",) if usage["basis"] == "request" else ("joules", "tokens")
        for kind in (*own, "requests", "water"):
            yield _row(state, kind, usage[kind], usage["name"])
        yield (
            fr("PUE déjà compté, {name}", name=usage["name"]),
            fr("oui") if usage["pueIncluded"] else fr("non"),
            "",
            "",
            _building(state, usage, own[0]),
        )
    for rank, place in enumerate(state["places"][: 1 if state["same"] else 2]):
        who = fr("les deux usages") if state["same"] else state["usages"][rank]["name"]
        for kind in ("pue", "grid", "share"):
            yield _row(state, kind, place[kind], who)
    yield _row(state, "days", state["days"], fr("les deux usages"))


def _row(state: State, kind: str, bounds: Sequence[float] | None, who: str) -> Sequence[str]:
    name, unit = NAMES[kind]
    low, high = (_plain(value) for value in bounds) if bounds else ("–", "–")
    told = say_provenance(choice_of(state["presets"].get(kind), bounds), state["sources"], bounds)
    return fr("{name}, {who}", name=name, who=who), low, high, unit, told


def _building(state: State, usage: Mapping[str, Any], kind: str) -> str:
    """Why the energy is multiplied by the building or not: the choice says it, else it is the course's hypothesis."""
    choice = choice_of(state["presets"].get(kind), usage[kind])
    asked = choice is not None and choice["pueIncluded"] == usage["pueIncluded"]
    return str(choice["note"]) if choice is not None and asked else fr("Hypothèse du cours, à changer.")


def _plain(value: float) -> str:
    """A bound as it was entered: no rounding, a decimal comma."""
    return f"{value:g}".replace(".", ",")


def _source(one: Mapping[str, str]) -> str:
    link = f'<a href="{escape(one["url"])}" rel="noreferrer">{escape(one["name"])}</a>'
    return f"<li>{link}, {escape(one['date'])} ({STATUS[one['status']]}). {escape(one['scope'])}</li>"
