"""QRU, « question à réponse unique »: one right choice, all or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from chevet.quiz.question import BrokenRule
from chevet.quiz.result import Response, Result, invalid, marked
from chevet.quiz.types.base import QuestionType
from chevet.quiz.types.choices import MultipleChoice, letters_pattern, letters_shape, ticked, unweighted


class Qru(MultipleChoice):
    """One right choice (question à réponse unique)."""

    type: Literal["qru"]

    def broken_rules(self) -> Iterator[BrokenRule]:
        yield from super().broken_rules()
        if len(self.right_ids) > 1:
            letters = " et ".join(sorted(self.right_ids))
            yield (
                ("choices",),
                f"plusieurs réponses justes ({letters}) dans une question à réponse unique.",
                "N'en gardez qu'une, ou écrivez type: qrm.",
            )
        yield from unweighted(self)


def score_qru(question: Qru, response: Response) -> Result:
    """1 for the right choice, else 0."""
    chosen = ticked(question, response)
    if len(chosen) > 1:
        return invalid("several")
    return marked(float(chosen == question.right_ids)) if chosen else invalid("empty")


TYPE = QuestionType(Qru, score_qru, letters_pattern, "choice", letters_shape)
