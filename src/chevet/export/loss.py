"""What a format cannot say, question by question: a teacher reads it before the students do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

# Stable key of a loss → what it is called in the totals.
KINDS = {
    "bareme": "barème approché",
    "indispensable": "proposition indispensable",
    "coches": "nombre de cases non limité",
    "ecritures": "écritures d’une réponse courte",
    "unite": "unité non vérifiée",
    "experts": "votes d’experts arrondis",
    "intervalle": "intervalle non noté",
    "zones": "zones d’une image",
    "manuel": "note à donner à la main",
    "ordre": "ordre noté autrement",
    "ouverture": "question d’ouverture",
    "dossier": "ordre d’un dossier",
    "certitude": "certitude non demandée",
    "indices": "indices",
    "image": "image absente",
    "commentaire": "commentaires déplacés",
    "omise": "question omise",
}


@dataclass(frozen=True, order=True)
class Loss:
    """One thing that a question loses in a format.

    ``kind`` is a key of :data:`KINDS`; ``error`` is the mean absolute error of the mark (0 to 1) over the
    responses compared, where it can be computed, and ``worst`` the largest.
    """

    question: str
    type: str
    kind: str
    message: str
    error: float | None = None
    worst: float | None = None


def describe(losses: Sequence[Loss], questions: int, notes: Sequence[str] = ()) -> Iterator[str]:
    """The report in French: each question with what it loses, the totals, what is true of all."""
    last = ""
    for loss in losses:
        if loss.question != last:
            yield f"{loss.question} ({loss.type})"
            last = loss.question
        yield f"  {KINDS[loss.kind]} : {loss.message}"
    touched = len({loss.question for loss in losses})
    if losses:
        yield f"{_count(touched, 'question')} sur {questions} perdent quelque chose :"
    else:
        yield f"{_count(questions, 'question')}, aucune perte."
    for kind, number in _by(losses, "kind").items():
        errors = [loss.error for loss in losses if loss.kind == kind and loss.error is not None]
        mean = f", écart moyen de la note {french(sum(errors) / len(errors))}" if errors else ""
        yield f"  {KINDS[kind]} : {number}{mean}"
    for note in notes:
        yield f"À savoir : {note}"


def to_json(losses: Sequence[Loss], questions: int, notes: Sequence[str] = ()) -> dict[str, Any]:
    """The same, to be read by a program."""
    return {
        "questions": questions,
        "losses": [asdict(loss) for loss in losses],
        "by_kind": _by(losses, "kind"),
        "by_type": _by(losses, "type"),
        "notes": list(notes),
    }


def french(value: float) -> str:
    """« 0,04 »: two decimals, a comma."""
    return f"{value:.2f}".replace(".", ",")


def _by(losses: Sequence[Loss], field: str) -> dict[str, int]:
    return dict(sorted(Counter(str(getattr(loss, field)) for loss in losses).items()))


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'s' if number > 1 else ''}"
