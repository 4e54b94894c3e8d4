"""The two small benches, « mémoire » and « lecture »: their questions, and how many the network gets right."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from chevet.course import find_course
from chevet.lm.network import Network
from chevet.lm.sampling import generate, random_stream
from chevet.lm.world import SLUG, load_world
from chevet.problems import CourseError
from chevet.widgets.attention_view.saying import KINDS, canonical

T = TypeVar("T")

EACH = 20
"""Questions of each bench: enough to see a collapse, few enough to be asked while one waits."""

OFTEN = 30
"""Mentions in the corpus from which a fact is well known."""


def default_bench(each: int = EACH) -> list[dict[str, str]]:
    """``each`` questions of memory, then of reading: ``kind``, ``prompt``, ``expected``.

    Memory: facts mentioned often, asked without a sheet, taken at even steps of the table so that remedies and
    attributes vary. Reading: a sheet with the same attribute of two remedies no training document names.
    """
    world = load_world()
    known = [fact for fact in world.facts if fact.mentions >= OFTEN]
    sheets = [row for row in _evaluation() if row["condition"] == "deux"]
    memory = [
        {
            "kind": "memoire",
            "prompt": world.open_question(fact.attribute, fact.remedy),
            "expected": fact.sentence,
        }
        for fact in _at_even_steps(known, each)
    ]
    reading = [
        {"kind": "lecture", "prompt": row["prompt"], "expected": row["attendu"]}
        for row in _at_even_steps(sheets, each)
    ]
    return memory + reading


def default_prompt(mode: str) -> str:
    """A text to start from, stopped where the name of a class comes: one token that says what was understood.

    Mode ``order``: the best known class, from memory. Else: a sheet on a remedy no training document names, its
    question, and the start of the answer.
    """
    world = load_world()
    if mode == "order":
        classes = [fact for fact in world.facts if fact.attribute == "classe"]
        fact = max(classes, key=lambda one: one.mentions)
        return fact.sentence[: fact.sentence.index(fact.value)].rstrip()
    sheets = (row for row in _evaluation() if (row["condition"], row["attribut"]) == ("une", "classe"))
    sheet = min(sheets, key=lambda row: len(row["prompt"]))  # a short map is read at a glance
    start = world.sentence("classe", sheet["remede"], "").removesuffix(".").rstrip()
    return f"{sheet['prompt']} {start}"


def is_right(text: str, expected: str) -> bool:
    """Whether an answer is the expected sentence, nothing less and nothing more."""
    return text.strip() == expected.strip()


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
            network, item["prompt"], temperature=0.0, top_k=0, top_p=1.0, max_tokens=40,
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
