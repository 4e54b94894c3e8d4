"""What the course is asked to teach: the rows of ``book/programme.csv``, read once and checked."""

from __future__ import annotations

import csv
from dataclasses import dataclass

from chevet.course import Course
from chevet.frontmatter import FORMS, Form
from chevet.problems import CourseError, Problem

COLUMNS = ("id", "part", "topic", "source", "form", "bloom", "objective", "note")


@dataclass(frozen=True)
class Row:
    """A row of the programme; ``asked`` holds its forms in alphabetical order."""

    id: str
    part: str
    topic: str
    source: str
    asked: tuple[Form, ...]
    bloom: str
    objective: str
    note: str


def read_programme(course: Course) -> tuple[Row, ...]:
    """The rows of ``book/programme.csv``, in order.

    Raises:
        CourseError: no such file, other columns, an id twice, an unknown form.
    """
    path = course.root / "book" / "programme.csv"
    file = course.relative(path)
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream)
            records = [(reader.line_num, record) for record in reader]
            columns = tuple(reader.fieldnames or ())
    except FileNotFoundError as error:
        raise CourseError(Problem(file, 0, "le programme n'existe pas.", "Retrouvez-le dans git.")) from error
    except UnicodeDecodeError as error:
        raise CourseError(
            Problem(file, 0, "le fichier n'est pas en UTF-8.", "Réenregistrez-le en UTF-8.")
        ) from error
    except csv.Error as error:
        remedy = "Vérifiez les guillemets : un ouvert, un fermé."
        raise CourseError(Problem(file, 0, "le CSV ne se lit pas.", remedy)) from error
    if columns != COLUMNS:
        raise CourseError(
            Problem(file, 1, "les colonnes ne sont pas celles du programme.", ", ".join(COLUMNS) + ".")
        )

    rows: list[Row] = []
    problems: list[Problem] = []
    seen: dict[str, int] = {}
    for line, record in records:
        if None in record or None in record.values():
            problems.append(
                Problem(
                    file,
                    line,
                    "la ligne n'a pas huit colonnes.",
                    "Entourez de guillemets un texte à virgules.",
                )
            )
            continue
        name, asked = record["id"], record.pop("form").split("+")
        if name in seen:
            problems.append(
                Problem(file, line, f"{name} existe déjà ligne {seen[name]}.", "Changez l'un des deux.")
            )
        if not set(asked) <= set(FORMS):
            problems.append(
                Problem(
                    file,
                    line,
                    f"la forme « {'+'.join(asked)} » n'existe pas.",
                    "Formes : a, b, c, d, e ; plusieurs s'écrivent c+b.",
                    f"ligne {name}",
                )
            )
        seen[name] = line
        rows.append(Row(asked=tuple(form for form in FORMS if form in asked), **record))
    if problems:
        raise CourseError(problems)
    return tuple(rows)
