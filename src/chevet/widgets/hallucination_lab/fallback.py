"""What a reader gets without JavaScript or before the laboratory is mounted: the measures themselves, as tables."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from chevet.widgets.hallucination_lab.figures import fr


def frame(state: Mapping[str, Any], said: str) -> str:
    """The frame of the laboratory with its recorded measures; nothing is drawn live here."""
    alone = fr("Cet instrument demande JavaScript. Ses mesures enregistrées sont juste dessous.")
    tables = "".join(map(_table, state["tables"]))
    return (
        '<div class="chevet-frame chevet-hallucination-lab">'
        f"<header><h3>{escape(state['title'])}</h3><p>{escape(state['instruction'])}</p></header>"
        f'<div class="chevet-body"><noscript><p class="chevet-prov">{alone}</p></noscript>'
        f'<p class="chevet-read">{escape(said)}</p>{tables}</div>'
        f'<footer><p class="chevet-prov">{escape(state["provenance"])}</p></footer></div>'
    )


def _table(table: Mapping[str, Any]) -> str:
    right = [all(isinstance(row[i], int) for row in table["rows"]) for i in range(len(table["heads"]))]
    sides = [' class="chevet-n"' if is_right else "" for is_right in right]
    heads = "".join(
        f'<th scope="col"{side}>{escape(text)}</th>' for text, side in zip(table["heads"], sides, strict=True)
    )
    rows = []
    for name, *cells in table["rows"]:
        shown = zip(cells, sides[1:], strict=True)
        rest = "".join(f"<td{side}>{escape(str(cell))}</td>" for cell, side in shown)
        rows.append(f'<tr><th scope="row">{escape(str(name))}</th>{rest}</tr>')
    return (
        f'<div class="chevet-scroll"><table><caption>{escape(table["caption"])}</caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )
