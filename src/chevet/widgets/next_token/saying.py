"""What the widget says, in Python: the twin of the sentences of ``reading.js``.

A page without JavaScript and a printed page need the same sentences as the instrument; both languages run
``tests/vectors/next_token.json``.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from chevet.lm.sampling import by_rank, entropy, probabilities
from chevet.typography import fr
from chevet.widgets.saying import decimal, percent, quoted

SHOWN = 12


@dataclass(frozen=True)
class Line:
    """One token of a distribution."""

    id: int
    logit: float
    p: float
    cut: bool


@dataclass(frozen=True)
class Reading:
    """What the settings make of the logits: the first tokens, the rest, and how undecided it is."""

    top: tuple[Line, ...]
    others: int
    others_p: float
    entropy: float
    kept: int
    size: int


def read_distribution(
    logits: npt.ArrayLike,
    *,
    temperature: float = 1.0,
    top_k: int = 0,
    top_p: float = 1.0,
    greedy: bool = False,
) -> Reading:
    """What is drawn from, for logits [V]; ``greedy`` leaves one token."""
    values = np.asarray(logits, dtype=np.float64)
    soft = probabilities(values, temperature=1.0 if greedy else temperature)
    if greedy:
        p = probabilities(values, temperature=0)
    else:
        p = probabilities(values, temperature=temperature, top_k=top_k, top_p=top_p)
    # A tail too small for a number is no token left out: only a zero that softmax did not write is.
    cuts = bool(((p == 0) & (soft > 0)).any())
    ranked = by_rank(values)
    top = tuple(Line(int(i), float(values[i]), float(p[i]), bool(cuts and p[i] == 0)) for i in ranked[:SHOWN])
    return Reading(
        top=top,
        others=len(values) - len(top),
        others_p=float(p[ranked[SHOWN:]].sum()),
        entropy=entropy(p),
        kept=int((p > 0).sum()) if cuts else len(values),
        size=len(values),
    )


def say_entropy(bits: float) -> str:
    """« 0,42 bit, … »: an entropy, and what it is like."""
    said = "moins de 0,01 bit" if bits < 0.005 else f"{decimal(bits, 2)}\u00a0bit{'' if bits < 2 else 's'}"
    if bits == 0:
        return fr("0 bit, aucune hésitation")
    if bits < 0.05:
        return fr("{said}, presque aucune hésitation", said=said)
    if bits < 0.95:
        return fr("{said}, moins d'hésitation qu'à pile ou face", said=said)
    if bits < 1.05:
        return fr("{said}, l'hésitation d'un pile ou face", said=said)
    equal = decimal(math.floor(2**bits + 0.5), 0)
    return fr(
        "{said}, autant d'hésitation qu'entre environ {equal} tokens également probables",
        said=said,
        equal=equal,
    )


def say_distribution(reading: Reading, token: Callable[[int], str]) -> str:
    """The distribution in a sentence; ``token`` gives the text of an id."""
    first = reading.top[0]
    name = quoted(token(first.id))
    if reading.kept == 1:
        head = fr("Un seul choix possible : {name}.", name=name)
    else:
        head = fr("Le plus probable : {name}, {p}.", name=name, p=percent(first.p))
        if reading.kept < reading.size:
            kept, size = decimal(reading.kept, 0), decimal(reading.size, 0)
            head += fr(" Gardés : {kept} tokens sur {size}.", kept=kept, size=size)
    return fr("{head} Entropie : {said}.", head=head, said=say_entropy(reading.entropy))
