"""Des logits au texte : comment un modèle choisit le token suivant, et ce que changent ses réglages.

Le réseau ne choisit rien : il donne un logit à chaque token du vocabulaire. Le choix se fait ici, et
il tient en quatre gestes, toujours dans cet ordre :

1. la *température* T divise les logits avant la softmax. Basse, elle creuse les écarts ; haute, elle
   les efface ; à 0, il n'y a plus de hasard : le premier gagne toujours (*greedy*).
2. *top-k* ne garde que les k tokens les plus probables ;
3. *top-p* ne garde que les premiers, jusqu'à couvrir une part p de la probabilité ;
4. ce qui reste est ramené à une somme de 1, une seule fois, et l'on *tire*.

Trois tokens, de logits 2, 1 et 0 :

>>> logits = np.array([2.0, 1.0, 0.0])
>>> probabilities(logits).round(3)
array([0.665, 0.245, 0.09 ])
>>> probabilities(logits, temperature=0.5).round(3)
array([0.867, 0.117, 0.016])
>>> probabilities(logits, temperature=0)
array([1., 0., 0.])
>>> probabilities(logits, top_p=0.9).round(3)  # 0,665 ne fait pas 0,9 ; avec 0,245, on y est
array([0.731, 0.269, 0.   ])
>>> draw(probabilities(logits), 0.7)  # 0,665 ne dépasse pas 0,7 ; 0,665 + 0,245 le dépasse
1

Aucun de ces gestes ne consulte un fait. Ils règlent la variété du texte, pas sa vérité.

Sources : Fan, Lewis et Dauphin, « Hierarchical Neural Story Generation », ACL 2018 (top-k) ; Holtzman
et coll., « The Curious Case of Neural Text Degeneration », ICLR 2020 (top-p).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from chevet.lm.network import START, Cache, Network, Off
from chevet.problems import CourseError, Problem

Distribution = npt.NDArray[np.float64]


def softmax(logits: npt.ArrayLike, temperature: float = 1.0) -> Distribution:
    """Les probabilités [V] des logits [V] : chacun pèse exp(logit / T), et les poids sont ramenés à 1.

    Raises:
        CourseError: la température n'est pas un nombre strictement positif.
    """
    if not (0 < temperature < math.inf):
        raise _error(f"la température vaut {temperature}.", "Donnez un nombre positif (0 : sans hasard).")
    scores = np.asarray(logits, dtype=np.float64)
    # Retrancher le plus grand ne change rien au résultat, et évite exp(1000), qui déborde.
    with np.errstate(over="ignore"):
        weights = np.exp((scores - scores.max()) / temperature)
    p: Distribution = weights / weights.sum()
    return p


def by_rank(p: npt.ArrayLike) -> npt.NDArray[np.int64]:
    """Les numéros [V], du plus probable au moins probable ; à égalité, le plus petit numéro d'abord."""
    return np.argsort(-np.asarray(p), kind="stable")


def filter_top_k(p: Distribution, k: int) -> Distribution:
    """Les k plus probables gardés, les autres mis à 0 ; k = 0 ne filtre rien. La somme n'est pas ramenée à 1.

    Raises:
        CourseError: k n'est pas un entier positif ou nul.
    """
    if not (0 <= k < math.inf) or k != int(k):
        raise _error(f"top-k vaut {k}.", "Donnez un entier positif, ou 0 pour ne rien filtrer.")
    return _keep(p, by_rank(p)[: int(k)]) if k else p


def filter_top_p(p: Distribution, part: float) -> Distribution:
    """Les plus probables gardés jusqu'à ce que leur somme atteigne ``part`` ; le premier l'est toujours.

    1 ne filtre rien. La somme n'est pas ramenée à 1.

    Raises:
        CourseError: ``part`` n'est pas entre 0 et 1.
    """
    if not (0 <= part <= 1):
        raise _error(f"top-p vaut {part}.", "Donnez un nombre entre 0 et 1 (1 : ne rien filtrer).")
    if part == 1:
        return p
    covered = 0.0
    kept: list[int] = []
    for number in by_rank(p):
        if kept and covered >= part:
            break
        kept.append(int(number))
        covered += p[number]
    return _keep(p, kept)


def probabilities(
    logits: npt.ArrayLike, *, temperature: float = 1.0, top_k: int = 0, top_p: float = 1.0
) -> Distribution:
    """Les probabilités [V] du tirage : température, top-k, top-p, puis la somme ramenée à 1.

    Le seuil de top-p porte sur les probabilités d'avant top-k ; certaines bibliothèques ramènent la
    somme à 1 entre les deux, et gardent alors parfois moins de tokens.

    Args:
        logits: [V], tels que ``Network.forward`` les donne pour une position.
        temperature: 0 pour tout donner au premier ; à égalité, au plus petit numéro.

    Raises:
        CourseError: un réglage hors de ses bornes.
    """
    if temperature == 0:
        first = np.asarray(logits).argmax()
        p = np.zeros(np.size(logits))
        p[first] = 1.0
    else:
        p = softmax(logits, temperature)
    p = filter_top_p(filter_top_k(p, top_k), top_p)
    whole: Distribution = p / p.sum()
    return whole


