"""Who reads what, in which condition and in which order: balanced, drawn from a seed; the twin of ``plan.js``."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar

from chevet.lm.sampling import random_stream

CONDITIONS = ("alone", "right", "wrong")
GOLDEN = 0x9E3779B9  # 2³² divided by the golden ratio: seeds that follow each other lie far apart

T = TypeVar("T")


def plan(
    cases: Sequence[Mapping[str, Any]], blocks: Sequence[Sequence[int]], seed: int, run: int = 0
) -> list[tuple[int, str]]:
    """(rank of the case, condition) in the order of reading.

    A learner reads one block of places of the three sets, each set in one condition: the Latin square turns with
    the seed, so that over learners each case is read as often in each condition. Conditions come by threes, in an
    order drawn for each three: none comes more than twice in a row, and practice helps none more than another.

    Args:
        cases: ``set`` and ``place`` of each case; three sets that hold the same places.
        blocks: the places read together; a new run takes the next block, then turns the square.
        seed: uint32 of the learner.
        run: how many studies this learner has done before.
    """
    names = sorted({case["set"] for case in cases})
    turn = seed + run // len(blocks)
    places = blocks[(seed // 3 + run) % len(blocks)]
    stream = random_stream((seed + run * GOLDEN) % 2**32)
    decks = []
    for column in range(len(CONDITIONS)):
        name = names[(column + turn) % len(names)]
        deck = [i for i, case in enumerate(cases) if case["set"] == name and case["place"] in places]
        decks.append(shuffled(deck, stream))
    order: list[tuple[int, str]] = []
    for rank in range(len(places)):
        for column in shuffled(range(len(CONDITIONS)), stream):
            order.append((decks[column][rank], CONDITIONS[column]))
    return order


def shuffled(items: Sequence[T], stream: Iterator[float]) -> list[T]:
    """Fisher and Yates, drawn from ``stream``."""
    order = list(items)
    for last in range(len(order) - 1, 0, -1):
        other = int(next(stream) * (last + 1))
        order[last], order[other] = order[other], order[last]
    return order


def alike_blocks(traits: Mapping[int, Sequence[str]], size: int) -> list[list[int]]:
    """The places cut into blocks of ``size`` as alike as can be; ``traits``: what each place brings to its block.

    The block that keeps the proportions of the whole best is taken first, then the best of what is left.
    """
    left, blocks = sorted(traits), []
    whole = _counts(traits, left)
    share = size / len(left)

    def far(block: Sequence[int]) -> float:
        own = _counts(traits, block)
        return sum((own.get(trait, 0) - share * count) ** 2 for trait, count in whole.items())

    while left:
        others = itertools.combinations(left[1:], size - 1)  # the first place left is in some block: this one
        best = min(((left[0], *other) for other in others), key=far)
        blocks.append(list(best))
        left = [place for place in left if place not in best]
    return blocks


def _counts(traits: Mapping[int, Sequence[str]], places: Sequence[int]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for trait in itertools.chain.from_iterable(traits[place] for place in places):
        counts[trait] = counts.get(trait, 0) + 1
    return counts
