"""Practical works as nbgrader assignments: the checked answers become graded cells, the written part a manual one.

Each assignment folder is a course of its own (data, sealed answers, no solution), so that a notebook runs wherever
nbgrader copies it. Written for nbgrader 0.9: ``nbgrader generate_assignment <slug>``, then ``autograde``.
"""

from __future__ import annotations

import ast
import json
import re
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from chevet.cells import read_source
from chevet.course import Chapter, Course
from chevet.export.formats import Rendered
from chevet.export.notebooks import head, to_notebook
from chevet.labs import Lab, read_labs
from chevet.problems import CourseError, Problem

Progress = Callable[[str], None]
SCHEMA = 3  # of nbgrader's cell metadata
CONFIG = """\
# Écrit par « chevet export nbgrader ». Lancez nbgrader depuis ce dossier.
c = get_config()
c.CourseDirectory.course_id = "chevet"
c.ClearSolutions.text_stub = "Écrivez ici."
c.ExecutePreprocessor.timeout = 300
"""
README = """\
# Travaux pratiques de Chevet pour nbgrader

Dans un environnement où `chevet` et `nbgrader` sont installés :

    nbgrader generate_assignment {first}
    nbgrader autograde {first}

Les réponses contrôlées sont notées par la machine, question par question ; la partie écrite se note à la main
(`nbgrader formgrade`). Les réponses sont scellées, pas secrètes : un étudiant qui sait programmer peut les chercher.
"""
_DATA = re.compile(r"load_dataset\(\s*[\"']([a-z0-9-]+)[\"']")
_TOTAL = re.compile(r"(\d+(?:,\d+)?)\s*points?")


def render(course: Course, chapters: Sequence[Chapter], progress: Progress) -> Rendered:
    """The assignments of the labs of ``chapters``; those that check no answer are named and left out.

    Raises:
        CourseError: a lab cannot be read; no lab checks an answer.
    """
    slugs = {chapter.slug for chapter in chapters}
    labs = [lab for lab in read_labs(course) if lab.chapter in slugs]
    graded = [lab for lab in labs if lab.questions]
    if not graded:
        remedy = "Ajoutez « questions » à l'en-tête d'un travail pratique, ou choisissez un autre chapitre."
        raise CourseError(Problem("exercises/labs", 0, "aucune réponse à noter dans ces travaux.", remedy))
    files = {
        "nbgrader_config.py": CONFIG.encode(),
        "LISEZ-MOI.md": README.format(first=graded[0].slug).encode(),
    }
    for lab in graded:
        progress(f"{lab.slug}…")
        files |= {f"source/{lab.slug}/{name}": data for name, data in assignment(course, lab).items()}
    left = [lab.slug for lab in labs if not lab.questions]
    notes = [f"{lab} : aucune réponse contrôlée, à noter à la main." for lab in left]
    return Rendered({f"nbgrader/{name}": data for name, data in files.items()}, (), 0, tuple(notes))


def assignment(course: Course, lab: Lab) -> dict[str, bytes]:
    """What ``source/<slug>/`` holds, by path."""
    text = read_source(course, lab.path)
    files = {
        f"{lab.slug}.ipynb": graded_notebook(course, lab).encode(),
        "_config.yml": b"title: Chevet\n",
        "_toc.yml": b"format: jb-book\nroot: LISEZ-MOI\n",
        "chapters/LISEZ-MOI.txt": "Ce dossier fait de l’ensemble un cours que chevet reconnaît.\n".encode(),
        f"exercises/labs/{lab.slug}.md": head(text, lab),
    }
    for slug in dict.fromkeys(_DATA.findall(text)):
        for path in sorted((course.datasets_dir / slug).glob("*")):
            if path.is_file() and path.name != "generate.py":
                files[path.relative_to(course.root).as_posix()] = path.read_bytes()
    return files


