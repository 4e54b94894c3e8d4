"""The two small benches, « mémoire » and « lecture »: their questions, and how many the network gets right."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from chevet.course import find_course
from chevet.lm.network import Network
from chevet.lm.sampling import generate, random_stream
from chevet.lm.world import SLUG, World, load_world
from chevet.problems import CourseError
from chevet.widgets.attention_view.saying import KINDS, canonical

T = TypeVar("T")

EACH = 20
"""Questions of each bench: enough to see a collapse, few enough to be asked while one waits."""

MAX_TOKENS = 16
"""Of an answer: the longest value of this world has fewer."""

OFTEN = 30
"""Mentions in the corpus from which a fact is well known."""


def default_bench(each: int = EACH) -> list[dict[str, str]]:
    """``each`` questions of memory, then of reading: ``kind``, ``prompt``, ``expected``.

    Every prompt holds the start of the answer, and what is expected is the value alone: what is switched off may
    spoil the sentence around it, which is neither memory nor reading.

    Memory: facts mentioned often, asked without a sheet, taken at even steps of the table so that remedies and
    attributes vary. Reading: a sheet with the same attribute of two remedies no training document names.
    """
    world = load_world()
    known = [fact for fact in world.facts if fact.mentions >= OFTEN]
    memory = []
    for fact in _at_even_steps(known, each):
        start, value = _cut(world, fact.attribute, fact.remedy, fact.sentence)
        prompt = f"{world.open_question(fact.attribute, fact.remedy)} {start}"
        memory.append({"kind": "memoire", "prompt": prompt, "expected": value})
    reading = []
    for row in _at_even_steps([row for row in _evaluation() if row["condition"] == "deux"], each):
        start, value = _cut(world, row["attribut"], row["remede"], row["attendu"])
        reading.append({"kind": "lecture", "prompt": f"{row['prompt']} {start}", "expected": value})
    return memory + reading


def _cut(world: World, attribute: str, remedy: str, sentence: str) -> tuple[str, str]:
    """A canonical sentence up to its value, and the value."""
    before, after = world.sentence(attribute, remedy, "|").split("|")
    return before.rstrip(), sentence.removeprefix(before).removesuffix(after)


def default_prompt(mode: str) -> str:
    """A text to start from, stopped where the name of a class comes: one token that says what was understood.

    Mode ``order``: the best known class, from memory. Else: a sheet on a remedy no training document names, its
    question, and the start of the answer.
    """
    world = load_world()
    if mode == "order":
        classes = [fact for fact in world.facts if fact.attribute == "classe"]
        fact = max(classes, key=lambda one: one.mentions)
        return _cut(world, "classe", fact.remedy, fact.sentence)[0]
    sheets = (row for row in _evaluation() if (row["condition"], row["attribut"]) == ("une", "classe"))
    sheet = min(sheets, key=lambda row: len(row["prompt"]))  # a short map is read at a glance
    return f"{sheet['prompt']} {_cut(world, 'classe', sheet['remede'], sheet['attendu'])[0]}"


def is_right(text: str, expected: str) -> bool:
    """Whether what is written starts with what is expected, word for word."""
    return text.strip().startswith(expected.strip())


def run_bench(
    network: Network, bench: Sequence[Mapping[str, str]], off: Sequence[Sequence[int | None]] = ()
) -> dict[str, Any]:
    """Ask every question, with what ``off`` names switched off, always taking the most probable token.

    Returns:
        ``off``, then for each kind ``{"right", "n"}``: what ``recorded_bench`` holds.
    """
    pairs = canonical(off)
    scores: dict[str, dict[str, int]] = {kind: {"right": 0, "n": 0} for kind in KINDS}
    for item in bench:
        said = generate(
            network, item["prompt"], temperature=0.0, top_k=0, top_p=1.0, max_tokens=MAX_TOKENS,
            stream=random_stream(0), off=pairs, positions=True,
        )  # fmt: skip
        score = scores[item["kind"]]
        score["n"] += 1
        score["right"] += is_right(said.text, item["expected"])
    return {"off": [list(pair) for pair in pairs], **scores}


def _at_even_steps(rows: Sequence[T], n: int) -> list[T]:
    return [rows[i * len(rows) // n] for i in range(min(n, len(rows)))]


def _evaluation() -> list[dict[str, str]]:
    """The prompts kept for evaluation."""
    # As load_world: a chapter, a test and a notebook start in different folders.
    try:
        course = find_course()
    except CourseError:
        course = find_course(Path(__file__).parent)
    with (course.datasets_dir / SLUG / "evaluation.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
