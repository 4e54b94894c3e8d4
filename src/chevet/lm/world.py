"""Le monde fermé du petit modèle : une pharmacopée inventée, dont on connaît toute la vérité.

Juger ce qu'écrit un modèle demande de savoir ce qui est vrai. D'un vrai médicament, on le sait mal ou pas assez vite ;
de ceux-ci, on sait tout : une table donne la valeur de chaque attribut de chaque remède, et combien de fois le corpus
d'entraînement l'a dit. Rien n'existe : ni remède, ni maladie, ni unité, ni étude.

Ce fichier lit la table et les mots (``monde.yml``), et écrit les questions que l'on pose au modèle.

>>> world = load_world()
>>> fact = world.facts[0]
>>> world.open_question(fact.attribute, fact.remedy).startswith("Question : ")
True
"""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from pathlib import Path
from typing import Any

import yaml

from chevet.course import Course, find_course
from chevet.problems import CourseError, Problem

SLUG = "pharmacopee-fictive"
DOSES = (11, 98)  # les nombres possibles d'une dose, bornes comprises : toujours deux chiffres


@dataclass(frozen=True)
class Attribute:
    """Ce que l'on peut dire d'un remède : sa dose, sa voie… ``{x}`` est le nom du remède, ``{v}`` la valeur."""

    name: str
    sentence: str  # la phrase canonique : « La dose du {x} est de {v} par jour. »
    others: tuple[str, ...]  # les autres façons de le dire
    question: str
    closed: str  # la question qui propose une valeur, et attend « Oui » ou « Non »
    absent: str  # ce qu'écrit le modèle quand la fiche n'en dit rien
    values: tuple[str, ...] = ()  # vide pour une dose et une étude, qui se fabriquent :
    unit: str = ""  # un nombre et cette unité
    acronyms: tuple[str, ...] = ()  # un sigle et une année
    years: tuple[int, int] = (0, 0)


@dataclass(frozen=True)
class Fact:
    """Une ligne de la table : un remède, un attribut, sa valeur."""

    remedy: str
    rank: int  # 1 : le remède dont le corpus parle le plus
    attribute: str
    value: str
    mentions: int  # nombre de documents du corpus qui disent ce fait
    sentence: str


@dataclass(frozen=True, eq=False)
class World:
    """Les mots du monde et ses faits."""

    starts: tuple[str, ...]  # un nom de remède est un début, un milieu et une fin : Cra + mou + zouk
    middles: tuple[str, ...]
    ends: tuple[str, ...]
    attributes: Mapping[str, Attribute]
    facts: tuple[Fact, ...]
    _index: dict[tuple[str, str], Fact] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_index", {(fact.remedy, fact.attribute): fact for fact in self.facts})

    @cached_property
    def remedies(self) -> tuple[str, ...]:
        """Les remèdes qui existent, du plus cité au moins cité."""
        return tuple(dict.fromkeys(fact.remedy for fact in self.facts))

    @cached_property
    def names(self) -> frozenset[str]:
        """Tous les noms bien formés, qu'un remède le porte ou non."""
        return frozenset(map("".join, product(self.starts, self.middles, self.ends)))

    @cached_property
    def values(self) -> frozenset[str]:
        """Toutes les valeurs bien formées, tous attributs mêlés."""
        found: set[str] = set()
        for attribute in self.attributes.values():
            found.update(attribute.values)
            if attribute.unit:
                found.update(f"{n} {attribute.unit}" for n in range(DOSES[0], DOSES[1] + 1))
            years = range(attribute.years[0], attribute.years[1] + 1)
            found.update(f"{acronym} {year}" for acronym in attribute.acronyms for year in years)
        return frozenset(found)

    @cached_property
    def patterns(self) -> tuple[tuple[str, re.Pattern[str]], ...]:
        """(attribut, expression régulière) de chaque forme de phrase ; les groupes x et v y sont le nom et la valeur."""
        return tuple(
            (attribute.name, _pattern(template))
            for attribute in self.attributes.values()
            # L'abstention d'abord : « L’étude du X est absente de la fiche. » a aussi la forme « L’étude du X est {v}. ».
            for template in (attribute.absent, attribute.sentence, *attribute.others)
        )

    @cached_property
    def questions(self) -> tuple[tuple[str, re.Pattern[str]], ...]:
        """(attribut, expression régulière) de chaque question ; mêmes groupes, sans v si elle est ouverte."""
        return tuple(
            (attribute.name, _pattern(template))
            for attribute in self.attributes.values()
            for template in (attribute.question, attribute.closed)
        )

    def fact(self, remedy: str, attribute: str) -> Fact | None:
        """Le fait de la table, ou None : ce remède n'existe pas."""
        return self._index.get((remedy, attribute))

    def sentence(self, attribute: str, remedy: str, value: str) -> str:
        """La phrase canonique d'un fait, vrai ou faux : toutes les réponses l'emploient."""
        return self.attributes[attribute].sentence.format(x=remedy, v=value)

    def open_question(self, attribute: str, remedy: str) -> str:
        """Le début de document qui demande un fait, jusqu'à l'endroit où le modèle répond."""
        return f"Question : {self.attributes[attribute].question.format(x=remedy)}\nRéponse :"

    def closed_question(self, attribute: str, remedy: str, value: str) -> str:
        """Le début de document qui propose une valeur à confirmer."""
        return f"Question : {self.attributes[attribute].closed.format(x=remedy, v=value)}\nRéponse :"

    def context_prompt(self, sentences: Sequence[str], attribute: str, remedy: str) -> str:
        """La question ouverte, après une fiche qui donne peut-être la réponse."""
        return with_sheet(sentences, self.open_question(attribute, remedy))

    def to_state(self) -> dict[str, Any]:
        """De quoi refaire ce monde en JavaScript : les mots, puis une ligne par remède, dans l'ordre des attributs."""
        rows = []
        for remedy in self.remedies:
            facts = [self._index[remedy, attribute] for attribute in self.attributes]
            rows.append([remedy, [fact.value for fact in facts], [fact.mentions for fact in facts]])
        kinds = {name: _attribute_state(attribute) for name, attribute in self.attributes.items()}
        parts = {"starts": list(self.starts), "middles": list(self.middles), "ends": list(self.ends)}
        # L'ordre est écrit à part : une page range les clefs de son JSON.
        order = {"order": list(self.attributes)}
        return {**parts, **order, "attributes": kinds, "remedies": rows, "doses": list(DOSES)}

    @classmethod
    def from_state(cls, state: Mapping[str, Any]) -> World:
        """Le monde que décrit un état : l'inverse de ``to_state``."""
        attributes: dict[str, Attribute] = {}
        for name in state["order"]:
            given = state["attributes"][name]
            words: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in given.items()}
            attributes[name] = Attribute(name, **words)
        facts = tuple(
            Fact(remedy, rank, name, value, n, attributes[name].sentence.format(x=remedy, v=value))
            for rank, (remedy, values, mentions) in enumerate(state["remedies"], 1)
            for name, value, n in zip(attributes, values, mentions, strict=True)
        )
        return cls(tuple(state["starts"]), tuple(state["middles"]), tuple(state["ends"]), attributes, facts)


