"""From logits to a text: each setting against a value worked by hand, and the vectors JavaScript runs too."""

from __future__ import annotations

import doctest
import json
import math
import runpy
from collections import Counter
from itertools import islice, repeat
from pathlib import Path

import numpy as np
import pytest

from chevet.lm import sampling
from chevet.lm.sampling import draw, entropy, generate, probabilities, random_stream, softmax
from chevet.lm.weights import load_network
from chevet.problems import CourseError

VECTORS = Path(__file__).parents[1] / "vectors"
SHARED = json.loads((VECTORS / "lm_sampling.json").read_text(encoding="utf-8"))
PROMPT = json.loads((VECTORS / "lm_logits.json").read_text(encoding="utf-8"))["prompt"]["text"]
GPT = load_network("gpt", VECTORS / "lm_tiny.safetensors")

# Logits whose probabilities are whole sixteenths: 8, 4, 2, 1, 1.
LOGITS = [math.log(n) for n in (8, 4, 2, 1, 1)]


def test_the_examples_of_the_docstring_are_true():
    assert doctest.testmod(sampling).failed == 0


@pytest.mark.parametrize(
    ("settings", "weights"),
    [
        ({}, (8, 4, 2, 1, 1)),
        ({"temperature": 0.5}, (64, 16, 4, 1, 1)),  # squares
        ({"temperature": 1 / 3}, (512, 64, 8, 1, 1)),  # cubes
        ({"temperature": 1e12}, (1, 1, 1, 1, 1)),
        ({"temperature": 1e-12}, (1, 0, 0, 0, 0)),
        ({"temperature": 0}, (1, 0, 0, 0, 0)),
        ({"top_k": 1}, (1, 0, 0, 0, 0)),
        ({"top_k": 4}, (8, 4, 2, 1, 0)),  # of two equals, the lowest id
        ({"top_k": 5}, (8, 4, 2, 1, 1)),
        ({"top_k": 99}, (8, 4, 2, 1, 1)),
        ({"top_p": 0}, (1, 0, 0, 0, 0)),
        ({"top_p": 0.49}, (1, 0, 0, 0, 0)),
        ({"top_p": 0.51}, (8, 4, 0, 0, 0)),
        ({"top_p": 0.9}, (8, 4, 2, 1, 0)),  # 14/16 is not 0.9 yet
        ({"top_p": 1}, (8, 4, 2, 1, 1)),
        # After top-k, 8/16 and 4/16 are left: both are needed for 0.6. As 8/12 and 4/12, one would do.
        ({"top_k": 2, "top_p": 0.6}, (8, 4, 0, 0, 0)),
        # Temperature comes first: the squares are 64/86 and 16/86, and the first covers 0.7 alone.
        ({"temperature": 0.5, "top_p": 0.7}, (1, 0, 0, 0, 0)),
        ({"temperature": 0, "top_k": 3, "top_p": 0.2}, (1, 0, 0, 0, 0)),
    ],
)
def test_the_settings_give_what_a_hand_computes(settings, weights):
    expected = np.array(weights) / sum(weights)
    assert probabilities(LOGITS, **settings) == pytest.approx(expected, abs=1e-9)
    # A constant added to all logits changes nothing, however large.
    assert probabilities(np.array(LOGITS) + 1e4, **settings) == pytest.approx(expected, abs=1e-9)


def test_without_chance_the_lowest_of_equals_wins():
    assert probabilities([0, 7, 7, 1], temperature=0).tolist() == [0, 1, 0, 0]


def test_of_many_equals_a_filter_keeps_the_lowest_ids():
    logits = [0.0] * 500 + [9.0] * 2
    assert np.flatnonzero(probabilities(logits, top_k=12)).tolist() == [*range(10), 500, 501]
    share = softmax(logits)[0]
    kept = probabilities(logits, top_p=1 - 489.5 * share)
    assert np.flatnonzero(kept).tolist() == [*range(11), 500, 501]


@pytest.mark.parametrize("case", SHARED["distributions"], ids=lambda case: case["name"])
def test_the_distributions_shared_with_javascript(case):
    settings = {key: case[key] for key in ("temperature", "top_k", "top_p") if key in case}
    p = probabilities(case["logits"], **settings)
    assert p == pytest.approx(np.array(case["probabilities"]), abs=1e-12)
    assert [[u, draw(p, u)] for u, _ in case["draws"]] == case["draws"]


def test_the_other_vectors_shared_with_javascript():
    for case in SHARED["streams"]:
        assert list(islice(random_stream(case["seed"]), 5)) == case["values"]
    for case in SHARED["entropies"]:
        assert entropy(case["p"]) == pytest.approx(case["bits"], abs=1e-12)
    for case in SHARED["generations"]:
        options = {
            key: case[key] for key in case if key in ("temperature", "top_k", "top_p", "positions", "stop")
        }
        off = [tuple(pair) for pair in case.get("off", [])]
        made = generate(GPT, PROMPT, stream=random_stream(case["seed"]), off=off, max_tokens=12, **options)
        assert (list(made.ids), made.finished) == (case["ids"], case["finished"])
        assert made.probabilities == pytest.approx(case["probabilities"], abs=1e-5)
        assert made.entropies == pytest.approx(case["entropies"], abs=1e-5)


def test_the_vectors_cover_what_the_script_lists():
    script = runpy.run_path(str(VECTORS / "make_lm_vectors.py"))
    assert [case["name"] for case in SHARED["distributions"]] == [row[0] for row in script["SAMPLING"]]
    assert json.loads(script["sampling_text"]()).keys() == SHARED.keys()
    kept = [{key: case[key] for key in case if key in told} for case, told in
            zip(SHARED["generations"], script["GENERATIONS"], strict=True)]  # fmt: skip
    assert kept == script["GENERATIONS"]


