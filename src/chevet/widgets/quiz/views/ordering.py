"""Things to put in order: a box before each for its rank, then the right order and why."""

from __future__ import annotations

from chevet.quiz.types.ordering import Ordering
from chevet.widgets.quiz.views.base import State, View, inline


def _state(question: Ordering) -> State:
    items = [
        {"id": letter, "text": inline(item.text), "feedback": inline(item.feedback)}
        for letter, item in question.lettered.items()
    ]
    return {"items": items}


def _blanks(state: State) -> str:
    """In the order of their texts: written in the bank's order, they would be answered."""
    texts = sorted(item["text"] for item in state["items"])
    items = "".join(f"<li>{text}</li>" for text in texts)
    return f'<p>Numérotez dans l’ordre.</p><ul class="chevet-blanks chevet-boxes">{items}</ul>'


def _correction(state: State) -> str:
    items = "".join(f"<li>{item['text']}<br>{item['feedback']}</li>" for item in state["items"])
    return f"<ol>{items}</ol>"


ORDERING = View("À mettre dans l’ordre", "", _state, _blanks, _correction)
