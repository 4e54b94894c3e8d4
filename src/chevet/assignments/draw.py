"""How an assignment becomes questions: those it names, then those its rules draw, the same ones every time.

A draw puts the questions in an order that a hash of the seed and of each id gives, and takes the first ones. So a
question added to a bank moves at most one question of a draw, and a question corrected moves none. A progressive case
comes whole or not at all: one that would pass the number asked is left for the next.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from chevet.assignments.model import Assignment, Draw
from chevet.quiz.cases import CASES
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
    units, home = _units(banks)
    steps = {question.id: name for name, unit in units.items() for question in unit if question.case}
    taken = {entry.id for entry in assignment.items if entry.id}
    asked: list[Asked] = []
    told: list[Told] = []
    for rank, entry in enumerate(assignment.items):
        place: Place = ("items", rank)
        if entry.id:
            if fault := _unasked(entry.id, units, steps):
                told.append(Told((*place, "id"), *fault))
            else:
                asked.extend(Asked(one, home[entry.id], entry.weight) for one in units[entry.id])
        elif entry.draw:
            place = (*place, "draw")
            if unknown := _unknown(entry.draw, banks, place):
                told.extend(unknown)
                continue
            pool = {name: len(units[name]) for name in _pool(entry.draw, units, home) if name not in taken}
            drawn = draw_units(entry.draw.seed, pool, entry.draw.number)
            if drawn is None:
                told.append(Told((*place, "number"), *_too_few(entry.draw.number, pool)))
                continue
            taken.update(drawn)
            asked.extend(Asked(one, home[name], entry.weight) for name in drawn for one in units[name])
    known = set(labs)
    for rank, lab in enumerate(assignment.labs):
        if lab.slug not in known:
            remedy = nearest(lab.slug, known) or f"Travaux connus : {', '.join(sorted(known)) or 'aucun'}."
            told.append(Told(("labs", rank, "slug"), f"le travail pratique {lab.slug} n'existe pas.", remedy))
    return asked, told


def draw_units(seed: int, sizes: Mapping[str, int], number: int) -> list[str] | None:
    """Names in the order of this seed whose sizes add up to ``number``, the earliest first; None if none do.

    A question is a unit of 1; a case, which is asked whole or not at all, of as many as it has steps.
    """
    order = draw_order(seed, sizes)
    reached = [{0}]  # from the end: what the units from here on can add up to
    for name in reversed(order):
        reached.append(
            reached[-1] | {total + sizes[name] for total in reached[-1] if total + sizes[name] <= number}
        )
    reached.reverse()
    if number not in reached[0]:
        return None
    drawn = []
    for rank, name in enumerate(order, 1):
        if number - sizes[name] in reached[rank]:
            drawn.append(name)
            number -= sizes[name]
    return drawn


def _units(banks: Banks) -> tuple[dict[str, list[Question]], dict[str, str]]:
    """What can be asked, by the id it is asked under: a question, or the steps of a case; and its chapter."""
    units: dict[str, list[Question]] = {}
    home: dict[str, str] = {}
    for slug, bank in banks.items():
        for question in bank:
            units.setdefault(question.asked_as, []).append(question)
            home[question.asked_as] = slug
    return units, home


def _unasked(
    wanted: str, units: Mapping[str, list[Question]], steps: Mapping[str, str]
) -> tuple[str, str] | None:
    """Why no question can be asked under this id: a message and a remedy."""
    if wanted in steps:
        message = f"{wanted} est une étape du dossier {steps[wanted]}, qui se pose en entier."
        return message, f"Écrivez id: {steps[wanted]}."
    if wanted not in units:
        return f"la question {wanted} n'existe pas.", nearest(wanted, units)
    if units[wanted][0].retired:
        return f"la question {wanted} est retirée.", "Choisissez-en une autre."
    return None


def _too_few(number: int, pool: Mapping[str, int]) -> tuple[str, str]:
    count = sum(pool.values())
    if count >= number:
        sizes = " ou ".join(str(size) for size in sorted(set(pool.values())) if size > 1)
        message = f"{number} questions demandées ; avec des dossiers entiers, de {sizes} questions, on n'y tombe pas."
        return message, "Changez ce nombre, ou admettez d'autres formats."
    message = (
        f"{number} questions demandées, {count} répondent à la règle et ne sont pas déjà dans le devoir."
    )
    return message, "Élargissez la règle, ou demandez-en moins."


def _unknown(rule: Draw, banks: Banks, place: Place) -> list[Told]:
    """Chapters and formats that no bank can give."""
    told = []
    for key, written, known in (("chapter", rule.chapter, banks), ("format", rule.format, (*TYPES, *CASES))):
        for rank, word in enumerate(written):
            if word not in known:
                remedy = nearest(word, known) or f"Connus : {', '.join(sorted(known))}."
                told.append(Told((*place, key, rank), f"« {word} » n'existe pas.", remedy))
    return told


def _pool(rule: Draw, units: Mapping[str, list[Question]], home: Mapping[str, str]) -> Iterator[str]:
    """The ids that the rule admits. An opening question stays out: it is asked twice, and never marked.

    The format of a case is its own, dp or kfp; it covers what one of its steps covers; each step has a difficulty.
    """
    for name, unit in units.items():
        first = unit[0]
        if (
            (not rule.chapter or home[name] in rule.chapter)
            and not (first.retired or first.opening)
            and rule.usage in ("tous", first.usage)
            and (not rule.covers or any(set(rule.covers) & set(one.covers) for one in unit))
            and (not rule.format or (first.case.kind if first.case else first.type) in rule.format)
            and (not rule.difficulty or all(one.difficulty in rule.difficulty for one in unit))
        ):
            yield name
