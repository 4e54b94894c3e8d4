"""Progressive cases: a vignette, then steps asked one after the other, without way back.

An author writes one entry, ``dp`` or ``kfp``; a bank gives its steps. Each is then an ordinary question of its own
type, marked, reported and exported as any other, which knows its place by ``Question.case``. Its id is that of the case
and its rank (``tokens-30-02``), so steps are only appended: inserting one would give its answers to another.

How many steps: facts.md §2, « DP : 3 à 8 questions » (arrêté du 21/12/2021), KFP of 2 or 3.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, ClassVar, Literal

from pydantic import Field, ValidationError, create_model

from chevet.quiz.question import BankItem, BrokenRule, CaseStep, Question, Text
from chevet.quiz.types import TYPES
from chevet.quiz.words import Told, nearest, tell

INHERITED = ("covers", "section", "difficulty", "usage", "level", "source", "review", "retired")
"""What is written once, beside ``steps``; a step may say otherwise, but of what is in ``REFUSED``."""

# Keys that a step cannot have: what is wrong, what to do.
REFUSED = {
    "id": ("l'identifiant d'une étape vient de son rang.", "Retirez la clé id."),
    "opening": ("une étape n'est pas la question d'ouverture.", "Retirez la clé opening."),
    **{
        key: (f"la clé {key} se dit une fois, pour tout le dossier.", "Écrivez-la à côté de steps.")
        for key in ("usage", "review", "retired")
    },
}


class Case(BankItem):
    """A vignette and its steps, as an author writes them."""

    fewest: ClassVar[int]
    most: ClassVar[int]

    steps: tuple[Any, ...]  # each is read by the model of its type: read_case
    """Questions posées l'une après l'autre. On en ajoute à la fin, on ne change pas leur ordre."""

    def broken_rules(self) -> Iterator[BrokenRule]:
        count = len(self.steps)
        if not self.fewest <= count <= self.most:
            yield (
                ("steps",),
                f"{count} étape{'s' if count > 1 else ''} ; un {self.type} en a de {self.fewest} à {self.most}.",
                "Complétez ou raccourcissez la liste, ou changez le type : kfp, 2 ou 3 étapes ; dp, de 3 à 8.",
            )


class Dp(Case):
    """Dossier progressif."""

    type: Literal["dp"]
    fewest, most = 3, 8


class Kfp(Case):
    """Problème à élément clé (key feature problem)."""

    type: Literal["kfp"]
    fewest, most = 2, 3


CASES: dict[str, type[Case]] = {"dp": Dp, "kfp": Kfp}


@cache
def step_model(kind: str) -> type[Question]:
    """The model of a step of this type as it is written: that of the question, and ``fact``."""
    model = TYPES[kind].model
    fact = Field(default=None, description="Ce que l'on apprend avant cette étape, montré avec elle.")
    made: type[Question] = create_model(f"{model.__name__}Step", __base__=model, fact=(Text | None, fact))
    return made


def read_case(item: dict[str, Any], root: Path) -> tuple[tuple[Question, ...], list[Told]]:
    """The steps of a case, or everything wrong in it; ``item["type"]`` is a key of ``CASES``.

    A type that quotes a file of the course finds it from ``root``.
    """
    model = CASES[item["type"]]
    told: list[Told] = []
    shared: dict[str, Any] = {}
    try:
        model.model_validate(item)
        shared = {key: item[key] for key in INHERITED if key in item}
    except ValidationError as error:
        told = tell(
            model, item, error
        )  # the steps are read without what they would inherit: all is told at once
    steps = item.get("steps")
    steps = steps if isinstance(steps, list) else []
    facts: list[str] = []
    questions: list[Question] = []
    for rank, step in enumerate(steps, 1):
        identifier = item.get("id") if isinstance(item.get("id"), str) and not told else "x-00"
        question, faults = _read_step(step, f"{identifier}-{rank:02d}", shared, root)
        told.extend(
            Told(("steps", rank - 1, *place), f"étape n° {rank}, {message}", remedy)
            for place, message, remedy in faults
        )
        facts.append(_fact(step))
        if question is not None:
            questions.append(question)
    if told:
        return (), told
    places = (
        CaseStep(item["id"], item["type"], item["stem"].strip(), tuple(facts[:rank]), rank, len(steps))
        for rank in range(1, len(steps) + 1)
    )
    return tuple(question.as_step(place) for question, place in zip(questions, places, strict=True)), []


def _fact(step: Any) -> str:
    fact = step.get("fact") if isinstance(step, dict) else None
    return fact.strip() if isinstance(fact, str) else ""


def _read_step(
    step: Any, identifier: str, shared: dict[str, Any], root: Path
) -> tuple[Question | None, list[Told]]:
    if not isinstance(step, dict):
        return None, [Told((), "on attendait une question.", "Écrivez ses clés : type, stem…")]
    told = [Told((key,), *REFUSED[key]) for key in step if key in REFUSED]
    kind = step.get("type")
    if isinstance(kind, str) and kind in CASES:
        remedy = "Écrivez ses étapes à la suite, ou faites-en deux dossiers."
        return None, [*told, Told(("type",), "un dossier ne contient pas de dossier.", remedy)]
    if not isinstance(kind, str) or kind not in TYPES:
        message = f"type inconnu « {kind} »." if "type" in step else "la clé type manque."
        remedy = f"{nearest(str(kind), TYPES)}Types d'une étape : {', '.join(TYPES)}."
        return None, [*told, Told(("type",), message, remedy)]
    own = {key: value for key, value in step.items() if key not in REFUSED}
    data = {**shared, **own, "id": identifier}
    try:
        step_model(kind).model_validate(data, context={"root": root})
    except ValidationError as error:
        return None, [*told, *tell(step_model(kind), data, error, {"root": root})]
    if told:
        return None, told
    data.pop("fact", None)
    return TYPES[kind].model.model_validate(data, context={"root": root}), []
