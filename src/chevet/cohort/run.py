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
from chevet.cohort.national import is_large, open_files, open_table
from chevet.cohort.read import read_files
from chevet.cohort.sheet import CohortSheet
from chevet.course import Course
from chevet.problems import CourseError, Problem


def study_cohort(
    course: Course,
    paths: Sequence[Path],
    chapters: Sequence[str],
    *,
    backend: str = "duckdb",
    table: str = "",
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
        table: name of a table of that engine, in the place of files.
        key: of the pseudonyms; drawn and forgotten where None.
        order: ids of the questions of slots 1, 2… of a quiz whose texts cannot tell.
        threshold: mean mark under which a theme is to be taught again.
        last: count last attempts, not first ones.

    Raises:
        CourseError: an unreadable file, an unknown bank, an engine that does not answer.
    """
    import ibis

    material = load_material(course, chapters)
    large = [path for path in paths if is_large(path)]
    if (table and paths) or (large and len(large) < len(paths)):
        remedy = "Donnez les uns, puis les autres : leurs pseudonymes ne se rejoignent pas."
        raise CourseError(
            Problem(paths[0].name, 0, "Parquet ou table d’une base, mêlés à d’autres fichiers.", remedy)
        )
    notes: list[str] = []
    with connect(backend) as connection:
        responses: Any
        if table:
            responses, notes = open_table(connection, table), [f"Table {table} de la base."]
        elif large:
            responses, notes = open_files(connection, large), [f"{path.name} : Parquet." for path in large]
        else:
            reading = read_files(paths, material, Pseudonyms(key), order)
            responses, notes = keep(connection, ibis.memtable(to_table(reading.answers))), reading.notes
        return count_cohort(
            connection,
            responses,
            material,
            threshold=threshold,
            last=last,
            notes=notes,
            engine=connection.name,
        )
