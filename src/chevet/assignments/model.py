"""What an assignment is: the keys a teacher writes in ``devoirs/<slug>.yml``, and the rules that tie them.

What follows a field is what an author's editor shows, so it is in French. Nothing here reads a bank:
``draw.py`` turns the rules into questions.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from chevet.quiz.model import BrokenRule, Part, Text

QuestionId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*-[0-9]{2}$")]
Row = Annotated[str, StringConstraints(pattern=r"^C[0-9]{3}$")]
Difficulty = Annotated[int, Field(strict=True, ge=1, le=3)]
Weight = Annotated[float, Field(gt=0, le=100, allow_inf_nan=False)]


class Draw(Part):
    """A rule that draws questions from the banks."""

    number: Annotated[int, Field(strict=True, ge=1, le=200)]
    """Combien de questions tirer ; un dossier se tire entier, et en compte autant que d'étapes."""
    chapter: tuple[Text, ...] = ()
    """Chapitres où tirer : [01-tokens, 04-temperature] ; vide, tous."""
    covers: tuple[Row, ...] = ()
    """Lignes du programme : une question qui en évalue une au moins convient."""
    format: tuple[Text, ...] = ()
    """Types admis : [qru, qrm], ou dp et kfp pour des dossiers ; vide, tous."""
    difficulty: tuple[Difficulty, ...] = ()
    """Difficultés admises : [1, 2] ; vide, toutes. D'un dossier, celle de chaque étape."""
    usage: Literal["entrainement", "examen", "tous"] = "entrainement"
    """Les questions d'examen ne sortent que vers Moodle XML et le papier."""
    seed: Annotated[int, Field(strict=True, ge=0)] = 0
    """Un autre nombre donne un autre tirage ; le même nombre, toujours le même."""


class Entry(Part):
    """One line of an assignment: a question by its id, or a draw."""

    id: QuestionId | None = None
    """Une question ou un dossier entier, par son identifiant : tokens-03."""
    draw: Draw | None = None
    """Un tirage : {chapter: [01-tokens], format: [qru], number: 3, seed: 1}."""
    weight: Weight = 1.0
    """Ce que vaut chaque question de cette ligne, par rapport aux autres."""

    def broken_rules(self) -> Iterator[BrokenRule]:
        if (self.id is None) == (self.draw is None):
            yield (
                (),
                "une ligne porte ou bien id, ou bien draw.",
                "Écrivez « - id: tokens-03 » ou « - draw: {chapter: [01-tokens], number: 3} ».",
            )


class Lab(Part):
    """A practical work of ``exercises/labs``, marked by the teacher."""

    slug: Text
    weight: Weight = 1.0


class Assignment(Part):
    """What ``devoirs/<slug>.yml`` says."""

    title: Text
    """Titre que lit l'étudiant."""
    instructions: Text | None = None
    """Consigne, Markdown dans la ligne."""
    opens: datetime.date | None = None
    """Premier jour, 2026-12-01."""
    closes: datetime.date | None = None
    """Dernier jour."""
    attempts: Annotated[int, Field(strict=True, ge=1, le=20)] | None = None
    """Tentatives admises ; absent, autant qu'on veut."""
    feedback: Literal["each", "end", "closed"] = "end"
    """Correction après chaque question (each), à la fin (end), ou après le dernier jour (closed)."""
    items: tuple[Entry, ...] = ()
    """Les questions, dans l'ordre."""
    labs: tuple[Lab, ...] = ()
    """Travaux pratiques, notés par l'enseignant."""

    def broken_rules(self) -> Iterator[BrokenRule]:
        if not self.items and not self.labs:
            yield ("items",), "ce devoir ne demande rien.", "Ajoutez une ligne à items, ou un travail à labs."
        if self.opens and self.closes and self.closes < self.opens:
            yield ("closes",), f"il se ferme le {self.closes}, avant de s'ouvrir.", "Échangez les deux dates."
        if self.feedback == "closed" and not self.closes:
            yield (
                ("feedback",),
                "la correction attend un dernier jour qui n'est pas écrit.",
                "Ajoutez closes: 2026-12-15, ou écrivez feedback: end.",
            )
        seen: set[str] = set()
        for rank, entry in enumerate(self.items):
            if entry.id in seen:
                yield (
                    ("items", rank, "id"),
                    f"la question {entry.id} est demandée deux fois.",
                    "Gardez-en une.",
                )
            if entry.id:
                seen.add(entry.id)
