"""Questions with propositions as Moodle's multiple choice, whose fractions add up."""

from __future__ import annotations

from collections.abc import Mapping

from chevet.export.fractions import Letter, fit, nearest, written
from chevet.export.loss import french
from chevet.export.moodle_model import Answer, Body, lost, said
from chevet.export.rich import Place, Rich, paragraph, rich, together
from chevet.quiz.scoring import score
from chevet.quiz.types.choices import MultipleChoice
from chevet.quiz.types.qrm import Qrm
from chevet.quiz.types.qru import Qru
from chevet.quiz.types.tcs import STEPS, Tcs

# In the words of the page (widgets/quiz/views/tcs.py).
_DEGREES = ("beaucoup moins", "un peu moins", "ni plus ni moins", "un peu plus", "beaucoup plus")
_ABOUT = {
    "hypothese": ("L’hypothèse devient", "probable"),
    "conduite": ("La conduite devient", "indiquée"),
}


def _choices(question: MultipleChoice, place: Place, fractions: Mapping[str, float]) -> tuple[Answer, ...]:
    return tuple(
        Answer(rich(choice.text, place), fractions[letter], rich(choice.feedback, place))
        for letter, choice in question.lettered.items()
    )


def _letters(question: MultipleChoice) -> dict[str, Letter]:
    return {
        name: Letter(one.right, one.indispensable, one.unacceptable)
        for name, one in question.lettered.items()
    }


def qru(question: Qru, place: Place) -> Body:
    fractions = {letter: 100.0 * choice.right for letter, choice in question.lettered.items()}
    return Body("multichoice", _choices(question, place, fractions))


def qrm(question: Qrm, place: Place) -> Body:
    letters = _letters(question)
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


def announced(question: MultipleChoice, place: Place) -> Body:
    """QRP and QRPL: n announced, x/n. Moodle lets one tick more: subtracting would be unfair to who obeys."""
    letters = _letters(question)
    found = fit(letters, lambda ticked: score(question, ticked), penalties=(0.0,), valid_only=True)
    count = len(question.right_ids)
    order = f"Cochez exactement {count} proposition{'s' if count > 1 else ''}."
    said = f"{count} annoncée{'s' if count > 1 else ''} ; Moodle laisse en cocher plus, et tout cocher vaut 100\u202f%"
    if any(one.unacceptable for one in letters.values()):
        said = said.replace("tout cocher vaut 100\u202f%", "cocher sans compter y gagne")
    losses = [lost(question, "coches", f"{said}.")]
    if found.error:
        told = (
            f"x/{count} à qui en coche {count}, mais une indispensable omise ne met plus la note à zéro ; écart moyen "
            f"{french(found.error)}, au plus {french(found.worst)}, sur les {found.responses} réponses permises."
        )
        losses.append(lost(question, "bareme", told, found.error, found.worst))
    return Body(
        "multichoice",
        _choices(question, place, found.fractions),
        single=False,
        stem=together(paragraph(rich(question.stem, place)), paragraph(Rich(order), "chevet-consigne")),
        losses=tuple(losses),
    )


def tcs(question: Tcs, place: Place) -> Body:
    """A script concordance test: the fraction of a degree is its votes over the most votes."""
    most, total = max(question.votes), sum(question.votes)
    lead, word = _ABOUT[question.about]
    answers, gaps = [], []
    for votes, step, told in zip(question.votes, STEPS, _DEGREES, strict=True):
        fraction = nearest(100 * votes / most)
        gaps.append(abs(fraction / 100 - votes / most))
        feedback = f"{votes} vote{'s' if votes > 1 else ''} sur {total}."
        answers.append(Answer(Rich(f"{step}\u00a0: {told} {word}"), fraction, Rich(feedback)))
    stem = together(
        paragraph(rich(question.stem, place)),
        said("Vous pensez à", rich(question.hypothesis, place), "chevet-hypothese"),
        said("Vous apprenez", rich(question.new_fact, place), "chevet-donnee"),
        paragraph(Rich(f"{lead}\u00a0:")),
    )
    losses = []
    if max(gaps) > 0.0001:
        rounded = f"arrondis à la liste de Moodle ; écart moyen {french(sum(gaps) / 5)}, au plus {french(max(gaps))}."
        losses.append(lost(question, "experts", rounded, sum(gaps) / 5, max(gaps)))
    return Body(
        "multichoice",
        tuple(answers),
        shuffle=False,
        stem=stem,
        more=(said("Panel", rich(question.panel, place), "chevet-panel"),),
        losses=tuple(losses),
    )
