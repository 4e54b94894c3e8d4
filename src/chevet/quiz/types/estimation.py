"""An interval that should hold a number: what one knows, and how well one knows that one does not."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from chevet.quiz.fold import is_blank, is_near, parse_number
from chevet.quiz.question import Number, Question, Text
from chevet.quiz.result import Response, Result, invalid, marked
from chevet.quiz.types.base import QuestionType, Typed
from chevet.quiz.types.numeric import Unit, number_text

SEPARATOR = " ; "


class Estimation(Question):
    """Two bounds between which the learner places the answer, with a confidence announced in the question."""

    type: Literal["estimation"]
    feedback: Text
    answer: Number
    widest: Annotated[float, Field(strict=True, gt=0, allow_inf_nan=False)]
    """Largeur au-delà de laquelle un intervalle n'aide plus à décider : juste, il ne vaut que 0,5."""
    confidence: Annotated[int, Field(strict=True, ge=50, le=99)] = 90
    """Confiance demandée, en pour cent : sur dix intervalles à 90 %, neuf devraient contenir la valeur."""
    unit: Unit | None = None
    """Unité que l'étudiant peut écrire après chaque nombre."""

    def scored_content(self) -> dict[str, Any]:
        return {
            "answer": self.answer,
            "widest": self.widest,
            "confidence": self.confidence,
            "unit": self.unit,
        }


def score_estimation(question: Estimation, response: Response) -> Result:
    """1 if the interval holds the answer, 0.5 if it does but is wider than ``widest``, else 0.

    A rule of this course. Bounds are included. ``response`` is « 8 ; 20 ».
    """
    low_text, _, high_text = (response if isinstance(response, str) else "").partition(";")
    if is_blank(low_text) or is_blank(high_text):
        return invalid("empty")
    low, high = parse_number(low_text, question.unit), parse_number(high_text, question.unit)
    if low is None or high is None:
        return invalid("not_a_number")
    if low > high:
        return invalid("reversed")
    holds, width = low <= question.answer <= high, high - low
    mark = (1.0 if is_near(width, 0, question.widest) else 0.5) if holds else 0.0
    return marked(mark, details={"low": low, "high": high, "width": width})


def _pattern(question: Estimation) -> str:
    return number_text(question.answer)


def _shape(question: Estimation) -> Typed:
    bounds = SEPARATOR.join([number_text(-abs(question.answer) - question.widest)] * 2)
    return Typed((f"{bounds} {question.unit or ''} {question.unit or ''}",))


TYPE = QuestionType(Estimation, score_estimation, _pattern, "fill-in", _shape)
