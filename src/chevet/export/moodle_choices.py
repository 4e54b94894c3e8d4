"""Questions with propositions as Moodle's multiple choice, whose fractions add up."""

from __future__ import annotations

from collections.abc import Mapping

from chevet.export.fractions import Letter, fit, written
from chevet.export.loss import french
from chevet.export.moodle_model import Answer, Body, lost
from chevet.export.rich import Place, rich
from chevet.quiz.scoring import score
from chevet.quiz.types.choices import MultipleChoice
from chevet.quiz.types.qrm import Qrm
from chevet.quiz.types.qru import Qru


def _choices(question: MultipleChoice, place: Place, fractions: Mapping[str, float]) -> tuple[Answer, ...]:
    return tuple(
        Answer(rich(choice.text, place), fractions[letter], rich(choice.feedback, place))
        for letter, choice in question.lettered.items()
    )


def qru(question: Qru, place: Place) -> Body:
    fractions = {letter: 100.0 * choice.right for letter, choice in question.lettered.items()}
    return Body("multichoice", _choices(question, place, fractions))


def qrm(question: Qrm, place: Place) -> Body:
    letters = {
        name: Letter(one.right, one.indispensable, one.unacceptable)
        for name, one in question.lettered.items()
    }
    found = fit(letters, lambda ticked: score(question, ticked))
    said = (
        f"{french_percent(-found.penalty)} par proposition fausse cochée ; écart moyen avec le barème "
        f"{french(found.error)}, au plus {french(found.worst)}, sur les {found.responses} réponses."
    )
    losses = [lost(question, "bareme", said, found.error, found.worst)]
    vital = [name.upper() for name, one in letters.items() if one.indispensable]
    if vital:
        said = f"omettre {' ou '.join(vital)} ne met plus la note à zéro."
        losses.append(lost(question, "indispensable", said))
    answers = _choices(question, place, found.fractions)
    return Body("multichoice", answers, single=False, losses=tuple(losses))


def french_percent(percent: float) -> str:
    """« −40 % »."""
    return written(percent).replace("-", "−").replace(".", ",") + "\u202f%"
