"""How a bank becomes questions: one reading, then either every question or every fault, told in French."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from chevet.course import Course
from chevet.problems import CourseError, Problem
from chevet.quiz.cases import CASES, read_case
from chevet.quiz.lines import Fault, Place, read_yaml
from chevet.quiz.question import Question
from chevet.quiz.types import TYPES
from chevet.quiz.words import Told, nearest, tell

_SLUG = re.compile(r"^\d\d-(.+)$")


@dataclass(frozen=True)
class _Bank:
    """What one file holds: questions if nothing is wrong, and where each id is written."""

    questions: tuple[Question, ...]
    problems: tuple[Problem, ...]
    ids: tuple[tuple[str, int], ...]  # every id written, with its line


def load_bank(course: Course, slug: str) -> tuple[Question, ...]:
    """The questions of ``exercises/banks/<slug>.yml``, in the order of the file; the steps of a case, in its place.

    Raises:
        CourseError: everything wrong in this bank, at once.
    """
    return _load(course, [slug])[slug]


def load_banks(course: Course) -> dict[str, tuple[Question, ...]]:
    """The questions of every bank of the course, by chapter.

    Raises:
        CourseError: everything wrong in all the banks, at once; also two questions of one id.
    """
    strays = [
        Problem(
            course.relative(path), 0, "une banque porte l'extension .yml.", f"Renommez-la {path.stem}.yml."
        )
        for path in sorted(course.banks_dir.glob("*.yaml"))
    ]
    return _load(course, [path.stem for path in sorted(course.banks_dir.glob("*.yml"))], strays)


def published(questions: Iterable[Question]) -> tuple[Question, ...]:
    """Those a page or a package may show: neither retired nor kept for an exam."""
    return tuple(q for q in questions if not q.retired and q.usage != "examen")


def counted(questions: Iterable[Question]) -> tuple[Question, ...]:
    """Those that make the score of a chapter: published, and not the opening question."""
    return tuple(q for q in published(questions) if not q.opening)


def _load(
    course: Course, slugs: list[str], strays: Iterable[Problem] = ()
) -> dict[str, tuple[Question, ...]]:
    problems = list(strays)
    chapters: set[str] = set(slugs)
    try:
        chapters = {chapter.slug for chapter in course.chapters}
    except CourseError as error:
        problems.extend(error.problems)
    banks: dict[str, tuple[Question, ...]] = {}
    first: dict[str, str] = {}
    for slug in slugs:
        path = course.banks_dir / f"{slug}.yml"
        file = course.relative(path)
        try:
            bank = _parse(path.read_bytes(), file, slug, course.root)
        except OSError:
            known = ", ".join(sorted(p.stem for p in course.banks_dir.glob("*.yml"))) or "aucune"
            problems.append(Problem(file, 0, "cette banque n'existe pas.", f"Banques connues : {known}."))
            continue
        problems.extend(bank.problems)
        banks[slug] = bank.questions
        if slug not in chapters:
            remedy = f"Créez chapters/{slug}.md et sa ligne dans _toc.yml, ou renommez la banque."
            problems.append(Problem(file, 0, "aucun chapitre ne porte le nom de cette banque.", remedy))
        for identifier, line in bank.ids:
            if identifier in first:
                message = f"cet identifiant est déjà pris ({first[identifier]})."
                remedy = "Donnez-en un autre à la plus récente des deux : un identifiant est permanent."
                problems.append(Problem(file, line, message, remedy, f"question {identifier}"))
            first.setdefault(identifier, f"{file}, ligne {line}")
    if problems:
        raise CourseError(problems)
    return banks


@lru_cache(maxsize=64)
def _parse(content: bytes, file: str, slug: str, root: Path) -> _Bank:
    """The bank in ``content``. Cached: a page asks for its bank at each of its questions."""
    source = read_yaml(content)
    items = source.data if isinstance(source.data, list) else []
    questions: list[Question] = []
    faults = list(source.faults)
    unread = {fault.place for fault in faults}
    if not items and not (source.data is None and faults):
        faults.append(_no_question(source.data))
    for rank, item in enumerate(items):
        read, told = _read_item(item, slug, root)
        questions.extend(read)
        faults.extend(
            Fault((rank, *place), source.line((rank, *place)), message, remedy)
            for place, message, remedy in told
            if (rank, *place) not in unread
        )
    openings = [(rank, "opening") for rank, item in enumerate(items) if _is_opening(item)]
    for place in openings[1:]:
        message = f"deuxième question d'ouverture (la première est ligne {source.line(openings[0])})."
        remedy = "Gardez-en une : elle est posée avant la lecture, puis à la fin."
        faults.append(Fault(place, source.line(place), message, remedy))
    problems = [Problem(file, f.line, f.message, f.remedy, _name(items, f.place)) for f in faults]
    ids = [(_id(item), source.line((rank, "id"))) for rank, item in enumerate(items) if _id(item)]
    return _Bank(tuple(questions), tuple(problems), tuple(ids))


def _no_question(data: object) -> Fault:
    if data:
        remedy = "Écrivez une liste, chaque question commençant par « - id: »."
        return Fault((), 1, "une banque est une liste de questions.", remedy)
    return Fault((), 0, "cette banque est vide.", "Écrivez-y une question, ou effacez le fichier.")


def _name(items: list[Any], place: Place) -> str:
    """The question that holds ``place``, by its id or else by its rank."""
    if not place or not isinstance(place[0], int):
        return ""
    return f"question {_id(items[place[0]]) or f'n° {place[0] + 1}'}"


def _id(item: Any) -> str:
    identifier = item.get("id") if isinstance(item, dict) else None
    return identifier if isinstance(identifier, str) else ""


def _is_opening(item: Any) -> bool:
    return isinstance(item, dict) and item.get("opening") is True and item.get("retired") is not True


def _read_item(item: Any, slug: str, root: Path) -> tuple[tuple[Question, ...], list[Told]]:
    """One question, the steps of a case, or all that is wrong with it.

    A type that quotes a file of the course finds it from ``root``.
    """
    if not isinstance(item, dict):
        return (), [Told((), "on attendait une question.", "Écrivez ses clés : id, type, stem…")]
    told: list[Told] = []
    name = match[1] if (match := _SLUG.match(slug)) else slug
    if _id(item) and not re.fullmatch(rf"{re.escape(name)}-\d\d", _id(item), re.ASCII):
        told.append(
            Told(
                ("id",),
                f"dans la banque {slug}, un identifiant s'écrit {name}- suivi de deux chiffres.",
                f"Par exemple {name}-01.",
            )
        )
    kind = item.get("type")
    known = [*TYPES, *CASES]
    if not isinstance(kind, str) or kind not in known:
        remedy = f"{nearest(str(kind), known)}Types connus : {', '.join(known)}."
        message = f"type inconnu « {kind} »." if "type" in item else "la clé type manque."
        return (), [*told, Told(("type",), message, remedy)]
    questions, faults = read_case(item, root) if kind in CASES else _read_question(item, kind, root)
    told.extend(t for t in faults if not (told and t.place == ("id",)))
    return (() if told else questions), told


def _read_question(item: dict[str, Any], kind: str, root: Path) -> tuple[tuple[Question, ...], list[Told]]:
    model = TYPES[kind].model
    try:
        return (model.model_validate(item, context={"root": root}),), []
    except ValidationError as error:
        return (), tell(model, item, error, {"root": root})
