"""How a file becomes rows of text, whatever wrote it: CSV of any separator, JSON, a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
import re
import warnings
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from chevet.problems import CourseError, Problem

HEAVIEST = 500_000_000  # bytes; beyond, Parquet and the engine's own reader
UNPACKED = 300_000_000  # bytes of all the parts of a spreadsheet; a faculty of 10,000 fills a tenth of it
MOST_CELLS = 20_000_000
csv.field_size_limit(1_000_000)
_DECLARED = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
Rows = list[list[str]]


@dataclass(frozen=True)
class Sheet:
    """A table: its headers, and as many cells in each row."""

    file: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def column(self, rank: int) -> list[str]:
        return [row[rank] for row in self.rows]


def read_sheets(path: Path) -> list[Sheet]:
    """The tables of a file, empty ones left out.

    Raises:
        CourseError: not a file one can read as a table.
    """
    if path.stat().st_size > HEAVIEST:
        raise unreadable(
            path, "le fichier dépasse 500 Mo.", "Donnez les réponses en Parquet (voir le guide)."
        )
    content = path.read_bytes()
    kind = path.suffix.lower()
    try:
        if content.startswith(b"PK\x03\x04") or kind in (".xlsx", ".xlsm"):
            tables = _from_spreadsheet(content)
        elif kind == ".json":
            tables = _from_json(_decode(content))
        else:
            tables = [_from_csv(_decode(content))]
    except CourseError:
        raise
    except _Trap as trap:
        raise unreadable(path, str(trap), _REMEDY) from None
    except RecursionError:
        raise unreadable(path, "les listes sont trop imbriquées.", _REMEDY) from None
    except (
        Exception
    ) as error:  # a spreadsheet is a zip of XML: its library lets every exception of both through
        raise unreadable(path, f"le fichier ne se lit pas ({type(error).__name__}).", _REMEDY) from error
    sheets = [sheet for rows in tables if (sheet := _shape(path.name, rows))]
    if not sheets:
        raise unreadable(path, "aucune ligne de réponses.", _REMEDY)
    return sheets


_REMEDY = "Téléchargez-le de nouveau depuis Moodle, au format « Valeurs séparées par des virgules (.csv) »."


class _Trap(Exception):
    """A spreadsheet made to fill the memory, or to fetch a file; why, in French."""


def unreadable(path: Path, message: str, remedy: str) -> CourseError:
    return CourseError(Problem(path.name, 0, message, remedy))


def _decode(content: bytes) -> str:
    """Text in UTF-8 or UTF-16 (with its mark), else in the encoding of French Windows."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _from_csv(text: str) -> Rows:
    text = text.replace("\0", "")
    first = next((line for line in text.splitlines() if line.strip()), "")
    if match := re.fullmatch(r"sep=(.)", first.strip()):  # a line that spreadsheets write
        separator, text = match[1], text.split("\n", 1)[1] if "\n" in text else ""
    else:
        bare = re.sub(r'"[^"]*"', "", first)
        separator = max(",;\t|", key=bare.count)
    return [list(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator)]


def _from_json(text: str) -> list[Rows]:
    """A list of rows, or a list of such lists (Moodle: one per sheet); a row is an object or a list of cells."""
    data = json.loads(text)
    if not isinstance(data, list):
        raise ValueError("no list")
    sheets = data if data and all(isinstance(one, list) and _holds_rows(one) for one in data) else [data]
    return [_json_rows(sheet) for sheet in sheets]


def _holds_rows(one: list[Any]) -> bool:
    return bool(one) and all(isinstance(row, list | dict) for row in one)


def _json_rows(sheet: list[Any]) -> Rows:
    objects = [row for row in sheet if isinstance(row, dict)]
    if objects:
        headers = list(dict.fromkeys(str(key) for row in objects for key in row))
        return [headers, *([_cell(row.get(key)) for key in headers] for row in objects)]
    return [[_cell(value) for value in row] for row in sheet if isinstance(row, list)]


def _from_spreadsheet(content: bytes) -> list[Rows]:
    from openpyxl import load_workbook

    _check_parts(content)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about styles that we do not read
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        try:
            return [_spreadsheet_rows(sheet) for sheet in book.worksheets]
        finally:
            book.close()


def _check_parts(content: bytes) -> None:
    """Refuse, before any of them is unpacked, parts too large together; then a part that declares entities."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        size = sum(part.file_size for part in parts.infolist())
        if size > UNPACKED:
            raise _Trap(f"le fichier tient en {len(content)} octets et se décompresse en {size}.")
        for part in parts.infolist():
            with parts.open(part) as stream:
                if _DECLARED.search(stream.read(4096).replace(b"\0", b"")):  # in UTF-16 too
                    raise _Trap("le fichier déclare des entités XML, ce qu'aucun tableur n'écrit.")


def _spreadsheet_rows(sheet: Any) -> Rows:
    """The rows that hold something, whatever size the sheet announces: the last of a million may be a mere style."""
    sheet.reset_dimensions()
    rows: Rows = []
    cells = 0
    for row in sheet.iter_rows(values_only=True):
        cells += 1 + len(row)
        if cells > MOST_CELLS:
            raise _Trap("le tableau a plus de vingt millions de cellules.")
        if any(value is not None for value in row):
            rows.append([_cell(value) for value in row])
    return rows


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


def _shape(file: str, rows: Iterable[list[str]]) -> Sheet | None:
    """The rows under their headers: empty ones left out, short ones completed, long ones cut."""
    kept = [row for row in rows if any(cell.strip() for cell in row)]
    if len(kept) < 2:
        return None
    headers = tuple(" ".join(cell.split()) for cell in kept[0])
    width = len(headers)
    cells = (tuple((row + [""] * (width - len(row)))[:width]) for row in kept[1:])
    return Sheet(file, headers, tuple(cells))
