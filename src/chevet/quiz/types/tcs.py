"""TCS, « test de concordance de script »: what a new fact does to a hypothesis, marked by a panel's votes."""

from __future__ import annotations

from collections.abc import Iterator
from string import ascii_lowercase
from typing import Annotated, Any, Literal

from pydantic import Field

from chevet.quiz.question import BrokenRule, Question, Text
from chevet.quiz.result import Response, Result, invalid, marked
from chevet.quiz.types.base import Letters, QuestionType

FEWEST_VOTES = 10  # « 10 à 15 experts », facts.md §2
STEPS = ("−2", "−1", "0", "+1", "+2")


class Tcs(Question):
    """A hypothesis, a new fact, five degrees from −2 to +2, and how many experts chose each."""

    type: Literal["tcs"]
    hypothesis: Text
    """Ce à quoi l'on pense, avant la nouvelle donnée."""
    new_fact: Text
    """La nouvelle donnée."""
    about: Literal["hypothese", "conduite"] = "hypothese"
    """hypothese : devient-elle plus ou moins probable ? conduite : devient-elle plus ou moins indiquée ?"""
    votes: tuple[Annotated[int, Field(strict=True, ge=0)], ...] = Field(
        json_schema_extra={"minItems": 5, "maxItems": 5}
    )
    """Cinq nombres de votes, de −2 à +2 : [0, 1, 2, 7, 2]. Dix votes au moins."""
    panel: Text
    """D'où viennent les votes : « simulé », ou qui a voté et quand. Le lecteur le lit."""
    feedback: Text

    @property
    def lettered(self) -> dict[str, int]:
        """The votes under the letters of the degrees: a for −2, e for +2."""
        return dict(zip(ascii_lowercase, self.votes, strict=False))

    def broken_rules(self) -> Iterator[BrokenRule]:
        if len(self.votes) != len(STEPS):
            yield (
                ("votes",),
                f"{len(self.votes)} nombres de votes ; il en faut cinq, de −2 à +2.",
                "Écrivez 0 où personne n'a voté.",
            )
        if sum(self.votes) < FEWEST_VOTES:
            yield (
                ("votes",),
                f"{sum(self.votes)} votes ; un panel en compte {FEWEST_VOTES} au moins.",
                "Complétez le panel, ou écrivez un qru.",
            )

    def scored_content(self) -> dict[str, Any]:
        return {
            "hypothesis": self.hypothesis,
            "new_fact": self.new_fact,
            "about": self.about,
            "votes": list(self.votes),
        }


def score_tcs(question: Tcs, response: Response) -> Result:
    """Votes for the degree chosen over votes for the most chosen one.

    The usual rule of script concordance (facts.md §2); the scale of the EDN is not known: a training scale.
    """
    letters = frozenset() if response is None or isinstance(response, str) else frozenset(response)
    chosen = letters & question.lettered.keys()
    if len(chosen) != 1:
        return invalid("several" if chosen else "empty")
    (letter,) = chosen
    return marked(question.lettered[letter] / max(question.votes))


def _pattern(question: Tcs) -> str:
    return max(question.lettered, key=lambda letter: question.lettered[letter])


TYPE = QuestionType(Tcs, score_tcs, _pattern, "likert", lambda _: Letters(len(STEPS)))
