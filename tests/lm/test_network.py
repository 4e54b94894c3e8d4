"""The network: an example worked by hand, a slow computation written apart, and what each option must change."""

from __future__ import annotations

import doctest
import json
import math
import re
import runpy
from fnmatch import fnmatch
from pathlib import Path

import numpy as np
import pytest

from chevet import lm
from chevet.lm import network as module
from chevet.lm.network import START, Cache, attend, rms, rotate, rotation
from chevet.lm.weights import load_network, read_safetensors
from chevet.problems import CourseError

VECTORS = Path(__file__).parents[1] / "vectors"
CASES = json.loads((VECTORS / "lm_logits.json").read_text(encoding="utf-8"))["cases"]
FILES = {"gpt": VECTORS / "lm_tiny.safetensors", "masked": VECTORS / "lm_tiny_masked.safetensors"}
GPT, MASKED = (load_network(kind, path) for kind, path in FILES.items())
IDS = GPT.encode("La dose du Cramouzouk est de 35 zilles")


def test_the_example_of_the_docstring_is_true():
    assert doctest.testmod(module).failed == 0


def test_attention_is_what_a_hand_computes():
    # Two tokens, vectors of two. Scores of the second, over √2: (1·2 + 1·0)/√2 = √2 and (1·0 + 1·2)/√2 = √2,
    # so half each; of the first: itself only, or, when it sees both, 2/√2 = √2 against 0.
    q, k = np.array([[1.0, 0.0], [1.0, 1.0]]), np.array([[2.0, 0.0], [0.0, 2.0]])
    v = np.array([[4.0, 8.0], [0.0, 2.0]])
    received, shares = attend(q, k, v)
    assert shares.tolist() == [[1, 0], [0.5, 0.5]]
    assert received.tolist() == [[4, 8], [2, 5]]
    e = math.exp(math.sqrt(2))
    _, shares = attend(q, k, v, causal=False)
    assert shares == pytest.approx(np.array([[e / (e + 1), 1 / (e + 1)], [0.5, 0.5]]))


def test_turning_by_a_quarter_and_keeping_only_the_distance():
    quarter = (np.array([[0.0]]), np.array([[1.0]]))
    assert rotate(np.array([[3.0, 5.0]]), quarter).tolist() == [[-5.0, 3.0]]
    # Four numbers: the pairs are (0, 2) and (1, 3), of speeds 1 and 100^(-1/2) = 0.1.
    cos, sin = rotation(np.array([0, 3]), 4, base=100)
    assert cos == pytest.approx(np.cos([[0, 0], [3, 0.3]]))
    assert sin == pytest.approx(np.sin([[0, 0], [3, 0.3]]))
    a, b = np.random.default_rng(0).standard_normal((2, 1, 8))

    def score(i: int, j: int) -> float:
        turned = [rotate(x, rotation(np.array([place]), 8, 100)) for x, place in ((a, i), (b, j))]
        return float(turned[0][0] @ turned[1][0])

    assert score(7, 4) == pytest.approx(score(53, 50), abs=1e-5)
    assert score(7, 4) != pytest.approx(score(7, 5), abs=1e-2)


def test_the_norm_keeps_the_direction_only():
    assert rms(np.array([3.0, 4.0, 0.0, 0.0])) == pytest.approx(
        [1.2, 1.6, 0, 0], abs=1e-5
    )  # mean square 25/4
    assert rms(np.zeros(4)).tolist() == [0] * 4


