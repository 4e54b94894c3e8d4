"""The n-gram model: counts worked by hand, and what it makes of the fictional pharmacopoeia."""

from __future__ import annotations

import doctest
import math
from pathlib import Path

import pytest

import chevet.lm.ngram as module
from chevet.course import find_course
from chevet.lm.ngram import END, NGram, join, pick, recall, split_documents, words_of
from chevet.lm.world import World, load_world

CORPUS = ["a b a b\n", "a c\n"]
SENTENCES = [
    "La dose du Cramouzouk est de 35 zilles par jour.\n",
    "Question : quelle est l’indication du Pabachon ?\nRéponse : C’est le hoquet lunaire.",
    "La contre-indication du Plitapluche est la soif de cendre.",
]


def test_examples_of_the_docstrings_are_true() -> None:
    result = doctest.testmod(module)
    assert result.attempted
    assert not result.failed


def test_counts_are_those_of_a_hand() -> None:
    counts = NGram.train(CORPUS, n=3).counts
    assert counts[()] == {"a": 3, "b": 2, "c": 1, END: 2}
    assert counts[("a",)] == {"b": 2, "c": 1}
    assert counts[("a", "b")] == {"a": 1, END: 1}
    assert counts[(END,)] == {"a": 2}
    assert counts[(END, "a")] == {"b": 1, "c": 1}
    assert max(map(len, counts)) == 2


def test_probability_is_that_of_a_hand() -> None:
    # Four words and the unread one: 1/5; alone, a is 3 of 8 and b 2 of 8; after a, b is 2 of 3; c is never after b.
    bigram = NGram.train(CORPUS, n=2)
    a, b, c = ((count + 1 / 5) / (8 + 1) for count in (3, 2, 1))
    assert bigram.probability("b", ["a"]) == pytest.approx((2 + b) / (3 + 1))
    assert bigram.probability("c", ["a", "b"]) == pytest.approx((0 + c) / (2 + 1))
    assert bigram.probability("a", []) == pytest.approx(a)
    assert bigram.probability("?", ["jamais"]) == pytest.approx((1 / 5) / 9 / (0 + 1))


@pytest.mark.parametrize("context", [[], ["a"], ["c", "a"], ["a", "b"], ["jamais", "a"], ["jamais"]])
@pytest.mark.parametrize("n", [1, 2, 3])
def test_probabilities_of_all_words_make_one(n: int, context: list[str]) -> None:
    model = NGram.train(CORPUS, n=n)
    words = ["a", "b", "c", END, "un mot jamais lu"]
    assert math.fsum(model.probability(word, context) for word in words) == pytest.approx(1)


def test_perplexity_of_even_chances_is_their_number() -> None:
    # Each of four words once in two documents and the end twice: what remains is the weight of the unread word.
    model = NGram.train(["a b c d\n"] * 50, n=1)
    assert model.perplexity(["a b c d\n"]) == pytest.approx(5, rel=0.01)
    assert NGram.train(["a b c d\n"] * 50, n=2).perplexity(["a b c d\n"]) == pytest.approx(1, rel=0.03)


@pytest.mark.parametrize(("u", "word"), [(0.0, "a"), (0.49, "a"), (0.5, "b"), (0.99, "b"), (1.0, "b")])
def test_pick_takes_the_first_word_that_passes(u: float, word: str) -> None:
    assert pick([("a", 0.5), ("b", 0.5)], u) == word


def test_generation_follows_the_stream_and_stops() -> None:
    model = NGram.train(CORPUS, n=2)
    assert model.next_words(["a"]) == [("b", 2 / 3), ("c", 1 / 3)]
    assert model.generate("a", stream=iter([0.9, 0.0])) == "a c"  # c, then the end
    assert model.generate("a") == "a b"  # after b, the end is as frequent as a, and first in order
    assert model.generate("a", n_words=3, stream=iter([0.0, 0.5, 0.0])) == "a b a b"
    assert model.generate("jamais", n_words=1) == "jamais a"  # nothing known: the most frequent word


@pytest.mark.parametrize("sentence", SENTENCES)
def test_words_put_back_together_are_the_text(sentence: str) -> None:
    assert join(words_of(sentence)) == sentence


@pytest.fixture(scope="module")
def world() -> World:
    return load_world()


@pytest.fixture(scope="module")
def documents() -> list[str]:
    folder = find_course(Path(__file__)).datasets_dir / "pharmacopee-fictive"
    return split_documents((folder / "corpus.txt").read_text(encoding="utf-8"))


def test_documents_are_those_that_state_a_fact(documents: list[str], world: World) -> None:
    assert len(documents) == sum(fact.mentions for fact in world.facts)
    assert all(document.count(END) == 1 + document.startswith("Question") for document in documents)


def test_more_context_foresees_better_but_knows_nothing(documents: list[str], world: World) -> None:
    held_out, kept = documents[::10], [d for i, d in enumerate(documents) if i % 10]
    perplexity = [NGram.train(kept, n).perplexity(held_out) for n in (1, 2, 3)]
    assert perplexity[0] > 5 * perplexity[1]
    assert perplexity[1] > 1.2 * perplexity[2]

    frequent = [fact for fact in world.facts if fact.mentions >= 30]
    asked = [(world.open_question(fact.attribute, fact.remedy), fact.sentence) for fact in frequent]
    # The question is five words behind: out of the window. It enters that of twelve words, and all is recited.
    assert recall(NGram.train(documents, 3), asked) < 0.1
    assert recall(NGram.train(documents, 12), asked) > 0.9
