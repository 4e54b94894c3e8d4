"""From the file of measures to figures that have a name: the rates of one model, and the words of their conditions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from chevet.problems import CourseError, Problem
from chevet.typography import fr

DATASET = "mesures-petit-modele"
COLUMNS = ("modele", "experience", "condition", "statistique", "n", "valeur", "bas", "haut")
MEAN = "moyenne"

Rate = dict[str, float]
"""``n``, ``value``, ``low``, ``high``: a share between 0 and 1 with its interval."""


def per_hundred(value: float) -> str:
    """0.754 → « 75 »; what is neither nothing nor everything is never said to be."""
    if 0 < value < 0.005:
        return "moins de 1"
    if 0.995 <= value < 1:
        return "plus de 99"
    return str(int(100 * value + 0.5))


def decimal(value: float, digits: int = 2) -> str:
    """0.35 → « 0,35 »."""
    return f"{value:.{digits}f}".replace(".", ",")


def rate_cell(rate: Rate | None) -> str:
    """« 75,0 [55,1 ; 88,0] », out of 100; a dash where nothing was measured."""
    if rate is None:
        return "–"
    value, low, high = (decimal(100 * rate[key], 1) for key in ("value", "low", "high"))
    return fr("{value} [{low} ; {high}]", value=value, low=low, high=high)


class Figures:
    """The rows of one model, found by experience, condition and statistic.

    Args:
        rows: rows of the dataset, as a DataFrame or as mappings, with the columns ``COLUMNS``.
        model: the value of ``modele`` to read.

    Raises:
        CourseError: a column is missing, or no row is of this model.
    """

    def __init__(self, rows: Any, model: str) -> None:
        found: Iterable[Mapping[str, Any]] = rows.to_dict("records") if hasattr(rows, "to_dict") else rows
        self.model = model
        self.found: dict[tuple[str, str, str], Rate] = {}
        self.means: dict[tuple[str, str, str], Rate] = {}
        models = []
        for row in found:
            if missing := [name for name in COLUMNS if name not in row]:
                raise CourseError(_problem(f"il manque la colonne {', '.join(missing)}."))
            models.append(row["modele"])
            if row["modele"] not in (model, MEAN):
                continue
            key = (str(row["experience"]), str(row["condition"]), str(row["statistique"]))
            rate = {"n": int(row["n"])} | {
                name: float(row[column])
                for name, column in (("value", "valeur"), ("low", "bas"), ("high", "haut"))
            }
            (self.found if row["modele"] == model else self.means)[key] = rate
        if model not in models:
            known = ", ".join(sorted(set(models))) or "aucun"
            raise CourseError(_problem(f"aucune mesure du modèle « {model} ».", f"Modèles connus : {known}."))

    def get(self, experience: str, condition: str, *statistics: str) -> Rate | None:
        """The first of these statistics that was measured."""
        keys = ((experience, condition, statistic) for statistic in statistics)
        return next((self.found[key] for key in keys if key in self.found), None)

    def need(self, experience: str, condition: str, *statistics: str) -> Rate:
        """The same, where the laboratory cannot do without it.

        Raises:
            CourseError: the row does not exist.
        """
        rate = self.get(experience, condition, *statistics)
        if rate is None:
            where = f"{experience} / {condition} / {' ou '.join(statistics)}"
            raise CourseError(_problem(f"la mesure {where} de {self.model} manque."))
        return rate

    def mean(self, experience: str, condition: str, *statistics: str) -> Rate | None:
        """The mean of the trained models, where the file has it."""
        keys = ((experience, condition, statistic) for statistic in statistics)
        return next((self.means[key] for key in keys if key in self.means), None)

    def conditions(self, experience: str) -> list[str]:
        """The conditions of an experience, in the order of the file.

        Raises:
            CourseError: the experience is not in the file.
        """
        found = list(dict.fromkeys(key[1] for key in self.found if key[0] == experience))
        if not found:
            raise CourseError(_problem(f"l'expérience « {experience} » de {self.model} manque."))
        return found


def _problem(message: str, remedy: str = "") -> Problem:
    return Problem(
        "HallucinationLab", 0, message, remedy or "Refaites la table : chevet lm evaluer.", DATASET
    )


def bins_first(conditions: Iterable[str]) -> list[str]:
    """Bins of mentions from the rarest to the most frequent; what is no bin stays out."""
    return sorted(
        (c for c in conditions if re.fullmatch(r"\d+(-\d+|\+)?", c)),
        key=lambda c: int(c.rstrip("+").split("-")[0]),
    )


def bin_label(condition: str) -> str:
    """What an axis writes: « 2–3 », « 30 et + »."""
    return condition.replace("-", "–").replace("+", " et +")


def bin_words(condition: str) -> str:
    """What a table writes: « jamais », « 1 fois », « 2 ou 3 fois », « 30 fois ou plus »."""
    if condition == "0":
        return "jamais"
    if condition.endswith("+"):
        return f"{condition[:-1]} fois ou plus"
    low, _, high = condition.partition("-")
    if high:
        return f"{low} {'ou' if int(high) - int(low) == 1 else 'à'} {high} fois"
    return f"{low} fois"


def bin_said(condition: str) -> str:
    """What a sentence says: « un fait vu une seule fois »."""
    if condition == "0":
        return "un fait jamais vu"
    return "un fait vu une seule fois" if condition == "1" else f"un fait vu {bin_words(condition)}"
