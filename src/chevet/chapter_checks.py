"""What a machine can say of one chapter: its cells are short and are Python, its questions are all asked."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from chevet.cells import Call, Cell, calls, parse, read_cells, read_source
from chevet.course import Chapter, Course
from chevet.datasets import known_datasets
from chevet.problems import CourseError, Problem
from chevet.quiz.bank import counted, load_bank, published
from chevet.quiz.model import Question

CELL_LINES = 10


def check_cells(course: Course, path: Path) -> list[Problem]:
    """Each cell that is not Python, is too long, or reads a dataset that does not exist."""
    file = course.relative(path)
    problems: list[Problem] = []
    for cell in read_cells(course, path):
        try:
            length = code_lines(course, path, cell)
            found = tuple(calls(course, path, cell))
        except CourseError as error:
            problems.extend(error.problems)
            continue
        if length > CELL_LINES:
            message = f"la cellule {cell.number} a {length} lignes hors imports, plus de {CELL_LINES}."
            problems.append(
                Problem(file, cell.line, message, "Donnez un nom à ce qu'elle fait, dans src/chevet.")
            )
        known = known_datasets(course)
        problems.extend(
            Problem(
                file,
                call.line,
                f"le jeu de données « {call.args[0]} » n'existe pas.",
                f"Jeux connus : {', '.join(known) or 'aucun'}.",
            )
            for call in found
            if call.name == "load_dataset" and call.args and call.args[0] not in known
        )
    return problems


def code_lines(course: Course, path: Path, cell: Cell) -> int:
    """The lines of a cell, without imports, comments and blanks.

    Raises:
        CourseError: the cell is not Python.
    """
    lines = set(range(1, cell.source.count("\n") + 2))
    for node in ast.walk(parse(course, path, cell)):
        if isinstance(node, ast.Import | ast.ImportFrom):
            lines -= set(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    texts = cell.source.split("\n")
    return sum(
        1 for number in lines if texts[number - 1].strip() and not texts[number - 1].lstrip().startswith("#")
    )


def check_questions(course: Course, chapter: Chapter) -> list[Problem]:
    """Each question asked and unknown, asked twice, or never asked; each section named and not there.

    A question never asked would keep the total of the chapter out of reach.
    """
    file, bank_file = course.relative(chapter.path), f"exercises/banks/{chapter.slug}.yml"
    path = course.root / bank_file
    asked = [
        call
        for cell in read_cells(course, chapter.path)
        for call in calls(course, chapter.path, cell)
        if call.name == "show_quiz" and call.args[:1] in ((), (chapter.slug,))
    ]
    if not path.is_file():
        return [
            Problem(file, call.line, "le chapitre n'a pas de banque de questions.", f"Créez {bank_file}.")
            for call in asked
        ]
    bank = load_bank(course, chapter.slug)
    if not all(call.whole for call in asked):
        return []  # ids computed by the cell: only an execution can tell
    problems: list[Problem] = []
    first: dict[str, int] = {}
    names = list(dict.fromkeys(question.asked_as for question in published(bank)))  # a case is asked whole
    for call in asked:
        for name in _asked_by(call, bank):
            if name not in names:
                remedy = f"Questions publiées : {', '.join(names) or 'aucune'}."
                problems.append(Problem(file, call.line, f"la question {name} n'est pas publiée.", remedy))
            elif name in first:
                message = f"la question {name} est déjà posée ligne {first[name]}."
                problems.append(Problem(file, call.line, message, "Posez-la une seule fois."))
            first.setdefault(name, call.line)
    for name in dict.fromkeys(question.asked_as for question in counted(bank)):
        if name not in first:
            problems.append(
                Problem(
                    bank_file,
                    _line_of(path, name),
                    "le chapitre ne la pose jamais.",
                    f"Citez-la dans un show_quiz de {file}, ou retirez-la.",
                    f"question {name}",
                )
            )
    problems.extend(_check_opening(bank, asked, bank_file, path))
    titles = set(_titles(read_source(course, chapter.path)))
    problems.extend(
        Problem(
            bank_file,
            _line_of(path, name),
            f"« {section} » n'est pas une section du chapitre.",
            "Recopiez le titre de la section.",
            f"question {name}",
        )
        for name, section in dict.fromkeys((q.asked_as, q.section) for q in published(bank))
        if section and _plain(section) not in titles
    )
    return problems


def _asked_by(call: Call, bank: tuple[Question, ...]) -> Iterator[str]:
    opening = call.keywords.get("opening", (*call.args, None, None, None)[2])
    ids = call.keywords.get("ids", (*call.args, None, None)[1])
    if opening is None:
        yield from map(str, dict.fromkeys(q.asked_as for q in counted(bank)) if ids is None else ids)


def _check_opening(
    bank: tuple[Question, ...], asked: list[Call], bank_file: str, path: Path
) -> Iterator[Problem]:
    moments = {call.keywords.get("opening") for call in asked}
    for question in published(bank):
        for moment, when in (("before", "avant la lecture"), ("after", "à la fin")):
            if question.opening and moment not in moments:
                remedy = f'Ajoutez show_quiz("{path.stem}", opening="{moment}").'
                message = f"cette question d'ouverture n'est pas posée {when}."
                yield Problem(
                    bank_file, _line_of(path, question.id), message, remedy, f"question {question.id}"
                )


def _titles(text: str) -> Iterator[str]:
    for match in re.finditer(r"^#+ +(.+?) *$", text, re.MULTILINE):
        yield _plain(match[1])


def _plain(title: str) -> str:
    """``title`` with any space, narrow or not, as one space."""
    return " ".join(title.split())


def _line_of(path: Path, identifier: str) -> int:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if re.search(rf"\bid: *[\"']?{re.escape(identifier)}\b", line):
            return number
    return 0
