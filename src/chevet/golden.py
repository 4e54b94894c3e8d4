"""The executed chapters that nbval compares with: text outputs only, the same bytes at each execution.

A golden holds the code cells of its chapter and what they print. Prose stays out: nbval never looks at
it, and a corrected typo must not ask for a new execution. The HTML of a widget (its whole state) stays
out too: its ``text/plain`` says what it shows, with a digest of that state, and the rule in
``tests/golden/sanitize.cfg`` reduces the HTML of both sides to the same word.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from chevet.cells import Cell, read_cells
from chevet.course import Chapter, Course
from chevet.problems import CourseError, Problem
from chevet.threads import ONE_THREAD
from chevet.writing import write_whole

CELL_TIMEOUT = 300  # s
ISLAND = re.compile(r'(?s)<div class="chevet-island".*')
ISLAND_WORD = "<!-- chevet-island -->"
# What nbval does not compare.
_DROPPED = ("application/vnd.jupyter.widget-view+json", "image/png", "image/jpeg")
_METADATA = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
_WRITE = "Lancez make golden."
_nbformat: Any = nbformat  # its functions carry no types


def golden_path(course: Course, slug: str) -> Path:
    return course.root / "tests" / "golden" / "chapters" / f"{slug}.ipynb"


def write_goldens(
    course: Course, slugs: Sequence[str] | None = None, progress: Callable[[str], None] | None = None
) -> list[Path]:
    """Execute the chapters (by default all of them) and write their goldens, each whole or not at all.

    ``progress`` is called with the slug of each chapter before its execution.

    Raises:
        CourseError: an unknown chapter, or a cell that stops; the other goldens are left as they were.
    """
    chapters = [course.chapter(slug) for slug in slugs] if slugs else list(course.chapters)
    written = []
    for chapter in chapters:
        if progress:
            progress(chapter.slug)
        text = execute(course, chapter)
        path = golden_path(course, chapter.slug)
        write_whole(path, text.encode("utf-8"))
        written.append(path)
    return written


def execute(course: Course, chapter: Chapter) -> str:
    """The golden of ``chapter`` as text, from a fresh kernel started in ``chapters/``.

    Raises:
        CourseError: a cell stops or takes more than ``CELL_TIMEOUT`` seconds.
    """
    cells = read_cells(course, chapter.path)
    notebook = _nbformat.v4.new_notebook(cells=[_code_cell(cell) for cell in cells], metadata=_METADATA)
    running = [0]
    client = NotebookClient(
        notebook,
        on_cell_start=lambda cell, cell_index: running.append(cell_index),
        timeout=CELL_TIMEOUT,
        kernel_name="python3",
        # A kernel warns at each start that it listens on this machine without encryption.
        extra_arguments=["--IPKernelApp.log_level=ERROR"],
        resources={"metadata": {"path": str(chapter.path.parent)}},
        record_timing=False,
        store_widget_state=False,
    )
    try:
        client.execute(env={**os.environ, **ONE_THREAD, "CHEVET_ROOT": str(course.root)})
    except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
        raise CourseError(_stopped(course, chapter, cells[running[-1]], error)) from error
    notebook.metadata = _nbformat.from_dict(_METADATA)
    for number, cell in enumerate(notebook.cells, 1):
        # nbval takes a cell without a count for one that was never run, and does not compare it.
        cell.execution_count = number
        cell.outputs = [_clean(output, number) for output in cell.outputs]
    _nbformat.validate(notebook)
    return str(_nbformat.writes(notebook, version=4)) + "\n"


def check_sync(course: Course) -> list[Problem]:
    """Each golden that is missing, left over, or older than the code of its chapter."""
    problems = []
    for chapter in course.chapters:
        path = golden_path(course, chapter.slug)
        if not path.is_file():
            problems.append(Problem(course.relative(path), 0, "le chapitre n'a pas de référence.", _WRITE))
            continue
        cells = read_cells(course, chapter.path)
        golden = [
            (cell.source, tuple(cell.metadata.get("tags", ())))
            for cell in _nbformat.read(path, as_version=4).cells
        ]
        for number, cell in enumerate(cells):
            if number >= len(golden) or golden[number] != (cell.source, cell.tags):
                message = f"la cellule {cell.number} n'est pas celle de {course.relative(path)}."
                problems.append(Problem(course.relative(chapter.path), cell.line, message, _WRITE))
        if len(golden) > len(cells):
            message = f"{len(golden)} cellules, le chapitre en a {len(cells)}."
            problems.append(Problem(course.relative(path), 0, message, _WRITE))
    expected = {chapter.slug for chapter in course.chapters}
    problems.extend(
        Problem(course.relative(path), 0, "aucun chapitre ne porte ce nom.", "Effacez ce fichier.")
        for path in sorted(golden_path(course, "x").parent.glob("*.ipynb"))
        if path.stem not in expected
    )
    return problems


def _code_cell(cell: Cell) -> Any:
    # Tags go along: nbval-ignore-output and raises-exception change what is compared.
    return _nbformat.v4.new_code_cell(
        cell.source, id=f"c{cell.number:03d}", metadata={"tags": list(cell.tags)} if cell.tags else {}
    )


def _clean(output: Any, number: int) -> Any:
    if "data" in output:
        output.data = {
            kind: ISLAND.sub(ISLAND_WORD, value) if isinstance(value, str) else value
            for kind, value in output.data.items()
            if kind not in _DROPPED
        }
        output.metadata = {}
    if output.output_type == "execute_result":
        output.execution_count = number
    if output.output_type == "error":
        output.traceback = []
    return output


def _stopped(course: Course, chapter: Chapter, cell: Cell, error: Exception) -> Problem:
    if isinstance(error, CellExecutionError):
        said = f"{error.ename} : {error.evalue}"
    elif isinstance(error, CellTimeoutError):
        said = f"plus de {CELL_TIMEOUT} secondes"
    else:
        said = "le noyau Python s'est arrêté"
    message = f"la cellule {cell.number} s'arrête ({said})."
    return Problem(
        course.relative(chapter.path),
        cell.line,
        message,
        "Corrigez-la ; make lab ouvre le chapitre en carnet.",
    )
