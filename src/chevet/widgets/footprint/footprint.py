"""What two uses of a model cost, as intervals, with each hypothesis in sight and open to change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import traitlets
import yaml

from chevet.problems import CourseError, Problem
from chevet.typography import fr
from chevet.widgets.base import ChevetWidget
from chevet.widgets.footprint import fallback
from chevet.widgets.footprint.reading import METRICS, Reading

SOURCES = Path(__file__).with_name("sources.yml")
BASES = ("request", "token")
LIMITS: dict[str, tuple[float, float]] = {  # what a hypothesis may be: low, high
    "energy": (0, 1e6),
    "joules": (0, 1e6),
    "tokens": (0, 1e7),
    "requests": (0, 1e12),
    "water": (0, 1e6),
    "pue": (1, 10),
    "grid": (0, 5000),
    "share": (0, 95),
    "days": (0, 366),
}
_KINDS = {
    "energy": "energie",
    "joules": "joules",
    "water": "eau",
    "grid": "reseau",
    "pue": "pue",
    "share": "materiel",
}

TITLE = "Deux usages, deux intervalles"
INSTRUCTION = (
    "Prédisez : combien de fois le second usage pèse-t-il le premier ? Puis changez une hypothèse, et regardez ce qui "
    "bouge : le total, ou le rapport."
)
PROVENANCE = "Calculé dans la page. Chaque valeur dit sa source, ou « hypothèse du cours, à changer »."


@cache
def _given() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(SOURCES.read_text(encoding="utf-8"))
    return loaded


def presets() -> dict[str, list[dict[str, Any]]]:
    """For each hypothesis, the choices that have a source, as the page shows them."""

    def choice(one: Mapping[str, Any]) -> dict[str, Any]:
        shown: dict[str, Any] = {
            "id": one["id"],
            "label": fr(one["nom"]),
            "range": one["bornes"],
            "sources": one["sources"],
            "note": fr(one.get("note", "")),
            "ours": bool(one.get("du_cours")),
        }
        if "pue_compris" in one:
            shown["pueIncluded"] = one["pue_compris"]
        return shown

    return {kind: [choice(one) for one in _given()[section]] for kind, section in _KINDS.items()}


def sources() -> dict[str, dict[str, str]]:
    """Every source cited: name, date, address, status, scope."""
    return {
        key: {
            "name": fr(one["nom"]),
            "date": str(one["date"]),
            "url": one["adresse"],
            "status": one["statut"],
            "scope": fr(one["perimetre"]),
        }
        for key, one in _given()["sources"].items()
    }


class Footprint(ChevetWidget):
    """Two uses side by side: a total for each and their ratio, always as intervals.

    ``Footprint()`` compares the two uses of ``sources.yml``. A use is ``{"name", "energy": id of a choice or [low,
    high] in Wh, "requests": [low, high] per day, "water": id, [low, high] in mL, or nothing}``; instead of ``energy`` it
    may count by token: ``{"joules": id or [low, high], "tokens": [low, high]}``. ``pue_included`` says whether the
    energy already counts the building; a choice says it itself.

    Args:
        usages: two uses; by default those of the course.
        grid: id of a country, or [low, high] in g CO2e per kWh.
        pue, share: [low, high]; share is the part of making machines, in %. By default the choices with a source.
        days: days a year, [low, high].
        metric: ``energie``, ``carbone`` or ``eau``.
        title, instruction, provenance: words of the frame.

    Raises:
        CourseError: what is wrong in these arguments, all at once.
        traitlets.TraitError: a trait is set later to a value it cannot have.
    """

    usages: Any = traitlets.List(
        help="name, basis, energy, joules, tokens, pueIncluded, requests, water."
    ).tag(sync=True)
    places: Any = traitlets.List(help="For each use: pue, grid, share.").tag(sync=True)
    same: Any = traitlets.Bool(True, help="Both uses run in the same place.").tag(sync=True)
    alike: Any = traitlets.Bool(
        False, help="One request, or one token, costs the same unknown energy in both."
    ).tag(sync=True)
    days: Any = traitlets.List(help="Days a year, low and high.").tag(sync=True)
    metric: Any = traitlets.Unicode("carbone", help="energie, carbone or eau.").tag(sync=True)
    presets = traitlets.Dict(help="For each hypothesis, the choices that have a source.").tag(sync=True)
    sources = traitlets.Dict(help="name, date, url, status, scope of each source.").tag(sync=True)
    limits = traitlets.Dict(help="For each hypothesis, the least and the most it may be.").tag(sync=True)
    published = traitlets.Dict(help="Figures published for one answer: rows, sources.").tag(sync=True)
    omitted: traitlets.List[Any] = traitlets.List(help="What the sum leaves out.").tag(sync=True)
    title = traitlets.Unicode().tag(sync=True)
    instruction = traitlets.Unicode().tag(sync=True)
    provenance = traitlets.Unicode().tag(sync=True)

    def __init__(
        self,
        usages: Sequence[Mapping[str, Any]] = (),
        *,
        grid: str | Sequence[float] = "france",
        pue: str | Sequence[float] = "pue-large",
        share: str | Sequence[float] = "materiel-bloom",
        days: Sequence[float] = (),
        metric: str = "carbone",
        title: str = "",
        instruction: str = "",
        provenance: str = "",
        **kwargs: Any,
    ) -> None:
        given = _given()
        problems: list[Problem] = []
        if metric not in METRICS:
            problems.append(
                _problem(f"la grandeur « {metric} » n'existe pas.", f"Choisissez parmi {', '.join(METRICS)}.")
            )
        chosen = list(usages) or [
            {
                "name": one["nom"],
                "energy": one["energie"],
                "requests": one["requetes"],
                "water": one.get("eau"),
            }
            for one in given["usages"]
        ]
        if len(chosen) != 2:
            problems.append(_problem(f"{len(chosen)} usages.", "Donnez-en deux.", "usages"))
        known = presets()
        shown = [_usage(rank, one, known, given["tokens"], problems) for rank, one in enumerate(chosen, 1)]
        place = {
            name: _range(name, value, known, "lieu", problems)
            for name, value in (("pue", pue), ("grid", grid), ("share", share))
        }
        calendar = _range("days", days or given["jours"], known, "lieu", problems)
        if problems:
            raise CourseError(problems)
        super().__init__(
            usages=shown,
            places=[place, dict(place)],
            days=calendar,
            metric=metric,
            presets=known,
            sources=sources(),
            limits={name: list(bounds) for name, bounds in LIMITS.items()},
            published={
                "rows": [
                    {
                        "name": row["nom"],
                        "energie": fr(row["energie"]),
                        "carbone": row["carbone"],
                        "eau": row["eau"],
                    }
                    for row in given["publies"]["lignes"]
                ],
                "sources": given["publies"]["sources"],
            },
            omitted=[fr(text) for text in given["oublis"]],
            title=title or fr(TITLE),
            instruction=instruction or fr(INSTRUCTION),
            provenance=provenance or fr(PROVENANCE),
            **kwargs,
        )

    @traitlets.validate("metric")
    def _known_metric(self, proposal: Any) -> str:
        if proposal["value"] not in METRICS:
            raise traitlets.TraitError(
                f"metric = « {proposal['value']} » : choisissez parmi {', '.join(METRICS)}."
            )
        return str(proposal["value"])

    @traitlets.validate("days", "places", "usages")
    def _bounded(self, proposal: Any) -> Any:
        name, value = proposal["trait"].name, proposal["value"]
        named = (
            [("", {"days": value})] if name == "days" else [(f"[{i}]", one) for i, one in enumerate(value)]
        )
        for place, one in named:
            for key, bounds in one.items():
                if key in LIMITS and bounds is not None and not _fits(key, bounds):
                    where = name if name == key else f"{name}{place}.{key}"
                    raise traitlets.TraitError(
                        f"{where} = {bounds} : donnez deux bornes croissantes, {_limits(key)}."
                    )
        return value

    def reading(self) -> Reading:
        """The same computation as the page, on this state."""
        return Reading(self.state())

    def summary(self) -> str:
        """One line that never depends on the browser: what nbval compares."""
        reading = self.reading()
        return " ".join(
            [*(reading.say_total(use, self.metric) for use in (0, 1)), reading.say_ratio(self.metric)]
        )

    def fallback_html(self) -> str:
        """Hypotheses with their sources, totals, ratio, and what is left out, as text."""
        return fallback.frame(self.state())


def _usage(
    rank: int,
    one: Mapping[str, Any],
    known: Mapping[str, Sequence[Mapping[str, Any]]],
    tokens: Sequence[float],
    problems: list[Problem],
) -> dict[str, Any]:
    where = f"usages, {rank}"
    names = ("name", "energy", "joules", "tokens", "requests", "water", "pue_included")
    problems += [
        _problem(f"la clé « {key} » est inconnue.", f"Clés possibles : {', '.join(names)}.", where)
        for key in one
        if key not in names
    ]
    problems += [
        _problem(f"il manque {key}.", "Complétez cet usage.", where)
        for key in ("name", "requests")
        if not one.get(key)
    ]
    basis = "token" if one.get("joules") else "request"
    key = "joules" if basis == "token" else "energy"
    choice = next((c for c in known[key] if c["id"] == one.get(key)), None)
    included = one.get("pue_included", choice["pueIncluded"] if choice else False)
    shown = {
        "name": fr(str(one.get("name", ""))),
        "basis": basis,
        "energy": _range("energy", one.get("energy") or known["energy"][0]["id"], known, where, problems),
        "joules": _range("joules", one.get("joules") or known["joules"][0]["id"], known, where, problems),
        "tokens": _range("tokens", one.get("tokens") or tokens, known, where, problems),
        "pueIncluded": bool(included),
        "requests": _range("requests", one.get("requests") or [1, 1], known, where, problems),
        "water": _range("water", one["water"], known, where, problems) if one.get("water") else None,
    }
    return shown


def _range(
    name: str,
    value: str | Sequence[float],
    known: Mapping[str, Sequence[Mapping[str, Any]]],
    where: str,
    problems: list[Problem],
) -> list[float]:
    """The bounds a value stands for; a problem is added when it stands for none."""
    if isinstance(value, str):
        choice = next((one for one in known.get(name, ()) if one["id"] == value), None)
        if choice is None:
            ids = ", ".join(one["id"] for one in known.get(name, ()))
            problems.append(
                _problem(f"{name} vaut « {value} ».", f"Choisissez parmi {ids}, ou deux bornes.", where)
            )
            return [0, 0]
        value = choice["range"]
    value = [float(bound) for bound in value]
    if not _fits(name, value):
        problems.append(
            _problem(
                f"{name} vaut {list(value)}.", f"Donnez deux bornes croissantes, {_limits(name)}.", where
            )
        )
    return value


def _fits(name: str, bounds: Sequence[float]) -> bool:
    least, most = LIMITS[name]
    return len(bounds) == 2 and least <= bounds[0] <= bounds[1] <= most


def _limits(name: str) -> str:
    least, most = LIMITS[name]
    return f"de {least:g} à {most:g}"


def _problem(message: str, remedy: str, where: str = "") -> Problem:
    return Problem("Footprint", 0, message, remedy, where)
