"""What each different response is worth: the scoring of the course, applied once per response, not per learner."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from chevet.cohort.answers import NO_NUMBER, POINT
from chevet.cohort.match import has_choices, is_typed, read_letters, read_texts
from chevet.quiz.question import Question
from chevet.quiz.scoring import score

State = Literal["marked", "blank", "invalid", "unread"]


@dataclass(frozen=True)
class Mark:
    """What a response is worth, and which choices it holds."""

    points: int | None  # millionths; None where the course cannot mark it
    chosen: str  # letters « ac »; "" for an open response
    state: State


UNREAD = Mark(None, "", "unread")
BLANK = Mark(0, "", "blank")


def mark(question: Question | None, response: str | None) -> Mark:
    """The mark of ``response``: letters, a text of choices, or what was typed.

    Nothing answered is worth 0, as in an exam; so is what the question cannot read as an answer (*invalid*).
    """
    if response == "":
        return BLANK
    if question is None or response is None:
        return UNREAD
    given: str | list[str] = response
    chosen = ""
    if has_choices(question):
        letters = read_letters(question, response) or read_texts(question, response)
        if letters is None:
            return UNREAD
        given = letters.split(",")
        chosen = "".join(given)
    elif not is_typed(question):  # an order, pairs, marks: in the order that they were given
        given = [part.strip() for part in response.split(",") if part.strip()]
    result = score(question, given)
    return Mark(round(result.score * POINT), chosen, "marked" if result.valid else "invalid")


def mark_all(questions: Mapping[str, Question], pairs: Iterable[tuple[str, str]]) -> list[dict[str, object]]:
    """A row per different (item, response): the table that the answers are joined with."""
    rows: list[dict[str, object]] = []
    for item, response in pairs:
        one = mark(questions.get(item), response)
        rows.append(
            {
                "item": item,
                "response": response,
                "points": NO_NUMBER if one.points is None else one.points,
                "chosen": one.chosen,
                "state": one.state,
            }
        )
    return rows
