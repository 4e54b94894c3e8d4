"""What a reader gets without JavaScript or before the widget is mounted: what was recorded, as text."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from chevet.typography import fr
from chevet.widgets.fallback import frame_html
from chevet.widgets.fill_mask.saying import say_sides
from chevet.widgets.saying import decimal, percent, visible

State = Mapping[str, Any]


def frame(state: State) -> str:
    """The frame of the widget; for each sentence, a table of its words and what each model finds."""
    body = "".join(_sentence(preset, state["recorded"][preset["text"]]) for preset in state["presets"])
    kept = fr("Sorties enregistrées : calculées par les deux petits modèles à la construction de cette page.")
    return frame_html("fill-mask", state, f'<p class="chevet-prov">{kept}</p>{body}')


def _sentence(preset: Mapping[str, Any], words: list[Mapping[str, Any]]) -> str:
    hidden = words[preset["hidden"]]
    said = say_sides(hidden["word"], hidden["gpt"], hidden["masked"])
    rows = "".join(_row(word) for word in words if "gpt" in word)
    heads = [fr("Mot caché"), fr("La gauche seule : GPT"), fr("Les deux côtés : BERT")]
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in heads)
    return (
        f'<h4 class="chevet-mini">«\u00a0{escape(preset["text"])}\u00a0»</h4>'
        f'<p class="chevet-prov">{escape(preset["note"])}</p>'
        f'<p class="chevet-read">{escape(said)}</p>'
        f'<div class="chevet-scroll"><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'
    )


def _row(word: Mapping[str, Any]) -> str:
    def cell(hole: Mapping[str, Any]) -> str:
        token, p = hole["top"][0]
        rank = decimal(hole["rank"], 0)
        first = fr("« {token} » {p}", token=visible(token.strip()), p=percent(p))
        return escape(
            fr("{first} ; le vrai mot : rang {rank}, {q}", first=first, rank=rank, q=percent(hole["p"]))
        )

    name = escape(visible(word["word"].strip()))
    return f'<tr><th scope="row">{name}</th><td>{cell(word["gpt"])}</td><td>{cell(word["masked"])}</td></tr>'
