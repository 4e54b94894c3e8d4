"""The whole way: files, answers without names, a table on an engine, figures, report."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from chevet.cohort.answers import to_table
from chevet.cohort.count import count_cohort
from chevet.cohort.engine import connect, keep
from chevet.cohort.identity import Pseudonyms
from chevet.cohort.material import load_material
from chevet.cohort.read import read_files
from chevet.cohort.sheet import CohortSheet
from chevet.course import Course


def study_cohort(
    course: Course,
    paths: Sequence[Path],
    chapters: Sequence[str],
    *,
    backend: str = "duckdb",
    key: bytes | None = None,
    order: Sequence[str] = (),
    threshold: float = 0.6,
    last: bool = False,
) -> CohortSheet:
    """The sheet of the cohort whose answers are in ``paths``.

    Args:
        course: holds the banks.
        paths: exports of Moodle or tables of Chevet.
        chapters: the banks that the questions come from.
        backend: address of the engine (``chevet.cohort.engine.connect``).
        key: of the pseudonyms; drawn and forgotten where None.
        order: ids of the questions of slots 1, 2… of a quiz whose texts cannot tell.
        threshold: mean mark under which a theme is to be taught again.
        last: count last attempts, not first ones.

    Raises:
        CourseError: an unreadable file, an unknown bank, an engine that does not answer.
    """
    import ibis

    material = load_material(course, chapters)
    reading = read_files(paths, material, Pseudonyms(key), order)
    with connect(backend) as connection:
        responses: Any = keep(connection, ibis.memtable(to_table(reading.answers)))
        return count_cohort(
            connection,
            responses,
            material,
            threshold=threshold,
            last=last,
            notes=reading.notes,
            engine=connection.name,
        )
