"""Ranger une réponse du modèle, et retrouver la probabilité qu'il donnait à la valeur qu'il a écrite."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from chevet.lm.facts import Judgement, judge
from chevet.lm.network import Network
from chevet.lm.sampling import Generation
from chevet.lm.world import World

Kind = Literal["vrai", "hallucine", "malforme", "abstention", "hors-sujet"]
KINDS: tuple[Kind, ...] = ("vrai", "hallucine", "malforme", "abstention", "hors-sujet")


@dataclass(frozen=True)
class Question:
    """Une question posée au modèle, et de quoi la reconnaître d'un modèle à l'autre."""

    case: str  # « Cramouzouk/dose », ou le numéro d'une question de evaluation.csv
    prompt: str
    remedy: str
    attribute: str
    expected: str = ""  # la phrase attendue ; vide si aucune ne serait juste : le remède n'existe pas
    mentions: int = 0  # combien de documents du corpus disent ce fait


@dataclass(frozen=True)
class Sorted:
    """Une réponse rangée."""

    kind: Kind
    value: str | None  # la valeur que la réponse donne à l'attribut demandé, vraie ou fausse


def sort(question: Question, text: str, world: World) -> Sorted:
    """Range la réponse. Une seule affirmation fausse suffit : c'est une hallucination.

    Une phrase vraie, mais sur un autre remède ou un autre attribut, est « hors-sujet ». Si la question porte une fiche,
    c'est la fiche qui dit le vrai.
    """
    said = [j for j in judge(text, world, prompt=question.prompt) if j.kind == "statement"]
    about = [j for j in said if (j.remedy, j.attribute) == (question.remedy, question.attribute)]
    value = next((j.value for j in about if j.value is not None), None)
    return Sorted(_kind(said, about), value)


def _kind(said: Sequence[Judgement], about: Sequence[Judgement]) -> Kind:
    verdicts = {judgement.verdict for judgement in said}
    if "false" in verdicts:
        return "hallucine"
    if "malformed" in verdicts or not said:
        return "malforme"
    if not about:
        return "hors-sujet"
    return "abstention" if "abstention" in verdicts else "vrai"


def is_expected(question: Question, text: str) -> bool:
    """La réponse est-elle, mot pour mot, la phrase attendue ?"""
    return bool(question.expected) and text.strip() == question.expected


def value_probability(network: Network, answer: Generation, value: str) -> float:
    """La probabilité que le modèle donnait à cette valeur : le produit de celles des tokens qui l'écrivent.

    Le reste de la phrase (« La dose du … est de ») suit de la question et n'apprend rien. Un token qui commence avant
    la valeur, comme l'espace collée au premier mot, en fait partie.

    Raises:
        ValueError: la réponse ne contient pas cette valeur.
    """
    text = answer.text
    start = len(text[: text.rindex(value)].encode())
    end = start + len(value.encode())
    kept, place = [], 0
    for token, probability in zip(answer.ids, answer.probabilities, strict=True):
        last = place + len(network.tokenizer.vocabulary[token])
        if place < end and last > start:
            kept.append(probability)
        place = last
    return math.prod(kept)
