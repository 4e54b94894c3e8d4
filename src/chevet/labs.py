"""The practical works of ``exercises/labs``: what each says of itself, its sealed answers, the student's copy.

A lab is a MyST notebook. Its front matter names its ``chapter`` (the lab of the same name needs not), the rows it
``covers``, its ``objective``, ``duration`` (minutes), ``material`` and ``marking``. Under ``questions`` it keeps the
answers that :func:`chevet.answers.verifier` checks, sealed so that nobody reads them in passing. Cells tagged
``solution`` are its correction; the student's copy has none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from jupytext.myst import myst_to_notebook

from chevet.cells import read_cells, read_source
from chevet.course import Course
from chevet.frontmatter import first_heading, parse_block, split_block
from chevet.problems import CourseError, Problem

SOLUTION = "solution"
_TEXTS = ("objective", "material", "marking")
_REMEDIES = {
    "objective": "Écrivez en une phrase ce que l'étudiant saura faire.",
    "material": "Écrivez par exemple « material: le chapitre 10, ce carnet, un papier ».",
    "marking": "Écrivez par exemple « marking: 20 points, un par nombre juste ».",
}


@dataclass(frozen=True)
class Sealed:
    """A checked question: its name as printed, seals of the right answers, tolerance, points, and the hint."""

    id: str
    name: str
    seals: tuple[str, ...]
    tolerance: float
    points: float
    hint: str


@dataclass(frozen=True)
class Lab:
    """One practical work; ``lines`` gives the line of each key of the front matter."""

    slug: str
    path: Path
    title: str
    chapter: str
    covers: tuple[str, ...]
    duration: int
    objective: str
    material: str
    marking: str
    questions: tuple[Sealed, ...]
    lines: Mapping[str, int]


def read_labs(course: Course) -> tuple[Lab, ...]:
    """Every lab, by name.

    Raises:
        CourseError: the front matter of a lab cannot be read.
    """
    return tuple(read_lab(course, path) for path in sorted((course.root / "exercises" / "labs").glob("*.md")))


def read_lab(course: Course, path: Path) -> Lab:
    """The lab at ``path``; what its front matter lacks is empty, :func:`check_labs` tells it.

    Raises:
        CourseError: its front matter, or a question in it, cannot be read.
    """
    file = course.relative(path)
    text = read_source(course, path)
    block, line = split_block(text, file)
    keys, lines, problems = parse_block(block, file)
    questions = []
    for name, given in _mapping(keys.get("questions")).items():
        try:
            questions.append(_sealed(str(name), _mapping(given)))
        except (KeyError, TypeError, ValueError) as error:
            remedy = "Écrivez « name », « seal », « hint », et au besoin « tolerance » et « points »."
            problems.append(
                Problem(
                    file,
                    lines["questions"],
                    f"la question ne se lit pas ({error}).",
                    remedy,
                    f"question {name}",
                )
            )
    if problems:
        raise CourseError(problems)
    duration, covers = keys.get("duration"), keys.get("covers")
    texts = {key: str(keys.get(key) or "") for key in _TEXTS}
    return Lab(
        slug=path.stem,
        path=path,
        title=first_heading(text, line),
        chapter=str(keys.get("chapter") or path.stem),
        covers=tuple(map(str, covers)) if isinstance(covers, list) else (),
        duration=duration if isinstance(duration, int) else 0,
        questions=tuple(questions),
        lines=lines,
        **texts,
    )


def is_corrected(course: Course, lab: Lab) -> bool:
    """Whether a cell of the lab holds the correction."""
    return any(SOLUTION in cell.tags for cell in read_cells(course, lab.path))


def covered_by_labs(course: Course, chapter: str) -> dict[str, str]:
    """{row of the programme: slug of the first lab of ``chapter`` that covers it and holds its correction}."""
    found: dict[str, str] = {}
    for lab in read_labs(course):
        if lab.chapter == chapter and is_corrected(course, lab):
            found.update({row: lab.slug for row in lab.covers if row not in found})
    return found


def check_labs(course: Course) -> list[Problem]:
    """Each lab whose chapter does not exist, that lacks a key, or asks a question of a name already taken."""
    problems: list[Problem] = []
    chapters = {chapter.slug for chapter in course.chapters}
    asked: dict[str, str] = {}
    for path in sorted((course.root / "exercises" / "labs").glob("*.md")):
        try:
            lab = read_lab(course, path)
        except CourseError as error:
            problems.extend(error.problems)
            continue
        file = course.relative(path)
        if lab.chapter not in chapters:
            message = f"le chapitre « {lab.chapter} » n'existe pas."
            remedy = "Écrivez « chapter: NN-nom », d'après _toc.yml."
            problems.append(Problem(file, lab.lines.get("chapter", 1), message, remedy))
        if not lab.duration:
            remedy = "Écrivez par exemple « duration: 45 » (minutes)."
            problems.append(Problem(file, 1, "l'en-tête ne dit pas la durée.", remedy))
        for key in _TEXTS:
            if not getattr(lab, key):
                problems.append(Problem(file, 1, f"l'en-tête n'a pas de clé « {key} ».", _REMEDIES[key]))
        for question in lab.questions:
            if question.id in asked:
                message = f"la question {question.id} existe déjà dans {asked[question.id]}."
                problems.append(Problem(file, lab.lines["questions"], message, "Donnez-lui un autre nom."))
            asked.setdefault(question.id, lab.slug)
    return problems


def notebook(course: Course, lab: Lab, *, student: bool) -> nbformat.NotebookNode:
    """The lab as a notebook; ``student`` leaves out the cells of the correction."""
    made: nbformat.NotebookNode = myst_to_notebook(read_source(course, lab.path))
    if student:
        made.cells = [cell for cell in made.cells if SOLUTION not in (cell.metadata.get("tags") or ())]
    return made


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _sealed(name: str, given: Mapping[str, Any]) -> Sealed:
    seals = given["seal"] if isinstance(given["seal"], list) else [given["seal"]]
    tolerance = float(given.get("tolerance", 0))
    if tolerance < 0:
        raise ValueError("tolerance")
    return Sealed(
        name,
        str(given["name"]),
        tuple(map(str, seals)),
        tolerance,
        float(given.get("points", 1)),
        str(given["hint"]),
    )
