"""Things to put in order."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from string import ascii_lowercase
from typing import Any, ClassVar, Literal

from pydantic import Field

from chevet.quiz.question import BrokenRule, Part, Question, Text
from chevet.quiz.result import Response, Result, invalid, marked
from chevet.quiz.types.base import Order, QuestionType

FEWEST_ITEMS, MOST_ITEMS = 3, 8


class Item(Part):
    """One of the things to order."""

    text: Text
    feedback: Text
    """Pourquoi elle est à cette place."""


class Ordering(Question):
    """Items written in the right order; the page shuffles them."""

    type: Literal["ordering"]
    part_words: ClassVar[dict[str, str]] = {"items": "élément n° {rank}"}

    items: tuple[Item, ...] = Field(json_schema_extra={"minItems": FEWEST_ITEMS, "maxItems": MOST_ITEMS})
    """3 à 8 éléments, dans l'ordre attendu : la page les mélange."""

    @property
    def lettered(self) -> dict[str, Item]:
        """The items under the letters of their rank: a comes first."""
        return dict(zip(ascii_lowercase, self.items, strict=False))

    def broken_rules(self) -> Iterator[BrokenRule]:
        count = len(self.items)
        if not FEWEST_ITEMS <= count <= MOST_ITEMS:
            yield (
                ("items",),
                f"{count} élément{'s' if count > 1 else ''} ; il en faut de {FEWEST_ITEMS} à {MOST_ITEMS}.",
                "Complétez ou raccourcissez la liste.",
            )
        seen: dict[str, int] = {}
        for rank, item in enumerate(self.items):
            text = " ".join(item.text.split())
            if text in seen:
                yield ("items", rank, "text"), f"même texte que l'élément n° {seen[text] + 1}.", "Changez-le."
            seen.setdefault(text, rank)

    def scored_content(self) -> dict[str, Any]:
        return {"items": [item.text for item in self.items]}


def score_ordering(question: Ordering, response: Response) -> Result:
    """Pairs in the right order less pairs in the wrong one, over all the pairs, never under 0 (Kendall's tau).

    A rule of this course: one slip costs little. Not being counted under 0, an order of four items drawn at random
    still earns 0.19 on average.
    """
    letters = (
        []
        if response is None or isinstance(response, str)
        else [x for x in response if x in question.lettered]
    )
    if not letters:
        return invalid("empty")
    if sorted(letters) != sorted(question.lettered):
        return invalid("incomplete")
    pairs = list(combinations(letters, 2))
    right = sum(first < second for first, second in pairs)
    return marked(max(0.0, (2 * right - len(pairs)) / len(pairs)), found=right, expected=len(pairs))


def _pattern(question: Ordering) -> str:
    return ",".join(question.lettered)


TYPE = QuestionType(Ordering, score_ordering, _pattern, "sequencing", lambda q: Order(len(q.items)))
