"""How an assignment becomes questions: those it names, then those its rules draw, the same ones every time.

A draw puts the questions in an order that a hash of the seed and of each id gives, and takes the first ones. So a
question added to a bank moves at most one question of a draw, and a question corrected moves none.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from chevet.assignments.model import Assignment, Draw
from chevet.quiz.lines import Place
from chevet.quiz.model import Question
from chevet.quiz.scoring import TYPES
from chevet.quiz.words import Told, nearest

Banks = Mapping[str, tuple[Question, ...]]


@dataclass(frozen=True)
class Asked:
    """A question of an assignment, the chapter whose bank holds it, and its weight."""

    question: Question
    chapter: str
    weight: float


def draw_order(seed: int, ids: Iterable[str]) -> list[str]:
    """The ids in the order of this seed."""
    return sorted(ids, key=lambda one: hashlib.sha256(f"{seed}/{one}".encode()).digest())


def resolve(assignment: Assignment, banks: Banks, labs: Iterable[str] = ()) -> tuple[list[Asked], list[Told]]:
    """The questions in order, and everything that cannot be asked.

    Args:
        assignment: what the teacher wrote.
        banks: every bank of the course, by chapter.
        labs: slugs of the practical works there are.
    """
    home = {question.id: slug for slug, bank in banks.items() for question in bank}
    by_id = {question.id: question for bank in banks.values() for question in bank}
    taken = {entry.id for entry in assignment.items if entry.id}
    asked: list[Asked] = []
    told: list[Told] = []
    for rank, entry in enumerate(assignment.items):
        place: Place = ("items", rank)
        if entry.id:
            question = by_id.get(entry.id)
            if question is None:
                told.append(
                    Told((*place, "id"), f"la question {entry.id} n'existe pas.", nearest(entry.id, by_id))
                )
            elif question.retired:
                told.append(
                    Told((*place, "id"), f"la question {entry.id} est retirée.", "Choisissez-en une autre.")
                )
            else:
                asked.append(Asked(question, home[entry.id], entry.weight))
        elif entry.draw:
            place = (*place, "draw")
            if unknown := _unknown(entry.draw, banks, place):
                told.extend(unknown)
                continue
            pool = {one for one in _pool(entry.draw, banks) if one not in taken}
            if len(pool) < entry.draw.number:
                told.append(
                    Told(
                        (*place, "number"),
                        f"{entry.draw.number} questions demandées, {len(pool)} répondent à la règle et ne sont "
                        "pas déjà dans le devoir.",
                        "Élargissez la règle, ou demandez-en moins.",
                    )
                )
                continue
            drawn = draw_order(entry.draw.seed, pool)[: entry.draw.number]
            taken.update(drawn)
            asked.extend(Asked(by_id[one], home[one], entry.weight) for one in drawn)
    known = set(labs)
    for rank, lab in enumerate(assignment.labs):
        if lab.slug not in known:
            remedy = nearest(lab.slug, known) or f"Travaux connus : {', '.join(sorted(known)) or 'aucun'}."
            told.append(Told(("labs", rank, "slug"), f"le travail pratique {lab.slug} n'existe pas.", remedy))
    return asked, told


def _unknown(rule: Draw, banks: Banks, place: Place) -> list[Told]:
    """Chapters and formats that no bank can give."""
    told = []
    for key, written, known in (("chapter", rule.chapter, banks), ("format", rule.format, TYPES)):
        for rank, word in enumerate(written):
            if word not in known:
                remedy = nearest(word, known) or f"Connus : {', '.join(sorted(known))}."
                told.append(Told((*place, key, rank), f"« {word} » n'existe pas.", remedy))
    return told


def _pool(rule: Draw, banks: Banks) -> list[str]:
    """The ids that the rule admits. An opening question stays out: it is asked twice, and never marked."""
    return [
        question.id
        for slug, bank in banks.items()
        if not rule.chapter or slug in rule.chapter
        for question in bank
        if not (question.retired or question.opening)
        and rule.usage in ("tous", question.usage)
        and (not rule.covers or set(rule.covers) & set(question.covers))
        and (not rule.format or question.type in rule.format)
        and (not rule.difficulty or question.difficulty in rule.difficulty)
    ]
