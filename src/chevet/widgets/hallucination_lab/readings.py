"""What each mode of the laboratory reads in the measures: figures for the charts, tables and a sentence for the text.

The browser draws the figures and shows the tables as they are: their words have one home, this file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from chevet.problems import CourseError, Problem
from chevet.typography import fr
from chevet.widgets.hallucination_lab.figures import (
    DATASET,
    Figures,
    Rate,
    bin_label,
    bin_said,
    bin_words,
    bins_first,
    decimal,
    per_hundred,
    rate_cell,
)

KINDS = ("true", "false", "malformed", "abstention", "off")
"""What an answer can be; ``off``: true, but about something else."""

_OUT_OF_100 = "sur 100 [intervalle à 95 %]"

_ABSTAIN = "s'abstenir"

# How the context was written, the words of the table, and what the right answer is.
SHEETS = {
    "une": ("Un remède, un fait", "le recopier"),
    "trois-faits": ("Un remède, trois faits", "le recopier"),
    "deux": ("Deux remèdes", "choisir le bon"),
    "deux-meme-suffixe": ("Deux remèdes, noms de même fin", "choisir le bon"),
    "quatre": ("Quatre remèdes", "choisir le bon"),
    "quatre-meme-suffixe": ("Quatre remèdes, noms de même fin", "choisir le bon"),
    "autres-mots": ("Deux remèdes, dits avec d’autres mots", "le redire"),
    "autre-remede": ("Le fait est celui d'un autre remède", _ABSTAIN),
    "absent": ("Le fait demandé n'y est pas", _ABSTAIN),
}

SIGNALS = {
    "probabilite": "P, la probabilité de la réponse",
    "entropie": "L'hésitation la plus forte (entropie)",
    "auto-coherence": "L'accord entre plusieurs tirages",
}


@dataclass(frozen=True)
class Table:
    """A table as the page shows it; a whole number is set to the right."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str | int, ...], ...]

    def to_state(self) -> dict[str, Any]:
        """The same as JSON."""
        return {"caption": self.caption, "heads": list(self.heads), "rows": [list(row) for row in self.rows]}


@dataclass(frozen=True)
class Reading:
    """``measures``: what the charts draw; ``tables`` and ``said``: the same for a reader of text."""

    measures: dict[str, Any]
    tables: tuple[Table, ...]
    said: str


def pack(rate: Rate | None) -> list[float] | None:
    """A rate as JSON, short: [n, value, low, high]."""
    return None if rate is None else [rate["n"], rate["value"], rate["low"], rate["high"]]


def _table(caption: str, heads: Sequence[str], rows: Sequence[Sequence[str | int]]) -> Table:
    """Columns where nothing was measured are left out."""
    kept = [i for i in range(len(heads)) if any(row[i] != "–" for row in rows)]
    return Table(
        fr(caption), tuple(fr(heads[i]) for i in kept), tuple(tuple(row[i] for i in kept) for row in rows)
    )


def _n(rate: Rate | None) -> str | int:
    return "–" if rate is None else int(rate["n"])


def read_mentions(figures: Figures) -> Reading:
    """False answers by number of mentions, the most probable token each time."""
    rates = {c: figures.need("mentions", c, "hallucine") for c in bins_first(figures.conditions("mentions"))}
    table = _table(
        "Réponses fausses selon le nombre de mentions du fait, à T → 0.",
        ("Fait vu", f"Fausses, {_OUT_OF_100}", "Questions", "Moyenne des modèles entraînés"),
        [
            (bin_words(c), rate_cell(rate), _n(rate), rate_cell(figures.mean("mentions", c, "hallucine")))
            for c, rate in rates.items()
        ],
    )
    told = " ; ".join(f"{bin_said(c)}, {per_hundred(rate['value'])}" for c, rate in rates.items())
    return Reading(
        {"bins": [_bin(c) | {"rate": pack(rate)} for c, rate in rates.items()]},
        (table,),
        fr(
            "Sur 100 réponses à T → 0, combien sont fausses ? {told}.", told=fr(told).replace(" ;", "\u202f;")
        ),
    )


def _bin(condition: str) -> dict[str, str]:
    return {
        "id": condition,
        "label": bin_label(condition),
        "words": bin_words(condition),
        "said": bin_said(condition),
    }


_EVERYTHING = {
    "id": "toutes",
    "label": "toutes",
    "words": "toutes les questions",
    "said": "toutes les questions",
}


