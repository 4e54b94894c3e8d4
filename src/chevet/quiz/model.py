"""What a question is: the fields an author writes, and what makes them a question one can answer.

Every model is frozen and refuses unknown keys. The rules that tie several fields together (one right
choice, no answer listed twice…) raise all their faults at once, each with its remedy. What follows a
field is what an author's editor shows (schema.py), so it is in French.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from string import ascii_lowercase
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StrictBool,
    StringConstraints,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_core import InitErrorDetails, PydanticCustomError

from chevet.quiz.fold import MAX_WORDS, count_words, fold, is_near

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Tolerance = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=0)]
BrokenRule = tuple[tuple[str | int, ...], str, str]  # place inside the part, message, remedy

REVIEW = r"^(pending|[A-ZÀ-Þ][A-ZÀ-Þ.-]* [0-9]{4}-[0-9]{2}-[0-9]{2})$"
FEWEST_CHOICES, MOST_CHOICES = 4, 5  # the 2023 scale is published for 4 or 5 choices only (facts.md §2)


class Part(BaseModel):
    """A piece of a question: frozen, without unknown keys, able to say which rules it breaks."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    def broken_rules(self) -> Iterator[BrokenRule]:
        """What is wrong although each field, alone, is well formed."""
        yield from ()

    @model_validator(mode="after")
    def _breaks_no_rule(self) -> Part:
        if broken := list(self.broken_rules()):
            raise ValidationError.from_exception_data(
                type(self).__name__, [_error(self, *rule) for rule in broken]
            )
        return self


def _error(part: Part, place: tuple[str | int, ...], message: str, remedy: str) -> InitErrorDetails:
    told = PydanticCustomError("rule", "{message} {remedy}", {"message": message, "remedy": remedy})
    return InitErrorDetails(type=told, loc=place, input=part)


class Question(Part):
    """What all the types share."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*-[0-9]{2}$")]
    """Identifiant permanent, jamais renuméroté ni réemployé : tokens-03."""
    type: str
    stem: Text
    """Énoncé, Markdown dans la ligne."""
    covers: tuple[Annotated[str, StringConstraints(pattern=r"^C[0-9]{3}$")], ...] = ()
    """Lignes de programme.csv que la question évalue : [C013, C025]."""
    section: Text | None = None
    """Titre de la section du chapitre à relire."""
    difficulty: Annotated[int, Field(strict=True, ge=1, le=3)] = 2
    """De 1 (facile) à 3 (difficile)."""
    usage: Literal["entrainement", "examen"] = "entrainement"
    """Une question d'examen n'est jamais publiée dans le site ni dans un paquet SCORM."""
    opening: StrictBool = False
    """Question posée avant la lecture et redemandée à la fin, hors du score. Une par banque."""
    level: Literal["socle", "approfondissement"] = "socle"
    feedback: Text | None = None
    """Explication générale, dite quelle que soit la réponse."""
    source: Text | None = None
    """D'où vient ce que la question affirme."""
    review: str = Field(default="pending", json_schema_extra={"pattern": REVIEW})
    """pending, ou les initiales et la date de qui a vraiment relu : AB 2026-11-21."""
    retired: StrictBool = False
    """Retirée sans être effacée : son identifiant reste pris."""

    @field_validator("review")
    @classmethod
    def _is_pending_or_signed(cls, review: str) -> str:
        try:
            if re.fullmatch(REVIEW, review) and (
                review == "pending" or datetime.date.fromisoformat(review[-10:])
            ):
                return review
        except ValueError:
            pass
        raise PydanticCustomError(
            "rule",
            "{message} {remedy}",
            {
                "message": f"review : « {review} » n'est ni pending, ni des initiales et une date.",
                "remedy": "Écrivez review: pending, ou review: AB 2026-11-21 si cette personne a relu.",
            },
        )

    @property
    def digest(self) -> str:
        """8 hexadecimal digits of what an answer was given to.

        A stored answer whose digest differs is ignored, so explanations stay out of it: a typo mended
        in a feedback loses nobody's answer.
        """
        content = {"type": self.type, "stem": self.stem, **self.scored_content()}
        text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode("utf-8")).hexdigest()[:8]

    def scored_content(self) -> dict[str, Any]:
        """The fields, besides the stem, that decide what a response is worth."""
        raise NotImplementedError


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
    """What QRU and QRM share. Choices are only appended: their letters are in the stored answers."""

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
        if not FEWEST_CHOICES <= count <= MOST_CHOICES:
            yield (
                ("choices",),
                f"{count} proposition{'s' if count > 1 else ''} ; le barème n'est défini que pour 4 ou 5.",
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


class Qru(MultipleChoice):
    """One right choice (question à réponse unique)."""

    type: Literal["qru"]

    def broken_rules(self) -> Iterator[BrokenRule]:
        yield from super().broken_rules()
        if len(self.right_ids) > 1:
            letters = " et ".join(sorted(self.right_ids))
            yield (
                ("choices",),
                f"plusieurs réponses justes ({letters}) dans une question à réponse unique.",
                "N'en gardez qu'une, ou écrivez type: qrm.",
            )
        for rank, choice in enumerate(self.choices):
            for key in ("indispensable", "unacceptable"):
                if getattr(choice, key):
                    yield ("choices", rank, key), f"la clé {key} n'a d'effet que dans un qrm.", "Retirez-la."


class Qrm(MultipleChoice):
    """One or more right choices, marked by discordances (question à réponses multiples)."""

    type: Literal["qrm"]


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
        yield from _misspelled(self.texts)
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
        yield from _misspelled(self.texts)


class Qroc(Question):
    """An open response of five words at most (question à réponse ouverte et courte)."""

    type: Literal["qroc"]
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


class NumericTrap(Part):
    """A wrong number that a numeric question expects, to say where it comes from."""

    value: Number
    tolerance: Tolerance = 0.0
    feedback: Text


class Numeric(Question):
    """A number, give or take a tolerance."""

    type: Literal["numeric"]
    feedback: Text
    answer: Number
    tolerance: Tolerance
    """Écart accepté, en valeur absolue, dans l'unité de la réponse."""
    unit: Annotated[Text, StringConstraints(pattern=r"^[^0-9]")] | None = None
    """Unité que l'étudiant peut écrire après le nombre : tokens, %."""
    feedback_right: Text
    feedback_wrong: Text
    traps: tuple[NumericTrap, ...] = ()

    def accepts(self, value: float) -> bool:
        """Whether ``value`` is the answer, give or take the tolerance."""
        return is_near(value, self.answer, self.tolerance)

    def broken_rules(self) -> Iterator[BrokenRule]:
        for rank, trap in enumerate(self.traps):
            if self.accepts(trap.value):
                yield (
                    ("traps", rank, "value"),
                    "sa valeur serait comptée juste.",
                    "Changez sa valeur, ou réduisez la tolérance de la réponse.",
                )

    def scored_content(self) -> dict[str, Any]:
        return {"answer": self.answer, "tolerance": self.tolerance, "unit": self.unit}


def _misspelled(texts: tuple[str, ...]) -> Iterator[BrokenRule]:
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
