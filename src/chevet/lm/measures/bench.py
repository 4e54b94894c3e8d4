"""Ce qu'on mesure et sur quoi : un modèle, son monde, les questions ; et les réponses que plusieurs mesures partagent."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, cached_property

import numpy as np
from numpy.typing import NDArray

from chevet.course import Course
from chevet.lm.measures.answers import KINDS, Question, Sorted, sort, value_probability
from chevet.lm.measures.batch import ask, ask_once
from chevet.lm.measures.counts import Measure, measure
from chevet.lm.network import Network, Off
from chevet.lm.sampling import Generation
from chevet.lm.world import SLUG, World
from chevet.problems import CourseError, Problem

# Les tranches du nombre de mentions : de « jamais dit » à « dit tous les jours ».
BINS = (("0", 0, 0), ("1", 1, 1), ("2-3", 2, 3), ("4-9", 4, 9), ("10-29", 10, 29), ("30+", 30, None))
ALL = "toutes"

DRAWS = 3  # réponses tirées par question et par réglage ; la question reste le cas que l'on compte
AGREEMENT_DRAWS = 5  # celles de l'auto-cohérence ; les premières servent aussi à température 1


def open_questions(world: World) -> list[Question]:
    """La question ouverte de chaque fait de la table, sans fiche : seule la mémoire peut répondre."""
    return [
        Question(
            f"{f.remedy}/{f.attribute}",
            world.open_question(f.attribute, f.remedy),
            f.remedy,
            f.attribute,
            f.sentence,
            f.mentions,
        )
        for f in world.facts
    ]


def load_kept(course: Course) -> dict[str, list[Question]]:
    """Les questions gardées pour l'évaluation, par condition : aucun document d'entraînement ne cite leurs remèdes.

    Raises:
        CourseError: evaluation.csv manque.
    """
    path = course.datasets_dir / SLUG / "evaluation.csv"
    try:
        rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines(keepends=True)))
    except FileNotFoundError as error:
        where = course.relative(path)
        raise CourseError(
            Problem(where, 0, "le fichier n'existe pas.", "Retrouvez-le dans git, ou lancez generate.py.")
        ) from error
    kept: dict[str, list[Question]] = {}
    for r in rows:
        question = Question(r["id"], r["prompt"], r["remede"], r["attribut"], r["attendu"])
        kept.setdefault(r["condition"], []).append(question)
    return kept


class Bench:
    """Un modèle devant toutes les questions."""

    def __init__(self, network: Network, world: World, kept: Mapping[str, Sequence[Question]]) -> None:
        self.network, self.world, self.kept = network, world, kept
        self.questions = open_questions(world)
        self.draws = cache(self._draws)
        self._known: dict[tuple[Question, str], Sorted] = {}  # les mêmes réponses reviennent souvent

    @cached_property
    def greedy(self) -> list[Generation]:
        """La réponse la plus probable à chaque question ouverte."""
        return self.ask_once([question.prompt for question in self.questions])

    @cached_property
    def sorted(self) -> list[Sorted]:
        """Ces réponses, rangées."""
        return self.sort(self.questions, self.greedy)

    @cached_property
    def sure(self) -> list[tuple[int, float]]:
        """(numéro de question, probabilité de la valeur écrite), pour les réponses vraies ou fausses, non les autres."""
        return [
            (i, self.probability(i))
            for i, s in enumerate(self.sorted)
            if s.kind in ("vrai", "hallucine") and s.value
        ]

    def probability(self, number: int) -> float:
        """La probabilité de la valeur que donne la réponse à cette question ouverte."""
        value = self.sorted[number].value
        assert value is not None
        return value_probability(self.network, self.greedy[number], value)

    def ask(
        self, prompts: Sequence[str], *, temperature: float, top_p: float = 1.0, draws: int = 1, seed: int = 0
    ) -> list[list[Generation]]:
        """Des réponses tirées au sort : voir ``batch.ask``."""
        return ask(self.network, prompts, temperature=temperature, top_p=top_p, draws=draws, seed=seed)

    def ask_once(self, prompts: Sequence[str], off: Off = ()) -> list[Generation]:
        """La réponse la plus probable à chaque question, ces têtes et ces couches éteintes."""
        return ask_once(self.network, prompts, off)

    def sort(self, questions: Sequence[Question], answers: Sequence[Generation]) -> list[Sorted]:
        """Range une réponse par question."""
        pairs = [(question, answer.text) for question, answer in zip(questions, answers, strict=True)]
        for pair in pairs:
            if pair not in self._known:
                self._known[pair] = sort(*pair, self.world)
        return [self._known[pair] for pair in pairs]

    def _draws(self, temperature: float, top_p: float) -> list[list[Generation]]:
        """Des réponses tirées au sort à chaque question ouverte ; les mêmes pour toutes les mesures qui en demandent."""
        draws = AGREEMENT_DRAWS if (temperature, top_p) == (1.0, 1.0) else DRAWS
        prompts = [question.prompt for question in self.questions]
        return self.ask(prompts, temperature=temperature, top_p=top_p, draws=draws, seed=1)


def bins(questions: Sequence[Question]) -> Iterator[tuple[str, NDArray[np.int64]]]:
    """(tranche, numéros des questions) pour chaque tranche de mentions qui en a."""
    mentions = np.array([question.mentions for question in questions])
    for name, low, high in BINS:
        found = np.flatnonzero((mentions >= low) & (mentions <= (mentions.max() if high is None else high)))
        if found.size:
            yield name, found


def count_kinds(
    where: tuple[str, str], questions: Sequence[Question], answers: Sequence[Sequence[Sorted]]
) -> list[Measure]:
    """La part de chaque sorte de réponse ; plusieurs réponses par question n'en font qu'un cas."""
    cases = [question.case for question in questions]
    return [
        measure(where, kind, cases, [np.mean([a.kind == kind for a in several]) for several in answers])
        for kind in KINDS
    ]
