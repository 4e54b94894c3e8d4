"""How a question of the course becomes one of Moodle's: a function by type, and what all of them share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from chevet.export import moodle_choices, moodle_orders, moodle_texts, moodle_typed, moodle_zones
from chevet.export.cases import step_head
from chevet.export.loss import Loss
from chevet.export.moodle_model import Body, MoodleQuestion, lost, said, without_gaps
from chevet.export.rich import Place, Rich, paragraph, plain, rich, together
from chevet.problems import CourseError, Problem
from chevet.quiz.question import Question

LONGEST_NAME = 100  # characters of Moodle's 255: the rest is in the stem

# The one list of what Moodle can hold: a type of question and how it is turned into one of Moodle's.
MAPPINGS: dict[str, Callable[[Any, Place], Body]] = {
    "qru": moodle_choices.qru,
    "qrm": moodle_choices.qrm,
    "qroc": moodle_typed.qroc,
    "numeric": moodle_typed.numeric,
    "qrp": moodle_choices.announced,
    "qrpl": moodle_choices.announced,
    "tcs": moodle_choices.tcs,
    "matching": moodle_orders.matching,
    "ordering": moodle_orders.ordering,
    "estimation": moodle_orders.estimation,
    "qzp": moodle_zones.qzp,
    "annotation": moodle_texts.annotation,
}

_TRAINING = "Barème d’entraînement, d’après les règles publiées en 2023"
SCALE_NOTES = {
    "qrm": f"{_TRAINING}\u202f; Moodle en donne une valeur approchée.",
    "qrp": f"{_TRAINING}.",
    "qrpl": f"{_TRAINING}.",
    "qroc": f"{_TRAINING}.",
    "tcs": "Barème d’entraînement\u00a0: votes pour le degré choisi, sur votes pour le plus choisi.",
}


def to_moodle(question: Question, place: Place, slug: str) -> MoodleQuestion:
    """``question`` of the bank ``slug`` as Moodle holds it.

    Raises:
        CourseError: a type that has no mapping yet, or an image that is missing.
    """
    mapping = MAPPINGS.get(question.type)
    if mapping is None:
        message = f"le type « {question.type} » n'a pas encore d'écriture pour Moodle."
        known = f"Types exportés : {', '.join(MAPPINGS)}."
        raise CourseError(Problem(place.file, 0, message, known, f"question {question.id}"))
    body = mapping(question, place)
    stem = body.stem or paragraph(rich(question.stem, place))
    if question.case:
        head = step_head(question.case, place)
        stem = together(without_gaps(head) if body.kind == "cloze" else head, stem)
    return MoodleQuestion(
        id=question.id,
        type=question.type,
        name=_name(question),
        stem=stem,
        general=together(*_general(question, place, body)),
        tags=_tags(question, slug),
        hints=tuple(paragraph(rich(hint, place)) for hint in question.hints) if body.kind != "essay" else (),
        body=body,
        exam=question.usage == "examen",
        losses=(*body.losses, *_losses(question, body)),
    )


def _losses(question: Question, body: Body) -> Iterator[Loss]:
    """What any type loses in Moodle."""
    if question.opening:
        yield lost(question, "ouverture", "posée une fois ; avant et après ne sont plus comparés.")
    if case := question.case:
        yield lost(
            question,
            "dossier",
            f"question {case.rank} sur {case.count} ; son énoncé redit la vignette et les données, mais seul un test "
            "en navigation séquentielle, sans mélange des questions, tient l’ordre.",
        )
    if question.certainty:
        told = "le degré de certitude de Moodle est un réglage du test, et il change la note."
        yield lost(question, "certitude", told)
    if question.hints:
        count = len(question.hints)
        told = (
            f"{count} à dire en classe\u202f; une composition n’en a pas dans Moodle."
            if body.kind == "essay"
            else f"{count}, montré{'s' if count > 1 else ''} après une réponse fausse, si le test est «\u00a0Interactif "
            "avec essais multiples\u00a0» ; chaque essai de plus y coûte un tiers de la note."
        )
        yield lost(question, "indices", told)


def _name(question: Question) -> str:
    # Moodle takes what looks like a tag out of a name.
    rank = f"{question.case.rank}/{question.case.count} " if question.case else ""
    words = f"{question.id} : {rank}{plain(question.stem)}".replace("<", "‹").replace(">", "›")
    return words if len(words) <= LONGEST_NAME else words[: LONGEST_NAME - 1].rstrip() + "…"


def _general(question: Question, place: Place, body: Body) -> Iterator[Rich]:
    if question.feedback:
        yield paragraph(rich(question.feedback, place), "chevet-explication")
    yield from body.more
    if question.section:
        yield said("À relire", rich(question.section, place), "chevet-relire")
    if question.source:
        yield said("Source", rich(question.source, place), "chevet-source")
    if note := SCALE_NOTES.get(question.type):
        yield paragraph(Rich(note), "chevet-bareme")


def _tags(question: Question, slug: str) -> tuple[str, ...]:
    tags = ["chevet", slug, question.type, f"difficulté {question.difficulty}", f"niveau {question.level}"]
    tags += question.covers
    tags.append("relecture en attente" if question.review == "pending" else f"relu {question.review}")
    if question.case:
        tags += [question.case.kind, f"dossier {question.case.id}"]
    if question.opening:
        tags.append("ouverture")
    if question.usage == "examen":
        tags.append("examen")
    return tuple(tags)
