"""Everything a machine can find wrong in a course, all at once, and what the course holds."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from typing import Any, TypeVar

from chevet.budgets import Budget, check_budgets, check_measures, measure
from chevet.chapter_checks import check_cells, check_questions
from chevet.course import CHAPTER_NAME, Chapter, Course
from chevet.coverage import Coverage, prove, published_questions
from chevet.datasets import can_regenerate, verify_dataset
from chevet.frontmatter import read_front_matter
from chevet.labs import check_labs
from chevet.module_checks import check_modules, module_files
from chevet.problems import CourseError, Problem
from chevet.quiz.bank import load_banks

T = TypeVar("T")


@dataclass(frozen=True)
class Report:
    """What ``chevet check`` found. A problem fails the check; a warning or a note does not."""

    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()  # what could not be checked here, in French
    coverage: Coverage | None = None
    items: dict[str, dict[str, int] | None] = field(default_factory=dict)
    budgets: dict[str, Budget | None] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """The object that ``chevet check --json`` prints; null for what could not be read or is not built.

        ``coverage`` holds the rows taught and the forms proved; ``items`` counts published questions by type;
        ``budgets`` holds bytes and requests by page.
        """
        return {
            "coverage": self.coverage.to_json() if self.coverage else None,
            "items": self.items,
            "budgets": {name: asdict(b) if b else None for name, b in self.budgets.items()},
        }


def run_checks(course: Course, *, budgets: bool = False) -> Report:
    """Every check of the course; nothing is executed but the generators of the datasets.

    The built site is always measured, when there is one; ``budgets`` also holds it to its limits and to
    the figures of ``book/mesures.csv``.
    """
    found = _Findings()
    for check in (check_pages, load_banks, check_datasets, check_labs):
        found.add(check, course)
    found.add(check_modules, course, module_files())
    chapters = readable_chapters(course)
    for chapter in chapters:
        for look in (read_front_matter, check_cells):
            found.add(look, course, chapter.path)
        found.add(check_questions, course, chapter)
    coverage = found.add(prove, course)
    if coverage:
        found.problems.update(coverage.problems)
    if not shutil.which("node"):
        found.notes.append("Node est absent : la syntaxe des modules JavaScript n'est pas vérifiée.")

    found.notes += [
        f"Node ou ses paquets sont absents : {slug} n'est pas régénéré (npm ci, puis recommencez)."
        for slug in _datasets(course)
        if not can_regenerate(course, slug)
    ]

    measured = found.add(measure, course) or {}
    if budgets:
        found.add(check_budgets, course, measured)
        found.add(check_measures, course, measured)
    if None in measured.values():
        found.notes.append("Des pages ne sont pas construites : chevet build, puis chevet check les mesure.")
    return Report(
        problems=tuple(sorted(found.problems)),
        warnings=tuple(_missing_forms(coverage)) if coverage else (),
        notes=tuple(found.notes),
        coverage=coverage,
        items={chapter.slug: _count_items(course, chapter.slug) for chapter in chapters},
        budgets=measured,
    )


def check_pages(course: Course) -> list[Problem]:
    """Each page announced and missing, each chapter that ``_toc.yml`` does not announce."""
    problems: list[Problem] = []
    names = {name for _, name in course.pages}
    for name in sorted(names):
        if not name.startswith("chapters/") and not any(
            (course.root / f"{name}{suffix}").is_file() for suffix in ("", ".md", ".ipynb")
        ):
            problems.append(
                Problem(
                    "_toc.yml",
                    0,
                    f"la page {name} est annoncée mais n'existe pas.",
                    "Créez-la ou retirez-la.",
                )
            )
    for path in sorted((course.root / "chapters").iterdir()):
        if path.is_file() and not path.name.startswith(".") and f"chapters/{path.stem}" not in names:
            problems.append(
                Problem(
                    course.relative(path),
                    0,
                    "_toc.yml n'annonce pas ce chapitre.",
                    f"Ajoutez-y « - file: chapters/{path.stem} », ou retirez le fichier.",
                )
            )
    try:
        _ = course.chapters
    except CourseError as error:
        problems.extend(error.problems)
    return problems


def check_datasets(course: Course) -> list[Problem]:
    """Everything wrong in each folder of ``datasets/``."""
    return [
        problem
        for slug in _datasets(course)
        for problem in verify_dataset(course, slug, regenerate=can_regenerate(course, slug))
    ]


def _datasets(course: Course) -> list[str]:
    return sorted(path.name for path in course.datasets_dir.glob("[!._]*") if path.is_dir())


def readable_chapters(course: Course) -> tuple[Chapter, ...]:
    """The chapters that can be looked at, even when ``_toc.yml`` also lists bad ones."""
    try:
        return course.chapters
    except CourseError:
        try:
            pages = course.pages
        except CourseError:
            return ()
    found = []
    for part, name in pages:
        slug = name.removeprefix("chapters/")
        path = course.root / f"{name}.md"
        if name.startswith("chapters/") and CHAPTER_NAME.match(slug) and path.is_file():
            found.append(Chapter(slug, part, path))
    return tuple(found)


def describe(report: Report) -> list[str]:
    """What the course holds and what is left to do, in French; the problems themselves are told apart."""
    lines = coverage_lines(report.coverage) if report.coverage else []
    if report.items:
        lines += ["", "Questions publiées"]
        for slug, counts in report.items.items():
            told = ", ".join(f"{count} {kind}" for kind, count in (counts or {}).items())
            lines.append(f"  {slug} : {told or 'aucune'}")
    built = {name: budget for name, budget in report.budgets.items() if budget}
    if built:
        lines += ["", "Poids des pages (octets, gzip)"]
        lines += [
            f"  {name} : première visite {b.first_visit_gzip}, en venant de la page précédente "
            f"{b.next_visit_gzip}, {b.requests} requêtes"
            for name, b in built.items()
        ]
    if report.warnings:
        lines += ["", "À compléter", *(f"  {warning}" for warning in report.warnings)]
    if report.notes:
        lines += ["", *report.notes]
    if not report.problems:
        lines += ["", "Aucun problème."]
    return lines


def coverage_lines(coverage: Coverage) -> list[str]:
    """The rows of the programme that are taught, and the forms of each."""
    taught = coverage.taught()
    lines = [f"Programme : {len(taught)} lignes enseignées sur {len(coverage.rows)}"]
    for row in taught:
        states = [
            ("demandé", row.asked),
            ("prouvé", coverage.forms(row.id, "proved")),
            ("déclaré", coverage.forms(row.id, "declared")),
            ("manque", coverage.missing(row)),
        ]
        told = " ; ".join(f"{word} {' '.join(forms)}" for word, forms in states if forms)
        lines.append(f"  {row.id} ({', '.join(coverage.chapters(row.id))}) : {told}")
    return lines


class _Findings:
    def __init__(self) -> None:
        self.problems: set[Problem] = set()
        self.notes: list[str] = []

    def add(self, look: Callable[..., T], *args: Any) -> T | None:
        """Keep the problems that ``look`` returns or raises; its result, or None when it raised."""
        try:
            result = look(*args)
        except CourseError as error:
            self.problems.update(error.problems)
            return None
        if isinstance(result, list):
            self.problems.update(result)
        return result


def _missing_forms(coverage: Coverage) -> Iterator[Problem]:
    for row in coverage.taught():
        for form in coverage.missing(row):
            chapters = ", ".join(coverage.chapters(row.id))
            message = f"la forme {form} est demandée, aucun chapitre ne la donne encore."
            yield Problem("book/programme.csv", 0, message, f"Enseignée dans {chapters}.", f"ligne {row.id}")


def _count_items(course: Course, slug: str) -> dict[str, int] | None:
    try:
        counts = Counter(question.type for question in published_questions(course, slug))
    except CourseError:
        return None
    return dict(sorted(counts.items())) or None
