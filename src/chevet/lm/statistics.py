"""Ce qu'un pourcentage mesuré permet de dire : son intervalle, et ce que vaut un signal d'alerte.

« 3 erreurs sur 100 » n'est pas « 3 % d'erreurs » : d'autres questions auraient donné un autre compte. Quatre outils :

* ``wilson`` : l'intervalle d'une proportion, juste même à 0 ou à 100 % ;
* ``bootstrap`` : l'intervalle de n'importe quelle mesure, en retirant au sort les mêmes questions ;
* ``auroc`` : la qualité d'un signal qui doit séparer deux groupes, sans choisir de seuil ;
* ``calibration`` : ce que le modèle annonce, face à ce qu'il réussit.

>>> [round(bound, 3) for bound in wilson(0.0, 35)]
[0.0, 0.099]
>>> auroc([0.9, 0.6, 0.4, 0.1], [True, False, True, False])
0.75
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

Z_95 = NormalDist().inv_cdf(0.975)  # 1,96 : 95 % d'une loi normale est à moins de 1,96 écart-type

DRAWS = 2000  # rééchantillonnages d'un bootstrap : assez pour deux décimales de pourcentage
SEED = 20261121


def wilson(proportion: float, n: int, z: float = Z_95) -> tuple[float, float]:
    """L'intervalle de Wilson d'une proportion observée sur ``n`` cas indépendants.

    L'intervalle des manuels, p ± 1,96 √(p(1 − p)/n), annonce « 100 % à coup sûr » après trois succès sur trois. Celui-ci
    garde les proportions vraies dont l'observation ne s'écarte pas de plus de ``z`` écarts-types : il reste entre 0 et 1.

    Args:
        proportion: entre 0 et 1 ; une moyenne de valeurs entre 0 et 1 donne un intervalle un peu trop large.
        n: nombre de cas.
        z: 1,96 pour 95 %.

    Raises:
        ValueError: ``n`` nul, ou proportion hors de [0 ; 1].

    Source : Wilson, « Probable Inference, the Law of Succession, and Statistical Inference », JASA, 1927.
    """
    if n < 1 or not 0 <= proportion <= 1:
        raise ValueError(f"proportion {proportion} sur {n} cas")
    shrunk = proportion + z * z / (2 * n)
    half = z * math.sqrt(proportion * (1 - proportion) / n + z * z / (4 * n * n))
    scale = 1 + z * z / n
    return max(0.0, (shrunk - half) / scale), min(1.0, (shrunk + half) / scale)


@lru_cache(maxsize=16)  # les mêmes tirages pour toutes les mesures de même taille
def resamples(n_cases: int, draws: int = DRAWS, seed: int = SEED) -> Floats:
    """Combien de fois chaque cas sort dans chaque tirage au sort de ``n_cases`` cas, avec remise : [draws, n_cases].

    C'est tout le bootstrap : faute de pouvoir poser d'autres questions, on imagine que celles qu'on a posées sont le
    monde, et l'on y repuise. Une question peut sortir deux fois, une autre pas du tout.

    Source : Efron, « Bootstrap Methods: Another Look at the Jackknife », Annals of Statistics, 1979.
    """
    rng = np.random.default_rng(seed)
    counts = rng.multinomial(n_cases, np.full(n_cases, 1 / n_cases), size=draws).astype(np.float64)
    counts.flags.writeable = False
    return counts


def percentiles(estimates: ArrayLike) -> tuple[float, float]:
    """Les bornes qui laissent 2,5 % des estimations de chaque côté ; celles qui n'existent pas (nan) sont ignorées."""
    known = np.asarray(estimates, dtype=np.float64)
    known = known[~np.isnan(known)]
    if not known.size:
        raise ValueError("aucune estimation")
    low, high = np.percentile(known, [2.5, 97.5])
    return float(low), float(high)


