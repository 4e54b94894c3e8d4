"""What a reader gets without JavaScript or on paper: the starting frame, and the sentence of every position."""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from chevet.typography import fr
from chevet.widgets.explore.axes import french
from chevet.widgets.fallback import frame_html, sentence_html, table_html
from chevet.widgets.parts import data_address

State = Mapping[str, Any]
ALT = "Figure : la phrase juste dessous dit ce que l'on y voit."
NUMBERS = "Les nombres de cette figure"
SENTENCES = "Toutes les positions, en phrases"
SEEN = "Ce que l'on voit"


def frame(state: State) -> str:
    """The frame of the widget at its starting position."""
    number, sentence = state["points"][start_rank(state["axes"])]
    shown = state["frames"][number]
    where = [f"{axis['label']} : {axis['texts'][axis['start']]}" for axis in state["axes"]]
    body = (
        f'<p class="chevet-prov">{escape(french(" ; ".join(where)))}.</p>'
        f"<figure>{_drawing(shown)}<figcaption>{sentence_html(sentence)}</figcaption></figure>"
        f"{_numbers(shown)}{_sentences(state)}"
    )
    return frame_html("explore", state, body)


def start_rank(axes: Sequence[Mapping[str, Any]]) -> str:
    """The key, in ``points``, of the position shown first."""
    rank = 0
    for axis in axes:
        rank = rank * len(axis["texts"]) + axis["start"]
    return str(rank)


def _drawing(shown: Mapping[str, Any]) -> str:
    if not shown["svg"]:
        return _body(shown)
    width, height = shown["size"]
    source = data_address(shown["svg"]["content"])
    return f'<img src="{source}" alt="{escape(fr(ALT))}" width="{width}" height="{height}">'


def _numbers(shown: Mapping[str, Any]) -> str:
    if not (shown["svg"] and shown["body"]):
        return ""
    return f'<details class="chevet-text"><summary>{NUMBERS}</summary>{_body(shown)}</details>'


def _body(shown: Mapping[str, Any]) -> str:
    nothing: dict[str, Any] = {"text": "", "tables": []}
    content = json.loads(shown["body"]["content"]) if shown["body"] else nothing
    paragraphs = "".join(f"<p>{escape(line)}</p>" for line in content["text"].splitlines())
    return paragraphs + "".join(table_html(t["caption"], t["head"], t["rows"]) for t in content["tables"])


def _sentences(state: State) -> str:
    places = itertools.product(*(axis["texts"] for axis in state["axes"]))
    rows = [
        [*texts, state["points"][str(rank)][1]]
        for rank, texts in enumerate(places)
        if str(rank) in state["points"]
    ]
    if len(rows) < 2:
        return ""
    head = [*(axis["label"] for axis in state["axes"]), fr(SEEN)]
    return (
        f'<details class="chevet-text"><summary>{SENTENCES}</summary>{table_html("", head, rows)}</details>'
    )
