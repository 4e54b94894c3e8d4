"""A TCS: what one thinks of, what one learns, five degrees, then how the panel voted."""

from __future__ import annotations

from chevet.quiz.types.tcs import STEPS, Tcs
from chevet.widgets.quiz.views.base import State, View, inline

_STEPS = ("beaucoup moins", "un peu moins", "ni plus ni moins", "un peu plus", "beaucoup plus")
DEGREES = {
    "hypothese": ("L’hypothèse devient", "probable"),
    "conduite": ("La conduite devient", "indiquée"),
}


def _state(question: Tcs) -> State:
    lead, word = DEGREES[question.about]
    degrees = zip(question.lettered.items(), STEPS, _STEPS, strict=True)
    choices = [
        {"id": i, "text": f"{step}\u00a0: {told} {word}", "votes": votes}
        for (i, votes), step, told in degrees
    ]
    return {
        "hypothesis": inline(question.hypothesis),
        "new_fact": inline(question.new_fact),
        "lead": f"{lead}\u00a0:",
        "choices": choices,
        "panel": inline(question.panel),
    }


def _blanks(state: State) -> str:
    items = "".join(f"<li>{choice['text']}</li>" for choice in state["choices"])
    return (
        f"<p><strong>Vous pensez à\u00a0:</strong> {state['hypothesis']}</p>"
        f"<p><strong>Vous apprenez\u00a0:</strong> {state['new_fact']}</p>"
        f'<p>{state["lead"]}</p><ul class="chevet-blanks chevet-discs">{items}</ul>'
        f'<p class="chevet-prov">Panel\u00a0: {state["panel"]}</p>'
    )


def _correction(state: State) -> str:
    total = sum(choice["votes"] for choice in state["choices"])
    items = "".join(
        f"<li>{choice['text']}<br><strong>{choice['votes']} vote{'s' if choice['votes'] > 1 else ''} "
        f"sur {total}.</strong></li>"
        for choice in state["choices"]
    )
    return f"<ul>{items}</ul>"


TCS = View("Concordance de script", " (TCS)", _state, _blanks, _correction)
