"""QRPL, the long list: 10 to 25 propositions, of which a few, their number announced."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal

from pydantic import Field

from chevet.quiz.question import BrokenRule
from chevet.quiz.types.base import QuestionType
from chevet.quiz.types.choices import (
    Choice,
    MultipleChoice,
    letters_pattern,
    letters_shape,
    score_expected,
    unweighted,
)

MOST_EXPECTED = 5


class Qrpl(MultipleChoice):
    """1 to 5 right choices among 10 to 25: x/n, neither indispensable nor unacceptable (facts-extra.md §2)."""

    type: Literal["qrpl"]
    fewest: ClassVar[int] = 10
    most: ClassVar[int] = 25

    choices: tuple[Choice, ...] = Field(json_schema_extra={"minItems": 10, "maxItems": 25})
    """10 à 25 propositions, montrées dans cet ordre : le plus simple est l'ordre alphabétique."""

    def broken_rules(self) -> Iterator[BrokenRule]:
        yield from super().broken_rules()
        yield from unweighted(self)
        if len(self.right_ids) > MOST_EXPECTED:
            yield (
                ("choices",),
                f"{len(self.right_ids)} réponses justes ; une liste longue en attend {MOST_EXPECTED} au plus.",
                "Resserrez l'énoncé.",
            )


TYPE = QuestionType(Qrpl, score_expected, letters_pattern, "choice", letters_shape)
