"""Poser beaucoup de questions à la fois : les mêmes réponses qu'une par une, bien plus vite.

Le réseau accepte plusieurs textes de même longueur : on range donc les questions par longueur, on lit chaque paquet d'un
coup, puis on écrit un token à la fois dans toutes les réponses, en retirant celles qui sont finies. Chaque réponse a sa
propre suite de nombres au hasard : le paquet où elle se trouve n'y change rien.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from chevet.lm.network import START, Cache, Floats, Network, Off
from chevet.lm.sampling import Generation, draw, probabilities, random_stream

MAX_TOKENS = 40  # la plus longue phrase de ce monde en demande moins
BATCH_TOKENS = 6000  # de quoi occuper le processeur sans remplir la mémoire : un token lu fait V logits


@dataclass
class _Draft:
    """Une réponse qui s'écrit."""

    stream: Iterator[float]
    ids: list[int] = field(default_factory=list)
    probabilities: list[float] = field(default_factory=list)
    entropies: list[float] = field(default_factory=list)
    finished: bool = False


class _Rows(Cache):
    """Une mémoire dont on peut retirer, ou répéter, des textes."""

    def choose(self, rows: NDArray[np.int64]) -> None:
        self._kept = {place: (k[rows], v[rows]) for place, (k, v) in self._kept.items()}


def ask(
    network: Network,
    prompts: Sequence[str],
    *,
    temperature: float = 0.0,
    top_p: float = 1.0,
    draws: int = 1,
    seed: int = 0,
    off: Off = (),
    max_tokens: int = MAX_TOKENS,
) -> list[list[Generation]]:
    """Les réponses du modèle : pour chaque question, ``draws`` réponses, celles que ``sampling.generate`` écrirait.

    Args:
        network: un modèle qui écrit (``causal``).
        prompts: les questions, telles que le modèle les lit, de toutes longueurs.
        temperature: 0 pour le token le plus probable, toujours.
        top_p: le noyau gardé, après la température.
        draws: combien de réponses par question ; à température 0, elles seraient toutes les mêmes.
        seed: la réponse j de la question i suit ``random_stream(seed + i * draws + j)``.
        off: les têtes et les couches éteintes.
        max_tokens: une réponse qui n'est pas finie s'arrête là.
    """
    encoded = [network.encode(prompt) for prompt in prompts]
    drafts = [
        [_Draft(random_stream(seed + i * draws + j)) for j in range(draws)] for i in range(len(prompts))
    ]
    by_length: dict[int, list[int]] = {}
    for number, ids in enumerate(encoded):
        by_length.setdefault(len(ids), []).append(number)
    for length, numbers in sorted(by_length.items()):
        size = max(1, BATCH_TOKENS // (length * draws))
        for start in range(0, len(numbers), size):
            group = numbers[start : start + size]
            cache = _Rows()
            logits = network.forward([encoded[i] for i in group], cache, off=off)[:, -1]  # [batch, V]
            # Chaque question n'est lue qu'une fois ; puis sa ligne est répétée, une par réponse à écrire.
            rows = np.repeat(np.arange(len(group)), draws)
            cache.choose(rows)
            writing = [draft for i in group for draft in drafts[i]]
            _write(network, cache, logits[rows], writing, temperature, top_p, off, max_tokens)
    return [[_finish(network, draft) for draft in several] for several in drafts]


def ask_once(network: Network, prompts: Sequence[str], off: Off = ()) -> list[Generation]:
    """La réponse la plus probable à chaque question (température 0)."""
    return [answer for [answer] in ask(network, prompts, off=off)]


def _write(
    network: Network,
    cache: _Rows,
    logits: Floats,
    writing: list[_Draft],
    temperature: float,
    top_p: float,
    off: Off,
    max_tokens: int,
) -> None:
    """Écrit toutes ces réponses, un token à la fois ; ``logits`` [réponses, V] sont ceux de leur premier token."""
    for _ in range(max_tokens):
        beliefs = _softmax(logits)
        doubts = _entropies(beliefs)
        going, chosen = [], []
        for row, draft in enumerate(writing):
            if temperature == 0:
                token = int(logits[row].argmax())
            else:
                p = probabilities(logits[row], temperature=temperature, top_p=top_p)
                token = draw(p, next(draft.stream))
            if token == START:
                draft.finished = True
                continue
            draft.ids.append(token)
            draft.probabilities.append(float(beliefs[row, token]))
            draft.entropies.append(float(doubts[row]))
            going.append(row)
            chosen.append(token)
        if not going:
            return
        if len(going) < len(writing):
            writing = [writing[row] for row in going]
            cache.choose(np.array(going, dtype=np.int64))
        logits = network.forward([[token] for token in chosen], cache, off=off)[:, -1]


def _softmax(logits: Floats) -> Floats:
    """``sampling.softmax``, pour toutes les lignes [réponses, V] à la fois."""
    scores = logits.astype(np.float64)
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(weights / weights.sum(axis=-1, keepdims=True))


def _entropies(p: Floats) -> Floats:
    """``sampling.entropy``, en bits, de chaque ligne [réponses, V]."""
    logs = np.log2(p, out=np.zeros_like(p), where=p > 0)
    entropies: Floats = np.maximum(0.0, -(p * logs).sum(axis=-1))
    return entropies


def _finish(network: Network, draft: _Draft) -> Generation:
    ids = tuple(draft.ids)
    beliefs, doubts = tuple(draft.probabilities), tuple(draft.entropies)
    return Generation(network.decode(ids), ids, beliefs, doubts, draft.finished)
