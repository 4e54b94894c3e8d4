"""De réponses jugées une à une à une ligne de tableau : la part, le nombre de cas, l'intervalle à 95 %.

Une expérience rend des ``Measure`` : une valeur par cas (une question, un fait), jamais un pourcentage tout fait. On peut
donc, plus tard, réunir trois modèles question par question et retirer les questions au sort.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from chevet.lm.statistics import (
    Floats,
    auroc,
    percentiles,
    resamples,
    weighted_auroc,
    weighted_mean,
    weighted_median,
    wilson,
)

MEAN = "moyenne"  # le nom, dans la table, de la moyenne des modèles

# Une part de 0 ou de 100 % ne varie pas quand on retire les mêmes cas : le bootstrap annoncerait un intervalle nul.
# En dessous de ce nombre de cas qui sortent du lot, on revient à l'intervalle de Wilson.
FEWEST = 5

Estimate = Literal["share", "mean", "median", "auroc"]


@dataclass(frozen=True)
class Measure:
    """Une mesure d'un modèle, cas par cas.

    ``estimate`` dit quoi faire des valeurs : ``share``, une part (chaque valeur est 0 ou 1, ou la moyenne de plusieurs
    tirages du même cas) ; ``mean`` ou ``median``, d'une quantité entre 0 et 1 ; ``auroc``, la séparation des ``labels``.
    """

    experience: str
    condition: str
    statistic: str
    cases: tuple[str, ...]
    values: Floats  # [cas]
    estimate: Estimate = "share"
    labels: tuple[bool, ...] = ()

    @property
    def key(self) -> tuple[str, str, str]:
        """Ce qui désigne la même mesure sur un autre modèle."""
        return self.experience, self.condition, self.statistic


def measure(
    where: tuple[str, str],
    statistic: str,
    cases: Sequence[str],
    values: ArrayLike,
    estimate: Estimate = "share",
    labels: Sequence[bool] = (),
) -> Measure:
    """Une mesure, ses valeurs vérifiées.

    Raises:
        ValueError: aucun cas, deux fois le même, ou pas une valeur par cas.
    """
    found = np.asarray(values, dtype=np.float64)
    if not cases or len(set(cases)) < len(cases) or found.shape != (len(cases),):
        raise ValueError(f"{'/'.join(where)}/{statistic} : {len(set(cases))} cas, {found.shape} valeurs")
    return Measure(*where, statistic, tuple(cases), found, estimate, tuple(labels))


@dataclass(frozen=True)
class Row:
    """Une ligne de la table, dans l'ordre de ses colonnes."""

    modele: str
    experience: str
    condition: str
    statistique: str
    n: int
    valeur: float
    bas: float
    haut: float


def row(model: str, measured: Measure) -> Row:
    """La ligne d'un seul modèle : intervalle de Wilson pour une part, bootstrap sur les cas pour le reste."""
    n = len(measured.cases)
    if measured.estimate == "share":
        value = float(measured.values.mean())
        return _row(model, measured, n, value, wilson(min(value, 1.0), n))
    return _row(model, measured, n, _value(measured), percentiles(_drawn(measured, resamples(n))))


def mean_row(measures: Sequence[Measure]) -> Row:
    """La ligne de la moyenne des modèles : on retire les *cas* au sort, chaque cas avec les réponses de tous les modèles.

    Les cas sont ce qui pourrait être autre ; trois modèles sont trop peu pour qu'on les retire aussi : leurs trois lignes
    disent ce qui sépare une graine d'une autre. Une part se compte sur toutes les paires (modèle, cas) : quand les
    modèles n'ont pas les mêmes cas (les tranches d'une calibration), celui qui en a plus compte plus.
    """
    first = measures[0]
    cases = sorted({case for measured in measures for case in measured.cases})
    place = {case: number for number, case in enumerate(cases)}
    counts = resamples(len(cases))
    if first.estimate in ("median", "auroc"):
        drawn = [_drawn(m, counts[:, [place[case] for case in m.cases]]) for m in measures]
        value = float(np.mean([_value(m) for m in measures]))
        return _row(MEAN, first, len(cases), value, percentiles(np.mean(drawn, axis=0)))
    total, seen = np.zeros(len(cases)), np.zeros(len(cases))
    for measured in measures:
        at = [place[case] for case in measured.cases]
        total[at] += measured.values
        seen[at] += 1
    value = float(total.sum() / seen.sum())
    apart = min((total > 0).sum(), (total < seen).sum())
    if first.estimate == "share" and apart < FEWEST:
        return _row(MEAN, first, len(cases), value, wilson(min(value, 1.0), len(cases)))
    return _row(MEAN, first, len(cases), value, percentiles((counts @ total) / (counts @ seen)))


def rows(measured: dict[str, Sequence[Measure]]) -> list[Row]:
    """Toutes les lignes : celles de chaque modèle, puis, s'il y en a plusieurs, celles de leur moyenne."""
    found = [row(model, m) for model, measures in measured.items() for m in measures]
    if len(measured) > 1:
        by_key: dict[tuple[str, str, str], list[Measure]] = {}
        for measures in measured.values():
            for m in measures:
                by_key.setdefault(m.key, []).append(m)
        found += [mean_row(same) for same in by_key.values()]
    return found


def _row(model: str, m: Measure, n: int, value: float, interval: tuple[float, float]) -> Row:
    low, high = (round(bound, 4) for bound in interval)
    return Row(model, *m.key, n, round(value, 4), low, high)


def _value(m: Measure) -> float:
    if m.estimate == "auroc":
        return auroc(m.values, m.labels)
    return float(np.median(m.values) if m.estimate == "median" else m.values.mean())


def _drawn(m: Measure, counts: Floats) -> Floats:
    if m.estimate == "auroc":
        return weighted_auroc(m.values, m.labels, counts)
    return weighted_median(m.values, counts) if m.estimate == "median" else weighted_mean(m.values, counts)
