"""What the course promises to teach, and what of it the sources prove.

Each row of ``book/programme.csv`` asks for forms; a chapter claims forms in its front matter (``covers``).
A claim is proved by what a machine can see:

- ``a``, an explanation: nothing can prove it but a reader, so it counts as *declared*;
- ``b``, a question: a published question of the chapter's bank lists the row in its own ``covers``;
- ``c``, a widget: a code cell of the page constructs one (the quiz does not count, it is form ``b``);
- ``d``, data: a code cell calls ``load_dataset("slug")`` on a dataset that exists;
- ``e``, an exercise: a practical work of the chapter (``chapter: <slug>`` in its front matter, or the same name)
  lists the row under ``covers`` and holds a cell tagged ``solution`` (an exercise has a correction).
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from chevet.cells import calls, read_cells
from chevet.course import Chapter, Course
from chevet.frontmatter import FORMS, Form, read_front_matter
from chevet.labs import covered_by_labs
from chevet.problems import CourseError, Problem
from chevet.programme import Row, read_programme
from chevet.quiz.bank import load_bank, published
from chevet.quiz.model import Question


@dataclass(frozen=True)
class Claim:
    """A form of a row that a chapter says it teaches; ``proof`` names what proves it, if anything does."""

    chapter: str
    row: str
    form: Form
    proof: str

    @property
    def status(self) -> str:
        """``declared`` (form a), ``proved`` or ``unproved``."""
        if self.form == "a":
            return "declared"
        return "proved" if self.proof else "unproved"


@dataclass(frozen=True)
class Coverage:
    """The programme and every claim made about it."""

    rows: tuple[Row, ...]
    claims: tuple[Claim, ...] = ()
    problems: tuple[Problem, ...] = ()

    def taught(self) -> tuple[Row, ...]:
        """The rows that at least one chapter claims."""
        claimed = {claim.row for claim in self.claims}
        return tuple(row for row in self.rows if row.id in claimed)

    def chapters(self, row: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(claim.chapter for claim in self.claims if claim.row == row))

    def forms(self, row: str, status: str) -> tuple[Form, ...]:
        """The forms of ``row`` with a claim of this status in some chapter."""
        found = {claim.form for claim in self.claims if claim.row == row and claim.status == status}
        return tuple(form for form in FORMS if form in found)

    def missing(self, row: Row) -> tuple[Form, ...]:
        """The forms that the programme asks and that no chapter proves or declares yet."""
        given = {*self.forms(row.id, "proved"), *self.forms(row.id, "declared")}
        return tuple(form for form in row.asked if form not in given)

    def to_json(self) -> dict[str, list[Form]]:
        """{row taught: forms proved}; an empty list where prose alone is claimed, which no machine proves."""
        return {row.id: list(self.forms(row.id, "proved")) for row in self.taught()}


def prove(course: Course) -> Coverage:
    """Every claim of every chapter beside what proves it; an unprovable one is a problem.

    Raises:
        CourseError: the programme or ``_toc.yml`` cannot be read.
    """
    rows = read_programme(course)
    known = {row.id for row in rows}
    claims: list[Claim] = []
    problems: list[Problem] = []
    for chapter in course.chapters:
        try:
            front = read_front_matter(course, chapter.path)
            evidence = _evidence(course, chapter)
            problems.extend(_unknown_rows(course, chapter, known))
        except CourseError as error:
            problems.extend(error.problems)
            continue
        for row, forms in front.covers.items():
            file, line = course.relative(chapter.path), front.lines[f"covers.{row}"]
            if row not in known:
                problems.append(
                    Problem(
                        file, line, f"la ligne {row} n'est pas au programme.", "Voyez book/programme.csv."
                    )
                )
                continue
            for form in forms:
                claim = Claim(chapter.slug, row, form, evidence.proof(row, form))
                claims.append(claim)
                if claim.status == "unproved":
                    message = f"la forme {form} de {row} est annoncée, rien ne la prouve."
                    remedy = f"{_REMEDIES[form].format(row=row, slug=chapter.slug)} Sinon, retirez {form}."
                    problems.append(Problem(file, line, message, remedy, f"ligne {row}"))
    return Coverage(rows, tuple(claims), tuple(problems))


def programme_rows(course: Course) -> list[dict[str, Any]]:
    """One dictionary per row, for the page « Programme ».

    Keys: ``id``, ``part``, ``topic``, ``objective``, ``note``, ``chapters`` (slugs), and the forms ``asked``,
    ``proved``, ``declared``, ``missing`` (of a row taught; empty for a row that no chapter claims).
    """
    coverage = prove(course)
    taught = set(coverage.taught())
    return [
        {
            "id": row.id,
            "part": row.part,
            "topic": row.topic,
            "objective": row.objective,
            "note": row.note,
            "asked": row.asked,
            "chapters": coverage.chapters(row.id),
            "proved": coverage.forms(row.id, "proved"),
            "declared": coverage.forms(row.id, "declared"),
            "missing": coverage.missing(row) if row in taught else (),
        }
        for row in coverage.rows
    ]


_REMEDIES: dict[Form, str] = {
    "b": "Ajoutez « covers: [{row}] » à une question publiée d'exercises/banks/{slug}.yml.",
    "c": "Construisez un widget dans une cellule de la page.",
    "d": 'Lisez un jeu de données par load_dataset("…") dans une cellule.',
    "e": "Donnez à un carnet d'exercises/labs « chapter: {slug} », « covers: [{row}] » et une cellule « solution ».",
}


@dataclass(frozen=True)
class _Evidence:
    questions: dict[str, str]  # row -> id of the first published question that lists it
    widget: str
    dataset: str
    lab_rows: dict[str, str]  # row -> slug of the lab that covers it

    def proof(self, row: str, form: Form) -> str:
        if form == "b":
            return self.questions.get(row, "")
        if form == "c":
            return self.widget
        if form == "d":
            return self.dataset
        return self.lab_rows.get(row, "") if form == "e" else ""


def _evidence(course: Course, chapter: Chapter) -> _Evidence:
    questions: dict[str, str] = {}
    for question in published_questions(course, chapter.slug):
        for row in question.covers:
            questions.setdefault(row, question.id)
    widgets, datasets = [], []
    for cell in read_cells(course, chapter.path):
        for call in calls(course, chapter.path, cell):
            if call.name in widget_classes():
                widgets.append(call.name)
            if (
                call.name == "load_dataset"
                and call.args
                and (course.datasets_dir / str(call.args[0])).is_dir()
            ):
                datasets.append(str(call.args[0]))
    return _Evidence(
        questions, (widgets or [""])[0], (datasets or [""])[0], covered_by_labs(course, chapter.slug)
    )


def _unknown_rows(course: Course, chapter: Chapter, known: set[str]) -> Iterator[Problem]:
    for question in published_questions(course, chapter.slug):
        for row in sorted(set(question.covers) - known):
            file, where = f"exercises/banks/{chapter.slug}.yml", f"question {question.id}"
            yield Problem(
                file, 0, f"la ligne {row} n'est pas au programme.", "Voyez book/programme.csv.", where
            )


@cache
def widget_classes() -> frozenset[str]:
    """The names of the widgets that show something to handle: every ``ChevetWidget`` but the quiz, those that
    ask the language model (``ModelWidget``) included.

    Read from the sources of ``chevet/widgets/<name>/<name>.py`` and not imported, so that one broken
    widget does not hide what the others prove.
    """
    found = set()
    for path in (Path(__file__).parent / "widgets").glob("*/*.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and any(
                ast.unparse(b).endswith(("ChevetWidget", "ModelWidget")) for b in node.bases
            ):
                found.add(node.name)
    # A cell that moves through a function writes explore(…), as it would write interact(…).
    return frozenset((found | ({"explore"} if "Explore" in found else set())) - {"Quiz"})


def published_questions(course: Course, slug: str) -> tuple[Question, ...]:
    """The published questions of a chapter, none when it has no bank."""
    if not (course.banks_dir / f"{slug}.yml").is_file():
        return ()
    return published(load_bank(course, slug))
