"""The code cells of a chapter, where each one is, and what it calls: read, never run."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from jupytext.myst import MystMetadataParsingError, myst_to_notebook

from chevet.course import Course
from chevet.problems import CourseError, Problem

_MAGIC = re.compile(r"^(\s*)[%!?].*$", re.MULTILINE)


@dataclass(frozen=True)
class Cell:
    """One ``{code-cell}``: ``line`` is that of its first line of code in the chapter."""

    number: int  # from 1
    line: int
    source: str
    tags: tuple[str, ...]


@dataclass(frozen=True)
class Call:
    """A call by name in a cell; an argument that is not a literal is left out, and ``whole`` is false."""

    name: str
    line: int
    args: tuple[Any, ...]
    keywords: dict[str, Any]
    whole: bool


def read_source(course: Course, path: Path) -> str:
    """The text of a chapter or of its practical work.

    Raises:
        CourseError: it is not there, or not in UTF-8.
    """
    file = course.relative(path)
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise CourseError(
            Problem(file, 0, "le fichier n'existe pas.", "Créez-le ou retrouvez-le dans git.")
        ) from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise CourseError(
            Problem(file, line, "le fichier n'est pas en UTF-8.", "Réenregistrez-le en UTF-8.")
        ) from error


def read_cells(course: Course, path: Path) -> tuple[Cell, ...]:
    """The code cells of the chapter at ``path``, in order.

    Raises:
        CourseError: the file, or the options of a cell, cannot be read.
    """
    return _cells(read_source(course, path), course.relative(path))


@lru_cache(maxsize=128)
def _cells(text: str, file: str) -> tuple[Cell, ...]:
    """Cached: a build asks for the cells of a page to know its cache, then to count them and to prove the programme."""
    try:
        notebook = myst_to_notebook(text, add_source_map=True)
    except MystMetadataParsingError as error:
        raise CourseError(
            Problem(
                file,
                0,
                "les options d'une cellule ne se lisent pas.",
                "Écrivez « :tags: [remove-input] » sous {code-cell}.",
            )
        ) from error
    except (
        Exception
    ) as error:  # a front matter that is no notebook's: its library lets every exception through
        message = f"ce fichier ne se lit pas comme un carnet ({type(error).__name__})."
        remedy = "Vérifiez l'en-tête, entre les deux « --- », et les options des cellules."
        raise CourseError(Problem(file, 1, message, remedy)) from error
    lines = text.splitlines()
    cells: list[Cell] = []
    for start, cell in zip(notebook.metadata["source_map"], notebook.cells, strict=True):
        if cell.cell_type == "code":
            tags = tuple(cell.metadata.get("tags") or ())
            cells.append(Cell(len(cells) + 1, _first_line(lines, start, cell.source), cell.source, tags))
    return tuple(cells)


def calls(course: Course, path: Path, cell: Cell) -> Iterator[Call]:
    """Each call by name in ``cell``, ``f(…)`` or ``module.f(…)``.

    Raises:
        CourseError: the cell is not Python.
    """
    for node in ast.walk(parse(course, path, cell)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
            name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
            args = [_literal(arg) for arg in node.args]
            keywords = {keyword.arg or "**": _literal(keyword.value) for keyword in node.keywords}
            values = [*args, *keywords.values()]
            yield Call(
                name,
                cell.line + node.lineno - 1,
                tuple(value for value in args if value is not _UNKNOWN),
                {key: value for key, value in keywords.items() if value is not _UNKNOWN},
                all(value is not _UNKNOWN for value in values),
            )


def parse(course: Course, path: Path, cell: Cell) -> ast.Module:
    """``cell`` as a syntax tree; IPython's magics count for nothing.

    Raises:
        CourseError: the cell is not Python.
    """
    try:
        return ast.parse(_MAGIC.sub(r"\1pass", cell.source))
    except SyntaxError as error:
        line = cell.line + (error.lineno or 1) - 1
        raise CourseError(
            Problem(
                course.relative(path),
                line,
                f"la cellule {cell.number} n'est pas du Python : {error.msg}.",
                "Corrigez cette ligne.",
            )
        ) from error


_UNKNOWN = object()


def _literal(node: ast.expr) -> Any:
    try:
        return ast.literal_eval(node)
    except ValueError:
        return _UNKNOWN


def _first_line(lines: list[str], start: int, source: str) -> int:
    """The line of the first line of code; ``start`` is the line of the fence, options lie between the two."""
    first = source.split("\n", 1)[0]
    for number in range(start, len(lines)):
        if lines[number] == first:
            return number + 1
    return start
