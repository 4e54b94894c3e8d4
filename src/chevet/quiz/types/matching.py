"""Things to match with others."""

from __future__ import annotations

from collections.abc import Iterator
from string import ascii_lowercase
from typing import Any, ClassVar, Literal

from pydantic import Field

from chevet.quiz.question import BrokenRule, Part, Question, Text
from chevet.quiz.result import Response, Result, invalid, marked
from chevet.quiz.types.base import Pairs, QuestionType

FEWEST_PAIRS, MOST_PAIRS, MOST_RIGHTS = 2, 8, 12


class Pair(Part):
    """What is on the left, and what goes with it."""

    left: Text
    match: Text
    """Plusieurs lignes peuvent avoir la même réponse : récrivez-la à l'identique."""
    feedback: Text


class Matching(Question):
    """Pairs, and other answers that go with nothing."""

    type: Literal["matching"]
    part_words: ClassVar[dict[str, str]] = {"pairs": "paire n° {rank}"}

    pairs: tuple[Pair, ...] = Field(json_schema_extra={"minItems": FEWEST_PAIRS, "maxItems": MOST_PAIRS})
    """2 à 8 paires."""
    others: tuple[Text, ...] = ()
    """Réponses proposées qui ne vont avec rien."""

    @property
    def rights(self) -> dict[str, str]:
        """The answers offered, each once, under their letters."""
        texts = dict.fromkeys([*(pair.match for pair in self.pairs), *self.others])
        return dict(zip(ascii_lowercase, texts, strict=False))

    @property
    def right_pairs(self) -> tuple[str, ...]:
        """« 1.a », « 2.c »…"""
        letters = {text: letter for letter, text in self.rights.items()}
        return tuple(f"{rank}.{letters[pair.match]}" for rank, pair in enumerate(self.pairs, 1))

    def broken_rules(self) -> Iterator[BrokenRule]:
        count = len(self.pairs)
        if not FEWEST_PAIRS <= count <= MOST_PAIRS:
            yield (
                ("pairs",),
                f"{count} paire{'s' if count > 1 else ''} ; il en faut de {FEWEST_PAIRS} à {MOST_PAIRS}.",
                "Complétez ou raccourcissez la liste.",
            )
        rights = {pair.match for pair in self.pairs}
        if len(rights | set(self.others)) < 2:
            yield ("pairs",), "une seule réponse est proposée partout.", "Ajoutez-en dans others."
        if len(rights | set(self.others)) > MOST_RIGHTS:
            yield ("others",), f"plus de {MOST_RIGHTS} réponses proposées.", "Retirez-en."
        lefts: dict[str, int] = {}
        for rank, pair in enumerate(self.pairs):
            if pair.left in lefts:
                yield (
                    ("pairs", rank, "left"),
                    f"même texte que la paire n° {lefts[pair.left] + 1}.",
                    "Changez-le.",
                )
            lefts.setdefault(pair.left, rank)
        for rank, other in enumerate(self.others):
            if other in rights or other in self.others[:rank]:
                yield ("others", rank), f"« {other} » est déjà proposée.", "Retirez-la."

    def scored_content(self) -> dict[str, Any]:
        return {"pairs": [[pair.left, pair.match] for pair in self.pairs], "others": list(self.others)}


def score_matching(question: Matching, response: Response) -> Result:
    """Right pairs over pairs; a rule of this course."""
    given = frozenset() if response is None or isinstance(response, str) else frozenset(response)
    known = {f"{rank}.{letter}" for rank in range(1, len(question.pairs) + 1) for letter in question.rights}
    pairs = given & known
    if not pairs:
        return invalid("empty")
    if sorted(pair.split(".")[0] for pair in pairs) != [str(n) for n in range(1, len(question.pairs) + 1)]:
        return invalid("incomplete")
    found = len(pairs & set(question.right_pairs))
    return marked(found / len(question.pairs), found=found, expected=len(question.pairs))


def _pattern(question: Matching) -> str:
    return ",".join(question.right_pairs)


def _shape(question: Matching) -> Pairs:
    return Pairs(len(question.pairs), len(question.rights))


TYPE = QuestionType(Matching, score_matching, _pattern, "matching", _shape)
