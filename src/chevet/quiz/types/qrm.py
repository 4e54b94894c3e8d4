"""QRM, « question à réponses multiples »: right and wrong choices, marked by discordances."""

from __future__ import annotations

from typing import Literal

from chevet.quiz.result import Response, Result, invalid, marked
from chevet.quiz.types.base import QuestionType
from chevet.quiz.types.choices import MultipleChoice, cap, letters_pattern, letters_shape, ticked

# 4 or 5 choices; three discordances or more: 0. Règles générales de notation 2023, [V] facts.md §2.
QRM_SCALE = {0: 1.0, 1: 0.5, 2: 0.2}


class Qrm(MultipleChoice):
    """One or more right choices, marked by discordances (question à réponses multiples)."""

    type: Literal["qrm"]


def score_qrm(question: Qrm, response: Response) -> Result:
    """Points by number of discordances; 0 for an indispensable choice left, or an unacceptable one ticked."""
    chosen = ticked(question, response)
    if not chosen:
        return invalid("empty")
    discordances, capped = len(chosen ^ question.right_ids), cap(question, chosen)
    mark = 0.0 if capped else QRM_SCALE.get(discordances, 0.0)
    return marked(mark, discordances=discordances, capped=capped)


TYPE = QuestionType(Qrm, score_qrm, letters_pattern, "choice", letters_shape)
