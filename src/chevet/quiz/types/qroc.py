"""QROC, « question à réponse ouverte et courte »: a text of five words at most, compared folded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, ClassVar, Literal

from pydantic import Field

from chevet.quiz.fold import MAX_WORDS, count_words, fold
from chevet.quiz.question import BrokenRule, Number, Part, Question, Text
from chevet.quiz.result import Response, Result, invalid, marked
from chevet.quiz.types.base import QuestionType, Typed


class Answer(Part):
    """A response that a QROC accepts."""

    text: Text
    also: tuple[Text, ...] = ()
    """Autres écritures de la même réponse. Casse, accents, tirets et apostrophes sont déjà ignorés."""
    credit: Number = Field(json_schema_extra={"enum": [1, 0.5]})
    """1 pour une réponse attendue, 0.5 pour une réponse acceptable."""
    feedback: Text

    @property
    def texts(self) -> tuple[str, ...]:
        return (self.text, *self.also)

    def broken_rules(self) -> Iterator[BrokenRule]:
        yield from misspelled(self.texts)
        if self.credit not in (1, 0.5):
            yield ("credit",), f"le crédit {self.credit} n'existe pas.", "Écrivez credit: 1 ou credit: 0.5."


class Trap(Part):
    """A wrong response that a QROC expects, to say why it is wrong."""

    text: Text
    also: tuple[Text, ...] = ()
    feedback: Text

    @property
    def texts(self) -> tuple[str, ...]:
        return (self.text, *self.also)

    def broken_rules(self) -> Iterator[BrokenRule]:
        yield from misspelled(self.texts)


class Qroc(Question):
    """An open response of five words at most (question à réponse ouverte et courte)."""

    type: Literal["qroc"]
    part_words: ClassVar[dict[str, str]] = {"answers": "réponse n° {rank}", "traps": "piège n° {rank}"}

    feedback: Text
    answers: tuple[Answer, ...]
    feedback_wrong: Text
    """Dit à toute réponse qui n'est ni attendue, ni un piège prévu."""
    traps: tuple[Trap, ...] = ()

    def broken_rules(self) -> Iterator[BrokenRule]:
        if not any(answer.credit == 1 for answer in self.answers):
            yield ("answers",), "aucune réponse ne vaut 1 point.", "Donnez credit: 1 à la réponse attendue."
        seen: dict[str, str] = {}
        parts: Iterable[tuple[str, int, Answer | Trap]] = [
            *(("answers", rank, answer) for rank, answer in enumerate(self.answers)),
            *(("traps", rank, trap) for rank, trap in enumerate(self.traps)),
        ]
        for key, rank, part in parts:
            for spelling, text in enumerate(part.texts):
                folded = fold(text)
                if folded in seen:
                    yield (
                        (key, rank, *(("also", spelling - 1) if spelling else ("text",))),
                        f"« {text} » et « {seen[folded]} » sont une seule réponse, casse et accents ignorés.",
                        "Gardez une seule des deux.",
                    )
                seen.setdefault(folded, text)

    def scored_content(self) -> dict[str, Any]:
        return {"answers": [[answer.credit, *answer.texts] for answer in self.answers]}


def misspelled(texts: tuple[str, ...]) -> Iterator[BrokenRule]:
    """The texts that no response could be: without a word, or with too many."""
    for spelling, text in enumerate(texts):
        place = ("also", spelling - 1) if spelling else ("text",)
        if not fold(text):
            yield place, f"« {text} » n'a ni lettre ni chiffre.", "Écrivez un mot ou un nombre."
        elif count_words(text) > MAX_WORDS:
            yield (
                place,
                f"« {text} » a {count_words(text)} mots ; une réponse de QROC en a {MAX_WORDS} au plus.",
                "Raccourcissez-la, ou resserrez l'énoncé.",
            )


def score_qroc(question: Qroc, response: Response) -> Result:
    """1 for an expected answer, 0.5 for an acceptable one, else 0."""
    typed = response if isinstance(response, str) else ""
    folded = fold(typed)
    if not folded:
        return invalid("empty")
    if count_words(typed) > MAX_WORDS:
        return invalid("too_many_words")
    for rank, answer in enumerate(question.answers):
        if folded in map(fold, answer.texts):
            return marked(answer.credit, matched=rank, matched_kind="answer")
    for rank, trap in enumerate(question.traps):
        if folded in map(fold, trap.texts):
            return marked(0.0, matched=rank, matched_kind="trap")
    return marked(0.0)


def _pattern(question: Qroc) -> str:
    return next(answer.text for answer in question.answers if answer.credit == 1)


def _shape(question: Qroc) -> Typed:
    return Typed(tuple(text for answer in question.answers for text in answer.texts))


TYPE = QuestionType(Qroc, score_qroc, _pattern, "fill-in", _shape)
