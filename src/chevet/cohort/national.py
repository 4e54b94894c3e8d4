"""A file too large to be read line by line: Parquet, or a table that the engine already has, under pseudonyms."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import ibis

from chevet.cohort.engine import Backend
from chevet.cohort.tables import unreadable
from chevet.problems import CourseError, Problem

NEEDED = {"learner": "string", "item": "string", "response": "string"}
OPTIONAL = {"moodle": "float64", "certainty": "int64", "attempt": "int64"}


def is_large(path: Path) -> bool:
    """Whether the engine reads this file by itself."""
    return path.suffix.lower() == ".parquet"


def open_files(backend: Backend, paths: Sequence[Path]) -> Any:
    """The answers in Parquet files.

    Raises:
        CourseError: a column is missing, or the learners are not pseudonyms.
    """
    tables = []
    for path in paths:
        try:
            tables.append(_shape(backend.read_parquet(str(path)), path.name))
        except CourseError:
            raise
        except Exception as error:  # each engine has its own exceptions
            message = f"le fichier ne se lit pas ({type(error).__name__})."
            raise unreadable(path, message, "Vérifiez que c’est bien du Parquet.") from error
    return _refuse_names(backend, ibis.union(*tables) if len(tables) > 1 else tables[0], paths[0].name)


def open_table(backend: Backend, name: str) -> Any:
    """The answers in a table of the engine.

    Raises:
        CourseError: no such table, a column is missing, or the learners are not pseudonyms.
    """
    if name not in backend.list_tables():
        raise CourseError(
            Problem("--table", 0, f"la table « {name} » n’existe pas.", "Vérifiez son nom et la base.")
        )
    return _refuse_names(backend, _shape(backend.table(name), name), name)


def _shape(table: Any, name: str) -> Any:
    missing = [column for column in NEEDED if column not in table.columns]
    if missing:
        remedy = "On attend learner, item, response et, si possible, moodle, certainty, attempt."
        raise CourseError(Problem(name, 0, f"il manque la colonne {', '.join(missing)}.", remedy))
    columns = {column: table[column].cast(kind) for column, kind in NEEDED.items()}
    columns["response"] = columns["response"].fill_null("")  # nothing stored: nothing answered
    for column, kind in OPTIONAL.items():
        absent = ibis.literal(1, type=kind) if column == "attempt" else ibis.null(kind)
        columns[column] = table[column].cast(kind) if column in table.columns else absent
    return table.select(**columns)


def _refuse_names(backend: Backend, table: Any, name: str) -> Any:
    """A pseudonym has neither space nor @: names and addresses are not let in, even as keys that nobody prints."""
    clear = table.filter(table.learner.contains("@") | table.learner.contains(" ")).limit(1)
    if backend.to_pyarrow(clear.select("learner")).num_rows:
        remedy = "Remplacez noms et adresses par des pseudonymes avant de confier ce fichier à quiconque."
        raise CourseError(Problem(name, 0, "la colonne learner contient des noms ou des adresses.", remedy))
    return table
