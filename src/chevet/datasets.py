"""How a chapter gets its data: one folder per dataset, read with its schema, rebuilt to the byte."""

from __future__ import annotations

import csv
import importlib.util
import io
import math
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from chevet.course import Course, find_course
from chevet.measured import check_origin, check_subset
from chevet.problems import CourseError, Problem

if TYPE_CHECKING:
    import pandas as pd  # loaded with the first table: most commands read none

MAX_BYTES = 1_000_000
# Titles of the "##" sections of a DATASHEET.md, in this order.
SECTIONS = (
    "Pourquoi",
    "Contenu",
    "Fabrication",
    "Ce qui est volontairement faux",
    "À ne pas en faire",
    "Licence",
    "Version",
)


class Column(BaseModel):
    """What ``schema.yml`` promises of one column."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    type: Literal["text", "integer", "number"]
    meaning: str = Field(min_length=1)  # in French, clinical where it applies
    unit: str | None = None
    values: tuple[str, ...] | None = None  # the only values allowed (text)
    min: float | None = None
    max: float | None = None
    unique: bool = False
    missing: bool = False  # whether an empty cell is allowed


class Schema(BaseModel):
    """The whole ``schema.yml``: the columns in the order of the CSV."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    columns: dict[str, Column] = Field(min_length=1)
    measured: bool = False  # minutes of work: held to its origin.json, see chevet.measured


def known_datasets(course: Course) -> tuple[str, ...]:
    """Slugs of the folders under ``datasets/`` that hold a schema, sorted."""
    return tuple(sorted(path.parent.name for path in course.datasets_dir.glob("*/schema.yml")))


def load_dataset(slug: str, course: Course | None = None) -> pd.DataFrame:
    """The dataset of this name, with the types its schema gives.

    The course is the one of ``$CHEVET_ROOT`` or of the current folder, else the one this package
    was installed from: a chapter, nbval and Jupyter start in different folders and read the same file.

    Raises:
        CourseError: unknown dataset, missing file, or every cell that breaks the schema.
    """
    course = course or _nearest_course()
    known = known_datasets(course)
    if slug not in known:
        listed = ", ".join(known) or "aucun"
        message = f"le jeu de données « {slug} » n'existe pas."
        raise CourseError(Problem("datasets", 0, message, f"Jeux connus : {listed}."))
    folder = course.datasets_dir / slug
    schema = _read_schema(course, folder / "schema.yml")
    return _read_csv(course, folder / f"{slug}.csv", schema)


def can_regenerate(course: Course, slug: str) -> bool:
    """Whether this machine has what ``generate.py`` needs: Node and its packages, for a folder with a ``.mjs``."""
    needs_node = any((course.datasets_dir / slug).glob("*.mjs"))
    return not needs_node or (shutil.which("node") is not None and (course.root / "node_modules").is_dir())


def verify_dataset(course: Course, slug: str, *, regenerate: bool = True) -> list[Problem]:
    """Everything wrong in one dataset's folder: its files, its datasheet, its size and, if asked, its reproduction.

    A dataset that was measured is held to its origin, and only some of its rows are computed again.
    """
    folder = course.datasets_dir / slug
    table = folder / f"{slug}.csv"
    problems = [
        Problem(course.relative(path), 0, "le fichier n'existe pas.", "Un jeu de données a quatre fichiers.")
        for path in (folder / "generate.py", table, folder / "schema.yml", folder / "DATASHEET.md")
        if not path.is_file()
    ]
    if problems:
        return problems
    problems += _check_datasheet(course, folder / "DATASHEET.md")
    written = table.read_bytes()
    if len(written) > MAX_BYTES:
        message = f"le fichier pèse {len(written)} octets, plus de {MAX_BYTES}."
        problems.append(Problem(course.relative(table), 0, message, "Tirez moins de lignes."))
    if b"\r" in written:
        line = written[: written.index(b"\r")].count(b"\n") + 1
        remedy = 'Écrivez-le avec lineterminator="\\n".'
        problems.append(Problem(course.relative(table), line, "une fin de ligne Windows (CR).", remedy))
    try:
        measured = _read_schema(course, folder / "schema.yml").measured
        frame = load_dataset(slug, course)
    except CourseError as error:
        problems += error.problems
    else:
        if measured:
            problems += check_origin(course, table, written)
            # Rows computed from a model that is not the one measured would only repeat that it changed.
            if regenerate and not problems:
                problems += _check_measures(course, folder / "generate.py", table, frame)
            return problems
    if regenerate:
        problems += _check_generation(course, folder / "generate.py", table, written)
    return problems


