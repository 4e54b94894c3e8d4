"""What a reader gets of an instrument without JavaScript, on paper, or until it is mounted: a frame, sentences, tables."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from html import escape
from typing import Any

from chevet.typography import fr

ALONE = "Cet instrument demande JavaScript. Sa lecture en texte est juste dessous."


def frame_html(widget: str, state: Mapping[str, Any], body: str, alone: str = ALONE, kept: str = "") -> str:
    """The frame of ``widget``, its title, its instruction, where its numbers come from, and ``body`` (HTML) inside.

    Args:
        widget: its name in the class of the frame, ``token-explorer``.
        state: at least ``title``, ``instruction`` and ``provenance``.
        alone: what a reader without JavaScript is told first.
        kept: what is said before the provenance.
    """
    source = f"{kept} {state['provenance']}" if kept else state["provenance"]
    return (
        f'<div class="chevet-frame chevet-{widget}">'
        f"<header><h3>{escape(state['title'])}</h3><p>{escape(state['instruction'])}</p></header>"
        f'<div class="chevet-body"><noscript><p class="chevet-prov">{fr(alone)}</p></noscript>{body}</div>'
        f'<footer><p class="chevet-prov">{escape(source)}</p></footer></div>'
    )


def sentence_html(sentence: str) -> str:
    """What the instrument reads of its drawing."""
    return f'<p class="chevet-read">{escape(sentence)}</p>'


def table_html(
    caption: str,
    heads: Sequence[str],
    rows: Iterable[Sequence[str]],
    right: Collection[int] = (),
    kind: str = "",
) -> str:
    """A table that scrolls in its own box; its first column names the row, columns ``right`` are set to the right.

    Args:
        caption: empty: none.
        kind: a class of the table.
    """
    side = [' class="chevet-n"' if i in right else "" for i in range(len(heads))]
    head = "".join(f'<th scope="col"{side[i]}>{escape(text)}</th>' for i, text in enumerate(heads))
    lines = "".join(
        f'<tr><th scope="row">{escape(row[0])}</th>'
        + "".join(f"<td{side[i]}>{escape(text)}</td>" for i, text in enumerate(row) if i)
        + "</tr>"
        for row in rows
    )
    named = f"<caption>{escape(caption)}</caption>" if caption else ""
    opening = f'<table class="{kind}">' if kind else "<table>"
    return (
        f'<div class="chevet-scroll">{opening}{named}'
        f"<thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table></div>"
    )
