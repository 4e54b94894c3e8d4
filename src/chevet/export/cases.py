"""A step of a progressive case outside the page: a question that says by itself all that it supposes.

A bank of questions gives them one by one, in any order: each step repeats the vignette and what was learnt so far.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import TypeVar

from chevet.export.rich import Place, Rich, paragraph, plain, rich, together
from chevet.quiz.question import CaseStep

T = TypeVar("T")
KINDS = {"dp": "Dossier progressif", "kfp": "Problème à élément clé"}


def case_name(case: CaseStep) -> str:
    """« Dossier tokens-30 : Mme L., 74 ans… », for a category or an activity."""
    return f"Dossier {case.id} : {plain(case.vignette)}"


def case_info(case: CaseStep) -> str:
    """What a teacher reads of the category of a case."""
    return (
        f"{KINDS[case.kind]} de {case.count} questions, à poser toutes, dans l’ordre de leurs noms, sans retour en "
        "arrière."
    )


def step_head(case: CaseStep, place: Place) -> Rich:
    """The vignette, the facts known at this step, and its rank: what stands above its stem."""
    facts = (fact for fact in case.facts if fact)
    return together(
        paragraph(rich(case.vignette, place), "chevet-vignette"),
        *(
            paragraph(together(Rich("<strong>Nouvelle donnée.</strong> "), rich(fact, place)), "chevet-fait")
            for fact in facts
        ),
        paragraph(Rich(f"Question {case.rank} sur {case.count} du dossier."), "chevet-etape"),
    )


def by_case(
    parts: Iterable[T], case_of: Callable[[T], CaseStep | None]
) -> Iterator[tuple[CaseStep | None, list[T]]]:
    """``parts`` in their order, the steps of a case that follow one another in one list, any other part alone."""

    def key(numbered: tuple[int, T]) -> str | int:
        case = case_of(numbered[1])
        return case.id if case else numbered[0]

    for _, group in groupby(enumerate(parts), key):
        found = [part for _, part in group]
        yield case_of(found[0]), found
