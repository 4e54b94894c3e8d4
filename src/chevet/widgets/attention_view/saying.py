"""What the attention view says, in Python: the twin of ``saying.js``.

A page without JavaScript needs the same sentences as the instrument; both run ``tests/vectors/attention_view.json``.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

from chevet.lm.statistics import wilson
from chevet.typography import fr
from chevet.widgets.saying import listed, visible

Off = Sequence[tuple[int, int | None]]

KINDS = {"lecture": "Lecture", "memoire": "Mémoire"}
"""The two benches, in the order shown."""


def percent(share: float) -> str:
    """0.824 → « 82 % »; what is neither nothing nor everything is never said to be."""
    if 0 < share < 0.005:
        return fr("moins de 1 %")
    if 0.995 <= share < 1:
        return fr("plus de 99 %")
    return fr("{n} %", n=math.floor(100 * share + 0.5))


def head_name(layer: int, head: int) -> str:
    """« couche 2, tête 4 » for layer 1 and head 3: readers count from 1; a negative head: the mean of all."""
    return "moyenne des têtes" if head < 0 else f"couche {layer + 1}, tête {head + 1}"


def capital(text: str) -> str:
    """The text with its first letter in upper case, the others as they are."""
    return text[:1].upper() + text[1:]


def strongest(row: Sequence[float], most: int = 3) -> list[int]:
    """Places of the largest weights, largest first, lowest place at a tie; zeros left out."""
    ranked = sorted((place for place, weight in enumerate(row) if weight > 0), key=lambda p: (-row[p], p))
    return ranked[:most]


def say_look(tokens: Sequence[str], row: Sequence[float], layer: int, head: int) -> str:
    """What one token looks at, in a sentence.

    Args:
        tokens: of the whole text.
        row: the weights of the chosen token on those up to it, itself included: [place + 1].
    """

    def named(place: int) -> str:
        text = visible(tokens[place])
        where = fr("token {n}, {p}", n=place + 1, p=percent(row[place]))
        return fr("« {text} » ({where})", text=text, where=where)

    chosen = len(row) - 1
    seen = strongest(row)
    start = fr("{head} : « {text} », token {n} sur {all}, regarde ", head=capital(head_name(layer, head)),
               text=visible(tokens[chosen]), n=chosen + 1, all=len(tokens))  # fmt: skip
    if seen == [chosen]:
        return start + fr("lui-même et rien d'autre.")
    first, *others = [named(place) for place in seen]
    then = f", puis {' et '.join(others)}" if others else ""
    return f"{start}surtout {first}{then}."


def canonical(off: Iterable[Sequence[int | None]]) -> list[tuple[int, int | None]]:
    """What is switched off, sorted and said once: a whole layer makes its heads redundant."""
    pairs = {(int(layer or 0), head) for layer, head in off}
    layers = {layer for layer, head in pairs if head is None}
    kept = {(layer, head) for layer, head in pairs if head is None or layer not in layers}
    return sorted(kept, key=lambda pair: (pair[0], -1 if pair[1] is None else pair[1]))


def say_off(off: Iterable[Sequence[int | None]]) -> str:
    """« Couche 2, têtes 2 et 4 éteintes », « Tout est allumé »."""
    pairs = canonical(off)
    if not pairs:
        return "Tout est allumé"
    heads: dict[int, list[str]] = {}
    for layer, head in pairs:
        if head is not None:
            heads.setdefault(layer, []).append(str(head + 1))
    parts = [f"couche {layer + 1}, {_counted('tête', names)}" for layer, names in heads.items()]
    if layers := [str(layer + 1) for layer, head in pairs if head is None]:
        parts.append(_counted("couche", layers))
    return capital(f"{fr(' ; ').join(parts)} éteinte{'s' if len(pairs) > 1 else ''}")


def _counted(noun: str, names: Sequence[str]) -> str:
    """« tête 2 », « têtes 2 et 4 »."""
    return f"{noun}{'s' if len(names) > 1 else ''} {listed(names)}"


def say_score(score: Mapping[str, int]) -> str:
    """« 19 justes sur 20 (à 95 % : de 76 à 99 %) »: the interval is Wilson's."""
    right, n = score["right"], score["n"]
    low, high = (math.floor(100 * bound + 0.5) for bound in wilson(right / n, n))
    counted = f"{right} juste{'s' if right > 1 else ''} sur {n}"
    return counted + fr(" (à 95 % : de {low} à {high} %)", low=low, high=high)


def say_bench(
    off: Off, before: Mapping[str, Mapping[str, int]], after: Mapping[str, Mapping[str, int]]
) -> str:
    """How the two benches changed, in a sentence; before: everything on."""

    def each(kind: str) -> str:
        right, n, was = after[kind]["right"], after[kind]["n"], before[kind]["right"]
        counted = f"{right} juste{'s' if right > 1 else ''} sur {n}"
        return fr("{kind} {counted}, contre {was} avant", kind=KINDS[kind].lower(), counted=counted, was=was)

    return fr("{off} : {each}.", off=say_off(off), each=fr(" ; ").join(each(kind) for kind in KINDS))


def say_distance(distance: float) -> str:
    """« 41 points sur 100 »: how much of the probability went from some tokens to others."""
    points = math.floor(100 * distance + 0.5)
    if 0 < distance < 0.005:
        return "moins de 1 point sur 100"
    return f"{points} point{'s' if points > 1 else ''} sur 100"