def read_temperature(figures: Figures) -> Reading:
    """True, false and malformed answers by temperature, for all questions and for each bin of mentions."""
    shares: dict[str, dict[float, dict[str, Rate | None]]] = {}
    # The most probable token each time is the limit of a temperature that falls: measured by mentions.
    for place in ("toutes", *bins_first(figures.conditions("mentions"))):
        if figures.get("mentions", place, "vrai"):
            shares.setdefault(place, {})[0.0] = _kinds(figures, "mentions", place)
    for condition in figures.conditions("temperature"):
        if match := re.fullmatch(r"T=([\d.]+)/(?:mentions=(.+)|toutes)", condition):
            place = match[2] or "toutes"
            shares.setdefault(place, {})[float(match[1])] = _kinds(figures, "temperature", condition)
    everything = shares.get("toutes")
    if not everything:
        raise CourseError(
            Problem("HallucinationLab", 0, "aucune mesure T=…/toutes.", "Refaites la table.", DATASET)
        )
    bins = bins_first(shares)
    heat = sorted({t for at in shares.values() for t in at})
    whole = _table(
        "Réponses vraies, fausses et mal formées selon la température, toutes les questions.",
        ("T", f"Vraies, {_OUT_OF_100}", "Fausses", "Mal formées", "Abstentions", "Hors sujet", "Réponses"),
        [
            (
                _heat(t),
                *(rate_cell(everything[t][kind]) for kind in KINDS),
                _n(everything[t]["false"]),
            )
            for t in heat
            if t in everything
        ],
    )
    by_bin = _table(
        f"Réponses fausses selon la température et le nombre de mentions, {_OUT_OF_100}.",
        ("T", *(bin_words(b) for b in bins)),
        [(_heat(t), *(rate_cell(shares[b].get(t, {}).get("false")) for b in bins)) for t in heat],
    )
    first, last = (everything[t] for t in (min(everything), max(everything)))
    said = fr(
        "Sur 100 réponses, {cold} sont fausses à {t0} ; à {t1}, {hot} sont fausses et {bad} sont mal formées.",
        cold=_value(first["false"]),
        t0=_heat(min(everything)),
        t1=_heat(max(everything)),
        hot=_value(last["false"]),
        bad=_value(last["malformed"]),
    )
    measures = {
        "bins": [_EVERYTHING, *map(_bin, bins)],
        "shares": {
            place: [{"t": t} | {kind: pack(rate) for kind, rate in at[t].items() if rate} for t in sorted(at)]
            for place, at in shares.items()
        },
    }
    return Reading(measures, (whole, by_bin) if bins else (whole,), said)


def _kinds(figures: Figures, experience: str, condition: str) -> dict[str, Rate | None]:
    true, false, malformed = (
        figures.need(experience, condition, kind) for kind in ("vrai", "hallucine", "malforme")
    )
    rest = {"abstention": "abstention", "off": "hors-sujet"}
    others = {kind: figures.get(experience, condition, statistic) for kind, statistic in rest.items()}
    return {"true": true, "false": false, "malformed": malformed} | others


def _heat(t: float) -> str:
    return "T → 0" if t == 0 else f"T = {decimal(t, 1 if round(t, 1) == t else 2)}"


def _value(rate: Rate | None) -> str:
    return "–" if rate is None else per_hundred(rate["value"])


def read_sheet(figures: Figures) -> Reading:
    """The same questions without and with the retrieved sheet, then ways to write a context."""
    bins = [c for c in bins_first(figures.conditions("rag")) if figures.get("mentions", c, "hallucine")]
    pairs = {c: [figures.need(name, c, "hallucine") for name in ("mentions", "rag")] for c in bins}
    rows = [(bin_words(c), without, given, c) for c, (without, given) in pairs.items()]
    # A remedy that does not exist has no sheet: what is found speaks of another.
    alone, helped = figures.get("inconnu", "toutes", "hallucine"), figures.get("rag", "inconnu", "hallucine")
    if alone and helped:
        rows.append(("remède qui n'existe pas", alone, helped, "inconnu"))
    with_sheet = _table(
        "Réponses fausses sans puis avec la fiche retrouvée, à T → 0.",
        ("Fait vu", f"Sans la fiche, {_OUT_OF_100}", "Avec la fiche", "Fiche retrouvée", "Questions"),
        [
            (
                fr(name),
                rate_cell(without),
                rate_cell(given),
                rate_cell(figures.get("rag", c, "retrouve")),
                _n(given),
            )
            for name, without, given, c in rows
        ],
    )
    known = [c for c in SHEETS if c in figures.conditions("fiche")]
    contexts = {c: figures.need("fiche", c, "juste") for c in known}
    reading = _table(
        "Réponses justes selon ce que dit le contexte, remèdes jamais vus, à T → 0.",
        (
            "Le contexte",
            "Répondre juste, c'est",
            f"Justes, {_OUT_OF_100}",
            "Questions",
            "Moyenne des modèles entraînés",
        ),
        [
            (
                fr(SHEETS[c][0]),
                fr(SHEETS[c][1]),
                rate_cell(rate),
                _n(rate),
                rate_cell(figures.mean("fiche", c, "juste")),
            )
            for c, rate in contexts.items()
        ],
    )
    told = " ; ".join(
        f"{bin_said(c)}, {per_hundred(without['value'])} sans la fiche, {per_hundred(given['value'])} avec"
        for c, (without, given) in pairs.items()
    )
    measures = {
        "bins": [
            _bin(c) | {"without": pack(without), "with": pack(given)} for c, (without, given) in pairs.items()
        ],
        "contexts": [{"id": c, "label": _sheet_label(c), "rate": pack(rate)} for c, rate in contexts.items()],
    }
    return Reading(
        measures,
        (with_sheet, reading),
        fr("Sur 100 réponses à T → 0, combien sont fausses ? {told}.", told=fr(told)),
    )


