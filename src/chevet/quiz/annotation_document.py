"""How a letter to annotate is read: its file, its sentences, its known faults, from the table that a dataset gives.

The table has one row per note of the file and per sentence of the letter, with at most one fault each
(``datasets/lettres-de-sortie/schema.yml``). What cannot be read is told with a remedy; the bank adds the place.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from chevet.course import Course
from chevet.quiz.annotation import MOST, MOST_MARKS, Kind, Side, Span, words_between, words_of, write_mark

_COLUMNS = {
    "lettre",
    "genre",
    "document",
    "rang",
    "rubrique",
    "texte",
    "verdict",
    "debut",
    "fin",
    "gravite",
    "raison",
}
_KINDS: dict[str, Kind] = {"erreur": "erreur", "ajout": "ajout", "omission": "omission"}


class DocumentError(Exception):
    """A document that cannot be read, and what to do about it; both in French."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(f"{message} {remedy}")
        self.message, self.remedy = message, remedy


@dataclass(frozen=True)
class Line:
    """A note of the file or a sentence of the letter: ``heading`` says who wrote it and when, or the part of the letter."""

    heading: str
    text: str


@dataclass(frozen=True)
class Fault:
    """Something wrong with the letter, and why it matters."""

    span: Span
    sort: str  # what it is about: « allergie », « latéralité »
    why: str
    note: int | None = None  # erreur: the note of the file that says otherwise, from 1
    said: str = ""  # and its words


@dataclass(frozen=True)
class Document:
    """A patient's file, a letter written from it, and what is wrong in the letter."""

    address: str
    genre: str
    mention: str
    notes: tuple[Line, ...]
    sentences: tuple[Line, ...]
    faults: tuple[Fault, ...]
    faithful: tuple[tuple[int, str], ...]  # sentences that look wrong and are right, from 1, and why

    @property
    def lengths(self) -> dict[Side, list[int]]:
        """The number of words of each line of each side."""
        sides: tuple[tuple[Side, tuple[Line, ...]], ...] = (("D", self.notes), ("L", self.sentences))
        return {side: [len(words_of(line.text)) for line in lines] for side, lines in sides}

    @property
    def key(self) -> tuple[Span, ...]:
        return tuple(fault.span for fault in self.faults)

    @property
    def pattern(self) -> tuple[str, ...]:
        """The marks of a perfect reading."""
        lengths = self.lengths
        return tuple(write_mark(span, lengths[span.side][span.line - 1]) for span in self.key)

    def scored_content(self) -> list[Any]:
        """What an answer was given to: the texts and the key, not its reasons."""
        return [
            [line.text for line in self.notes],
            [line.text for line in self.sentences],
            list(self.pattern),
        ]


def load_document(course: Course, address: str) -> Document:
    """The document ``<dataset>/<letter>``, such as ``lettres-de-sortie/hanche``.

    Raises:
        DocumentError: no such dataset, no such letter in it, or a table that is not one of letters.
    """
    slug, _, name = address.partition("/")
    path = course.datasets_dir / slug / f"{slug}.csv"
    try:
        if path.parent.parent != course.datasets_dir or slug in ("", ".", ".."):
            raise FileNotFoundError(slug)  # a path names no dataset
        content = path.read_bytes()
    except (OSError, ValueError):
        known = ", ".join(sorted(p.parent.name for p in course.datasets_dir.glob("*/lettres.yml"))) or "aucun"
        raise DocumentError(
            f"le jeu de données « {slug} » n'existe pas.", f"Jeux de lettres connus : {known}."
        ) from None
    try:
        return _read(content, slug, name)
    except (ValueError, TypeError, KeyError, IndexError, csv.Error) as error:
        message = f"« {address} » ne se lit pas ({error})."
        raise DocumentError(
            message, f"Relancez generate.py de datasets/{slug}, ou corrigez la table."
        ) from error


@lru_cache(maxsize=64)
def _read(content: bytes, slug: str, name: str) -> Document:
    """Cached: a page asks for its bank, and so for its documents, at each of its questions."""
    table = list(csv.DictReader(io.StringIO(content.decode("utf-8"), newline="")))
    if not table or not set(table[0]) >= _COLUMNS:
        raise DocumentError(
            f"le jeu « {slug} » n'est pas fait de lettres à relire.",
            "Citez un jeu qui a les colonnes de lettres-de-sortie.",
        )
    rows = [row for row in table if row["lettre"] == name]
    if not rows:
        known = ", ".join(dict.fromkeys(row["lettre"] for row in table))
        raise DocumentError(f"le jeu « {slug} » n'a pas de lettre « {name} ».", f"Lettres connues : {known}.")
    notes, sentences = ([row for row in rows if row["document"] == side] for side in ("dossier", "lettre"))
    document = Document(
        address=f"{slug}/{name}",
        genre=rows[0]["genre"],
        mention=next((row["texte"] for row in rows if row["document"] == "mention"), ""),
        notes=tuple(Line(row["rubrique"], row["texte"]) for row in notes),
        sentences=tuple(Line(row["rubrique"], row["texte"]) for row in sentences),
        faults=tuple(
            _fault(side, line, row)
            for side, lines in (("D", notes), ("L", sentences))
            for line, row in enumerate(lines, 1)
            if row["verdict"] in _KINDS
        ),
        faithful=tuple(
            (line, row["raison"])
            for line, row in enumerate(sentences, 1)
            if row["verdict"] == "fidèle" and row["raison"]
        ),
    )
    _check(document)
    return document


def _fault(side: str, line: int, row: dict[str, str]) -> Fault:
    first, last = words_between(row["texte"], int(row["debut"]), int(row["fin"]))
    return Fault(
        span=Span(
            "D" if side == "D" else "L", line, first, last, _KINDS[row["verdict"]], int(row["gravite"])
        ),
        sort=row.get("sorte", ""),
        why=row["raison"],
        note=int(row["note"]) if row.get("note") else None,
        said=row.get("dossier", ""),
    )


def _check(document: Document) -> None:
    """That an answer can always be written: see MOST_MARKS in annotation.py."""
    counts = {
        "notes": len(document.notes),
        "phrases": len(document.sentences),
        "mots dans une ligne": max(map(max, document.lengths.values())),
    }
    for what, count in counts.items():
        if count > MOST:
            raise DocumentError(
                f"« {document.address} » a {count} {what}, plus de {MOST}.", "Coupez-le en deux."
            )
    if not 1 <= len(document.faults) <= MOST_MARKS:
        raise DocumentError(
            f"« {document.address} » a {len(document.faults)} fautes ; il en faut de 1 à {MOST_MARKS}.",
            "Choisissez un autre document.",
        )
