"""Écrire des centaines de textes à la fois : pour mesurer un modèle, il faut l'interroger souvent.

Rien de nouveau à comprendre ici : ce sont les mêmes textes que ceux de ``sampling.generate``, aux
arrondis près. Un processeur multiplie deux grands tableaux bien plus vite que mille petits ; on lit donc
ensemble les textes de même longueur, et ils avancent du même pas, un token chacun.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from chevet.lm.network import START, Cache, Network, Off
from chevet.lm.sampling import Generation, draw, entropy, probabilities, random_stream, softmax


@dataclass
class _Draft:
    """Un texte en cours d'écriture."""

    prompt: list[int]
    stream: Iterator[float]
    ids: list[int] = field(default_factory=list)
    beliefs: list[float] = field(default_factory=list)
    doubts: list[float] = field(default_factory=list)
    finished: bool = False


def generate_many(
    network: Network,
    prompts: Sequence[str | Sequence[int]],
    *,
    temperature: float = 1.0,
    top_k: int = 0,
    top_p: float = 1.0,
    max_tokens: int = 40,
    streams: Sequence[Iterator[float]] | None = None,
    off: Off = (),
    positions: bool = True,
    stop: int = START,
    at_once: int = 64,
) -> list[Generation]:
    """Continue chaque texte comme ``sampling.generate`` ; les résultats sont dans l'ordre des textes.

    Args:
        streams: les nombres du hasard de chaque texte. Par défaut, ``random_stream(rang)`` pour le texte
            de ce rang : le même texte demandé dix fois a donc dix suites différentes.
        at_once: combien de textes lire ensemble, au plus.

    Raises:
        CourseError: un réglage hors de ses bornes.
    """
    if streams is None:
        streams = [random_stream(rank) for rank in range(len(prompts))]
    drafts = [
        _Draft(network.encode(prompt) if isinstance(prompt, str) else list(prompt), stream)
        for prompt, stream in zip(prompts, streams, strict=True)
    ]
    by_length: defaultdict[int, list[_Draft]] = defaultdict(list)
    for draft in drafts:
        by_length[len(draft.prompt)].append(draft)

    for same_length in by_length.values():
        for first in range(0, len(same_length), at_once):
            group = same_length[first : first + at_once]
            cache = Cache()
            ids = [draft.prompt for draft in group]
            for _ in range(max_tokens):
                logits = network.forward(ids, cache, off=off, positions=positions)[:, -1]  # [batch, V]
                for draft, row in zip(group, logits, strict=True):
                    if draft.finished:
                        continue
                    p = probabilities(row, temperature=temperature, top_k=top_k, top_p=top_p)
                    token = draw(p, next(draft.stream))
                    draft.finished = token == stop
                    if not draft.finished:
                        belief = softmax(row)
                        draft.ids.append(token)
                        draft.beliefs.append(float(belief[token]))
                        draft.doubts.append(entropy(belief))
                if all(draft.finished for draft in group):
                    break
                # Un texte fini continue de lire, sans rien écrire, pour que les autres avancent.
                ids = [[stop if draft.finished else draft.ids[-1]] for draft in group]
    return [
        Generation(network.decode(d.ids), tuple(d.ids), tuple(d.beliefs), tuple(d.doubts), d.finished)
        for d in drafts
    ]
