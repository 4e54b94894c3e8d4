"""Lays out the dated facts of ``faits.yml`` as the table ``frise-modeles``.

Run ``python datasets/frise-modeles/generate.py`` to write the CSV again. Nothing is drawn: the facts were read one by
one, and this script only refuses those that came without a date, a source or the words read.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

HERE = Path(__file__).parent

PRECISIONS = {4: "année", 7: "mois", 10: "jour"}  # « 2020 », « 2020-05 », « 2020-05-28 »
DATE = re.compile(r"20\d\d(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
NEEDED = (
    "id",
    "date",
    "nature",
    "mode",
    "nom",
    "acteur",
    "fait",
    "source",
    "autre_source",
    "statut",
    "extrait",
)
COLUMNS = [
    "id", "date", "precision", "nature", "mode", "nom", "acteur", "repose_sur", "parametres_milliards",
    "tokens_milliards", "fait", "reserve", "releve", "statut", "source", "autre_source", "extrait",
]  # fmt: skip


def read_facts() -> list[dict[str, Any]]:
    """The facts of ``faits.yml``.

    Raises:
        ValueError: a fact lacks what makes it a fact, or its product says no model.
    """
    facts: list[dict[str, Any]] = yaml.safe_load((HERE / "faits.yml").read_text(encoding="utf-8"))
    for fact in facts:
        fact["date"] = str(fact.get("date", ""))
        missing = [name for name in NEEDED if not fact.get(name)]
        if missing or not DATE.fullmatch(fact["date"]):
            raise ValueError(f"faits.yml, {fact.get('id')} : date ou {', '.join(missing)} à compléter.")
        if unknown := set(fact) - set(COLUMNS):
            raise ValueError(f"faits.yml, {fact['id']} : clé inconnue, {', '.join(sorted(unknown))}.")
        if (fact["nature"] == "produit") != bool(fact.get("repose_sur")):
            raise ValueError(f"faits.yml, {fact['id']} : un produit, et lui seul, dit sur quoi il repose.")
    return facts


def generate(seed: int = 0) -> pd.DataFrame:
    """The whole table, in the order of time. Nothing is drawn: ``seed`` is here because every dataset has one."""
    facts = [fact | {"precision": PRECISIONS[len(fact["date"])]} for fact in read_facts()]
    # A year alone comes before its months: « 2017 » sorts before « 2017-06 ».
    facts.sort(key=lambda fact: fact["date"])
    return pd.DataFrame(facts, columns=COLUMNS)


def main() -> None:
    generate().to_csv(HERE / f"{HERE.name}.csv", index=False, lineterminator="\n")


if __name__ == "__main__":
    main()