def weighted_mean(values: ArrayLike, counts: Floats) -> Floats:
    """La moyenne des valeurs [cas] dans chaque tirage [draws, cas] ; nan si aucun des cas n'est sorti."""
    drawn = counts.sum(axis=1)
    total = counts @ np.asarray(values, dtype=np.float64)
    means: Floats = np.divide(total, drawn, out=np.full(len(drawn), np.nan), where=drawn > 0)
    return means


def weighted_median(values: ArrayLike, counts: Floats) -> Floats:
    """La médiane des valeurs [cas] dans chaque tirage [draws, cas] : la première qui atteint la moitié des cas."""
    values = np.asarray(values, dtype=np.float64)
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(counts[:, order], axis=1)
    half = reached[:, -1:] / 2
    median = values[order][np.argmax(reached >= half, axis=1)]
    return np.asarray(np.where(reached[:, -1] > 0, median, np.nan))


def auroc(scores: ArrayLike, labels: ArrayLike) -> float:
    """La probabilité qu'un cas positif, tiré au sort, ait un plus grand score qu'un cas négatif (½ à égalité).

    0,5 : le signal ne sait rien ; 1 : un seuil sépare parfaitement les deux groupes.

    Args:
        scores: [n], grands quand le signal dit « positif ».
        labels: [n] de booléens.

    Raises:
        ValueError: l'un des deux groupes est vide : il n'y a rien à séparer.
    """
    value = float(weighted_auroc(scores, labels, np.ones((1, len(np.asarray(labels)))))[0])
    if math.isnan(value):
        raise ValueError("il faut des cas des deux sortes")
    return value


def weighted_auroc(scores: ArrayLike, labels: ArrayLike, counts: Floats) -> Floats:
    """L'AUROC de chaque tirage [draws, n] ; nan où il ne sort qu'un des deux groupes.

    On range les cas par score ; chaque positif bat les négatifs rangés avant lui, et la moitié de ses ex æquo.
    """
    scores, labels = np.asarray(scores, dtype=np.float64), np.asarray(labels, dtype=bool)
    order = np.argsort(scores, kind="stable")
    _, first, rank = np.unique(scores[order], return_index=True, return_inverse=True)
    positive = np.add.reduceat(counts[:, order] * labels[order], first, axis=1)  # [draws, scores distincts]
    negative = np.add.reduceat(counts[:, order] * ~labels[order], first, axis=1)
    assert rank.max() == positive.shape[1] - 1
    below = np.cumsum(negative, axis=1) - negative
    won = (positive * (below + negative / 2)).sum(axis=1)
    pairs = positive.sum(axis=1) * negative.sum(axis=1)
    shares: Floats = np.divide(won, pairs, out=np.full(len(counts), np.nan), where=pairs > 0)
    return shares


@dataclass(frozen=True)
class Bin:
    """Les cas dont la confiance tombe dans [low ; high[ (la dernière tranche comprend 1)."""

    low: float
    high: float
    members: tuple[int, ...]  # les numéros des cas
    confidence: float  # moyenne de la confiance annoncée
    accuracy: float  # part des réponses justes


def calibration(confidences: ArrayLike, right: ArrayLike, n_bins: int = 10) -> list[Bin]:
    """Les tranches non vides, de la moins à la plus confiante.

    Un modèle bien calibré a raison 7 fois sur 10 quand il annonce 0,7 : ``accuracy`` suit ``confidence``.

    Args:
        confidences: [n], entre 0 et 1.
        right: [n], 1 si la réponse est juste, 0 sinon.
        n_bins: nombre de tranches, de même largeur.
    """
    sure, true = np.asarray(confidences, dtype=np.float64), np.asarray(right, dtype=np.float64)
    places = np.minimum((sure * n_bins).astype(int), n_bins - 1)
    bins = []
    for k in range(n_bins):
        members = np.flatnonzero(places == k)
        if members.size:
            edges = (k / n_bins, (k + 1) / n_bins)
            bins.append(Bin(*edges, tuple(members.tolist()), sure[members].mean(), true[members].mean()))
    return bins
