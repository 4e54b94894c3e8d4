"""A text to annotate as a Moodle essay: the student writes the marks, a teacher with the key gives the grade."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from chevet.export.moodle_model import Body, lost
from chevet.export.rich import Place, Rich, paragraph, rich, together, writable
from chevet.quiz.annotation import words_of
from chevet.quiz.annotation_document import Document, Fault, Line
from chevet.quiz.types.annotation import Annotation

_SIDES = {"D": "note", "L": "phrase"}
_SCALE = (
    "Un passage trouvé aux mêmes mots, à un mot près, vaut 1, un passage trouvé en partie 0,5. Précision et rappel "
    "se comptent ainsi, et la note est leur moyenne harmonique\u202f; une faute de gravité 3 manquée la plafonne à 0,5."
)
_TEMPLATE = (
    "<p>Une ligne par faute\u00a0: phrase ou note\u00a0; mots\u00a0; erreur, ajout ou omission\u00a0; gravité de 1 à 3\u00a0; "
    "pourquoi.</p><ol><li></li></ol>"
)


def annotation(question: Annotation, place: Place) -> Body:
    letter = question.letter
    key = Rich(_list("ul", (_told(letter, fault) for fault in letter.faults)))
    stem = together(
        paragraph(rich(question.stem, place)),
        Rich(f"<h4>Le dossier</h4>{_lines('D', letter.notes)}<h4>Le texte à relire</h4>"),
        Rich(_lines("L", letter.sentences)),
        Rich(f"<p>{_text(letter.mention)}</p>" if letter.mention else ""),
    )
    said = (
        f"les {len(letter.faults)} passages se décrivent au lieu de se surligner ; le correcteur a la clé et donne "
        "la note."
    )
    return Body(
        "essay",
        stem=stem,
        grader=together(key, Rich(f"<p>{_SCALE}</p>")),
        template=_TEMPLATE,
        more=(together(Rich("<p>Fautes du texte\u00a0:</p>"), key),),
        losses=(lost(question, "manuel", said),),
    )


def _lines(side: str, lines: Sequence[Line]) -> str:
    """Each line under the name that the marks give it: D1, L1."""
    heading = ""
    items = []
    for rank, line in enumerate(lines, 1):
        said = f" <em>{_text(line.heading)}</em>" if line.heading != heading else ""
        heading = line.heading
        items.append(f"<strong>{side}{rank}</strong>{said} {_text(line.text)}")
    return _list("ul", items)


def _told(letter: Document, fault: Fault) -> str:
    span = fault.span
    lines = letter.notes if span.side == "D" else letter.sentences
    text = lines[span.line - 1].text
    places = words_of(text)[span.first - 1 : span.last]
    words = text[places[0][0] : places[-1][1]]
    return (
        f"{_SIDES[span.side]} {span.side}{span.line}, mots {span.first} à {span.last} "
        f"(«\u00a0{_text(words)}\u00a0»)\u00a0: {span.kind}, gravité {span.gravity}. {_text(fault.why)}"
    )


def _list(tag: str, items: Iterator[str] | Sequence[str]) -> str:
    return f"<{tag}>{''.join(f'<li>{one}</li>' for one in items)}</{tag}>"


def _text(text: str) -> str:
    return escape(writable(text), quote=False)
