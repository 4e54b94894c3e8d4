"""Many texts at once are the texts that each prompt gives alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from chevet.lm.batch import generate_many
from chevet.lm.network import START
from chevet.lm.sampling import generate, random_stream
from chevet.lm.weights import load_network
from chevet.problems import CourseError

GPT = load_network("gpt", Path(__file__).parents[1] / "vectors" / "lm_tiny.safetensors")
PROMPTS = [
    "La dose du",
    "La voie du",
    [START],
    "Question : quelle est",
    "La dose du",
    [START, 5, 6],
    "La dose du",
]


@pytest.mark.parametrize("at_once", [1, 2, 64])
@pytest.mark.parametrize(
    "settings",
    [
        {"temperature": 0},
        {"temperature": 1.2, "top_k": 40, "top_p": 0.9},
        {"temperature": 2, "stop": 20},  # which comes at another moment in each
        {"off": [(0, 1), (1, None)]},
        {"positions": False, "max_tokens": 3},
    ],
)
def test_each_text_is_the_one_its_prompt_gives_alone(settings, at_once):
    settings = {"max_tokens": 15, **settings}
    together = generate_many(GPT, PROMPTS, at_once=at_once, **settings)
    for rank, (prompt, made) in enumerate(zip(PROMPTS, together, strict=True)):
        alone = generate(GPT, prompt, stream=random_stream(rank), **settings)
        assert (made.text, made.ids, made.finished) == (alone.text, alone.ids, alone.finished)
        assert made.probabilities == pytest.approx(alone.probabilities, abs=1e-5)
        assert made.entropies == pytest.approx(alone.entropies, abs=1e-4)


def test_the_case_of_texts_that_end_apart_is_covered():
    made = generate_many(GPT, PROMPTS, temperature=2, stop=20, max_tokens=15)
    assert {text.finished for text in made} == {True, False}
    assert len({len(text.ids) for text in made}) > 2


def test_one_stream_each_and_none_for_no_prompt():
    made = generate_many(GPT, ["La", "La"], streams=[random_stream(9), random_stream(9)], max_tokens=4)
    assert made[0].ids == made[1].ids == generate(GPT, "La", stream=random_stream(9), max_tokens=4).ids
    assert generate_many(GPT, []) == []
    with pytest.raises(ValueError, match="zip"):
        generate_many(GPT, ["La", "La"], streams=[random_stream(9)])
    with pytest.raises(CourseError, match="la température vaut -1"):
        generate_many(GPT, ["La"], temperature=-1)