def draw(p: npt.ArrayLike, u: float) -> int:
    """Le token que désigne ``u``, tiré au hasard entre 0 (compris) et 1 (exclu).

    Les probabilités, mises bout à bout dans l'ordre des numéros, couvrent l'intervalle de 0 à 1 ; on
    rend le token sur lequel ``u`` tombe. Un token deux fois plus probable est touché deux fois plus.

    Raises:
        CourseError: ``u`` n'est pas dans cet intervalle.
    """
    if not (0 <= u < 1):
        raise _error(f"le tirage vaut {u}.", "Donnez un nombre de 0 (compris) à 1 (exclu).")
    ends = np.cumsum(np.asarray(p, dtype=np.float64))
    found = int(np.searchsorted(ends, u, side="right"))
    # Des arrondis peuvent laisser la somme un rien sous 1 : le dernier token possible prend le reste.
    return min(found, int(np.flatnonzero(p)[-1]))


def entropy(p: npt.ArrayLike) -> float:
    """L'hésitation du modèle, en bits : 0 quand il est sûr, 1 quand il joue à pile ou face, log2(V) au plus.

    >>> entropy([0.5, 0.5]), entropy([1.0, 0.0])
    (1.0, 0.0)

    Source : Shannon, « A Mathematical Theory of Communication », 1948.
    """
    possible = np.asarray(p, dtype=np.float64)
    possible = possible[possible > 0]
    return max(0.0, -float((possible * np.log2(possible)).sum()))


def random_stream(seed: int) -> Iterator[float]:
    """Une suite de nombres entre 0 (compris) et 1 (exclu), la même pour la même graine, ici et dans la page.

    C'est mulberry32, de Tommy Ettinger (domaine public) : un compteur de 32 bits qui avance d'un pas
    fixe, et dont les bits sont brassés à chaque pas. Bon pour un cours ; pas pour un secret.

    >>> stream = random_stream(1)
    >>> [round(next(stream), 4) for _ in range(3)]
    [0.6271, 0.0027, 0.5274]

    Raises:
        CourseError: la graine n'est pas un entier de 0 à 4294967295.
    """
    if not (0 <= seed < 2**32) or seed != int(seed):
        raise _error(f"la graine vaut {seed}.", "Donnez un entier de 0 à 4294967295.")
    return _mulberry32(int(seed))


def _mulberry32(state: int) -> Iterator[float]:
    bits = 2**32 - 1  # tout se calcule sur 32 bits : le reste est oublié
    while True:
        state = (state + 0x6D2B79F5) & bits
        mixed = ((state ^ state >> 15) * (state | 1)) & bits
        mixed ^= (mixed + (mixed ^ mixed >> 7) * (mixed | 61)) & bits
        yield (mixed ^ mixed >> 14) / 2**32


@dataclass(frozen=True)
class Generation:
    """Un texte écrit par le modèle, et ce qu'il pensait de chacun de ses tokens en l'écrivant.

    ``probabilities`` et ``entropies`` sont celles du modèle lui-même, avant tout réglage (T = 1, sans
    filtre) : la température change ce qu'on tire, pas ce que le modèle croit.
    """

    text: str
    ids: tuple[int, ...]  # sans le token de fin
    probabilities: tuple[float, ...]  # une par token de ``ids``
    entropies: tuple[float, ...]  # en bits, une par token de ``ids``
    finished: bool  # le modèle a tiré le token de fin ; sinon, la place a manqué

    @property
    def probability(self) -> float:
        """La probabilité de tout le texte : le produit de celles de ses tokens."""
        return math.prod(self.probabilities)


def generate(
    network: Network,
    prompt: str | Sequence[int],
    *,
    temperature: float = 1.0,
    top_k: int = 0,
    top_p: float = 1.0,
    max_tokens: int = 40,
    stream: Iterator[float] | None = None,
    off: Off = (),
    positions: bool = True,
    stop: int = START,
) -> Generation:
    """Continue un texte, token après token, jusqu'à la fin de ligne ou à ``max_tokens``.

    Args:
        prompt: un texte, ou des numéros, ceux de ``network.encode`` par exemple.
        stream: les nombres du hasard ; chaque token en consomme un, même sans hasard (T = 0). Par
            défaut ``random_stream(0)`` : le même appel redonne donc le même texte.
        off, positions: comme dans ``Network.forward``.
        stop: le token qui termine le texte.

    Raises:
        CourseError: un réglage hors de ses bornes.
    """
    ids = network.encode(prompt) if isinstance(prompt, str) else list(prompt)
    stream = random_stream(0) if stream is None else stream
    cache = Cache()
    chosen: list[int] = []
    beliefs: list[float] = []
    doubts: list[float] = []
    finished = False
    while len(chosen) < max_tokens:
        logits = network.forward(ids, cache, off=off, positions=positions)[-1]
        p = probabilities(logits, temperature=temperature, top_k=top_k, top_p=top_p)
        token = draw(p, next(stream))
        finished = token == stop
        if finished:
            break
        belief = softmax(logits)
        chosen.append(token)
        beliefs.append(float(belief[token]))
        doubts.append(entropy(belief))
        ids = [token]  # le reste est dans le cache : le réseau ne lit plus que ce token
    return Generation(network.decode(chosen), tuple(chosen), tuple(beliefs), tuple(doubts), finished)


def _keep(p: Distribution, ids: Sequence[int] | npt.NDArray[np.int64]) -> Distribution:
    """Les probabilités de ces numéros, et 0 partout ailleurs."""
    kept = np.zeros_like(p)
    kept[ids] = p[ids]
    return kept


def _error(message: str, remedy: str) -> CourseError:
    return CourseError(Problem("tirage", 0, message, remedy))
