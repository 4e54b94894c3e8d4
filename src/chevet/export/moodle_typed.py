"""Typed responses as Moodle compares them: a short answer letter by letter, a number within a tolerance."""

from __future__ import annotations

import unicodedata
from decimal import Decimal
from itertools import product

from chevet.export.loss import Loss
from chevet.export.moodle_model import Answer, Body, lost
from chevet.export.rich import Place, Rich, rich, writable
from chevet.quiz.fold import MAX_WORDS, fold
from chevet.quiz.types.numeric import Numeric
from chevet.quiz.types.qroc import Qroc

_LIGATURES = {"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE"}


def qroc(question: Qroc, place: Place) -> Body:
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
    return Body("shortanswer", tuple(answers), losses=(lost(question, "ecritures", said),))


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


def numeric(question: Numeric, place: Place) -> Body:
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
        losses = (lost(question, "unite", said),)
    return Body("numerical", tuple(answers), unit=writable(question.unit or ""), losses=losses)


def number(value: float) -> str:
    """``0.05``, ``-2000``, ``1e+30``: a dot, and an exponent only where digits would be many."""
    text = format(Decimal(repr(value)), "f").removesuffix(".0")
    return ("0" if text == "-0" else text) if len(text) <= 20 else repr(value)
