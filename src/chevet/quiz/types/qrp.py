"""QRP, « question à réponses en nombre précisé »: the learner is told how many choices to tick."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from chevet.quiz.question import BrokenRule
from chevet.quiz.types.base import QuestionType
from chevet.quiz.types.choices import MultipleChoice, letters_pattern, letters_shape, score_expected


class Qrp(MultipleChoice):
    """n right choices, n announced: x/n, and 0 for an indispensable left or an unacceptable ticked.

    Règles générales de notation 2023 (facts-extra.md §2); nothing is subtracted.
    """

    type: Literal["qrp"]

    def broken_rules(self) -> Iterator[BrokenRule]:
        yield from super().broken_rules()
        if len(self.right_ids) == 1:
            yield (
                ("choices",),
                "une seule réponse juste dans une question à nombre précisé.",
                "Marquez-en une autre, ou écrivez type: qru.",
            )
        elif len(self.right_ids) == len(self.choices):
            yield (
                ("choices",),
                "toutes les propositions sont justes : il n'y a rien à choisir.",
                "Changez-en une.",
            )


TYPE = QuestionType(Qrp, score_expected, letters_pattern, "choice", letters_shape)
