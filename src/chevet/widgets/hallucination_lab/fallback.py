"""What a reader gets without JavaScript or before the laboratory is mounted: the measures themselves, as tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chevet.widgets.fallback import frame_html, sentence_html, table_html


def frame(state: Mapping[str, Any], reading: str) -> str:
    """The frame of the laboratory with its recorded measures; nothing is drawn live here."""
    alone = "Cet instrument demande JavaScript. Ses mesures enregistrées sont juste dessous."
    tables = "".join(map(_table, state["tables"]))
    return frame_html("hallucination-lab", state, f"{sentence_html(reading)}{tables}", alone)


def _table(one: Mapping[str, Any]) -> str:
    """A table of the state; a column of whole numbers is set to the right."""
    right = [i for i in range(len(one["heads"])) if all(isinstance(row[i], int) for row in one["rows"])]
    return table_html(
        one["caption"], one["heads"], [[str(cell) for cell in row] for row in one["rows"]], right
    )
