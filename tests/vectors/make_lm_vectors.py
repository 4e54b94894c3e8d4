"""Writes the tiny models and lm_logits.json, which Python and JavaScript both run; run me after a change of the format.

The weights are random: what such a model says means nothing, but every path of the computation goes through it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from chevet.lm.network import START, Network
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


def write_tiny(kind: str, layers: int, seed: int) -> Path:
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
    path = HERE / ("lm_tiny.safetensors" if kind == "gpt" else "lm_tiny_masked.safetensors")
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


def main() -> None:
    write_tiny("gpt", layers=2, seed=3)
    write_tiny("masked", layers=1, seed=4)
    (HERE / "lm_logits.json").write_text(logits_text(), encoding="utf-8")


if __name__ == "__main__":
    main()
