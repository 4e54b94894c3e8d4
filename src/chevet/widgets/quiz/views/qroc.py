"""A QROC: a line to write on, then the answers that count and those that the author foresaw."""

from __future__ import annotations

from collections.abc import Iterator

from chevet.quiz.types.qroc import Qroc
from chevet.widgets.quiz.views.base import State, View, inline, line_to_fill, quoted


def _state(question: Qroc) -> State:
    return {
        "answers": [
            {"texts": list(a.texts), "credit": a.credit, "feedback": inline(a.feedback)}
            for a in question.answers
        ],
        "traps": [{"texts": list(t.texts), "feedback": inline(t.feedback)} for t in question.traps],
        "feedback_wrong": inline(question.feedback_wrong),
    }


def _expected(state: State) -> Iterator[str]:
    for answer in state["answers"]:
        word = "Réponse attendue" if answer["credit"] == 1 else "Réponse acceptable (0,5\u00a0point)"
        yield f"<p><strong>{word}\u00a0: {quoted(answer['texts'][0])}.</strong> {answer['feedback']}</p>"
    for trap in state["traps"]:
        yield f"<p><strong>À revoir\u00a0: {quoted(trap['texts'][0])}.</strong> {trap['feedback']}</p>"


QROC = View("Réponse courte", " (QROC)", _state, lambda _: line_to_fill(), lambda s: "".join(_expected(s)))
