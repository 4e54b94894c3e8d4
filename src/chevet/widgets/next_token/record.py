"""What a page keeps of the model, so that the widget works before any weight is loaded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from chevet.lm.network import START, Cache, Network
from chevet.lm.sampling import by_rank, draw, entropy, probabilities, random_stream
from chevet.lm.weights import load_network
from chevet.lm.world import World, load_world

THOUSANDTHS = 1000
# Logits this near to the highest are kept to the thousandth, the others to the tenth: with the shipped model, no
# probability moves by more than 0.07 point, no entropy by more than 0.002 bit, from temperature 0.1 to 2; and a
# prompt weighs half as much in the page.
NEAR, COARSE = 8.0, 0.1
ALTERNATIVES = 6
LONGEST = 40
UNKNOWN = "Zitalune"  # a well-formed name that no document of the training bears


@cache
def shipped_network() -> Network:
    """The model of the course, read once for every widget of a build."""
    return load_network("gpt")


def record_logits(network: Network, text: str) -> list[int]:
    """The logits [V] of the token that follows ``text``, rounded, in whole thousandths."""
    logits = network.forward(network.encode(text))[-1].astype(np.float64)
    kept = np.where(logits > logits.max() - NEAR, logits, np.rint(logits / COARSE) * COARSE)
    return [int(value) for value in np.rint(kept * THOUSANDTHS)]


def read_logits(recorded: Sequence[int]) -> npt.NDArray[np.float64]:
    """The logits [V] that :func:`record_logits` wrote."""
    return np.asarray(recorded, dtype=np.float64) / THOUSANDTHS


def record_writing(network: Network, text: str, seed: int) -> list[list[Any]]:
    """What the model writes after ``text`` at temperature 1, and what it could have written instead.

    Returns:
        For each token ``[id, probability, entropy in bits, [[id, probability], …]]``, the alternatives from
        the most probable down, the token itself among them if it is there.
    """
    stream, memory, ids = random_stream(seed), Cache(), network.encode(text)
    told: list[list[Any]] = []
    while len(told) < LONGEST and (not told or told[-1][0] != START):
        p = probabilities(network.forward(ids, memory)[-1])
        token = draw(p, next(stream))
        top = [[int(other), round(float(p[other]), 6)] for other in by_rank(p)[:ALTERNATIVES]]
        told.append([token, round(float(p[token]), 6), round(entropy(p), 4), top])
        ids = [token]  # what comes before it is in the cache
    return told


def default_presets(mode: str, world: World | None = None) -> list[dict[str, str]]:
    """A fact the corpus often says, one it says once, and a remedy it never names, in the same words.

    To draw and to write, the one the model hesitates at comes first.
    """
    world = world or load_world()
    facts = [fact for fact in world.facts if fact.attribute == "classe"]
    often = max(facts, key=lambda fact: fact.mentions)
    once = min((fact for fact in facts if fact.mentions > 0), key=lambda fact: fact.mentions)

    def preset(label: str, remedy: str, note: str) -> dict[str, str]:
        if mode == "write":
            text = world.open_question("classe", remedy)
        else:
            text = world.sentence("classe", remedy, "").removesuffix(" .").rstrip()
        return {"label": label, "text": text, "note": note}

    def said(remedy: str, mentions: int) -> str:
        times = "une seule fois" if mentions == 1 else f"{mentions} fois"
        return f"Le corpus d’entraînement dit {times} la classe du {remedy}."

    presets = [
        preset("Fait souvent lu", often.remedy, said(often.remedy, often.mentions)),
        preset("Fait rarement lu", once.remedy, said(once.remedy, once.mentions)),
        preset("Remède jamais lu", UNKNOWN, f"Aucun texte de l’entraînement ne nomme le {UNKNOWN}."),
    ]
    return presets if mode == "distribution" else presets[::-1]


def record(
    network: Network, presets: Sequence[Mapping[str, str]], mode: str, seed: int
) -> tuple[dict[str, list[int]], dict[str, list[list[Any]]]]:
    """By prompt, what the mode shows: the logits that follow it or, in mode ``write``, a text."""
    texts = [preset["text"] for preset in presets]
    if mode == "write":
        return {}, {text: record_writing(network, text, seed) for text in texts}
    return {text: record_logits(network, text) for text in texts}, {}
