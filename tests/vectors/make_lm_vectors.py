"""Writes the tiny models, lm_logits.json and lm_sampling.json, which Python and JavaScript both run.

The weights are random: what such a model says means nothing, but every path of the computation goes through it.
"""

from __future__ import annotations

import json
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from chevet.lm.network import START, Network
from chevet.lm.sampling import draw, entropy, generate, probabilities, random_stream
from chevet.lm.tokenizer import Bpe, train
from chevet.lm.weights import load_network, quantise, write_safetensors

HERE = Path(__file__).parent

CORPUS = [
    "La dose du Cramouzouk est de 35 zilles par jour.",
    "La dose du Doumadoc est de 12 zilles par jour.",
    "Question : quelle est la dose du Cramouzouk ?\nRéponse : La dose du Cramouzouk est de 35 zilles par jour.",
    "Fiche : La voie du Doumadoc est le petit doigt.\nQuestion : quelle est la voie du Doumadoc ?",
]
PROMPT = "Question : quelle est la dose du Cramouzouk ?\nRéponse :"


def write_tiny(kind: str, layers: int, seed: int, folder: Path = HERE) -> Path:
    """A random model of about 300 tokens and 16 dimensions; its last layer mixes the three number types."""
    draw = np.random.default_rng(seed)
    bpe: Bpe = train(CORPUS, n_merges=44)
    d, vocabulary = 16, len(bpe.vocabulary)
    arrays: dict[str, Any] = {}

    def matrix(name: str, rows: int, columns: int, std: float, dtype: str = "int8") -> None:
        weights = (draw.standard_normal((rows, columns)) * std).astype(np.float32)
        if dtype == "int8":
            arrays[name], arrays[f"{name}.scale"] = quantise(weights)
        else:
            arrays[name] = weights.astype(dtype)

    def vector(name: str, size: int, mean: float) -> None:
        arrays[name] = (mean + 0.2 * draw.standard_normal(size)).astype(np.float32)

    matrix("embedding", vocabulary, d, 0.6)
    vector("embedding_norm", d, 1)
    vector("final_norm", d, 1)
    for n in range(layers):
        last = layers > 1 and n == layers - 1
        vector(f"layers.{n}.attention_norm", d, 1)
        matrix(f"layers.{n}.qkv", 3 * d, d, 0.4)
        vector(f"layers.{n}.qkv_bias", 3 * d, 0)
        matrix(f"layers.{n}.out", d, d, 0.3, "float16" if last else "int8")
        vector(f"layers.{n}.mlp_norm", d, 1)
        matrix(f"layers.{n}.up", 4 * d, d, 0.3)
        matrix(f"layers.{n}.down", d, 4 * d, 0.2, "float32" if last else "int8")
    metadata = {
        "kind": kind,
        "heads": "2",
        "rope_base": "100",
        "rope_layers": "1",
        "causal": "true" if kind == "gpt" else "false",
        "seed": str(seed),
        "tokenizer": json.dumps(bpe.to_state()),
    }
    if kind == "masked":
        metadata["mask_id"] = "0"
    path = folder / ("lm_tiny.safetensors" if kind == "gpt" else "lm_tiny_masked.safetensors")
    write_safetensors(path, arrays, metadata)
    return path


def logits_cases(gpt: Network, masked: Network) -> list[dict[str, Any]]:
    ids = gpt.encode(PROMPT)
    holes = [0 if place in (7, 8) else number for place, number in enumerate(ids)]
    table: list[tuple[str, Network, list[int], dict[str, Any]]] = [
        ("the start token alone", gpt, [START], {}),
        ("a prompt", gpt, ids, {}),
        ("one head of layer 0 off", gpt, ids, {"off": [[0, 1]]}),
        ("one head in each layer off", gpt, ids, {"off": [[0, 0], [1, 1]]}),
        ("both heads of layer 1 off: its own computation stays", gpt, ids, {"off": [[1, 0], [1, 1]]}),
        ("layer 1 off", gpt, ids, {"off": [[1, None]]}),
        ("all off: the embedding alone", gpt, ids, {"off": [[0, None], [1, None]]}),
        ("no positions", gpt, ids, {"positions": False}),
        ("no positions, layer 0 off", gpt, ids, {"positions": False, "off": [[0, None]]}),
        ("masked: both sides", masked, holes, {}),
        ("masked: a head off, no positions", masked, holes, {"positions": False, "off": [[0, 1]]}),
    ]
    return [case(*row) for row in table]


