"""What a page keeps of the model: answers to the presets, with and without the sheet, written when it is built."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from chevet.lm.batch import generate_many
from chevet.lm.network import Network
from chevet.lm.sampling import random_stream
from chevet.lm.weights import load_network
from chevet.lm.world import with_sheet

ANSWERS = 10
TEMPERATURE = 0.7
SENTENCES = 3
MAX_TOKENS = 48


@cache
def shipped_network() -> Network:
    """The model of the course, read once for every widget of a build."""
    return load_network("gpt")


def query_of(prompt: str) -> str:
    """What the search looks for: the question of a prompt, else its last line (``queryOf`` of writing.js)."""
    lines = [line for line in prompt.split("\n") if line.strip()]
    questions = [line for line in lines if line.startswith("Question")]
    line = (questions or lines or [""])[-1]
    for head in ("Question : ", "Réponse : ", "Fiche : "):
        line = line.removeprefix(head)
    return line


def record(
    presets: Sequence[Mapping[str, str]],
    seed: int,
    temperatures: Sequence[float] = (TEMPERATURE,),
    sheets: Sequence[bool] = (False, True),
) -> list[dict[str, Any]]:
    """For each preset, without then with the sheet: prompt, sheet, temperature, sentences given, texts written.

    The answer of rank i is drawn with ``seed + i``, as in the page: its first batch gives the same ones.
    """
    return [
        _record(preset["prompt"], sheet, seed, temperature)
        for preset in presets
        for sheet in sheets
        for temperature in temperatures
    ]


@cache
def _record(prompt: str, sheet: bool, seed: int, temperature: float = TEMPERATURE) -> dict[str, Any]:
    from chevet.lm.retrieval import retrieve  # scikit-learn takes a second: only when something is recorded

    sentences = [found.sentence for found in retrieve(query_of(prompt), SENTENCES)] if sheet else []
    written = generate_many(
        shipped_network(),
        [with_sheet(sentences, prompt)] * ANSWERS,
        temperature=temperature,
        max_tokens=MAX_TOKENS,
        streams=[random_stream(seed + rank) for rank in range(ANSWERS)],
    )
    return {
        "prompt": prompt,
        "sheet": sheet,
        "temperature": temperature,
        "sentences": sentences,
        "texts": [one.text for one in written],
    }
