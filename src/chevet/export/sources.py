"""Which questions a format receives, and the place of each in the course: part, chapter, objective."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import yaml

from chevet.course import Chapter, Course
from chevet.export.cases import case_info, case_name
from chevet.export.rich import Place, writable
from chevet.frontmatter import read_front_matter
from chevet.problems import CourseError, Problem
from chevet.programme import read_programme
from chevet.quiz.bank import load_banks
from chevet.quiz.model import Question

LONGEST = 120  # characters of the name of a category; Moodle keeps 255


@dataclass(frozen=True)
class Category:
    """A folder of questions. ``names`` go from the course down; ``id`` is permanent."""

    id: str
    names: tuple[str, ...]
    info: str


@dataclass(frozen=True)
class Filed:
    """A question and the categories that lead to it, the nearest last."""

    question: Question
    slug: str
    place: Place
    categories: tuple[Category, ...]


def course_title(course: Course) -> str:
    """The title of the course, in ``_config.yml``."""
    try:
        config = yaml.safe_load((course.root / "_config.yml").read_text(encoding="utf-8"))
    except (
        OSError,
        ValueError,
        KeyError,
        AttributeError,
        TypeError,
        RecursionError,
        yaml.YAMLError,
    ) as error:
        remedy = "Retrouvez-le dans git."
        raise CourseError(Problem("_config.yml", 0, "ce fichier ne se lit pas.", remedy)) from error
    title = config.get("title") if isinstance(config, dict) else None
    return _one_line(str(title or "Cours"))


def chapter_title(course: Course, chapter: Chapter) -> str:
    """« 01 Du texte aux tokens »."""
    return f"{chapter.slug[:2]} {_one_line(read_front_matter(course, chapter.path).title)}"


def chosen_chapters(course: Course, slugs: Iterable[str] | None) -> tuple[Chapter, ...]:
    """The chapters named, in the order of the course; None: all those that have a bank.

    Raises:
        CourseError: no such chapter; a chapter without a bank; none at all.
    """
    if slugs is None:
        found = tuple(c for c in course.chapters if (course.banks_dir / f"{c.slug}.yml").is_file())
        if not found:
            raise CourseError(Problem("exercises/banks", 0, "aucune banque.", "Écrivez-en une."))
        return found
    wanted = {course.chapter(slug).slug for slug in slugs}
    return tuple(chapter for chapter in course.chapters if chapter.slug in wanted)


def filed_questions(course: Course, chapters: Sequence[Chapter], *, exam: bool) -> tuple[Filed, ...]:
    """Every question of ``chapters`` that is not retired, exam questions too if ``exam``, by category.

    Raises:
        CourseError: a bank or a chapter that cannot be read; a chapter without a bank.
    """
    banks = load_banks(course)
    topics = {row.id: row.topic for row in read_programme(course)}
    top = Category("chevet", (course_title(course),), "Questions du cours, avec leurs corrections.")
    found: list[Filed] = []
    for chapter in chapters:
        file = course.relative(course.banks_dir / f"{chapter.slug}.yml")
        if chapter.slug not in banks:
            remedy = "Écrivez-la, ou choisissez un autre chapitre."
            raise CourseError(Problem(file, 0, "ce chapitre n'a pas de banque de questions.", remedy))
        path = [top]
        if chapter.part:
            number = 1 + list(dict.fromkeys(c.part for c in course.chapters)).index(chapter.part)
            path.append(_below(path[-1], f"partie-{number}", chapter.part, ""))
        title = chapter_title(course, chapter)
        path.append(_below(path[0], chapter.slug, title, "", under=path[-1].names))
        kept = [q for q in banks[chapter.slug] if not q.retired and (exam or q.usage != "examen")]
        for question in kept:
            leaf = path[-1]
            if question.usage == "examen":
                info = "Réservées à l’épreuve : ni dans le site, ni dans un paquet SCORM."
                leaf = _below(leaf, "examen", "Examen", info)
            if question.case:
                # The steps of a case may evaluate several rows, and stay together.
                leaf = _below(
                    leaf, f"dossier-{question.case.id}", case_name(question.case), case_info(question.case)
                )
            elif question.covers:
                row = question.covers[0]
                leaf = _below(leaf, row, f"{row} {topics.get(row, '')}".rstrip(), "")
            way = (*path, *([leaf] if leaf is not path[-1] else []))
            found.append(Filed(question, chapter.slug, Place(course, file, question.id), way))
    # A category is opened once: its questions stand together, in the order of the bank.
    first: dict[tuple[str, ...], int] = {}
    for rank, one in enumerate(found):
        first.setdefault(one.categories[-1].names, rank)
    return tuple(sorted(found, key=lambda one: first[one.categories[-1].names]))


def _below(
    parent: Category, identifier: str, name: str, info: str, under: tuple[str, ...] | None = None
) -> Category:
    names = (*(parent.names if under is None else under), _one_line(name))
    return Category(f"{parent.id}-{identifier}", names, info)


def _one_line(text: str) -> str:
    line = " ".join(writable(text).replace("<", "‹").replace(">", "›").split())
    return line if len(line) <= LONGEST else line[: LONGEST - 1].rstrip() + "…"