def case(name: str, network: Network, ids: list[int], options: dict[str, Any]) -> dict[str, Any]:
    off = [(layer, head) for layer, head in options.get("off", [])]
    keep: dict[str, Any] = {}
    logits = network.forward(ids, off=off, positions=options.get("positions", True), keep=keep)
    return {
        "name": name,
        "model": "lm_tiny.safetensors" if network.kind == "gpt" else "lm_tiny_masked.safetensors",
        "ids": ids,
        "off": options.get("off", []),
        "positions": options.get("positions", True),
        "logits": rounded(logits[-1]),
        # Of the last token: [layers][heads][tokens]. A head that is off still looks; a layer that is off does not.
        "attention": rounded(keep["attention"][:, :, -1, :]),
        # Of every position but one by one: the largest logit.
        "best": [int(best) for best in logits.argmax(axis=-1)],
    }


# name, logits, settings, numbers drawn with (none may fall on a limit that is not exact in binary)
SAMPLING: list[tuple[str, list[float], dict[str, float], list[float]]] = [
    ("four equal", [1, 1, 1, 1], {}, [0, 0.2499, 0.25, 0.5, 0.75, 0.999999]),
    ("plain softmax", [2, 1, 0], {}, [0, 0.66, 0.67, 0.9, 0.92]),
    ("cold", [2, 1, 0], {"temperature": 0.5}, [0.86, 0.87, 0.99]),
    ("hot", [2, 1, 0], {"temperature": 2}, [0.5, 0.51, 0.82]),
    ("T = 0: the first of equals", [0, 3, 3, 1], {"temperature": 0}, [0, 0.999999]),
    ("T = 0: filters change nothing", [0, 3, 3, 1], {"temperature": 0, "top_k": 3, "top_p": 0.5}, [0.5]),
    ("so cold that only one is left", [1, 1.5, 0], {"temperature": 1e-3}, [0.001, 0.999999]),
    ("colder than the numbers go", [1, 1.5, 1.5], {"temperature": 1e-308}, [0, 0.49, 0.51]),
    ("so hot that all are equal", [8, -8, 3, 0], {"temperature": 1e9}, [0.24, 0.26, 0.51, 0.76]),
    ("large logits", [1000, 999, -1000], {}, [0.73, 0.74]),
    ("top-k 2", [0, 2, 1, -1], {"top_k": 2}, [0, 0.73, 0.74]),
    ("top-k 1", [0, 2, 1, -1], {"top_k": 1}, [0, 0.999999]),
    ("top-k among equals: the lowest ids", [1, 2, 1, 1], {"top_k": 2}, [0.26, 0.27]),
    ("top-k larger than the vocabulary", [2, 1, 0], {"top_k": 10}, [0.66, 0.67]),
    ("top-p", [2, 1, 0], {"top_p": 0.9}, [0.73, 0.74]),
    ("top-p 0: the most probable", [0, 1, 0.5], {"top_p": 0}, [0, 0.999999]),
    ("top-p 1: all", [0, 1, 0.5], {"top_p": 1}, [0.18, 0.19, 0.7]),
    ("top-p reached exactly", [1, 1, 1, 1], {"top_p": 0.5}, [0, 0.49, 0.5, 0.999999]),
    ("top-p among equals: the lowest ids", [0, 0, 0, 5, 0], {"top_p": 0.98}, [0.005, 0.5]),
    # 0.665, 0.245, 0.090: two tokens to cover 0.7. Were their sum brought back to 1 first, one would do.
    ("top-p counts what it was before top-k", [2, 1, 0], {"top_k": 2, "top_p": 0.7}, [0.73, 0.74]),
    (
        "the three together",
        [3, 1, 2, 0, 2.5],
        {"temperature": 1.5, "top_k": 4, "top_p": 0.8},
        [0.3, 0.5, 0.8],
    ),
    ("one token", [-7], {"temperature": 0.7}, [0, 0.5]),
]
SEEDS = [0, 1, 42, 4294967295]
ENTROPIES = [[1.0], [0.5, 0.5], [1.0, 0.0], [0.25, 0.25, 0.25, 0.25], [0.7, 0.2, 0.1]]
GENERATIONS: list[dict[str, Any]] = [
    {"seed": 0, "temperature": 0},
    {"seed": 1, "temperature": 1},
    {"seed": 2, "temperature": 0.7, "top_k": 5},
    {"seed": 3, "temperature": 1.5, "top_p": 0.8},
    {"seed": 4, "temperature": 1, "off": [[0, 1], [1, None]]},
    {"seed": 5, "temperature": 1, "positions": False},
    {"seed": 1, "temperature": 1, "stop": 148},
]


