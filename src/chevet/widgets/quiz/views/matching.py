"""Things to match: a line after each, the answers offered below, then the right pairs and why."""

from __future__ import annotations

from html import escape

from chevet.quiz.types.matching import Matching
from chevet.widgets.quiz.views.base import State, View, inline


def _state(question: Matching) -> State:
    letters = [pair.split(".")[1] for pair in question.right_pairs]
    return {
        "pairs": [
            {"left": inline(pair.left), "right": letter, "feedback": inline(pair.feedback)}
            for pair, letter in zip(question.pairs, letters, strict=True)
        ],
        # Text, not HTML: a native list holds nothing else.
        "rights": [{"id": letter, "text": text} for letter, text in question.rights.items()],
    }


def _blanks(state: State) -> str:
    items = "".join(f'<li>{p["left"]} <span class="chevet-line"></span></li>' for p in state["pairs"])
    offered = sorted(escape(right["text"]) for right in state["rights"])
    listed = "\u202f; ".join(offered)
    return f"<ul>{items}</ul><p>Réponses proposées\u00a0: {listed}.</p>"


def _correction(state: State) -> str:
    texts = {right["id"]: escape(right["text"]) for right in state["rights"]}
    items = "".join(
        f"<li>{pair['left']}<br><strong>{texts[pair['right']]}.</strong> {pair['feedback']}</li>"
        for pair in state["pairs"]
    )
    return f"<ul>{items}</ul>"


MATCHING = View("À apparier", "", _state, _blanks, _correction)
