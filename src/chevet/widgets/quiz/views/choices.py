"""Questions with propositions: discs or boxes to fill, then what each proposition is and why."""

from __future__ import annotations

from collections.abc import Callable

from chevet.quiz.types.choices import MultipleChoice
from chevet.widgets.quiz.views.base import State, View, inline


def choices_state(question: MultipleChoice) -> State:
    """The propositions under their letters."""
    choices = [
        {
            "id": letter,
            "text": inline(choice.text),
            "right": choice.right,
            "indispensable": choice.indispensable,
            "unacceptable": choice.unacceptable,
            "feedback": inline(choice.feedback),
        }
        for letter, choice in question.lettered.items()
    ]
    return {"choices": choices}


def discs(state: State) -> str:
    """One of them."""
    return _shapes(state, "chevet-discs")


def boxes(state: State) -> str:
    """Several of them."""
    return _shapes(state, "chevet-boxes")


def _shapes(state: State, shape: str) -> str:
    items = "".join(f"<li>{choice['text']}</li>" for choice in state["choices"])
    return f'<ul class="chevet-blanks {shape}">{items}</ul>'


def judged(state: State) -> str:
    """Each proposition with its truth and its reason."""
    items = "".join(
        f"<li>{choice['text']}<br><strong>{_truth(choice)}</strong> {choice['feedback']}</li>"
        for choice in state["choices"]
    )
    return f"<ul>{items}</ul>"


def _truth(choice: State) -> str:
    word = "Juste" if choice["right"] else "Fausse"
    weight = (
        ", indispensable" if choice["indispensable"] else ", inacceptable" if choice["unacceptable"] else ""
    )
    return f"{word}{weight}."


def _counted(blanks: Callable[[State], str]) -> Callable[[State], str]:
    """``blanks`` after the number of propositions to tick."""

    def told(state: State) -> str:
        return f'<p class="chevet-prov">{number_to_tick(state["expected"])}</p>{blanks(state)}'

    return told


def number_to_tick(count: int, word: str = "proposition") -> str:
    """« Cochez exactement trois propositions. »"""
    name = ("une", "deux", "trois", "quatre", "cinq")[count - 1]
    return f"Cochez exactement {name} {word}{'s' if count > 1 else ''}."


def _announced(question: MultipleChoice) -> State:
    return {**choices_state(question), "expected": len(question.right_ids)}


QRU = View("Une seule réponse", " (QRU)", choices_state, discs, judged)
QRM = View("Plusieurs réponses", " (QRM)", choices_state, boxes, judged)
QRP = View("Nombre de réponses annoncé", " (QRP)", _announced, _counted(boxes), judged)
QRPL = View("Liste longue, nombre annoncé", " (QRP longue)", _announced, _counted(boxes), judged)
