"""The search of RAG: worked by hand, equal to the formula it announces, and honest about its traps."""

from __future__ import annotations

import doctest
import json
import math
import runpy
from collections import Counter
from pathlib import Path
from typing import get_args

import pytest

from chevet.lm import retrieval
from chevet.lm.retrieval import TERMS, Retriever, Unit, retrieve
from chevet.lm.world import World, load_world

HERE = Path(__file__).parent
VECTORS = json.loads((HERE.parent / "vectors" / "lm_retrieval.json").read_text(encoding="utf-8"))
UNITS = get_args(Unit)


@pytest.fixture(scope="module")
def world() -> World:
    return load_world()


def test_scores_follow_the_example_worked_by_hand() -> None:
    # n = 2; « un » is in both: idf = ln(3/3) + 1 = 1; « geai » in one: ln(3/2) + 1 = 1.405465.
    # « un geai » = (1, 1.405465), of length 1.724918; « geai geai » = (0, 2 × 1.405465), made (0, 1).
    scores = Retriever(["Un merle.", "Un geai."]).scores("geai, geai")
    assert scores == pytest.approx([0, 1.4054651 / 1.7249151], abs=1e-6)


@pytest.mark.parametrize("unit", UNITS)
def test_scores_are_the_formula_that_the_file_announces(unit: Unit) -> None:
    texts = [Counter(TERMS[unit](sentence)) for sentence in VECTORS["sentences"]]
    n = len(texts)

    def vector(counts: Counter[str]) -> dict[str, float]:
        df = {term: sum(term in text for text in texts) for term in counts}
        weights = {t: tf * (math.log((1 + n) / (1 + df[t])) + 1) for t, tf in counts.items() if df[t]}
        length = math.hypot(*weights.values()) or 1
        return {term: weight / length for term, weight in weights.items()}

    question = "quelle est la dose du Brabalune ?"
    asked = vector(Counter(TERMS[unit](question)))
    expected = [sum(asked.get(t, 0) * w for t, w in vector(text).items()) for text in texts]
    assert Retriever(VECTORS["sentences"], unit).scores(question) == pytest.approx(expected, abs=1e-12)


def test_vectors_file_is_what_the_search_gives() -> None:
    written = runpy.run_path(str(HERE / "write_retrieval_vectors.py"))
    fresh = json.loads(written["text"]())
    for case, again in zip(VECTORS["cases"], fresh.pop("cases"), strict=True):
        pairs = zip(case["found"], again.pop("found"), strict=True)
        assert all(old[0] == new[0] and abs(old[1] - new[1]) < 2e-9 for old, new in pairs)
        assert again.items() <= case.items()
    assert {key: value for key, value in VECTORS.items() if key != "cases"} == fresh


@pytest.mark.parametrize("unit", UNITS)
def test_the_right_sentence_is_nearly_always_among_three(unit: Unit, world: World) -> None:
    retriever = Retriever([fact.sentence for fact in world.facts], unit)
    first = among = 0
    for rank, fact in list(enumerate(world.facts))[::4]:
        question = world.attributes[fact.attribute].question.format(x=fact.remedy)
        ranks = [one.rank for one in retriever.retrieve(question, 3)]
        first += ranks[0] == rank
        among += rank in ranks
    n = len(world.facts[::4])
    assert (first / n, among / n) >= (
        {"mots": 0.97, "lettres": 0.75}[unit],
        {"mots": 1, "lettres": 0.95}[unit],
    )


def test_a_typing_error_loses_whole_words_and_not_letters() -> None:
    sentences = [s for s in VECTORS["sentences"] if "Brabadoc" in s or "Touzoudoc" in s]
    best = {unit: Retriever(sentences, unit).retrieve("la dose du Touzoudok", 2) for unit in UNITS}
    assert best["lettres"][0].sentence == "La dose du Touzoudoc est de 98 zilles par jour."
    (a, b) = best["mots"]
    assert a.score == b.score  # nothing tells the two doses apart: the name is unknown


def test_letters_confuse_names_that_look_alike() -> None:
    sentences = ["La dose du Brabadoc est de 62 zilles.", "La dose du Brazoudoc est de 11 zilles."]
    near = {
        unit: [one.score for one in Retriever(sentences, unit).retrieve("dose du Brabadoc")] for unit in UNITS
    }
    assert near["lettres"][1] / near["lettres"][0] > near["mots"][1] / near["mots"][0]


def test_the_whole_table_is_the_sheet(world: World) -> None:
    fact = world.facts[-1]
    question = world.open_question(fact.attribute, fact.remedy).split("\n")[0]
    assert fact.sentence in [found.sentence for found in retrieve(question)]
    assert len(retrieve(question, k=5)) == 5


def test_the_examples_of_the_file_are_right() -> None:
    result = doctest.testmod(retrieval)
    assert result.attempted
    assert not result.failed
