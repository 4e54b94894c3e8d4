"""How an assignment is read from its file, with the line of each fault, and how a new one begins."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from chevet.assignments.draw import Asked, resolve
from chevet.assignments.model import Assignment
from chevet.course import Course
from chevet.problems import CourseError, Problem
from chevet.quiz.bank import load_banks
from chevet.quiz.lines import read_yaml
from chevet.quiz.words import Told, tell
from chevet.writing import write_whole

TEMPLATE = """\
# Un devoir. Vérifiez-le avec : chevet devoir check {name}
title: {title}
instructions: Répondez sans aide, puis relisez la correction.
# opens: 2026-12-01       # premier et dernier jour, si vous en fixez
# closes: 2026-12-15
# attempts: 2             # absent : autant de tentatives qu’on veut
feedback: end             # correction : each (à chaque question), end (à la fin), closed (après le dernier jour)

items:
  # Une question par son identifiant…
  # - id: tokens-03
  #   weight: 2
  # … ou tirée dans les banques. Le même seed redonne les mêmes questions.
  - draw: {{chapter: [{chapter}], format: [qru, qrm], difficulty: [1, 2], number: 3, seed: 1}}
  - draw: {{chapter: [{chapter}], format: [qroc, numeric], number: 2, seed: 1}}

# Travaux pratiques, que vous notez vous-même :
# labs:
#   - slug: auditer-un-score-de-sepsis
#     weight: 4
"""


@dataclass(frozen=True)
class Read:
    """An assignment whose every rule holds, and its questions in order."""

    slug: str
    assignment: Assignment
    asked: tuple[Asked, ...]


def load_assignment(course: Course, path: Path) -> Read:
    """The assignment written in ``path``, inside the course or not.

    Raises:
        CourseError: everything wrong in the file, at once, with the line of each fault.
        OSError: the file cannot be read.
    """
    file = course.relative(path)
    source = read_yaml(path.read_bytes())
    problems = [Problem(file, fault.line, fault.message, fault.remedy) for fault in source.faults]
    if not problems and not isinstance(source.data, dict):
        problems = [
            Problem(file, 1, "un devoir est fait de clés.", "Partez d'un modèle : chevet devoir new.")
        ]
    if problems:
        raise CourseError(problems)
    told: list[Told] = []
    assignment: Assignment | None = None
    try:
        assignment = Assignment.model_validate(source.data)
    except ValidationError as error:
        told = tell(Assignment, source.data, error)
    asked: list[Asked] = []
    if assignment:
        asked, told = resolve(assignment, load_banks(course), lab_slugs(course))
    if told or assignment is None:
        raise CourseError(Problem(file, source.line(one.place), one.message, one.remedy) for one in told)
    return Read(path.stem, assignment, tuple(asked))


def lab_slugs(course: Course) -> list[str]:
    """The practical works of the course."""
    return sorted(path.stem for path in (course.root / "exercises" / "labs").glob("*.md"))


def write_template(course: Course, path: Path) -> None:
    """Write a first assignment in ``path``, which must not exist.

    Raises:
        CourseError: there is a file of this name already.
    """
    if path.exists():
        raise CourseError(
            Problem(
                course.relative(path),
                0,
                "ce fichier existe déjà.",
                "Choisissez un autre nom ; il reste tel quel.",
            )
        )
    title = path.stem.replace("-", " ").capitalize()
    chapter = course.chapters[0].slug if course.chapters else "01-tokens"
    write_whole(path, TEMPLATE.format(name=path, title=title, chapter=chapter).encode("utf-8"))
