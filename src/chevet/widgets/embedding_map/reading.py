"""What the embedding map computes and says, in Python: the twin of ``reading.js``.

A page without JavaScript, a notebook's text output and a printed page need the same numbers and sentences as the
instrument; both languages run ``tests/vectors/embeddings.json``. Vectors are whole thousandths of vectors of
length 1: their products are exact, so both languages rank alike.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from chevet.typography import fr
from chevet.widgets.saying import listed

Vector = Sequence[float]
Ranked = list[tuple[int, float]]  # number of the term, cosine

THOUSANDTHS = 1000


def decimal(value: float) -> str:
    """0.915 → « 0,92 », -0.2 → « −0,20 »: two decimals, halves up, as JavaScript rounds them."""
    hundredths = math.floor(abs(value) * 100 + 0.5)
    sign = "−" if value < 0 and hundredths else ""
    return f"{sign}{hundredths // 100},{hundredths % 100:02d}"


def quantise(vector: Sequence[float]) -> list[int]:
    """Whole thousandths of the same direction at length 1."""
    length = math.sqrt(math.fsum(value * value for value in vector)) or 1.0
    return [math.floor(value / length * THOUSANDTHS + 0.5) for value in vector]


def dot(u: Vector, v: Vector) -> float:
    return sum(a * b for a, b in zip(u, v, strict=True))


def cosine(u: Vector, v: Vector) -> float:
    """The cosine of the angle of two vectors; 0 if one of them has no direction."""
    lengths = dot(u, u) * dot(v, v)
    return dot(u, v) / math.sqrt(lengths) if lengths else 0.0


def degrees(value: float) -> int:
    """The angle of this cosine, in whole degrees."""
    return math.floor(math.degrees(math.acos(max(-1.0, min(1.0, value)))) + 0.5)


def nearest(vectors: Sequence[Vector], target: Vector, without: Sequence[int], n: int) -> Ranked:
    """The ``n`` terms of largest cosine with ``target``; between equals, the first of the list."""
    ranked = [(i, cosine(vector, target)) for i, vector in enumerate(vectors) if i not in without]
    return sorted(ranked, key=lambda pair: (-pair[1], pair[0]))[:n]


def neighbours(vectors: Sequence[Vector], term: int, n: int = 5) -> Ranked:
    """The ``n`` nearest terms of a term."""
    return nearest(vectors, vectors[term], [term], n)


def _unit(vector: Vector) -> list[float]:
    length = math.sqrt(dot(vector, vector)) or 1.0
    return [value / length for value in vector]


def analogy(vectors: Sequence[Vector], a: int, b: int, c: int, n: int = 5) -> Ranked:
    """The ``n`` nearest terms of a - b + c, those three left out (Mikolov, Yih and Zweig, 2013)."""
    u, v, w = (_unit(vectors[term]) for term in (a, b, c))
    return nearest(vectors, [x - y + z for x, y, z in zip(u, v, w, strict=True)], [a, b, c], n)


def turn_away(u: Vector, v: Vector, wanted: float) -> list[float]:
    """``u`` turned in the plane of ``u`` and ``v``, on its own side, until its cosine with ``v`` is ``wanted``."""
    x, y = _unit(u), _unit(v)
    along = dot(x, y)
    side = _unit([a - along * b for a, b in zip(x, y, strict=True)])
    across = math.sqrt(max(0.0, 1 - wanted * wanted))
    return [wanted * b + across * s for b, s in zip(y, side, strict=True)]


def shared(ours: Sequence[tuple[str, int]], theirs: Sequence[tuple[str, int]]) -> tuple[list[str], ...]:
    """Contexts of both terms, of the first alone, of the second alone; each list in the order it came."""
    first, second = [word for word, _ in ours], [word for word, _ in theirs]
    both = [word for word in first if word in second]
    return both, [w for w in first if w not in both], [w for w in second if w not in both]


def _quoted(terms: Sequence[str], ranked: Ranked) -> str:
    return listed([f"{terms[i]} ({decimal(value)})" for i, value in ranked])


def say_neighbours(terms: Sequence[str], term: int, ranked: Ranked) -> str:
    """Mode ``neighbours``."""
    near = _quoted(terms, ranked)
    return fr("Les plus proches de « {term} » : {near}.", term=terms[term], near=near)


def say_angle(a: str, b: str, value: float, mean: float) -> str:
    """Mode ``angle``; ``mean``: the mean cosine of two different terms of the map."""
    head = fr("« {a} » et « {b} » : cosinus {value}, ", a=a, b=b, value=decimal(value))
    angle = fr("un angle de {n}°. ", n=degrees(value))
    return head + angle + fr("Deux termes pris au hasard : {mean} en moyenne.", mean=decimal(mean))


def say_analogy(
    terms: Sequence[str], a: int, b: int, c: int, ranked: Ranked, alone: int, rank: int | None, expected: str
) -> str:
    """Mode ``analogy``.

    Args:
        ranked: what the sum finds.
        alone: the nearest term of ``c`` by itself, ``a`` and ``b`` left out.
        rank: place of the expected answer, from 1; None if nothing is expected.
    """
    formula = fr("{a} − {b} + {c}", a=terms[a], b=terms[b], c=terms[c])
    said = fr("{formula} : le calcul trouve « {found} ».", formula=formula, found=terms[ranked[0][0]])
    if rank == 1:
        said += fr(" C'est la réponse attendue.")
    elif rank is not None:
        said += fr(" La réponse attendue, « {word} », vient au rang {rank}.", word=expected, rank=rank)
    if alone == ranked[0][0]:
        already = fr(" Mais c'est déjà le plus proche de « {c} », sans calcul : ", c=terms[c])
        return said + already + fr("les deux autres termes n'y sont pour rien.")
    return said + fr(
        " Sans calcul, le plus proche de « {c} » est « {alone} ».", c=terms[c], alone=terms[alone]
    )


def say_turned(
    terms: Sequence[str], a: int, b: int, wanted: float, before: Ranked, after: Callable[[int], float]
) -> str:
    """Mode ``pull``, in the space: what ``a`` loses when its cosine with ``b`` becomes ``wanted``.

    Args:
        before: the neighbours ``a`` had, ``b`` left out.
        after: the cosine of ``a``, once turned, with a term.
    """
    lost = [
        f"{terms[i]} {decimal(value)}\u00a0→\u00a0{decimal(after(i))}"
        for i, value in before
        if after(i) < value - 0.005
    ]
    value = decimal(wanted)
    head = fr(
        "Tourné jusqu'à un cosinus de {value} avec « {b} », « {a} »", a=terms[a], b=terms[b], value=value
    )
    if not lost:
        return head + fr(" garde ses autres voisins.")
    return head + fr(" s'éloigne aussi de ses autres voisins : {lost}.", lost=listed(lost))


def say_context(word: str, layer: int, same: float | None, other: float | None) -> str:
    """Mode ``context``: the mean cosine of two sentences of one use, and of two uses; None if there is no such pair."""
    if layer == 0:
        return fr(
            "À l'entrée du réseau, « {word} » a partout le même vecteur : tous les cosinus valent 1.",
            word=word,
        )
    parts = [
        fr("{value} entre deux phrases de même emploi", value=decimal(same)) if same is not None else "",
        fr("{value} entre deux emplois différents", value=decimal(other)) if other is not None else "",
    ]
    head = fr("« {word} » après la couche {layer}, cosinus moyen : ", word=word, layer=layer)
    return head + listed([part for part in parts if part]) + "."


def means(vectors: Sequence[Vector], senses: Sequence[str]) -> tuple[float | None, float | None]:
    """The mean cosine over pairs of one sense, and over pairs of two senses."""
    found: dict[bool, list[float]] = {True: [], False: []}
    for j, v in enumerate(vectors):
        for i in range(j):
            found[senses[i] == senses[j]].append(cosine(vectors[i], v))
    same, other = (sum(values) / len(values) if values else None for values in (found[True], found[False]))
    return same, other
