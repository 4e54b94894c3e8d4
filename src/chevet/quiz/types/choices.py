"""What the questions with propositions share: their letters, their rules, and how a tick is read."""

from __future__ import annotations

from collections.abc import Iterator
from string import ascii_lowercase
from typing import Any, ClassVar, Literal

from pydantic import Field, StrictBool

from chevet.quiz.question import BrokenRule, Part, Question, Text
from chevet.quiz.result import Response, Result, invalid, marked
from chevet.quiz.types.base import Letters

FEWEST_CHOICES, MOST_CHOICES = 4, 5  # the 2023 scale is published for 4 or 5 choices only (facts.md §2)


class Choice(Part):
    """A proposition of a QRU or a QRM."""

    text: Text
    right: StrictBool
    feedback: Text
    """Ce que la proposition apprend, juste ou fausse."""
    indispensable: StrictBool = False
    """Juste, et l'omettre met la question à zéro (QRM)."""
    unacceptable: StrictBool = False
    """Fausse, et la cocher met la question à zéro (QRM)."""

    def broken_rules(self) -> Iterator[BrokenRule]:
        if self.indispensable and not self.right:
            yield (
                ("indispensable",),
                "fausse, et pourtant dite indispensable.",
                "Retirez la clé indispensable.",
            )
        if self.unacceptable and self.right:
            yield (
                ("unacceptable",),
                "juste, et pourtant dite inacceptable.",
                "Retirez la clé unacceptable.",
            )


class MultipleChoice(Question):
    """Questions with propositions. They are only appended: their letters are in the stored answers."""

    fewest: ClassVar[int] = FEWEST_CHOICES
    most: ClassVar[int] = MOST_CHOICES

    part_words: ClassVar[dict[str, str]] = {"choices": "proposition {letter}"}

    choices: tuple[Choice, ...] = Field(
        json_schema_extra={"minItems": FEWEST_CHOICES, "maxItems": MOST_CHOICES}
    )
    """4 ou 5 propositions. On en ajoute à la fin, on ne change pas leur ordre."""

    @property
    def lettered(self) -> dict[str, Choice]:
        """The choices under the letters of their rank: a, b, c…"""
        return dict(zip(ascii_lowercase, self.choices, strict=False))

    @property
    def right_ids(self) -> frozenset[str]:
        """The letters of the right choices."""
        return frozenset(letter for letter, choice in self.lettered.items() if choice.right)

    def broken_rules(self) -> Iterator[BrokenRule]:
        count = len(self.choices)
        if not self.fewest <= count <= self.most:
            told = "le barème n'est défini que pour 4 ou 5."
            if self.most != MOST_CHOICES:
                told = f"un {self.type} en a de {self.fewest} à {self.most}."
            yield (
                ("choices",),
                f"{count} proposition{'s' if count > 1 else ''} ; {told}",
                "Complétez ou raccourcissez la liste.",
            )
        first: dict[str, int] = {}
        for rank, choice in enumerate(self.choices):
            text = " ".join(choice.text.split())
            if text in first:
                yield (
                    ("choices", rank, "text"),
                    f"même texte que la proposition {ascii_lowercase[first[text]]}.",
                    "Changez-la.",
                )
            first.setdefault(text, rank)
        if not self.right_ids:
            yield ("choices",), "aucune réponse juste.", "Marquez-en une : right: true."

    def scored_content(self) -> dict[str, Any]:
        return {"choices": [[c.text, c.right, c.indispensable, c.unacceptable] for c in self.choices]}


def unweighted(question: MultipleChoice) -> Iterator[BrokenRule]:
    """What is wrong with propositions that cannot set a question of this type to zero."""
    for rank, choice in enumerate(question.choices):
        for key in ("indispensable", "unacceptable"):
            if getattr(choice, key):
                yield (
                    ("choices", rank, key),
                    f"la clé {key} n'a d'effet que dans un qrm ou un qrp.",
                    "Retirez-la.",
                )


def ticked(question: MultipleChoice, response: Response) -> frozenset[str]:
    """The letters ticked, among those that the question has."""
    letters = frozenset() if response is None or isinstance(response, str) else frozenset(response)
    return letters & question.lettered.keys()


def cap(question: MultipleChoice, chosen: frozenset[str]) -> Literal["indispensable", "unacceptable"] | None:
    """What sets the mark to 0 whatever the rest: a harm done is said before an omission."""
    choices = question.lettered
    if any(choices[letter].unacceptable for letter in chosen):
        return "unacceptable"
    if any(choices[letter].indispensable for letter in question.right_ids - chosen):
        return "indispensable"
    return None


def score_expected(question: MultipleChoice, response: Response) -> Result:
    """x/n where n are expected and n must be chosen; 0 by an indispensable left or an unacceptable chosen."""
    chosen, expected = ticked(question, response), len(question.right_ids)
    if not chosen:
        return invalid("empty")
    if len(chosen) != expected:
        return invalid("incomplete" if len(chosen) < expected else "too_many")
    found, capped = len(chosen & question.right_ids), cap(question, chosen)
    return marked(0.0 if capped else found / expected, found=found, expected=expected, capped=capped)


def letters_pattern(question: MultipleChoice) -> str:
    """« a,c »: the right letters, as SCORM 1.2 writes a choice."""
    return ",".join(sorted(question.right_ids))


def letters_shape(question: MultipleChoice) -> Letters:
    """Any of its propositions."""
    return Letters(len(question.choices))
