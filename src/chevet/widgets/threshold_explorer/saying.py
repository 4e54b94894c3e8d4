"""What the widget says, in Python: the twin of ``words.js``; both run ``tests/vectors/threshold_explorer.json``."""

from __future__ import annotations

import math

from chevet.audit import Confusion
from chevet.audit.subgroups import Rate
from chevet.typography import fr
from chevet.widgets.saying import decimal, percent

MEASURE_NAMES = {
    "sensitivity": "Sensibilité",
    "specificity": "Spécificité",
    "ppv": "Valeur prédictive positive",
    "npv": "Valeur prédictive négative",
    "alerted": "Part alertée",
}
NOBODY = "personne à compter"


def say_frequencies(cells: Confusion, people: str, condition: str) -> str:
    """« Sur 1 000 patients, 70 ont un sepsis… »: the four cells as whole persons, and what an alert is worth.

    Args:
        cells: whole persons.
        people: plural noun, « patients ».
        condition: what follows « ont », « un sepsis ».
    """
    ill, alerts = cells.tp + cells.fn, cells.tp + cells.fp
    first = fr(
        "Sur {n} {people}, {ill} {have} {condition} : {tp} {get} une alerte, {fn} non.",
        n=_count(cells.n),
        people=people,
        ill=_count(ill),
        have="ont" if ill > 1 else "a",
        condition=condition,
        tp=_count(cells.tp),
        get="reçoivent" if cells.tp > 1 else "reçoit",
        fn=_count(cells.fn),
    )
    if not ill:
        first = fr(
            "Sur {n} {people}, personne n'a {condition}.",
            n=_count(cells.n),
            people=people,
            condition=condition,
        )
    others = fr(
        "Parmi les {well} autres, {fp} {get} une alerte pour rien.",
        well=_count(cells.fp + cells.tn),
        fp=_count(cells.fp),
        get="reçoivent" if cells.fp > 1 else "reçoit",
    )
    if not cells.fp + cells.tn:
        others = ""
    return " ".join(filter(None, [first, others, say_alerts(cells.tp, alerts)]))


def say_alerts(right: int, alerts: int) -> str:
    """What an alert is worth: « Sur 182 alertes, 23 sont justes, soit environ 1 sur 8. »"""
    if not alerts:
        return fr("Aucune alerte.")
    if not right:
        return (
            fr("Aucune des {n} alertes n'est juste.", n=_count(alerts))
            if alerts > 1
            else fr("La seule alerte est fausse.")
        )
    if right == alerts:
        return fr("Toutes les alertes sont justes.")
    told = fr(
        "Sur {n} alertes, {right} {are}",
        n=_count(alerts),
        right=_count(right),
        are="sont justes" if right > 1 else "est juste",
    )
    for_one = math.floor(alerts / right + 0.5)
    if right > 1 and for_one > 1:
        told += fr(", soit environ 1 sur {n}", n=_count(for_one))
    return f"{told}."


def say_rate(rate: Rate) -> str:
    """« 33 % (843 sur 2 552) », or that there is nobody to speak of."""
    if not rate.whole:
        return NOBODY
    return fr(
        "{share} ({part} sur {whole})",
        share=percent(rate.value),
        part=_count(rate.part),
        whole=_count(rate.whole),
    )


def say_benefit(score: float, everybody: float, price: int) -> str:
    """Which of the three policies is worth most at ``price`` useless alerts accepted for a right one.

    Args:
        score, everybody: net benefits per person of alerting by the score, and of alerting everybody.
        price: false alerts accepted for one that is right, at least 1.
    """
    per = [math.floor(1000 * value + 0.5) for value in (score, everybody)]
    best = max((per[0], 2), (per[1], 1), (0, 0))[1]
    told = fr(
        "À ce prix, {n} {alerts} pour une juste, ",
        n=_count(price),
        alerts="fausses alertes" if price > 1 else "fausse alerte",
    )
    choices = (
        "mieux vaut n'alerter personne",
        "mieux vaut alerter tout le monde",
        "alerter selon le score est le meilleur choix",
    )
    told += fr(choices[best])
    return told + fr(
        " (bénéfice net pour 1 000 : score {score}, tout le monde {all}, personne 0).",
        score=decimal(per[0], 0),
        all=decimal(per[1], 0),
    )


def say_prevalence(share: float) -> str:
    """« 6,6 %, soit 66 sur 1 000 »."""
    return fr("{share}, soit {n} sur 1 000", share=percent(share), n=_count(math.floor(1000 * share + 0.5)))


def _count(n: int) -> str:
    return decimal(n, 0)
