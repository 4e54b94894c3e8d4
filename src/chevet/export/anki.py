"""Flash cards for Anki: the short open questions, the lines to remember, the words of the chapter.

One text file that « Fichier > Importer » reads, with the headers of Anki 2.1.54 and later: separator, HTML, deck,
tags, and our own identifier of each card, so that a card imported again replaces itself and keeps its history.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from chevet.cells import read_source
from chevet.course import Chapter, Course
from chevet.export.formats import Rendered, name_of
from chevet.export.loss import Loss
from chevet.export.plain import plain_markdown
from chevet.export.sources import chapter_title, course_title
from chevet.inline import parser
from chevet.quiz.bank import load_banks, published
from chevet.quiz.model import Question
from chevet.site.references import read_references

Progress = Callable[[str], None]
HEADERS = "#separator:tab\n#html:true\n#notetype:Basic\n#guid column:1\n#deck column:2\n#tags column:5\n"
_KEEP = re.compile(r"^(:{3,})\{keep\}[^\n]*\n(.*?)^\1\s*$", re.MULTILINE | re.DOTALL)
_TERM = re.compile(r"\{term\}`(?:[^`<]*<)?([^`<>]+?)>?`")
_ITEM = re.compile(r"^(?:\d+\.|[-*])\s+(.*)$")
PROMPT = 4  # words of a line to remember that its card shows


@dataclass(frozen=True)
class Card:
    """Both sides, in HTML; ``name`` is permanent and its hash is the identifier that Anki keeps."""

    name: str
    front: str
    back: str
    tags: tuple[str, ...]


def render(course: Course, chapters: Sequence[Chapter], progress: Progress) -> Rendered:
    """One file of cards for ``chapters``, a deck for each."""
    banks, glossary = load_banks(course), read_glossary(course)
    lines, count = [HEADERS], 0
    losses: list[Loss] = []
    deck = course_title(course).split(" : ")[0]
    for chapter in chapters:
        progress(f"{chapter.slug}…")
        questions = published(banks.get(chapter.slug, ()))
        count += len(questions)
        losses.extend(loss for question in questions for loss in lost(question))
        where = f"{deck}::{chapter_title(course, chapter)}"
        for card in cards(course, chapter, questions, glossary):
            fields = (identifier(card.name), where, card.front, card.back, " ".join(card.tags))
            lines.append("\t".join(map(_cell, fields)) + "\n")
    notes = (
        "Le paquet contient aussi les lignes « À retenir » et les mots du glossaire que le chapitre emploie.",
    )
    return Rendered(
        {f"{name_of(course, chapters)}-anki.txt": "".join(lines).encode()}, tuple(losses), count, notes
    )


def lost(question: Question) -> Iterator[Loss]:
    """What ``question`` loses on a card, or that it has none."""

    def loss(kind: str, message: str) -> Loss:
        return Loss(question.id, question.type, kind, message)

    if question.type != "qroc":
        yield loss("omise", "une carte n’a qu’un recto et un verso.")
        return
    if question.certainty:
        yield loss("certitude", "le degré de certitude n’est pas demandé.")
    if count := len(question.hints):
        yield loss("indices", f"{count} absent{'s' if count > 1 else ''} de la carte.")


def cards(
    course: Course, chapter: Chapter, questions: Sequence[Question], glossary: dict[str, str]
) -> Iterator[Card]:
    """The cards of a chapter: questions, then lines to remember, then words, each in the order of reading."""
    text = read_source(course, chapter.path)
    tags = ("chevet", chapter.slug)
    for question in questions:
        if question.type == "qroc":
            yield _question(question, (*tags, "qroc", *question.covers))
    for rank, line in enumerate(kept_lines(course, text), 1):
        words = line.split()
        shown = " ".join(words[:PROMPT])
        if len(words) > PROMPT:
            front = f"À retenir, {rank}. Complétez\u00a0: « {_html(shown)}… »".replace(
                "« ", "«\u00a0"
            ).replace(" »", "\u00a0»")
            yield Card(f"{chapter.slug}/retenir/{rank}", front, _html(line), (*tags, "retenir"))
    for term in dict.fromkeys(_TERM.findall(text)):
        if term in glossary:
            yield Card(
                f"glossaire/{term}", f"Définissez\u00a0: {_html(term)}", _html(glossary[term]), (*tags, "mot")
            )


def kept_lines(course: Course, text: str) -> list[str]:
    """The lines of « À retenir » in a chapter, in plain Markdown."""
    listed = course.root / "book" / "references.bib"
    references = read_references(listed) if listed.is_file() else {}
    lines = []
    for match in _KEEP.finditer(text):
        for line in plain_markdown(match[2], references, []).splitlines():
            if item := _ITEM.match(line.strip()):
                lines.append(item[1].strip())
            elif lines and line.strip():
                lines[-1] += f" {line.strip()}"
    return lines


def read_glossary(course: Course) -> dict[str, str]:
    """Each word of ``book/glossaire.md`` and its definition, in Markdown; without a glossary, nothing."""
    path = course.root / "book" / "glossaire.md"
    if not path.is_file():
        return {}
    found: dict[str, str] = {}
    terms: list[str] = []
    for line in read_source(course, path).splitlines():
        if line.startswith("  ") and terms:
            for term in terms:
                found[term] = f"{found.get(term, '')} {line.strip()}".strip()
        elif line and not line.startswith(("`", "#", ":")):
            terms = [*terms, line.strip()] if terms and terms[-1] not in found else [line.strip()]
        elif not line:
            terms = []
    return found


def identifier(name: str) -> str:
    """The identifier of a note, which must never change: 16 hexadecimal digits of its name."""
    return hashlib.sha256(name.encode()).hexdigest()[:16]


def _question(question: Question, tags: tuple[str, ...]) -> Card:
    answers = [answer for answer in question.answers if answer.credit == 1]  # type: ignore[attr-defined]
    back = (
        f"<b>{' / '.join(_html(answer.text) for answer in answers)}</b><br>{_html(question.feedback or '')}"
    )
    front = _html(question.stem)
    if case := question.case:  # a card is met alone
        front = "<br><br>".join([*map(_html, (case.vignette, *filter(None, case.facts))), front])
    return Card(question.id, front, back, tags)


def _html(text: str) -> str:
    return str(parser().renderInline(text)).strip()


def _cell(text: str) -> str:
    """A field of the file: one line, no tab."""
    return " ".join(text.split("\t")).replace("\r", "").replace("\n", "<br>")
