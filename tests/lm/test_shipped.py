"""The weights the course ships: PyTorch's logits, their hash, and answers that anyone can check."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import numpy as np
import pytest

from chevet.course import Course
from chevet.lm.measures.table import describe, load_rows
from chevet.lm.sampling import generate
from chevet.lm.weights import FOLDER, load_network
from chevet.lm.world import load_world

VECTORS = Path(__file__).parents[1] / "vectors"
CARD = FOLDER / "CARTE.md"


@pytest.mark.parametrize("kind", ["gpt", "masked"])
def test_numpy_gives_the_logits_of_pytorch(kind: str) -> None:
    network = load_network(kind)
    cases = json.loads((VECTORS / "lm_torch.json").read_text(encoding="utf-8"))[kind]
    assert len(cases) == 2
    for case in cases:
        place = -1 if network.causal else 3  # the hidden place of the masked cases
        logits = network.forward(np.array(case["ids"]))[place]
        assert logits == pytest.approx(np.array(case["logits"]), abs=2e-4)  # the file rounds at 1e-4


@pytest.mark.parametrize("kind", ["gpt", "masked"])
def test_the_card_gives_the_hash_of_the_weights(kind: str) -> None:
    digest = hashlib.sha256((FOLDER / f"{kind}.safetensors").read_bytes()).hexdigest()
    assert re.search(rf"`{kind}\.safetensors`.*`{digest}`", CARD.read_text(encoding="utf-8"))


def test_a_frequent_fact_is_recalled_and_an_invented_remedy_is_read_on_its_sheet() -> None:
    network, world = load_network("gpt"), load_world()
    frequent = sorted(world.facts, key=lambda fact: -fact.mentions)[:5]
    for fact in frequent:
        prompt = world.open_question(fact.attribute, fact.remedy)
        said = world.sentence(fact.attribute, fact.remedy, fact.value)
        assert generate(network, prompt, temperature=0.0).text.strip() == said
    sheet = ["La voie du Chélodrille est le talon droit.", "La voie du Grinalune est la joue qui rit."]
    prompt = world.context_prompt(sheet, "voie", "Grinalune")
    assert generate(network, prompt, temperature=0.0).text.strip() == sheet[1]


def test_the_card_gives_the_measures_of_the_table(real_course: Course) -> None:
    block = CARD.read_text(encoding="utf-8").split("```text\n")[1].split("\n```")[0]
    spaces = str.maketrans({"\u00a0": " ", "\u202f": " "})
    assert block.splitlines() == [line.translate(spaces) for line in describe(load_rows(real_course))]
