"""What two uses cost under stated hypotheses, and what can be said of one against the other."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from chevet.typography import fr
from chevet.widgets.footprint.intervals import (
    ONE,
    Interval,
    over,
    power,
    say_interval,
    significant,
    times,
    width,
)

State = Mapping[str, Any]

STATUS = {"V": "lu en extrait", "Vs": "lu dans une copie secondaire"}
METRICS = {"energie": "Énergie", "carbone": "Carbone", "eau": "Eau"}
_JOULES_PER_WH = 3600.0


def _interval(pair: Any) -> Interval:
    return float(pair[0]), float(pair[1])


class Reading:
    """A state of the calculator, read as the page reads it."""

    def __init__(self, state: State) -> None:
        self.state = state

    def place(self, use: int) -> Mapping[str, Any]:
        """The hypotheses of place of a use: both have the first one when they share it."""
        places = self.state["places"]
        return places[0 if self.state["same"] else use]  # type: ignore[no-any-return]

    def request_energy(self, use: int) -> Interval:
        """Wh per request, before the building."""
        usage = self.state["usages"][use]
        if usage["basis"] == "request":
            return _interval(usage["energy"])
        wh = over(_interval(usage["joules"]), (_JOULES_PER_WH, _JOULES_PER_WH))
        return times(wh, _interval(usage["tokens"]))

    def pue(self, use: int) -> Interval:
        """The factor of the building: 1 when the energy already counts it."""
        included = self.state["usages"][use]["pueIncluded"]
        return ONE if included else _interval(self.place(use)["pue"])

    def hardware(self, use: int) -> Interval:
        """1 / (1 - share): what making the machines adds to what running them emits."""
        low, high = _interval(self.place(use)["share"])
        return 1 / (1 - low / 100), 1 / (1 - high / 100)

    def per_request(self, use: int, metric: str) -> Interval | None:
        """Wh, g CO2e or mL for one request; None for water that nobody has entered."""
        if metric == "eau":
            water = self.state["usages"][use]["water"]
            return _interval(water) if water else None
        energy = times(self.request_energy(use), self.pue(use))
        if metric == "energie":
            return energy
        return times(energy, self._grid(use), self.hardware(use))

    def per_year(self, use: int, metric: str) -> Interval | None:
        """The same for a year of requests."""
        one = self.per_request(use, metric)
        volume = times(_interval(self.state["usages"][use]["requests"]), _interval(self.state["days"]))
        return None if one is None else times(one, volume)

    def ratio(self, metric: str) -> Interval | None:
        """How many times the second use weighs the first, over a year.

        What both uses share (days; electricity, machines and building in one place; the energy of one request of one
        model) is one unknown and cancels: the ratio is narrower than the quotient of the two totals.
        """
        first, second = (self._own(use, metric) for use in (0, 1))
        if first is None or second is None or first[0] <= 0:
            return None
        shared = ONE
        if self.state["same"] and metric != "eau":
            usages = self.state["usages"]
            exponent = int(usages[0]["pueIncluded"]) - int(usages[1]["pueIncluded"])
            shared = power(_interval(self.place(0)["pue"]), exponent)
        return times(over(second, first), shared)

    def _own(self, use: int, metric: str) -> Interval | None:
        """What of a use the other does not share."""
        requests = _interval(self.state["usages"][use]["requests"])
        if metric == "eau":
            water = self.per_request(use, "eau")
            return None if water is None else times(water, requests)
        energy = self._own_energy(use)
        if self.state["same"]:
            return times(energy, requests)
        own = times(energy, self.pue(use), requests)
        return own if metric == "energie" else times(own, self._grid(use), self.hardware(use))

    def is_alike(self) -> bool:
        """Whether the energy of one request, or of one token, is said to be the same unknown for both uses."""
        return bool(self.state["alike"]) and self.can_be_alike()

    def can_be_alike(self) -> bool:
        """Whether both uses count the same way, between the same bounds."""
        first, second = self.state["usages"]
        key = "energy" if first["basis"] == "request" else "joules"
        return bool(first["basis"] == second["basis"] and list(first[key]) == list(second[key]))

    def _own_energy(self, use: int) -> Interval:
        if not self.is_alike():
            return self.request_energy(use)
        usage = self.state["usages"][use]
        return ONE if usage["basis"] == "request" else _interval(usage["tokens"])

    def _grid(self, use: int) -> Interval:
        return over(_interval(self.place(use)["grid"]), (1000.0, 1000.0))

    def widths(self, use: int, metric: str) -> list[tuple[str, float]]:
        """How much each hypothesis widens the total of a use, the widest first; those of one value are left out."""
        usage = self.state["usages"][use]
        found: list[tuple[str, Interval]] = []
        if metric == "eau":
            found = [("eau par requête", _interval(usage["water"]))] if usage["water"] else []
        elif usage["basis"] == "request":
            found = [("énergie par requête", _interval(usage["energy"]))]
        else:
            found = [
                ("énergie par token", _interval(usage["joules"])),
                ("tokens par réponse", _interval(usage["tokens"])),
            ]
        if metric != "eau":
            found.append(("PUE", self.pue(use)))
        if metric == "carbone":
            found.append(("réseau électrique", _interval(self.place(use)["grid"])))
            found.append(("fabrication", self.hardware(use)))
        found.append(("requêtes par jour", _interval(usage["requests"])))
        found.append(("jours par an", _interval(self.state["days"])))
        wide = [(name, width(interval)) for name, interval in found if interval[1] > interval[0]]
        return sorted(wide, key=lambda pair: -pair[1])

    def say_total(self, use: int, metric: str) -> str:
        """A use over a year, in a sentence."""
        name, total = self.state["usages"][use]["name"], self.per_year(use, metric)
        if total is None:
            return fr("{name} : pas de valeur d'eau entrée.", name=name)
        return fr("{name} : {total} par an.", name=name, total=say_interval(total, metric))

    def say_ratio(self, metric: str) -> str:
        """One use against the other, in a sentence; nothing is concluded when the interval holds 1."""
        found = self.ratio(metric)
        if found is None:
            return fr("Le rapport ne se calcule pas : il manque une valeur.")
        names = [usage["name"] for usage in self.state["usages"]]
        low, high = found
        if low <= 1 <= high:
            return fr(
                "Rapport du second au premier : {r}. L'intervalle contient 1 : ces hypothèses ne disent pas lequel "
                "pèse le plus.",
                r=_bounds(found),
            )
        if high < 1:
            names, found = names[::-1], (1 / high, 1 / low)
        return fr(
            "« {more} » pèse {r} fois « {less} ».",
            more=names[1],
            less=names[0],
            r=_bounds(found),
        )

    def say_widths(self, use: int, metric: str) -> str:
        """What makes the interval of a use wide, in a sentence."""
        name = self.state["usages"][use]["name"]
        if self.per_request(use, metric) is None:
            return self.say_total(use, metric)
        told = [
            fr("{what} (× {n})", what=what, n="∞" if math.isinf(n) else significant(n))
            for what, n in self.widths(use, metric)
        ]
        if not told:
            return fr("{name} : une seule valeur partout, donc aucune incertitude affichée.", name=name)
        return fr("{name} : {told}.", name=name, told=", ".join(told))


def say_provenance(
    choice: Mapping[str, Any] | None,
    sources: Mapping[str, Mapping[str, str]],
    bounds: Any,
    untouched: bool = True,
) -> str:
    """Where a hypothesis comes from, in a sentence.

    Args:
        choice: the choice with a source that has these bounds, if any.
        sources: name, date and status of each source.
        bounds: the hypothesis; nothing if it is not counted.
        untouched: whether it is still what the author set.
    """
    if not bounds:
        return fr("Pas de source : non compté.")
    if choice is None:
        return fr("Hypothèse du cours, à changer.") if untouched else fr("Valeur que vous avez saisie.")
    if choice["ours"]:
        return str(choice["note"])
    cited = [
        fr("{name}, {date} ({status})", name=one["name"], date=one["date"], status=STATUS[one["status"]])
        for one in (sources[key] for key in choice["sources"])
    ]
    said = fr("Source{s} : {cited}.", s="s" if len(cited) > 1 else "", cited="\u202f; ".join(cited))
    return f"{said} {choice['note']}" if choice["note"] else said


def choice_of(choices: Any, bounds: Any) -> Mapping[str, Any] | None:
    """The choice whose bounds these are, if any."""
    return next((one for one in choices or () if bounds and list(one["range"]) == list(bounds)), None)


def _bounds(a: Interval) -> str:
    low, high = significant(a[0]), significant(a[1])
    return high if low == high else fr("de {low} à {high}", low=low, high=high)
