"""What a reader gets without JavaScript and on paper: the document, and an empty sheet to fill in by hand."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from chevet.typography import fr
from chevet.widgets.fallback import frame_html

State = Mapping[str, Any]

ALONE = "Cette fiche demande JavaScript. Sans lui, imprimez la page et remplissez-la à la main."
BLANKS = 4


def frame(state: State) -> str:
    """The frame of the sheet, empty: boxes to tick, lines to write on, room for initials and the date."""
    return frame_html("validation-sheet", state, f"{_document(state)}{_empty(state)}", ALONE)


def _document(state: State) -> str:
    tag, line = ("ol", "li") if state["numbered"] else ("div", "p")
    lines = "".join(f"<{line}>{escape(text)}</{line}>" for text in state["lines"])
    heading = f"<h4>{escape(state['heading'])}</h4>" if state["heading"] else ""
    mention = f'<p class="chevet-prov">{escape(state["mention"])}</p>' if state["mention"] else ""
    return f'<div class="chevet-document">{heading}<{tag}>{lines}</{tag}>{mention}</div>'


def _empty(state: State) -> str:
    """The sheet that paper.js draws for a learner who has written nothing: the same parts, the same order."""
    lines = "<p class='chevet-blank'></p>"
    return (
        '<div class="chevet-record">'
        f"<p><b>{fr('Décision')}</b></p>{_boxes(state['decisions'], '')}"
        f"<p><b>{fr('Justification')}</b></p>{lines * BLANKS}"
        f"<p><b>{fr('Étapes A.V.E.C.')}</b></p>{_boxes(state['steps'], lines)}"
        f'<p class="chevet-prov">{escape(state["source"])}</p>'
        f"<p class='chevet-signature'><span>{fr('Initiales :')}</span><span>{fr('Date :')}</span></p></div>"
    )


def _boxes(choices: list[Mapping[str, str]], after: str) -> str:
    items = "".join(f"<li><b>{escape(one['name'])}.</b> {escape(one['says'])}{after}</li>" for one in choices)
    return f'<ul class="chevet-boxes">{items}</ul>'
