"""What a response is worth: the training scale, « d'après les règles publiées en 2023 » (facts.md §2).

The page states the same rules (``widgets/quiz/types.js``); both run ``tests/vectors/scoring*.json``. A response is
first read (is it one at all?), then marked. What cannot be read is *invalid*: said, and not marked.
"""

from __future__ import annotations

from chevet.quiz.question import Question
from chevet.quiz.result import Response, Result
from chevet.quiz.types import TYPES

__all__ = ["TYPES", "Response", "Result", "correct_pattern", "score"]


def score(question: Question, response: Response) -> Result:
    """The mark of ``response``; the same as ``scoreAnswer`` in types.js.

    Args:
        question: as read by ``load_bank``.
        response: the letters of the choices ticked, or the text as typed. Letters the question does
            not have are ignored.
    """
    return TYPES[question.type].score(question, response)


def correct_pattern(question: Question) -> str:
    """A right response, as SCORM 1.2 writes it: ``a,c``, a text, or a number with a dot."""
    return TYPES[question.type].pattern(question)
