"""An interval: two lines to fill, then the value."""

from __future__ import annotations

import html

from chevet.quiz.types.estimation import Estimation
from chevet.widgets.quiz.views.base import State, View, french, line_to_fill


def _state(question: Estimation) -> State:
    return {
        "answer": question.answer,
        "widest": question.widest,
        "confidence": question.confidence,
        "unit": question.unit,
    }


def _blanks(state: State) -> str:
    told = f"<p>Un intervalle où vous êtes sûr à {state['confidence']}\u00a0% de trouver la valeur.</p>"
    return told + line_to_fill(state["unit"], "Au moins") + line_to_fill(state["unit"], "Au plus")


def _correction(state: State) -> str:
    unit = f"\u00a0{html.escape(state['unit'])}" if state["unit"] else ""
    return (
        f"<p><strong>Valeur\u00a0: {french(state['answer'])}{unit}.</strong> "
        f"Un intervalle qui la contient vaut 1\u00a0point, 0,5 s’il est plus large que {french(state['widest'])}{unit}.</p>"
    )


ESTIMATION = View("Intervalle", "", _state, _blanks, _correction)
