"""Zones to point at: the picture with their numbers, the list of their names, then which were expected."""

from __future__ import annotations

from html import escape

from chevet.quiz.types.qzp import Qzp
from chevet.widgets.parts import data_address, file_part
from chevet.widgets.quiz.views.base import State, View, inline
from chevet.widgets.quiz.views.choices import boxes, judged, number_to_tick


def _state(question: Qzp) -> State:
    choices = [
        {
            "id": letter,
            "text": f"{rank}. {inline(zone.name)}",
            "right": zone.right,
            "indispensable": False,
            "unacceptable": False,
            "feedback": inline(zone.feedback),
            "place": list(zone.place),
        }
        for rank, (letter, zone) in enumerate(question.lettered.items(), 1)
    ]
    return {
        "picture": file_part(".svg", question.drawing),
        "alt": question.alt,
        "size": list(question.size),
        "expected": len(question.right_ids),
        "choices": choices,
    }


def _blanks(state: State) -> str:
    """The picture alone: without a script nothing is laid over it, so each place is told in the list."""
    told = f'<p class="chevet-prov">{number_to_tick(state["expected"], "zone")}</p>'
    picture = f'<img src="{data_address(state["picture"]["content"])}" alt="{escape(state["alt"])}">'
    return f"<p>{picture}</p>{told}{boxes(state)}"


QZP = View("Zones à pointer", " (QZP)", _state, _blanks, judged)
