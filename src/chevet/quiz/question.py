"""What every question is: the fields an author writes whatever its type, and how a broken rule is told.

Each type adds its own (types/). Every model is frozen and refuses unknown keys. The rules that tie several
fields together (one right choice, no answer listed twice…) raise all their faults at once, each with its
remedy. What follows a field is what an author's editor shows (schema.py), so it is in French.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    PrivateAttr,
    StrictBool,
    StringConstraints,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_core import InitErrorDetails, PydanticCustomError

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Tolerance = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=0)]
BrokenRule = tuple[tuple[str | int, ...], str, str]  # place inside the part, message, remedy

MOST_HINTS = 4
REVIEW = r"^(pending|[A-ZÀ-Þ][A-ZÀ-Þ.-]* [0-9]{4}-[0-9]{2}-[0-9]{2})$"


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


@dataclass(frozen=True)
class CaseStep:
    """Where a question stands in the progressive case that asks it (cases.py)."""

    id: str  # of the case: tokens-30
    kind: Literal["dp", "kfp"]
    vignette: str  # Markdown, shown at every step
    facts: tuple[
        str, ...
    ]  # Markdown learnt up to and including this step, "" where a step brings nothing new
    rank: int  # from 1
    count: int  # steps of the case


class BankItem(Part):
    """What a question and a progressive case share: one entry of a bank."""

    part_words: ClassVar[dict[str, str]] = {}
    """How an author is told which part is at fault, by field: « proposition {letter} », « piège n° {rank} »."""

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
    level: Literal["socle", "approfondissement"] = "socle"
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


class Question(BankItem):
    """What all the types share."""

    opening: StrictBool = False
    """Question posée avant la lecture et redemandée à la fin, hors du score. Une par banque."""
    certainty: StrictBool = False
    """Demande, avant la correction, à quel point on est sûr. Ne change pas les points."""
    hints: tuple[Text, ...] = Field(default=(), json_schema_extra={"maxItems": MOST_HINTS})
    """Indices, du plus léger au plus précis, montrés un à un à la demande. Ne changent pas les points."""
    feedback: Text | None = None
    """Explication générale, dite quelle que soit la réponse."""

    _case: CaseStep | None = PrivateAttr(default=None)

    @property
    def case(self) -> CaseStep | None:
        """Where it stands in a progressive case; None for a question asked alone. Set by the loader only."""
        return self._case

    @property
    def asked_as(self) -> str:
        """The id under which a page asks it: its own, or that of its case, whose steps are never asked alone."""
        return self._case.id if self._case else self.id

    def as_step(self, case: CaseStep) -> Self:
        """The same question, at this place of a case."""
        step = self.model_copy()
        step._case = case
        return step

    @field_validator("hints")
    @classmethod
    def _are_few(cls, hints: tuple[str, ...]) -> tuple[str, ...]:
        if len(hints) <= MOST_HINTS:
            return hints
        raise PydanticCustomError(
            "rule",
            "{message} {remedy}",
            {
                "message": f"{len(hints)} indices ; une question en a {MOST_HINTS} au plus.",
                "remedy": "Gardez ceux qui font avancer d'un pas.",
            },
        )

    @property
    def digest(self) -> str:
        """8 hexadecimal digits of what an answer was given to, the vignette and the facts of a case included.

        A stored answer whose digest differs is ignored, so explanations and hints stay out of it: a typo
        mended in a feedback loses nobody's answer.
        """
        content = {"type": self.type, "stem": self.stem, **self.scored_content()}
        if self._case:
            content["case"] = [self._case.vignette, *self._case.facts]
        text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode("utf-8")).hexdigest()[:8]

    def scored_content(self) -> dict[str, Any]:
        """The fields, besides the stem, that decide what a response is worth."""
        raise NotImplementedError
