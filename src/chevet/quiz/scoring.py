"""What a response is worth: the training scale, « d'après les règles publiées en 2023 » (facts.md §2).

``widgets/quiz/score.js`` states the same rules; both run ``tests/vectors/scoring.json``. A response is
first read (is it one at all?), then marked. What cannot be read is *invalid*: said, and not marked.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any, Generic, Literal, TypeVar

from chevet.quiz.fold import MAX_WORDS, count_words, fold, is_blank, is_near, parse_number
from chevet.quiz.model import MultipleChoice, Numeric, Qrm, Qroc, Qru, Question

# Text as typed (qroc, numeric), letters of the choices ticked (qru, qrm), None where nothing was kept.
Response = str | Collection[str] | None
Reason = Literal["empty", "too_many_words", "not_a_number", "several"]

# QRM of 4 or 5 choices; three discordances or more: 0. Règles générales de notation 2023, [V] facts.md §2.
QRM_SCALE = {0: 1.0, 1: 0.5, 2: 0.2}


@dataclass(frozen=True)
class Result:
    """What a response is worth, and why."""

    valid: bool
    score: float  # 0 to 1; 0 when not valid
    verdict: Literal["right", "partial", "wrong", "invalid"]
    reason: Reason | None = None  # why it is not valid
    discordances: int | None = None  # qrm: choices ticked wrongly or left wrongly
    capped: Literal["indispensable", "unacceptable"] | None = None  # qrm: what sets the mark to 0
    matched: int | None = None  # rank of the answer or trap that the response is
    matched_kind: Literal["answer", "trap"] | None = None
    value: float | None = None  # numeric: the number read

    def to_json(self) -> dict[str, Any]:
        """The fields under the names that score.js gives them."""
        return asdict(self)


def score(question: Question, response: Response) -> Result:
    """The mark of ``response``; the same as ``scoreAnswer`` in score.js.

    Args:
        question: as read by ``load_bank``.
        response: the letters of the choices ticked, or the text as typed. Letters the question does
            not have are ignored.
    """
    return TYPES[question.type].score(question, response)


def correct_pattern(question: Question) -> str:
    """A right response, as SCORM 1.2 writes it: ``a,c``, a text, or a number with a dot."""
    return TYPES[question.type].pattern(question)


def _score_qru(question: Qru, response: Response) -> Result:
    chosen, right = _ticked(question, response)
    if len(chosen) > 1:
        return _invalid("several")
    return _marked(float(chosen == right)) if chosen else _invalid("empty")


def _score_qrm(question: Qrm, response: Response) -> Result:
    chosen, right = _ticked(question, response)
    if not chosen:
        return _invalid("empty")
    discordances = len(chosen ^ right)
    choices = question.lettered
    capped: Literal["indispensable", "unacceptable"] | None = None
    if any(choices[letter].indispensable for letter in right - chosen):
        capped = "indispensable"
    if any(choices[letter].unacceptable for letter in chosen):
        capped = "unacceptable"  # said first when both happen: a harm done outweighs an omission
    mark = 0.0 if capped else QRM_SCALE.get(discordances, 0.0)
    return _marked(mark, discordances=discordances, capped=capped)


def _score_qroc(question: Qroc, response: Response) -> Result:
    typed = response if isinstance(response, str) else ""
    folded = fold(typed)
    if not folded:
        return _invalid("empty")
    if count_words(typed) > MAX_WORDS:
        return _invalid("too_many_words")
    for rank, answer in enumerate(question.answers):
        if folded in map(fold, answer.texts):
            return _marked(answer.credit, matched=rank, matched_kind="answer")
    for rank, trap in enumerate(question.traps):
        if folded in map(fold, trap.texts):
            return _marked(0.0, matched=rank, matched_kind="trap")
    return _marked(0.0)


def _score_numeric(question: Numeric, response: Response) -> Result:
    typed = response if isinstance(response, str) else ""
    if is_blank(typed):
        return _invalid("empty")
    value = parse_number(typed, question.unit)
    if value is None:
        return _invalid("not_a_number")
    if question.accepts(value):
        return _marked(1.0, value=value)
    for rank, trap in enumerate(question.traps):
        if is_near(value, trap.value, trap.tolerance):
            return _marked(0.0, matched=rank, matched_kind="trap", value=value)
    return _marked(0.0, value=value)


def _ticked(question: MultipleChoice, response: Response) -> tuple[frozenset[str], frozenset[str]]:
    """The letters ticked and the right letters."""
    letters = frozenset() if response is None or isinstance(response, str) else frozenset(response)
    return letters & question.lettered.keys(), question.right_ids


def _invalid(reason: Reason) -> Result:
    return Result(valid=False, score=0.0, verdict="invalid", reason=reason)


def _marked(mark: float, **details: Any) -> Result:
    verdict: Literal["right", "partial", "wrong"] = "right" if mark == 1 else "partial" if mark else "wrong"
    return Result(valid=True, score=mark, verdict=verdict, **details)


def _letters_pattern(question: MultipleChoice) -> str:
    return ",".join(sorted(question.right_ids))


def _text_pattern(question: Qroc) -> str:
    return next(answer.text for answer in question.answers if answer.credit == 1)


def _number_pattern(question: Numeric) -> str:
    text = format(Decimal(repr(question.answer)), "f")
    return text.removesuffix(".0")


Q = TypeVar("Q", bound=Question)


@dataclass(frozen=True)
class QuestionType(Generic[Q]):
    """What the course knows of a type."""

    model: type[Q]
    score: Callable[[Q, Response], Result]
    pattern: Callable[[Q], str]


# The one list of types: a new one is a model, its two functions, and a line here (then score.js and vectors).
TYPES: dict[str, QuestionType[Any]] = {
    "qru": QuestionType(Qru, _score_qru, _letters_pattern),
    "qrm": QuestionType(Qrm, _score_qrm, _letters_pattern),
    "qroc": QuestionType(Qroc, _score_qroc, _text_pattern),
    "numeric": QuestionType(Numeric, _score_numeric, _number_pattern),
}
