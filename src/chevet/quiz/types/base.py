"""What the course must know of a type of question, whatever it asks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from chevet.quiz.question import Question
from chevet.quiz.result import Response, Result

Q = TypeVar("Q", bound=Question)
Interaction = Literal[
    "true-false", "choice", "fill-in", "matching", "performance", "sequencing", "likert", "numeric"
]
"""How SCORM 1.2 names what was asked (Run-Time Environment, cmi.interactions.n.type)."""


@dataclass(frozen=True)
class Letters:
    """A response is a set of letters among the first ``count`` of the alphabet."""

    count: int


@dataclass(frozen=True)
class Order:
    """A response is the first ``count`` letters of the alphabet, in an order."""

    count: int


@dataclass(frozen=True)
class Pairs:
    """A response gives one of ``choices`` letters to each of ``count`` numbers, or to some: « 1.c », « 2.a »."""

    count: int
    choices: int


@dataclass(frozen=True)
class Typed:
    """A response is a text; ``texts`` are those that earn points, the longest of them at least."""

    texts: tuple[str, ...]


@dataclass(frozen=True)
class Marks:
    """A response is a list of words of letters, digits and hyphens: ``longest`` characters in all, separators too."""

    longest: int


Shape = Letters | Order | Pairs | Typed | Marks


@dataclass(frozen=True)
class QuestionType(Generic[Q]):
    """One type. What it looks like is in ``widgets/quiz/views``, under the same name."""

    model: type[Q]
    score: Callable[[Q, Response], Result]
    pattern: Callable[[Q], str]
    """A right response, as SCORM 1.2 writes it: ``a,c``, a text, or a number with a dot."""
    interaction: Interaction
    shape: Callable[[Q], Shape]
    """What a response is made of, whatever it is worth: how much room it takes where answers are kept."""
