"""A question as Moodle can hold it: one function by type, and what each loses on the way.

Moodle XML, GIFT and the course backup are three ways of writing the same :class:`MoodleQuestion`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from typing import Any, Literal

from chevet.export.fractions import Letter, fit, written
from chevet.export.loss import Loss, french
from chevet.export.rich import Place, Rich, paragraph, plain, rich, together, writable
from chevet.problems import CourseError, Problem
from chevet.quiz.fold import MAX_WORDS, fold
from chevet.quiz.model import MultipleChoice, Numeric, Qrm, Qroc, Qru, Question
from chevet.quiz.scoring import score

Kind = Literal[
    "multichoice", "shortanswer", "numerical", "matching", "ordering", "ddmarker", "essay", "description"
]
_LIGATURES = {"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE"}
LONGEST_NAME = 100  # characters of Moodle's 255: the rest is in the stem


@dataclass(frozen=True)
class Answer:
    """A response that Moodle knows. ``text`` is HTML for a choice, else plain; ``tolerance`` for a number."""

    text: Rich
    fraction: float  # percent
    feedback: Rich
    tolerance: str = ""


@dataclass(frozen=True)
class Body:
    """What is proper to a type."""

    kind: Kind
    answers: tuple[Answer, ...] = ()
    single: bool = True  # multichoice
    shuffle: bool = True
    unit: str = ""  # numerical
    pairs: tuple[tuple[Rich, str], ...] = ()  # matching: what is asked, what goes with it
    items: tuple[Rich, ...] = ()  # ordering: in the right order
    scoring: str = ""  # ordering: gradingtype
    zones: tuple[tuple[str, str, str], ...] = ()  # ddmarker: label, shape, coordinates
    image: Rich | None = None  # ddmarker: its only file is the picture
    grader: Rich | None = None  # essay: what the teacher who marks reads
    template: str = ""  # essay: what the student starts from, HTML
    stem: Rich | None = None  # instead of the stem of the question
    losses: tuple[Loss, ...] = ()


@dataclass(frozen=True)
class MoodleQuestion:
    """A question ready to be written."""

    id: str
    type: str  # ours: qru, qrm…
    name: str
    stem: Rich
    general: Rich  # general feedback
    tags: tuple[str, ...]
    hints: tuple[Rich, ...]
    body: Body
    exam: bool
    losses: tuple[Loss, ...]


Mapping = Callable[[Any, Place], Body]


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
    losses = [*body.losses]
    if question.opening:
        losses.append(_loss(question, "ouverture", "posée une fois ; avant et après ne sont plus comparés."))
    stem = body.stem or rich(question.stem, place)
    return MoodleQuestion(
        id=question.id,
        type=question.type,
        name=_name(question),
        stem=stem if stem.html.startswith("<") and body.stem else paragraph(stem),
        general=together(*_general(question, place)),
        tags=_tags(question, slug),
        hints=tuple(paragraph(rich(hint, place)) for hint in getattr(question, "hints", ())),
        body=body,
        exam=question.usage == "examen",
        losses=tuple(losses),
    )


def _name(question: Question) -> str:
    # Moodle takes what looks like a tag out of a name.
    words = f"{question.id} : {plain(question.stem)}".replace("<", "‹").replace(">", "›")
    return words if len(words) <= LONGEST_NAME else words[: LONGEST_NAME - 1].rstrip() + "…"


def _general(question: Question, place: Place) -> Iterator[Rich]:
    if question.feedback:
        yield paragraph(rich(question.feedback, place), "chevet-explication")
    if question.section:
        yield _said("À relire", rich(question.section, place), "chevet-relire")
    if question.source:
        yield _said("Source", rich(question.source, place), "chevet-source")
    if note := SCALE_NOTES.get(question.type):
        yield paragraph(Rich(note), "chevet-bareme")


def _said(label: str, text: Rich, css: str) -> Rich:
    return paragraph(Rich(f"{label}\u00a0: {text.html}", text.files), css)


def _tags(question: Question, slug: str) -> tuple[str, ...]:
    tags = ["chevet", slug, question.type, f"difficulté {question.difficulty}", f"niveau {question.level}"]
    tags += question.covers
    tags.append("relecture en attente" if question.review == "pending" else f"relu {question.review}")
    if question.opening:
        tags.append("ouverture")
    if question.usage == "examen":
        tags.append("examen")
    return tuple(tags)


def _loss(
    question: Question, kind: str, message: str, error: float | None = None, worst: float | None = None
) -> Loss:
    return Loss(question.id, question.type, kind, message, error, worst)


def _choices(question: MultipleChoice, place: Place, fractions: dict[str, float]) -> tuple[Answer, ...]:
    return tuple(
        Answer(rich(choice.text, place), fractions[letter], rich(choice.feedback, place))
        for letter, choice in question.lettered.items()
    )


def _qru(question: Qru, place: Place) -> Body:
    fractions = {letter: 100.0 * choice.right for letter, choice in question.lettered.items()}
    return Body("multichoice", _choices(question, place, fractions))


def _qrm(question: Qrm, place: Place) -> Body:
    letters = {
        name: Letter(one.right, one.indispensable, one.unacceptable)
        for name, one in question.lettered.items()
    }
    found = fit(letters, lambda ticked: score(question, ticked))
    said = (
        f"{french_percent(-found.penalty)} par proposition fausse cochée ; écart moyen avec le barème "
        f"{french(found.error)}, au plus {french(found.worst)}, sur les {found.responses} réponses."
    )
    losses = [_loss(question, "bareme", said, found.error, found.worst)]
    vital = [name.upper() for name, one in letters.items() if one.indispensable]
    if vital:
        said = f"omettre {' ou '.join(vital)} ne met plus la note à zéro."
        losses.append(_loss(question, "indispensable", said))
    answers = _choices(question, place, dict(found.fractions))
    return Body("multichoice", answers, single=False, losses=tuple(losses))


def _qroc(question: Qroc, place: Place) -> Body:
    parts = [(answer.texts, answer.credit, answer.feedback) for answer in question.answers]
    parts += [(trap.texts, 0.0, trap.feedback) for trap in question.traps]
    answers = [
        Answer(Rich(text), credit * 100, rich(feedback, place))
        for texts, credit, feedback in parts
        for text in spellings(texts)
    ]
    count = len(answers)
    answers.append(Answer(Rich("*"), 0.0, rich(question.feedback_wrong, place)))
    said = (
        f"{count} écritures prévues, avec et sans accents ; Moodle compare lettre à lettre, sans voir les "
        f"capitales : une autre ponctuation ou d’autres espaces seront comptées fausses. La limite de "
        f"{MAX_WORDS} mots n’est pas dite."
    )
    return Body("shortanswer", tuple(answers), losses=(_loss(question, "ecritures", said),))


def spellings(texts: tuple[str, ...]) -> tuple[str, ...]:
    """What one may type for ``texts``: with and without accents, either apostrophe, hyphens or spaces.

    In Moodle ``*`` stands for anything, so it is written ``\\*``.
    """
    found: dict[str, str] = {}
    for text in texts:
        whole = " ".join(unicodedata.normalize("NFC", writable(text)).split())
        for accents, apostrophe, hyphen in product((True, False), ("", "'", "’"), (True, False)):
            word = whole if accents else _without_accents(whole)
            if apostrophe:
                word = word.replace("’", "'").replace("'", apostrophe)
            if not hyphen:
                word = " ".join(word.replace("-", " ").replace("‑", " ").split())
            found.setdefault(word.lower(), word.replace("*", "\\*"))
        found.setdefault(fold(whole), fold(whole))  # and without any punctuation
    return tuple(found.values())


def _without_accents(text: str) -> str:
    letters = (c for c in unicodedata.normalize("NFKD", text) if unicodedata.category(c)[0] != "M")
    return "".join(_LIGATURES.get(letter, letter) for letter in letters)


def _numeric(question: Numeric, place: Place) -> Body:
    answers = [
        Answer(Rich(number(value)), credit, rich(feedback, place), number(tolerance))
        for value, tolerance, credit, feedback in (
            (question.answer, question.tolerance, 100.0, question.feedback_right),
            *((trap.value, trap.tolerance, 0.0, trap.feedback) for trap in question.traps),
        )
    ]
    answers.append(Answer(Rich("*"), 0.0, rich(question.feedback_wrong, place), "0"))
    losses: tuple[Loss, ...] = ()
    if question.unit:
        said = f"« {question.unit} » ou rien ; une autre unité n’est pas refusée."
        losses = (_loss(question, "unite", said),)
    return Body("numerical", tuple(answers), unit=writable(question.unit or ""), losses=losses)


def number(value: float) -> str:
    """``0.05``, ``-2000``, ``1e+30``: a dot, and an exponent only where digits would be many."""
    text = format(Decimal(repr(value)), "f").removesuffix(".0")
    return ("0" if text == "-0" else text) if len(text) <= 20 else repr(value)


def french_percent(percent: float) -> str:
    """« −40 % »."""
    return written(percent).replace("-", "−").replace(".", ",") + "\u202f%"


# The one list of what Moodle can hold: a type of question and how it is turned into one of Moodle's.
MAPPINGS: dict[str, Mapping] = {
    "qru": _qru,
    "qrm": _qrm,
    "qroc": _qroc,
    "numeric": _numeric,
}

_TRAINING = "Barème d’entraînement, d’après les règles publiées en 2023"
SCALE_NOTES = {"qrm": f"{_TRAINING}\u202f; Moodle en donne une valeur approchée."}