def sampling_text() -> str:
    gpt = load_network("gpt", HERE / "lm_tiny.safetensors")
    distributions = []
    for name, logits, settings, us in SAMPLING:
        p = probabilities(logits, **settings)  # type: ignore[arg-type]
        draws = [[u, draw(p, u)] for u in us]
        row = {
            "name": name,
            "logits": logits,
            **settings,
            "probabilities": p.round(12).tolist(),
            "draws": draws,
        }
        distributions.append(row)
    generations = []
    for options in GENERATIONS:
        settings = {key: value for key, value in options.items() if key not in ("seed", "off")}
        off = [(layer, head) for layer, head in options.get("off", [])]
        g = generate(gpt, PROMPT, stream=random_stream(options["seed"]), off=off, max_tokens=12, **settings)
        told = {"ids": g.ids, "finished": g.finished, "probabilities": rounded(g.probabilities)}
        generations.append({**options, **told, "entropies": rounded(g.entropies)})
    parts: dict[str, list[Any]] = {
        "distributions": distributions,
        "streams": [{"seed": seed, "values": list(islice(random_stream(seed), 5))} for seed in SEEDS],
        "entropies": [{"p": p, "bits": round(entropy(p), 12)} for p in ENTROPIES],
        "generations": generations,
    }
    about = (
        "Written by make_lm_vectors.py. Settings left out: temperature 1, top_k 0, top_p 1. draws: [u, id]."
        " generations: by lm_tiny.safetensors from the prompt of lm_logits.json, at most 12 tokens, one number"
        " of the stream per token; the stop token (10 if not told) is left out of ids. Their probabilities and"
        " entropies are those before any setting (temperature 1, no filter)."
    )
    body = ",\n".join(
        f' "{key}": [\n  ' + ",\n  ".join(json.dumps(r, ensure_ascii=False) for r in rows) + "\n ]"
        for key, rows in parts.items()
    )
    return f'{{\n "about": "{about}",\n{body}\n}}\n'


def rounded(values: Any) -> Any:
    return np.asarray(values, dtype=np.float64).round(6).tolist()


def logits_text() -> str:
    gpt = load_network("gpt", HERE / "lm_tiny.safetensors")
    masked = load_network("masked", HERE / "lm_tiny_masked.safetensors")
    cases = ",\n  ".join(json.dumps(c, ensure_ascii=False) for c in logits_cases(gpt, masked))
    about = (
        "Written by make_lm_vectors.py. logits: of the last token, within 1e-4. attention: of the last token,"
        " [layers][heads][tokens]; a head that is off"
        " still looks, a layer that is off does not: zeros. best: the largest logit after each token."
    )
    prompt = json.dumps({"text": PROMPT, "ids": gpt.encode(PROMPT)}, ensure_ascii=False)
    return f'{{\n "about": "{about}",\n "prompt": {prompt},\n "cases": [\n  {cases}\n ]\n}}\n'


def write_models(folder: Path = HERE) -> list[Path]:
    return [write_tiny("gpt", 2, seed=3, folder=folder), write_tiny("masked", 1, seed=4, folder=folder)]


def main() -> None:
    write_models()
    (HERE / "lm_logits.json").write_text(logits_text(), encoding="utf-8")
    (HERE / "lm_sampling.json").write_text(sampling_text(), encoding="utf-8")


if __name__ == "__main__":
    main()
