"""The formats of a question bank: one line each, and what the command does with any of them.

A format is a function from chapters to the bytes of its files and to what it loses. It writes nothing itself:
with ``strict`` nothing at all is written when something would be lost.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from chevet.course import Chapter, Course
from chevet.export.loss import Loss
from chevet.links import refuse_links_out
from chevet.problems import CourseError, Problem
from chevet.writing import write_all

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Rendered:
    """What a format makes: files (name → content), losses, and what is true of all its questions."""

    files: Mapping[str, bytes]
    losses: tuple[Loss, ...]
    questions: int
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Format:
    """A format of the command line; ``module`` holds ``render(course, chapters, progress)``."""

    module: str
    help: str  # what the command says it writes


FORMATS = {
    "nbgrader": Format("chevet.export.nbgrader", "les travaux pratiques en devoirs nbgrader."),
    "anki": Format("chevet.export.anki", "des cartes pour Anki."),
    "notebooks": Format("chevet.export.notebooks", "chapitres et travaux pratiques en carnets Jupyter."),
    "moodle-xml": Format("chevet.export.moodle_xml", "la banque de questions en Moodle XML."),
    "mbz": Format("chevet.export.mbz", "un cours Moodle entier, à restaurer."),
    "gift": Format("chevet.export.gift", "la banque de questions en GIFT."),
}


def render(name: str, course: Course, chapters: Sequence[Chapter], progress: Progress) -> Rendered:
    """What the format ``name`` makes of ``chapters``.

    Raises:
        CourseError: what cannot be read, has no place in the format, or lies outside the course.
    """
    refuse_links_out(course)
    found: Rendered = importlib.import_module(FORMATS[name].module).render(course, chapters, progress)
    return found


def write(rendered: Rendered, folder: Path, *, strict: bool = False) -> tuple[Path, ...]:
    """Write the files in ``folder``, all of them or none; their paths.

    Raises:
        CourseError: ``strict`` and something is lost; the folder or the disk refuses.
    """
    if strict and rendered.losses:
        count = len(rendered.losses)
        message = f"{count} perte{'s' if count > 1 else ''}, et --strict n'en admet aucune."
        remedy = "Changez ces questions, ou exportez sans --strict. Rien n'a été écrit."
        raise CourseError(Problem(folder.as_posix(), 0, message, remedy))
    return write_all(folder, dict(sorted(rendered.files.items())))


def name_of(course: Course, chapters: Sequence[Chapter]) -> str:
    """``chevet-01-tokens`` for one chapter, else ``chevet``."""
    return f"chevet-{chapters[0].slug}" if len(chapters) == 1 else "chevet"
