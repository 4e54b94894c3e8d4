"""Check the answer of a practical work without holding it in plain sight: a number with its tolerance, or words.

The front matter of the lab keeps a seal of the right answer, not the answer. A seal is no secret: whoever writes ten
lines of Python can try every number. It only keeps the answer from being read before it has been looked for.
"""

from __future__ import annotations

import hashlib
import math
import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from chevet.course import find_course
from chevet.labs import Sealed, read_labs
from chevet.problems import CourseError, Problem

_GRID = 10  # steps of the grid in one tolerance: an answer is held to a tenth of it
_LENGTH = 12


def verifier(question: str, reponse: object) -> None:
    """Say whether ``reponse`` is right, without ever giving the answer: right, to look at again, to fill in.

    Args:
        question: its name under ``questions`` in the front matter of a lab.
        reponse: a number (``0.85`` or ``"0,85"``), words, or nothing yet (``None`` or ``""``).

    Raises:
        CourseError: no lab has this question.
    """
    asked = _find(question)
    blank = reponse is None or (isinstance(reponse, str) and not reponse.strip())
    right = not blank and holds(asked, reponse)
    for note in _notes:
        note.earned[question] = asked.points if right else 0.0
    if blank:
        print(f"{asked.name}\u00a0: à remplir.")
    elif right:
        points = f"{asked.points:g}".replace(".", ",")
        print(f"{asked.name}\u00a0: juste ({points}\u00a0point{'s' if asked.points >= 2 else ''}).")
    else:
        print(f"{asked.name}\u00a0: à revoir. {asked.hint}")


@dataclass
class Note:
    """The points that the questions checked so far have earned; a question counts once, as it was last answered."""

    earned: dict[str, float]

    @property
    def points(self) -> float:
        return sum(self.earned.values())


@contextmanager
def noter() -> Iterator[Note]:
    """Count the points of every :func:`verifier` called inside: what a graded notebook ends with."""
    note = Note({})
    _notes.append(note)
    try:
        yield note
    finally:
        _notes.remove(note)


_notes: list[Note] = []


def holds(asked: Sealed, reponse: object) -> bool:
    """Whether ``reponse`` is one of the sealed answers, within the tolerance when it is a number."""
    value = number(reponse)
    if value is None:
        return _seal(asked.id, _words(str(reponse))) in asked.seals
    if not math.isfinite(value):
        return False
    grid = _grid(asked.tolerance)
    low, high = (value + side * asked.tolerance for side in (-1, 1))
    ranks = range(math.ceil(low / grid - 1e-6), math.floor(high / grid + 1e-6) + 1)
    return any(_seal(asked.id, str(rank)) in asked.seals for rank in ranks)


def seal(question: str, answer: object, tolerance: float = 0) -> str:
    """What an author writes under ``seal`` for this answer: a letter and twelve hexadecimal digits."""
    value = number(answer)
    if value is None:
        return _seal(question, _words(str(answer)))
    return _seal(question, str(math.floor(value / _grid(tolerance) + 0.5)))


def number(value: object) -> float | None:
    """``0,85`` or ``12 %`` as typed, or a number of Python or numpy; None for words."""
    if isinstance(value, str):
        text = re.sub(r"\s", "", value).replace(",", ".").replace("−", "-").removesuffix("%")
        return float(text) if re.fullmatch(r"[+-]?\d+(\.\d+)?", text) else None
    try:
        return float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return None


def _grid(tolerance: float) -> float:
    return tolerance / _GRID if tolerance else 1.0


def _words(text: str) -> str:
    """Without accents, capitals or punctuation: « L’antibiotique. » is « l antibiotique »."""
    plain = unicodedata.normalize("NFD", text.casefold())
    return " ".join(re.findall(r"[a-z0-9]+", "".join(c for c in plain if not unicodedata.combining(c))))


def _seal(question: str, answer: str) -> str:
    # A letter first: YAML would read « 12e45678 » as a number.
    return "s" + hashlib.sha256(f"{question}\n{answer}".encode()).hexdigest()[:_LENGTH]


def _find(question: str) -> Sealed:
    labs = read_labs(find_course())
    for lab in labs:
        for one in lab.questions:
            if one.id == question:
                return one
    known = ", ".join(one.id for lab in labs for one in lab.questions) or "aucune"
    raise CourseError(
        Problem("verifier", 0, f"la question « {question} » n'existe pas.", f"Questions connues : {known}.")
    )
