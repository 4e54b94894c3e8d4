"""A number: a line to write on before its unit, then the number expected and where wrong ones come from."""

from __future__ import annotations

import html
from collections.abc import Iterator

from chevet.quiz.types.numeric import Numeric
from chevet.widgets.quiz.views.base import State, View, french, inline, line_to_fill


def _state(question: Numeric) -> State:
    return {
        "answer": question.answer,
        "tolerance": question.tolerance,
        "unit": question.unit,
        "traps": [
            {"value": t.value, "tolerance": t.tolerance, "feedback": inline(t.feedback)}
            for t in question.traps
        ],
        "feedback_right": inline(question.feedback_right),
        "feedback_wrong": inline(question.feedback_wrong),
    }


def _expected(state: State) -> Iterator[str]:
    unit = f"\u00a0{html.escape(state['unit'])}" if state["unit"] else ""
    margin = f", à {french(state['tolerance'])} près" if state["tolerance"] else ""
    number = f"{french(state['answer'])}{unit}{margin}"
    yield f"<p><strong>Réponse attendue\u00a0: {number}.</strong> {state['feedback_right']}</p>"
    for trap in state["traps"]:
        yield f"<p><strong>À revoir\u00a0: {french(trap['value'])}.</strong> {trap['feedback']}</p>"


NUMERIC = View(
    "Réponse chiffrée", "", _state, lambda s: line_to_fill(s["unit"]), lambda s: "".join(_expected(s))
)
