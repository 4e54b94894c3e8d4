"""What each head looks at while a value is copied from a sheet, and what is lost without it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from chevet.lm.network import Network
from chevet.lm.sampling import probabilities

Question = Mapping[str, str]


def value_probability(
    network: Network, questions: Sequence[Question], off: Sequence[Sequence[int | None]] = ()
) -> float:
    """The probability that the network writes the expected value, mean over ``questions``.

    Args:
        questions: as :func:`bench.default_bench` gives them; every token of ``expected`` counts.
        off: pairs ``(layer, head)`` or ``(layer, None)`` switched off, from 0.

    Returns:
        Between 0 and 1: for each question the product of the probabilities of the tokens of its value.
    """
    pairs = [(int(layer or 0), head) for layer, head in off]
    return float(np.mean([_read(network, one, off=pairs)[0] for one in questions]))


def copying_looks(network: Network, questions: Sequence[Question]) -> npt.NDArray[np.float64]:
    """How much each head looks at the token to copy, at the moment of writing it.

    Args:
        questions: of the kind ``lecture``: the first line of ``prompt`` is a sheet that holds ``expected``.

    Returns:
        [layer, head], between 0 and 1: mean over the tokens of a value, then over ``questions``.
    """
    looks = []
    for question in questions:
        keep: dict[str, Any] = {}
        start = _read(network, question, keep=keep)[1] - 1  # whose output predicts the value's first token
        sheet = question["prompt"].split("\n")[0]
        source = len(network.encode(sheet[: sheet.index(question["expected"])].rstrip()))
        maps = keep["attention"]  # [layer, head, time, time]
        steps = range(maps.shape[-1] - start)
        looks.append(np.mean([maps[:, :, start + i, source + i] for i in steps], axis=0))
    return np.asarray(np.mean(looks, axis=0), dtype=np.float64)


def _read(network: Network, question: Question, **settings: Any) -> tuple[float, int]:
    """The probability of the value after the prompt, and the place of its first token."""
    place = len(network.encode(question["prompt"]))
    ids = network.encode(f"{question['prompt']} {question['expected']}")
    logits = network.forward(ids[:-1], **settings)[place - 1 :]
    shares = [probabilities(row)[wanted] for row, wanted in zip(logits, ids[place:], strict=True)]
    return float(np.prod(shares)), place
