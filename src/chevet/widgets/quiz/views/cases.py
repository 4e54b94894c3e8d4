"""What a progressive case looks like on paper and without JavaScript: its text, then each fact before its question."""

from __future__ import annotations

import html

from chevet.quiz.question import CaseStep
from chevet.widgets.quiz.views.base import State, inline

NAMES = {"dp": ("Dossier progressif", " (DP)"), "kfp": ("Problème à élément clé", " (KFP)")}
"""As the card says it, and the name of the format in an exam. case.js says the same."""
_COUNTS = ("", "Une", "Deux", "Trois", "Quatre", "Cinq", "Six", "Sept", "Huit")


def case_state(case: CaseStep) -> State:
    """The place of a step as JavaScript reads it."""
    return {
        "id": case.id,
        "kind": case.kind,
        "vignette": inline(case.vignette),
        "facts": [inline(fact) for fact in case.facts],
        "rank": case.rank,
        "count": case.count,
    }


def step_place(case: State) -> str:
    """« Étape 2 sur 4 »."""
    return f"Étape {case['rank']} sur {case['count']}"


def case_head(case: State) -> str:
    """The vignette, above the first step."""
    name, exam = NAMES[case["kind"]]
    return (
        f'<div class="chevet-frame chevet-dossier-text"><div class="chevet-body"><p class="chevet-kind"><span>{name}</span>'
        f"<span>{_COUNTS[case['count']]} questions{exam}</span></p>"
        f'<p class="chevet-stem">{case["vignette"]}</p>'
        '<p class="chevet-prov">Répondez dans l’ordre, sans revenir en arrière\u00a0: chaque étape apporte du '
        f"nouveau. · Dossier\u00a0{html.escape(case['id'])}</p></div></div>"
    )


def new_fact(case: State) -> str:
    """What this step brings, before its question; nothing if it brings nothing."""
    fact = case["facts"][-1]
    return f'<p class="chevet-dossier-fact"><strong>Nouvelle donnée.</strong> {fact}</p>' if fact else ""
