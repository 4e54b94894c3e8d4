"""How a letter to annotate reaches a reader: its state, and as HTML that can be read and filled in on paper."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from html import escape

from chevet.quiz.annotation import Span, words_of
from chevet.quiz.annotation_document import Document, Fault, Line
from chevet.quiz.types.annotation import Annotation
from chevet.widgets.quiz.views.base import State, View, quoted

_HELP = (
    "Nature\u00a0: erreur, le dossier dit le contraire\u202f; ajout, le dossier n’en dit rien\u202f; omission, le dossier "
    "le dit et le texte ne le dit nulle part. Gravité, si le lecteur croit le texte et agit\u00a0: 1, la conduite reste la "
    "même\u202f; 2, un soin est retardé, refait ou compliqué, et l’étape suivante le rattrape\u202f; 3, le patient peut "
    "en souffrir et rien de prévu ne le rattrape à temps."
)
_ROWS = 12  # to write on, whatever the number of faults: it tells nothing


def _state(question: Annotation) -> State:
    return {"letter": letter_state(question.letter)}


def letter_state(document: Document) -> State:
    """What annotation.js reads: texts are texts, never HTML."""
    return {
        "genre": document.genre,
        "mention": document.mention,
        "notes": [asdict(line) for line in document.notes],
        "sentences": [asdict(line) for line in document.sentences],
        "faults": [asdict(fault) for fault in document.faults],
        "faithful": [list(one) for one in document.faithful],
    }


def _letter(state: State) -> Document:
    """The document of a state: what is read without JavaScript is made from what JavaScript receives."""
    letter = state["letter"]
    return Document(
        address="",
        genre=letter["genre"],
        mention=letter["mention"],
        notes=tuple(Line(**line) for line in letter["notes"]),
        sentences=tuple(Line(**line) for line in letter["sentences"]),
        faults=tuple(Fault(**(fault | {"span": Span(**fault["span"])})) for fault in letter["faults"]),
        faithful=tuple((line, why) for line, why in letter["faithful"]),
    )


def letter_blanks(state: State) -> str:
    """The file and the text with their numbers, and a table to fill in by hand."""
    document = _letter(state)
    heads = "".join(
        f'<th scope="col">{head}</th>' for head in ("Phrase ou note", "Passage", "Nature", "Gravité (1 à 3)")
    )
    rows = "<tr><td>\u00a0</td><td></td><td></td><td></td></tr>" * _ROWS
    return (
        '<div class="chevet-ann"><div class="chevet-ann-sides">'
        f'<div><p class="chevet-ann-title">Le dossier</p>{_lines(document.notes)}</div>'
        f'<div><p class="chevet-ann-title">Le texte à relire</p>'
        f'<p class="chevet-ann-mention">{escape(document.mention)}</p>{_lines(document.sentences)}</div></div>'
        f'<p class="chevet-prov">{_HELP}</p>'
        f'<table class="chevet-ann-blanks"><caption>Vos marques</caption><thead><tr>{heads}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def letter_correction(state: State) -> str:
    """Every fault, the severe ones first, then the sentences that only look wrong."""
    document = _letter(state)
    faults = sorted(document.faults, key=lambda fault: -fault.span.gravity)
    looked = "".join(
        f"<li>Phrase\u00a0{line}, {quoted(document.sentences[line - 1].text)}<br>{escape(why)}</li>"
        for line, why in document.faithful
    )
    more = f"<p><strong>Fidèles, malgré l’apparence.</strong></p><ul>{looked}</ul>" if looked else ""
    return f"<ul>{''.join(_fault(document, fault) for fault in faults)}</ul>{more}"


def passage(document: Document, span: Span) -> str:
    """The words of ``span``, without the comma or the full stop that ends them."""
    text = (document.notes if span.side == "D" else document.sentences)[span.line - 1].text
    words = words_of(text)
    return text[words[span.first - 1][0] : words[span.last - 1][1]].rstrip(" \u00a0\u202f,;:.")


def _fault(document: Document, fault: Fault) -> str:
    span = fault.span
    place = f"{'Note' if span.side == 'D' else 'Phrase'}\u00a0{span.line}"
    sort = f" ({escape(fault.sort)})" if fault.sort else ""
    said = f"<br>Le dossier, note\u00a0{fault.note}\u00a0: {quoted(fault.said)}." if fault.note else ""
    return (
        f"<li><strong>{span.kind.capitalize()}{sort}, gravité\u00a0{span.gravity}.</strong> "
        f"{place}, {quoted(passage(document, span))}{said}<br>{escape(fault.why)}</li>"
    )


def _lines(lines: tuple[Line, ...]) -> str:
    return f'<ol class="chevet-ann-list">{"".join(_items(lines))}</ol>'


def _items(lines: tuple[Line, ...]) -> Iterator[str]:
    last = ""
    for line in lines:
        heading = (
            f'<span class="chevet-ann-when">{escape(line.heading)}</span><br>' if line.heading != last else ""
        )
        last = line.heading
        yield f"<li>{heading}{escape(line.text)}</li>"


ANNOTATION = View("Annotation d’un texte", "", _state, letter_blanks, letter_correction)
