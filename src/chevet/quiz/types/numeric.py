"""A number, give or take a tolerance."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Literal

from pydantic import StringConstraints

from chevet.quiz.fold import is_blank, is_near, parse_number
from chevet.quiz.question import BrokenRule, Number, Part, Question, Text, Tolerance
from chevet.quiz.result import Response, Result, invalid, marked
from chevet.quiz.types.base import QuestionType, Typed

Unit = Annotated[Text, StringConstraints(pattern=r"^[^0-9]")]


class NumericTrap(Part):
    """A wrong number that a numeric question expects, to say where it comes from."""

    value: Number
    tolerance: Tolerance = 0.0
    feedback: Text


class Numeric(Question):
    """A number, give or take a tolerance."""

    type: Literal["numeric"]
    part_words: ClassVar[dict[str, str]] = {"traps": "piège n° {rank}"}

    feedback: Text
    answer: Number
    tolerance: Tolerance
    """Écart accepté, en valeur absolue, dans l'unité de la réponse."""
    unit: Unit | None = None
    """Unité que l'étudiant peut écrire après le nombre : tokens, %."""
    feedback_right: Text
    feedback_wrong: Text
    traps: tuple[NumericTrap, ...] = ()

    def accepts(self, value: float) -> bool:
        """Whether ``value`` is the answer, give or take the tolerance."""
        return is_near(value, self.answer, self.tolerance)

    def broken_rules(self) -> Iterator[BrokenRule]:
        for rank, trap in enumerate(self.traps):
            if self.accepts(trap.value):
                yield (
                    ("traps", rank, "value"),
                    "sa valeur serait comptée juste.",
                    "Changez sa valeur, ou réduisez la tolérance de la réponse.",
                )

    def scored_content(self) -> dict[str, Any]:
        return {"answer": self.answer, "tolerance": self.tolerance, "unit": self.unit}


def score_numeric(question: Numeric, response: Response) -> Result:
    """1 for the number, give or take the tolerance, else 0."""
    typed = response if isinstance(response, str) else ""
    if is_blank(typed):
        return invalid("empty")
    value = parse_number(typed, question.unit)
    if value is None:
        return invalid("not_a_number")
    if question.accepts(value):
        return marked(1.0, value=value)
    for rank, trap in enumerate(question.traps):
        if is_near(value, trap.value, trap.tolerance):
            return marked(0.0, matched=rank, matched_kind="trap", value=value)
    return marked(0.0, value=value)


def number_text(value: float) -> str:
    """« -0.5 », « 12 »: a number as SCORM 1.2 writes it."""
    return format(Decimal(repr(value)), "f").removesuffix(".0")


def _pattern(question: Numeric) -> str:
    return number_text(question.answer)


def _shape(question: Numeric) -> Typed:
    return Typed((f"{question.answer} {question.unit or ''}",))


TYPE = QuestionType(Numeric, score_numeric, _pattern, "numeric", _shape)