def _nearest_course() -> Course:
    try:
        return find_course()
    except CourseError:
        if os.environ.get("CHEVET_ROOT"):
            raise
        return find_course(Path(__file__).parent)


def _read_text(course: Course, path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8")
    except FileNotFoundError as error:
        remedy = f"Lancez python {course.relative(path.parent / 'generate.py')}."
        raise CourseError(Problem(course.relative(path), 0, "le fichier n'existe pas.", remedy)) from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        message = "le fichier n'est pas en UTF-8."
        raise CourseError(
            Problem(course.relative(path), line, message, "Réenregistrez-le en UTF-8.")
        ) from error


def _read_schema(course: Course, path: Path) -> Schema:
    text = _read_text(course, path)
    name = course.relative(path)
    try:
        try:
            loaded = yaml.safe_load(text)
        except (ValueError, KeyError, AttributeError, TypeError, RecursionError) as error:
            message = f"une valeur ne se lit pas ({error})."
            raise CourseError(Problem(name, 0, message, "Mettez-la entre guillemets.")) from error
        return Schema.model_validate(loaded)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        remedy = "Vérifiez les retraits (espaces, jamais de tabulation) et les deux-points."
        line = mark.line + 1 if mark else 0
        raise CourseError(Problem(name, line, "le YAML ne se lit pas.", remedy)) from error
    except ValidationError as error:
        allowed = ", ".join(Column.model_fields)
        problems = []
        for fault in error.errors():
            where = ".".join(map(str, fault["loc"])) or "columns"
            key = str(fault["loc"][1]) if len(fault["loc"]) > 1 else "columns"
            line = _line_of(text, key)
            message = f"{where} ne convient pas ({fault['msg']})."
            problems.append(Problem(name, line, message, f"Une colonne se décrit avec : {allowed}."))
        raise CourseError(problems) from error


def _line_of(text: str, key: str) -> int:
    found = re.search(rf"^\s*{re.escape(key)}\s*:", text, re.MULTILINE)
    return text[: found.end()].count("\n") + 1 if found else 0


def _read_csv(course: Course, path: Path, schema: Schema) -> pd.DataFrame:
    name = course.relative(path)
    reader = csv.reader(io.StringIO(_read_text(course, path), newline=""), strict=True)
    problems: list[Problem] = []
    cells: dict[str, list[Any]] = {column: [] for column in schema.columns}
    try:
        header = next(reader, [])
        problems += _check_header(name, header, schema)
        if problems:
            raise CourseError(problems)
        for row in reader:
            if len(row) != len(header):
                message = f"{len(row)} cellules au lieu de {len(header)}."
                problems.append(Problem(name, reader.line_num, message, "Une cellule par colonne."))
                continue
            for column, cell in zip(header, row, strict=True):
                try:
                    cells[column].append(_parse(cell, schema.columns[column]))
                except ValueError as error:
                    where = f"colonne {column}"
                    remedy = "Corrigez generate.py ou schema.yml."
                    problems.append(Problem(name, reader.line_num, str(error), remedy, where))
    except csv.Error as error:
        remedy = "Vérifiez les guillemets : un ouvert, un fermé."
        raise CourseError(Problem(name, reader.line_num, "le CSV ne se lit pas.", remedy)) from error
    for column, promise in schema.columns.items():
        if promise.unique and len(set(cells[column])) < len(cells[column]):
            twice = next(value for value in cells[column] if cells[column].count(value) > 1)
            message = f"« {twice} » apparaît deux fois."
            problems.append(Problem(name, 0, message, "Cette colonne ne se répète pas.", f"colonne {column}"))
    if problems:
        raise CourseError(problems)
    import pandas as pd

    return pd.DataFrame(
        {name: pd.Series(values, dtype=_dtype(schema.columns[name])) for name, values in cells.items()}
    )


def _check_header(name: str, header: list[str], schema: Schema) -> list[Problem]:
    expected = list(schema.columns)
    problems = [
        Problem(name, 1, f"la colonne « {column} » manque.", "schema.yml l'annonce.")
        for column in expected
        if column not in header
    ]
    problems += [
        Problem(
            name, 1, f"la colonne « {column} » est inconnue.", "Décrivez-la dans schema.yml ou retirez-la."
        )
        for column in header
        if column not in expected
    ]
    if not problems and header != expected:
        order = ", ".join(expected)
        problems.append(
            Problem(name, 1, "les colonnes ne sont pas dans l'ordre.", f"Ordre attendu : {order}.")
        )
    return problems


def _parse(cell: str, promise: Column) -> Any:
    """The value of one cell.

    Raises:
        ValueError: the cell breaks the promise; the message says how, in French.
    """
    if cell == "":
        if promise.missing:
            return None
        raise ValueError("cellule vide.")
    if promise.type == "text":
        if promise.values is not None and cell not in promise.values:
            raise ValueError(f"« {cell} » n'est pas une valeur prévue ({', '.join(promise.values)}).")
        return cell
    kind, word = (int, "un entier") if promise.type == "integer" else (float, "un nombre")
    try:
        value = kind(cell)
    except ValueError:
        raise ValueError(f"« {cell} » n'est pas {word}.") from None
    if abs(value) >= 2**63 if kind is int else not math.isfinite(value):
        raise ValueError(f"« {cell} » n'est pas {word}.")
    if not (promise.min is None or value >= promise.min) or not (promise.max is None or value <= promise.max):
        low, high = ("…" if bound is None else f"{bound:g}" for bound in (promise.min, promise.max))
        raise ValueError(f"{cell} sort de l'intervalle [{low} ; {high}].")
    return value


def _dtype(promise: Column) -> Any:
    integer = "Int64" if promise.missing else "int64"
    return {"text": "str", "integer": integer, "number": "float64"}[promise.type]


def _check_datasheet(course: Course, path: Path) -> list[Problem]:
    try:
        text = _read_text(course, path)
    except CourseError as error:
        return list(error.problems)
    found = re.findall(r"^## +(.+?) *$", text, re.MULTILINE)
    if tuple(found) == SECTIONS:
        return []
    message = "les sections ne sont pas celles d'une fiche de données."
    return [Problem(course.relative(path), 0, message, f"Dans l'ordre : {' ; '.join(SECTIONS)}.")]


def _check_measures(course: Course, script: Path, table: Path, frame: pd.DataFrame) -> list[Problem]:
    subset = _generate(course, script)
    return subset if isinstance(subset, list) else check_subset(course, table, frame, subset)


def _check_generation(course: Course, script: Path, table: Path, written: bytes) -> list[Problem]:
    name = course.relative(script)
    frame = _generate(course, script)
    if isinstance(frame, list):
        return frame
    rebuilt = frame.to_csv(index=False, lineterminator="\n").encode("utf-8")
    if rebuilt == written:
        return []
    pairs = zip(rebuilt.split(b"\n"), written.split(b"\n"), strict=False)
    line = next((number for number, (new, old) in enumerate(pairs, 1) if new != old), 0)
    message = "le fichier n'est pas celui que generate.py écrit."
    return [
        Problem(course.relative(table), line, message, f"Relancez python {name}, ou annulez la retouche.")
    ]


def _generate(course: Course, script: Path) -> pd.DataFrame | list[Problem]:
    try:
        return _load_generate(script)()
    except Exception as error:  # whatever the script raises, its author reads one sentence
        message = f"le script s'arrête : {error}"
        return [Problem(course.relative(script), 0, message, "Lancez-le seul pour voir où.")]


def _load_generate(script: Path) -> Callable[[], pd.DataFrame]:
    spec = importlib.util.spec_from_file_location(f"chevet_generate_{script.parent.name}", script)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    generate: Callable[[], pd.DataFrame] = module.generate
    return generate
