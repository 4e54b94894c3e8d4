"""What the network does with one prompt, computed when the page is built and readable without the network."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from chevet.lm.network import Network
from chevet.lm.sampling import probabilities
from chevet.lm.tokenizer import show

MAX_TOKENS = 60
"""Longest text whose map is shown: beyond, the drawing is longer than three screens of a phone."""

TOP = 5


def tokens_of(network: Network, prompt: str) -> list[str]:
    """The tokens of ``prompt`` as a reader sees them, the start token included."""
    return [show(network.tokenizer.vocabulary[number]) for number in network.encode(prompt)]


def record_attention(network: Network, prompt: str) -> dict[str, Any]:
    """The attention of every head on ``prompt``.

    Returns:
        ``tokens`` [time]; ``layers``, ``heads``; ``thousandths``: the weights in thousandths, separated by
        commas, for each layer, head, token i and token j ≤ i (what the causal mask hides is zero); an empty
        field is a zero, as most are.
    """
    keep: dict[str, Any] = {}
    network.forward(network.encode(prompt), keep=keep)
    maps: NDArray[np.float32] = keep["attention"]
    lower = np.tril_indices(maps.shape[-1])
    whole = np.floor(maps[:, :, *lower] * 1000 + 0.5).astype(int).ravel()
    return {
        "tokens": tokens_of(network, prompt),
        "layers": network.n_layers,
        "heads": network.n_heads,
        "thousandths": ",".join(str(value) if value else "" for value in whole),
    }


def read_row(recorded: dict[str, Any], layer: int, head: int, token: int) -> list[float]:
    """The weights [token + 1] of one token on those up to it; a negative head: the mean of all heads."""
    length = len(recorded["tokens"])
    each = length * (length + 1) // 2
    values = [int(field or 0) / 1000 for field in recorded["thousandths"].split(",")]
    start = token * (token + 1) // 2
    heads = range(recorded["layers"] * recorded["heads"])
    if head >= 0:
        heads = range(layer * recorded["heads"] + head, layer * recorded["heads"] + head + 1)
    rows = [values[each * one + start : each * one + start + token + 1] for one in heads]
    return [sum(column) / len(rows) for column in zip(*rows, strict=True)]


def pieces_of(prompt: str) -> tuple[list[str], list[str]]:
    """The words of ``prompt``, and what stands before, between and after them: one more than words."""
    words = re.findall(r"\S+", prompt)
    return words, re.split(r"\S+", prompt)


def reorder(prompt: str, order: Sequence[int]) -> str:
    """``prompt`` with word ``order[k]`` at place k; spaces and line breaks stay where they are."""
    words, between = pieces_of(prompt)
    moved = [piece for k, number in enumerate(order) for piece in (between[k], words[number])]
    return "".join([*moved, between[-1]])


def backwards(prompt: str) -> list[int]:
    """The words from last to first, but the last one, after which the model predicts, stays last."""
    n = len(pieces_of(prompt)[0])
    return [*range(n - 2, -1, -1), n - 1]


def next_token(network: Network, text: str, *, positions: bool = True) -> NDArray[np.float64]:
    """The probability [V] of each token after ``text``, at temperature 1."""
    return probabilities(network.forward(network.encode(text), positions=positions)[-1])


def distance(p: NDArray[np.float64], q: NDArray[np.float64]) -> float:
    """Half the sum of |p - q|: the share of the probability that moved (total variation), 0 to 1."""
    return float(np.abs(p - q).sum() / 2)


def record_order(network: Network, prompt: str) -> dict[str, Any]:
    """What the network expects after ``prompt``, its words in order then backwards, with and without positions.

    Returns:
        ``trials``, each with ``text``, ``positions``, ``top`` (the most probable tokens and their probability, to
        three decimals) and ``moved``, how far from the first trial; ``order_alone``: without positions, how far
        the two orders are from each other.
    """
    trials, found = [], []
    for positions in (True, False):
        for order in (list(range(len(pieces_of(prompt)[0]))), backwards(prompt)):
            text = reorder(prompt, order)
            shares = next_token(network, text, positions=positions)
            found.append(shares)
            best = np.argsort(-shares, kind="stable")[:TOP]
            trials.append(
                {
                    "text": text,
                    "positions": positions,
                    "top": [
                        [show(network.tokenizer.vocabulary[number]), round(float(shares[number]), 3)]
                        for number in best
                    ],
                    "moved": round(distance(found[0], shares), 3),
                }
            )
    return {"trials": trials, "order_alone": round(distance(found[2], found[3]), 3)}
