"""Lire et se souvenir se passent-ils au même endroit ? On éteint des têtes, et l'on regarde laquelle des deux tombe.

Chercher les têtes et mesurer leur effet sur les mêmes questions reviendrait à tirer d'abord et à peindre la cible ensuite :
parmi quatre-vingts extinctions, l'une paraîtrait bonne par chance. Une moitié des questions sert donc à choisir, l'autre
à mesurer.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from itertools import combinations

import numpy as np

from chevet.lm.measures.answers import Question, is_expected
from chevet.lm.measures.bench import Bench
from chevet.lm.measures.counts import Measure, measure
from chevet.lm.network import Network

Head = tuple[int, int]
Heads = tuple[Head, ...]

COPY = "deux"  # deux remèdes, le même attribut : la condition où il faut recopier la bonne valeur
OFTEN = 30  # mentions d'un fait que le modèle sait
SEARCHED = 100  # questions de copie de la recherche : assez pour voir un effondrement
MAY_FORGET = 0.1  # ce que la mémoire peut perdre : au-delà, on n'a pas touché à la seule copie
ENOUGH = 0.05  # une tête seule vaut mieux qu'une paire qui ne fait pas nettement mieux
CONTROLS = 5  # tirages de têtes témoins


def find_copy_heads(bench: Bench, copy: Sequence[Question], memory: Sequence[Question]) -> Heads:
    """La tête, ou les deux têtes, qu'il faut éteindre pour que la copie tombe et que la mémoire reste.

    On les essaie toutes, seules puis par deux ; parmi celles qui laissent à la mémoire presque tout ce qu'elle savait, on
    garde celles qui font le plus perdre à la copie.

    Args:
        bench: n'importe quel modèle entraîné sur ce monde.
        copy: des questions avec une fiche, dont la réponse se recopie.
        memory: des questions sans fiche, dont le modèle connaît la réponse. Aucune ne doit servir ensuite à mesurer.
    """
    heads = all_heads(bench.network)
    copied, known = _share(bench, copy, ()), _share(bench, memory, ())

    def gap(off: Heads) -> float:
        lost = copied - _share(bench, copy, off)
        if lost < ENOUGH:  # la mémoire ne peut pas la sauver : inutile de la mesurer
            return lost
        return lost if known - _share(bench, memory, off) <= MAY_FORGET else 0.0

    best = _best(gap, [(head,) for head in heads])
    two = _best(gap, list(combinations(heads, 2)))
    return two[0] if two[1] > best[1] + ENOUGH else best[0]


def _best(gap: Callable[[Heads], float], tried: Sequence[Heads]) -> tuple[Heads, float]:
    gaps = [gap(off) for off in tried]
    first = int(np.argmax(gaps))
    return tried[first], float(gaps[first])


def all_heads(network: Network) -> list[Head]:
    """Toutes les têtes du modèle, (couche, tête)."""
    return [(layer, head) for layer in range(network.n_layers) for head in range(network.n_heads)]


def halves(questions: Sequence[Question]) -> tuple[list[Question], list[Question]]:
    """Une question sur deux pour chercher, les autres pour mesurer."""
    return list(questions[::2]), list(questions[1::2])


def copy_heads(bench: Bench) -> Heads:
    """Les têtes de copie du modèle, choisies sur la moitié des questions."""
    copy, _ = halves(bench.kept[COPY])
    memory, _ = halves(_known(bench))
    return find_copy_heads(bench, copy[:SEARCHED], memory)


def circuits(bench: Bench, heads: Heads) -> list[Measure]:
    """Ce qui reste de la copie et de la mémoire quand on éteint ces têtes, ou la dernière couche, ou des têtes témoins.

    Args:
        bench: le modèle et ses questions.
        heads: les têtes de copie, choisies par ``copy_heads``.
    """
    network = bench.network
    _, copy = halves(bench.kept[COPY])
    _, memory = halves(_known(bench))
    others = [head for head in all_heads(network) if head not in heads]
    rng = random.Random(1)
    controls = [tuple(rng.sample(others, len(heads))) for _ in range(CONTROLS)]
    conditions: dict[str, list[tuple[tuple[int, int | None], ...]]] = {
        "aucun": [()],
        "tetes-de-copie": [heads],
        "tetes-temoins": [*controls],
        **{f"couche-{layer + 1}": [((layer, None),)] for layer in range(network.n_layers - 1)},
        "derniere-couche": [((network.n_layers - 1, None),)],
    }
    measures = []
    for name, switched in conditions.items():
        for statistic, questions in (("copie", copy), ("memoire", memory)):
            right = np.mean([_right(bench, questions, off) for off in switched], axis=0)  # [questions]
            cases = [question.case for question in questions]
            measures.append(measure(("circuits", name), statistic, cases, right))
    return measures


def _known(bench: Bench) -> list[Question]:
    return [question for question in bench.questions if question.mentions >= OFTEN]


def _right(bench: Bench, questions: Sequence[Question], off: Sequence[tuple[int, int | None]]) -> list[bool]:
    answers = bench.ask_once([question.prompt for question in questions], off)
    return [is_expected(q, answer.text) for q, answer in zip(questions, answers, strict=True)]


def _share(bench: Bench, questions: Sequence[Question], off: Heads) -> float:
    return float(np.mean(_right(bench, questions, off)))