def slow_forward(kind: str, ids: list[int], off, positions: bool) -> list[list[float]]:
    """The same logits from the description of the file alone: one number at a time, in double precision."""
    tensors, metadata = read_safetensors(FILES[kind])
    w = {name: array.tolist() for name, array in tensors.items()}
    heads, base = int(metadata["heads"]), float(metadata["rope_base"])
    d = len(w["embedding_norm"])
    s = d // heads

    def norm(x, gain):
        size = math.sqrt(sum(a * a for a in x) / d + 1e-5)
        return [a / size * g for a, g in zip(x, gain, strict=True)]

    def times(matrix, x):
        return [sum(a * b for a, b in zip(row, x, strict=True)) for row in matrix]

    def turned(x, place):
        x = list(x)
        for j in range(s // 2):
            angle = place * base ** (-j / (s // 2))
            a, b = x[j], x[j + s // 2]
            x[j], x[j + s // 2] = (
                a * math.cos(angle) - b * math.sin(angle),
                a * math.sin(angle) + b * math.cos(angle),
            )
        return x

    xs = [norm(w["embedding"][i], w["embedding_norm"]) for i in ids]
    layers = len({name.split(".")[1] for name in w if name.startswith("layers.")})
    for n in range(layers):
        if (n, None) in off:
            continue
        p = {name.split(".")[2]: value for name, value in w.items() if name.startswith(f"layers.{n}.")}
        asked = [
            [a + b for a, b in zip(times(p["qkv"], norm(x, p["attention_norm"])), p["qkv_bias"], strict=True)]
            for x in xs
        ]
        place = positions and n == 0  # q and k are turned, v is not
        parts = [
            [[vector[w * d + h * s : w * d + (h + 1) * s] for w in range(3)] for h in range(heads)]
            for vector in asked
        ]
        new = []
        for i, x in enumerate(xs):
            seen = range(i + 1 if metadata["causal"] == "true" else len(ids))
            mixed = []
            for h in range(heads):
                q = turned(parts[i][h][0], i * place)
                weights = []
                for j in seen:
                    k = turned(parts[j][h][1], j * place)
                    weights.append(math.exp(sum(map(math.prod, zip(q, k, strict=True))) / math.sqrt(s)))
                heard = [sum(parts[j][h][2][c] * weights[j] for j in seen) / sum(weights) for c in range(s)]
                mixed += [0.0] * s if (n, h) in off else heard
            x = [a + b for a, b in zip(x, times(p["out"], mixed), strict=True)]
            up = [max(0.0, a) for a in times(p["up"], norm(x, p["mlp_norm"]))]
            new.append([a + b for a, b in zip(x, times(p["down"], up), strict=True)])
        xs = new
    return [times(w["embedding"], norm(x, w["final_norm"])) for x in xs]


@pytest.mark.parametrize(
    ("kind", "off", "positions"),
    [
        ("gpt", (), True),
        ("gpt", ((0, 1), (1, 0)), False),
        ("gpt", ((0, None),), True),
        ("masked", ((0, 0),), True),
    ],
)
def test_every_logit_is_that_of_the_slow_computation(kind, off, positions):
    fast = load_network(kind, FILES[kind]).forward(IDS, off=off, positions=positions)
    assert fast.dtype == np.float32
    assert fast == pytest.approx(np.array(slow_forward(kind, IDS, off, positions)), abs=1e-4)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_vectors_shared_with_javascript(case):
    network = GPT if case["model"] == FILES["gpt"].name else MASKED
    keep = {}
    logits = network.forward(case["ids"], off=case["off"], positions=case["positions"], keep=keep)
    assert logits[-1] == pytest.approx(np.array(case["logits"]), abs=1e-4)
    assert keep["attention"][:, :, -1] == pytest.approx(np.array(case["attention"]), abs=1e-5)
    assert logits.argmax(axis=-1).tolist() == case["best"]


def test_the_vectors_cover_what_the_script_lists():
    script = runpy.run_path(str(VECTORS / "make_lm_vectors.py"))
    kept = ("name", "model", "ids", "off", "positions")
    made = script["logits_cases"](GPT, MASKED)
    assert [[case[key] for key in kept] for case in made] == [[case[key] for key in kept] for case in CASES]


@pytest.mark.parametrize("cut", [1, 2, len(IDS) - 1])
@pytest.mark.parametrize("options", [{}, {"off": [(0, 1)]}, {"off": [(0, None)]}, {"positions": False}])
def test_reading_in_two_goes_gives_what_reading_at_once_does(cut, options):
    cache, keep, whole = Cache(), {}, {}
    first = GPT.forward(IDS[:cut], cache, **options)
    second = GPT.forward(IDS[cut:], cache, keep=keep, **options)
    expected = GPT.forward(IDS, keep=whole, **options)
    assert cache.length == len(IDS)
    assert np.concatenate([first, second]) == pytest.approx(expected, abs=1e-5)
    assert keep["attention"] == pytest.approx(whole["attention"][:, :, cut:], abs=1e-6)


@pytest.mark.parametrize("network", [GPT, MASKED])
def test_several_texts_at_once_give_what_each_gives_alone(network):
    texts = np.array([IDS, IDS[::-1], [START] * len(IDS)])
    keep, alone = {}, {}
    together = network.forward(texts, off=[(0, 0)], keep=keep)
    assert keep["vectors"].shape == (network.n_layers + 1, *texts.shape, network.width)
    for row, ids in enumerate(texts):
        assert together[row] == pytest.approx(network.forward(ids, off=[(0, 0)], keep=alone), abs=1e-5)
        assert keep["attention"][:, :, row] == pytest.approx(alone["attention"], abs=1e-6)
    if network.causal:
        cache = Cache()
        network.forward(texts[:, :5], cache)
        assert network.forward(texts[:, 5:], cache) == pytest.approx(network.forward(texts)[:, 5:], abs=1e-5)


def test_each_share_is_of_the_past_and_the_shares_make_one():
    keep = {}
    GPT.forward(IDS, keep=keep, off=[(0, 1)])
    n = len(IDS)
    assert keep["attention"].shape == (2, 2, n, n)
    assert (keep["attention"][..., np.triu_indices(n, 1)[0], np.triu_indices(n, 1)[1]] == 0).all()
    assert keep["attention"].sum(axis=-1) == pytest.approx(np.ones((2, 2, n)))  # of the silent head too
    MASKED.forward(IDS, keep=keep)
    assert (keep["attention"] > 0).all()


def test_turning_everything_off_leaves_the_embedding_alone():
    last = [[IDS[-1]], [*IDS]]
    alone, whole = (GPT.forward(ids, off=[(0, None), (1, None)])[-1] for ids in last)
    assert alone == pytest.approx(whole, abs=1e-5)
    # Both heads off is not the layer off: what a token computes alone remains, and nothing passes between tokens.
    heads = [(layer, head) for layer in range(2) for head in range(2)]
    alone, mute = (GPT.forward(ids, off=heads)[-1] for ids in last)
    assert alone == pytest.approx(mute, abs=1e-5)
    assert abs(mute - whole).max() > 1


def test_without_positions_a_network_that_reads_both_ways_sees_a_bag_of_words():
    order = np.random.default_rng(2).permutation(len(IDS))
    mixed = np.array(IDS)[order]
    bag = MASKED.forward(IDS, positions=False)
    assert MASKED.forward(mixed, positions=False) == pytest.approx(bag[order], abs=1e-4)
    assert abs(MASKED.forward(mixed) - MASKED.forward(IDS)[order]).max() > 1


def test_the_ladder_names_every_file_a_student_may_open():
    folder = Path(module.__file__).parent
    named = re.findall(r"``(\S+\.py)``", lm.__doc__)
    files = {path.name for path in folder.glob("*.py")} - {"__init__.py"}
    assert [name for name in files if not any(fnmatch(name, pattern) for pattern in named)] == []
    assert [pattern for pattern in named if not any(fnmatch(name, pattern) for name in files)] == []


def test_the_text_starts_with_the_mark_every_document_starts_with():
    assert GPT.encode("La dose") == [10, *GPT.tokenizer.encode("La dose")]
    assert GPT.decode(GPT.encode("l’œdème")) == "\nl’œdème"


def filled_cache(**options) -> Cache:
    cache = Cache()
    GPT.forward(IDS, cache, **options)
    return cache


@pytest.mark.parametrize(
    ("network", "ids", "options", "told"),
    [
        (GPT, [], {}, "aucun token"),
        (GPT, [300], {}, "le token 300 n’existe pas. Les numéros vont de 0 à 299."),
        (GPT, [5, -1], {}, "le token -1 n’existe pas"),
        (GPT, [5], {"off": [(2, None)]}, "éteindre (2, None). Couches de 0 à 1"),
        (GPT, [5], {"off": [[0, 2]]}, "éteindre (0, 2)"),  # a list, as JSON gives it
        (GPT, [5], {"cache": filled_cache(positions=False)}, "d’autres réglages"),
        (GPT, [5], {"cache": filled_cache(), "off": [(0, 1)]}, "d’autres réglages"),
        (MASKED, [5], {"cache": Cache()}, "sans cache"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_reason(network, ids, options, told):
    with pytest.raises(CourseError) as error:
        network.forward(ids, **options)
    assert told in str(error.value)