def graded_notebook(course: Course, lab: Lab) -> str:
    """The lab without its solutions, a locked cell after each cell that checks answers."""
    notebook = json.loads(to_notebook(course, lab.path, teacher=False))
    cells: list[dict[str, Any]] = []
    given = 0.0
    worth = {one.id: one.points for one in lab.questions}
    # A question counts once: one that a cell names is not among those that a loop stands for.
    left = [one for one in worth if f'"{one}"' not in "".join(map(_source, notebook["cells"]))]
    for cell in notebook["cells"]:
        asked = checked(_source(cell), left) if cell["cell_type"] == "code" else None
        if not asked or not set(asked.names) <= set(worth):
            cells.append(cell)
            continue
        if asked.rest.strip():
            cells.append({**cell, "source": asked.rest.splitlines(keepends=True)})
        left = [one for one in left if one not in asked.names]
        most = sum(worth[name] for name in asked.names)
        given += most
        cells.append(_graded(lab, len(cells), asked, most))
    if (written := total_points(lab) - given) > 0:
        cells.append(_manual(lab, written))
    for rank, cell in enumerate(cells):
        cell["id"] = f"chevet-{rank:03}"
    return json.dumps({**notebook, "cells": cells}, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _source(cell: dict[str, Any]) -> str:
    return "".join(cell["source"])


def total_points(lab: Lab) -> float:
    """« 20 points ; 12 pour… » is 20; a marking without a number is worth its checked answers."""
    found = _TOTAL.search(lab.marking)
    return float(found[1].replace(",", ".")) if found else sum(one.points for one in lab.questions)


@dataclass(frozen=True)
class Checked:
    """What a cell checks: the questions, the statements that check them, and the cell without those."""

    names: tuple[str, ...]
    calls: tuple[str, ...]
    rest: str


def checked(source: str, known: Sequence[str]) -> Checked | None:
    """The statements of a cell that call ``verifier``, a loop included, or None when there is none.

    A question named ``f"seuil-{lieu}"`` stands for every one of ``known`` that begins alike.
    """
    try:
        body = ast.parse(source).body
    except SyntaxError:
        return None
    names: list[str] = []
    calls: list[str] = []
    gone: set[int] = set()
    lines = source.splitlines(keepends=True)
    for statement in body:
        found = [node for node in ast.walk(statement) if _is_check(node)]
        if not found or isinstance(statement, ast.FunctionDef):
            continue
        for call in found:
            names += _asked(call.args[0], known)  # type: ignore[attr-defined]
        span = range(statement.lineno, (statement.end_lineno or statement.lineno) + 1)
        calls.append("".join(lines[n - 1] for n in span).rstrip())
        gone |= set(span)
    if not names:
        return None
    rest = "".join(line for n, line in enumerate(lines, 1) if n not in gone).rstrip()
    return Checked(tuple(dict.fromkeys(names)), tuple(calls), rest)


def _is_check(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call) or not node.args:
        return False
    return isinstance(node.func, ast.Name) and node.func.id == "verifier"


def _asked(name: ast.expr, known: Sequence[str]) -> list[str]:
    match name:
        case ast.Constant(value=str(text)):
            return [text]
        case ast.JoinedStr(values=[ast.Constant(value=str(start)), *_]):
            return [one for one in known if one.startswith(start)]
    return []


def _graded(lab: Lab, rank: int, asked: Checked, most: float) -> dict[str, Any]:
    lines = ["# Cellule de notation : ne la changez pas.", "from chevet.answers import noter, verifier", ""]
    lines += ["with noter() as note:", *(textwrap.indent(call, "    ") for call in asked.calls)]
    lines.append("note.points  # nbgrader lit cette valeur")
    return {
        "cell_type": "code",
        "execution_count": None,
        "metadata": {"nbgrader": _metadata(f"{lab.slug}-{rank:02}", most, "code", solution=False)},
        "outputs": [],
        "source": "\n".join(lines).splitlines(keepends=True),
    }


def _manual(lab: Lab, most: float) -> dict[str, Any]:
    return {
        "cell_type": "markdown",
        "metadata": {"nbgrader": _metadata(f"{lab.slug}-ecrit", most, "markdown", solution=True)},
        "source": [
            f"**Votre partie écrite** ({f'{most:g}'.replace('.', ',')} points, notés par l’enseignant).\n"
        ],
    }


def _metadata(identifier: str, most: float, kind: str, *, solution: bool) -> dict[str, Any]:
    return {
        "cell_type": kind,
        "grade": True,
        "grade_id": identifier,
        "locked": not solution,
        "points": int(most) if most == int(most) else most,
        "schema_version": SCHEMA,
        "solution": solution,
        "task": False,
    }