def test_the_stream_is_mulberry32():
    # The original, by Tommy Ettinger, in node: mulberry32(42) five times. Whole 32-bit numbers, hence exact.
    original = [
        0.6011037519201636,
        0.44829055899754167,
        0.8524657934904099,
        0.6697340414393693,
        0.17481389874592423,
    ]
    assert list(islice(random_stream(42), 5)) == original


@pytest.mark.parametrize(
    ("p", "u", "expected"),
    [
        ([0.5, 0.5], 0.0, 0),
        ([0.5, 0.5], 0.5, 1),  # the sum must exceed u, not reach it
        ([0.0, 1.0], 0.0, 1),  # what has no chance is never drawn
        ([0.5, 0.0, 0.5, 0.0], 0.5, 2),
        ([0.1] * 10, 1 - 2**-53, 9),  # ten times 0.1 makes 0.9999999999999999
        ([0.3, 0.3, 0.0], 0.9, 1),  # a sum short of u: the last that has a chance
    ],
)
def test_a_draw_is_the_first_token_whose_sum_exceeds_the_number(p, u, expected):
    assert draw(p, u) == expected


def test_draws_meet_the_distribution():
    p, n = probabilities(LOGITS), 4000
    counts = Counter(draw(p, u) for u in islice(random_stream(7), n))
    for token, share in enumerate(p):
        assert abs(counts[token] / n - share) < 4 * math.sqrt(share * (1 - share) / n)


def test_entropy_counts_bits():
    assert [entropy(p) for p in ([1], [0, 1, 0], [0.25] * 4, [0.5, 0.25, 0.25])] == [0, 0, 2, 1.5]


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda: probabilities(LOGITS, temperature=-1), "la température vaut -1"),
        (lambda: probabilities(LOGITS, temperature=math.nan), "la température vaut nan"),
        (lambda: probabilities(LOGITS, temperature=math.inf), "la température vaut inf"),
        (lambda: softmax(LOGITS, 0), "la température vaut 0"),
        (lambda: probabilities(LOGITS, top_k=-1), "top-k vaut -1"),
        (lambda: probabilities(LOGITS, top_k=2.5), "top-k vaut 2.5"),
        (lambda: probabilities(LOGITS, top_k=math.nan), "top-k vaut nan"),
        (lambda: probabilities(LOGITS, top_p=-0.1), "top-p vaut -0.1"),
        (lambda: probabilities(LOGITS, top_p=1.1), "top-p vaut 1.1"),
        (lambda: probabilities(LOGITS, top_p=math.nan), "top-p vaut nan"),
        (lambda: probabilities(LOGITS, temperature=0, top_p=2), "top-p vaut 2"),
        (lambda: draw([1.0], 1.0), "le tirage vaut 1.0"),
        (lambda: draw([1.0], -0.1), "le tirage vaut -0.1"),
        (lambda: random_stream(-1), "la graine vaut -1"),
        (lambda: random_stream(2**32), "la graine vaut 4294967296"),
        (lambda: random_stream(0.5), "la graine vaut 0.5"),
        (lambda: generate(GPT, PROMPT, temperature=-1), "la température vaut -1"),
    ],
)
def test_a_setting_out_of_bounds_is_refused_with_the_reason(call, told):
    with pytest.raises(CourseError) as error:
        call()
    assert str(error.value).startswith(f"tirage : {told}. Donnez un")


def test_a_text_is_written_one_token_and_one_number_at_a_time():
    stream = random_stream(1)
    made = generate(GPT, PROMPT, max_tokens=5, stream=stream)
    assert len(made.ids) == len(made.entropies) == 5
    assert not made.finished
    assert next(stream) == next(islice(random_stream(1), 5, None))
    assert made.text == GPT.decode(made.ids)

    # The same tokens, chosen again from logits read in one go.
    start = GPT.encode(PROMPT)
    logits = GPT.forward([*start, *made.ids])[len(start) - 1 :]
    for row, u, token, p in zip(logits, random_stream(1), made.ids, made.probabilities, strict=False):
        assert draw(softmax(row), u) == token
        assert softmax(row)[token] == pytest.approx(p, abs=1e-5)
    assert made.probability == pytest.approx(math.prod(made.probabilities))


def test_what_the_model_believed_does_not_depend_on_the_settings():
    cold = generate(GPT, PROMPT, temperature=0, max_tokens=1)
    hot = generate(GPT, PROMPT, temperature=1, max_tokens=1, stream=repeat(0.0), top_k=1)
    assert cold == hot
    assert cold.probabilities[0] < 0.5
    assert cold.entropies[0] > 3


def test_the_stop_token_ends_the_text_and_is_not_part_of_it():
    whole = generate(GPT, PROMPT, max_tokens=6, stream=random_stream(1))
    stop = whole.ids[2]
    cut = generate(GPT, PROMPT, max_tokens=6, stream=random_stream(1), stop=stop)
    assert (cut.ids, cut.finished) == (whole.ids[:2], True)
    assert cut.probabilities == pytest.approx(whole.probabilities[:2])
    assert generate(GPT, PROMPT, max_tokens=0).ids == ()


def test_ids_and_text_are_the_same_prompt_and_the_default_is_reproducible():
    written = generate(GPT, PROMPT, max_tokens=6)
    assert generate(GPT, GPT.encode(PROMPT), max_tokens=6) == written
    assert generate(GPT, PROMPT, max_tokens=6, stream=random_stream(0)) == written
    assert generate(GPT, PROMPT, max_tokens=6, off=[(0, None)]).ids != written.ids
    assert generate(GPT, PROMPT, max_tokens=6, positions=False).ids != written.ids