def with_sheet(sentences: Sequence[str], prompt: str) -> str:
    """Le même début de document, précédé d'une fiche ; sans phrase, pas de fiche."""
    return f"Fiche : {' '.join(sentences)}\n{prompt}" if sentences else prompt


def load_world(course: Course | None = None) -> World:
    """Lit le monde dans ``datasets/pharmacopee-fictive`` du cours.

    Comme ``load_dataset`` : le cours est celui de ``$CHEVET_ROOT`` ou du dossier courant, sinon celui de ce fichier.

    Raises:
        CourseError: le cours ou ses fichiers sont introuvables, ou la table contredit ``monde.yml``.
    """
    course = course or nearest_course()
    folder = course.datasets_dir / SLUG
    try:
        words = yaml.safe_load((folder / "monde.yml").read_text(encoding="utf-8"))
        table = (folder / f"{SLUG}.csv").read_text(encoding="utf-8")
    except FileNotFoundError as error:
        where = course.relative(Path(error.filename))
        raise CourseError(
            Problem(where, 0, "le fichier n'existe pas.", "Retrouvez-le dans git, ou lancez generate.py.")
        ) from error
    starts, middles, ends = (tuple(words["noms"][part]) for part in ("débuts", "milieux", "fins"))
    attributes = {name: _read_attribute(name, given) for name, given in words["attributs"].items()}
    facts = tuple(
        Fact(r["remede"], int(r["rang"]), r["attribut"], r["valeur"], int(r["mentions"]), r["phrase"])
        for r in csv.DictReader(io.StringIO(table, newline=""))
    )
    world = World(starts, middles, ends, attributes, facts)
    for line, fact in enumerate(facts, 2):
        told = fact.attribute in attributes and world.sentence(fact.attribute, fact.remedy, fact.value)
        if fact.sentence != told or fact.remedy not in world.names:
            where = course.relative(folder / f"{SLUG}.csv")
            message = f"cette ligne ne suit pas monde.yml : « {fact.sentence} »."
            raise CourseError(Problem(where, line, message, "Relancez generate.py."))
    return world


def load_corpus(course: Course | None = None) -> str:
    """Le texte de tout ce que le petit modèle a lu du monde, ``corpus.txt`` ; le cours, comme pour ``load_world``.

    Raises:
        CourseError: le cours ou le fichier est introuvable.
    """
    course = course or nearest_course()
    path = course.datasets_dir / SLUG / "corpus.txt"
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        remedy = "Retrouvez-le dans git, ou lancez generate.py."
        raise CourseError(Problem(course.relative(path), 0, "le fichier n'existe pas.", remedy)) from error


def _read_attribute(name: str, given: Mapping[str, Any]) -> Attribute:
    return Attribute(
        name=name,
        sentence=given["phrase"],
        others=tuple(given["autres"]),
        question=given["question"],
        closed=given["fermée"],
        absent=given["absent"],
        values=tuple(given.get("valeurs", ())),
        unit=given.get("unité", ""),
        acronyms=tuple(given.get("sigles", ())),
        years=tuple(given.get("années", (0, 0))),
    )


def _pattern(template: str) -> re.Pattern[str]:
    """« La dose du {x} est de {v} par jour. » → une expression dont x est un seul mot et v ce qu'on veut."""
    pattern = re.escape(template).replace(r"\{x\}", r"(?P<x>[^\s.,]+)").replace(r"\{v\}", r"(?P<v>.+)")
    return re.compile(pattern)


def _attribute_state(attribute: Attribute) -> dict[str, Any]:
    words = {key: getattr(attribute, key) for key in ("sentence", "question", "closed", "absent", "unit")}
    lists = {key: list(getattr(attribute, key)) for key in ("others", "values", "acronyms", "years")}
    return {**words, **lists}


def nearest_course() -> Course:
    """Le cours de ``$CHEVET_ROOT`` ou du dossier courant, sinon celui de ce fichier."""
    try:
        return find_course()
    except CourseError:
        if os.environ.get("CHEVET_ROOT"):
            raise
        return find_course(Path(__file__).parent)
