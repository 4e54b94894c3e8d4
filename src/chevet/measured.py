"""A dataset that was measured, not drawn: too long to rebuild at each check, held to its origin instead.

``schema.yml`` says ``measured: true``; the command that measures writes ``origin.json`` beside the table: the sha256
of the table and of every file of the course it depends on. ``generate.py`` recomputes a few of its rows.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, ValidationError

from chevet.course import Course
from chevet.problems import Problem

if TYPE_CHECKING:
    import pandas as pd

ORIGIN = "origin.json"
# Two machines round the last digit of a sum differently: of some hundred answers, one or two may turn.
TOLERANCE = 0.01


class Origin(BaseModel):
    """What ``origin.json`` holds; other keys are for readers."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    table: str
    files: dict[str, str]  # path from the root of the course: sha256


def check_origin(course: Course, table: Path, written: bytes) -> list[Problem]:
    """Whether the table and all it was measured on are still those of the measurement."""
    path = table.with_name(ORIGIN)
    again = (
        f"Mesurez à nouveau : voir « Fabrication » dans {course.relative(table.with_name('DATASHEET.md'))}."
    )
    try:
        origin = Origin.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return [Problem(course.relative(path), 0, "le fichier n'existe pas.", again)]
    except ValidationError as error:
        message = f"le fichier ne se lit pas ({error.errors()[0]['msg']})."
        return [Problem(course.relative(path), 0, message, again)]
    problems = []
    if _sha256(written) != origin.table:
        message = "la table n'est pas celle qui a été mesurée."
        problems.append(Problem(course.relative(table), 0, message, f"Annulez la retouche. {again}"))
    for name, expected in sorted(origin.files.items()):
        source = course.root / name
        if not source.is_file():
            message = "le fichier n'existe pas, et des mesures en dépendent."
            problems.append(Problem(name, 0, message, f"Retrouvez-le. {again}"))
        elif _sha256(source.read_bytes()) != expected:
            message = f"le fichier a changé depuis les mesures de {table.stem}."
            problems.append(Problem(name, 0, message, again))
    return problems


def check_subset(course: Course, table: Path, frame: pd.DataFrame, subset: pd.DataFrame) -> list[Problem]:
    """Whether the rows just recomputed are in the table, numbers within ``TOLERANCE``."""
    name = course.relative(table)
    again = "Le code de la mesure a changé : mesurez à nouveau, ou corrigez-le."
    numbers = [column for column in frame.columns if frame[column].dtype == "float64"]
    keys = [column for column in frame.columns if column not in numbers]
    known = {
        tuple(row): (line, found)
        for line, row, found in zip(
            range(2, len(frame) + 2), frame[keys].to_numpy(), frame[numbers].to_numpy(), strict=True
        )
    }
    problems = []
    for row, values in zip(subset[keys].to_numpy(), subset[numbers].to_numpy(), strict=True):
        where = " ".join(map(str, row))
        line, found = known.get(tuple(row), (0, None))
        if found is None:
            problems.append(Problem(name, 0, f"la ligne « {where} », refaite, n'y est pas.", again))
        elif abs(found - values).max() > TOLERANCE:
            new, old = (", ".join(f"{value:g}" for value in several) for several in (values, found))
            problems.append(
                Problem(name, line, f"refaite, la ligne « {where} » donne {new}, non {old}.", again)
            )
    return problems


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