def _sheet_label(condition: str) -> str:
    """What the chart writes: short, so that it fits a phone; an abstention is said, since it is what is right."""
    words, right = SHEETS[condition]
    return fr(f"{words} : {right}" if right == _ABSTAIN else words)


def read_detection(figures: Figures) -> Reading:
    """What an alarm on P catches, whether P says the truth, and how well three signals separate."""
    points: list[tuple[float, Rate, Rate]] = []
    for condition in figures.conditions("detection"):
        match = re.fullmatch(r"seuil=([\d.]+)", condition)
        if match:
            caught = figures.need("detection", condition, "attrapees")
            points.append((float(match[1]), caught, figures.need("detection", condition, "fausses-alertes")))
    points.sort(key=lambda point: point[0])
    if not points:
        raise CourseError(
            Problem("HallucinationLab", 0, "aucune mesure seuil=….", "Refaites la table.", DATASET)
        )
    # The rate of catches is measured on the false answers, that of alarms on the true ones.
    wrong, right = int(points[0][1]["n"]), int(points[0][2]["n"])
    signals = {
        c: figures.need("detection", c, "auroc") for c in SIGNALS if c in figures.conditions("detection")
    }
    places = figures.conditions("calibration")
    calibration = [
        (figures.need("calibration", c, "confiance"), figures.need("calibration", c, "juste")) for c in places
    ]
    alarms = _table(
        f"Alerte quand P passe sous le seuil : {wrong} réponses fausses et {right} vraies, à T → 0.",
        ("Seuil", f"Fausses attrapées, {_OUT_OF_100}", "Vraies alertées à tort"),
        [(decimal(t), rate_cell(caught), rate_cell(alarm)) for t, caught, alarm in points],
    )
    trust = _table(
        "La probabilité annoncée face à la part de réponses vraies.",
        ("P moyenne de la tranche", f"Vraies, {_OUT_OF_100}", "Réponses"),
        [(decimal(sure["value"]), rate_cell(true), _n(true)) for sure, true in calibration],
    )
    aurocs = _table(
        "Pour une réponse fausse et une vraie prises au hasard, combien de fois le signal désigne la fausse.",
        ("Signal", "Fois sur 100 [intervalle à 95 %]", "Réponses", "Moyenne des modèles entraînés"),
        [
            (fr(SIGNALS[c]), rate_cell(rate), _n(rate), rate_cell(figures.mean("detection", c, "auroc")))
            for c, rate in signals.items()
        ],
    )
    threshold, caught, alarm = min(points, key=lambda point: abs(point[0] - 0.5))
    measures = {
        "base": wrong / (wrong + right),
        "points": [{"threshold": t, "caught": pack(c), "alarms": pack(a)} for t, c, a in points],
        "calibration": [{"sure": pack(sure), "true": pack(true)} for sure, true in calibration],
        "signals": [{"id": c, "label": fr(SIGNALS[c]), "rate": pack(rate)} for c, rate in signals.items()],
    }
    said = fr(
        "Alerte si P < {t} : sur 100 réponses fausses, {caught} sont attrapées ; "
        "sur 100 vraies, {alarm} sont alertées à tort.",
        t=decimal(threshold),
        caught=_value(caught),
        alarm=_value(alarm),
    )
    return Reading(measures, (alarms, trust, aurocs), said)


READERS: dict[str, Callable[[Figures], Reading]] = {
    "mentions": read_mentions,
    "temperature": read_temperature,
    "sheet": read_sheet,
    "detection": read_detection,
}
