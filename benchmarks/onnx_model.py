"""Our small network as an ONNX graph, with the same numbers: what onnxruntime-web reads.

Run with a Python that has ``onnx``: ``onnx_model.py weights.npz network.onnx``. Inputs: ``ids`` [time], ``past`` [1]
(how many tokens were read before), ``keys.L`` and ``values.L`` [heads, past, s] for each layer. Outputs: ``logits`` [V]
of the last token, ``new_keys.L`` and ``new_values.L`` [heads, past + time, s]. Only the new tokens are computed, as in
src/chevet/web/lm.js. Real numbers on 32 bits, as there once the 8-bit weights are read.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper


class Graph:
    """Nodes and constants, written in the order in which they are computed."""

    def __init__(self) -> None:
        self.nodes: list[Any] = []
        self.constants: dict[str, Any] = {}

    def __call__(self, op: str, *inputs: Any, n: int = 1, **attributes: Any) -> Any:
        names = [one if isinstance(one, str) else self.constant(one) for one in inputs]
        outputs = [f"{op}_{len(self.nodes)}_{i}" for i in range(n)]
        self.nodes.append(helper.make_node(op, names, outputs, **attributes))
        return outputs if n > 1 else outputs[0]

    def constant(self, value: Any) -> str:
        array = np.asarray(value)
        if array.dtype == np.float64:
            array = array.astype(np.float32)
        name = f"constant_{len(self.constants)}"
        self.constants[name] = numpy_helper.from_array(array, name)
        return name

    def rename(self, old: str, new: str) -> None:
        self.nodes.append(helper.make_node("Identity", [old], [new]))


def build(weights: dict[str, Any], heads: int, base: float, turned: int) -> Any:
    """The graph; ``turned`` layers, from the first, know the order of the tokens."""
    g = Graph()
    vocabulary, width = weights["embedding"].shape
    size = width // heads
    layers = len({name.split(".")[1] for name in weights if name.startswith("layers.")})

    def rms(x: str, gain: Any) -> str:
        mean = g("ReduceMean", g("Mul", x, x), np.array([-1], np.int64), keepdims=1)
        return g("Mul", g("Div", x, g("Sqrt", g("Add", mean, 1e-5))), gain)

    def split(x: str) -> str:  # [time, width] -> [heads, time, s]
        shape = np.array([-1, heads, size], np.int64)
        return g("Transpose", g("Reshape", x, shape), perm=[1, 0, 2])

    x = rms(g("Gather", weights["embedding"], "ids"), weights["embedding_norm"])
    time = g("Shape", "ids")
    seen = g("Add", time, "past")
    scalar = np.array([0], np.int64)
    first, end = g("Squeeze", "past", scalar), g("Squeeze", seen, scalar)
    places = g("Range", first, end, np.int64(1))  # [time]
    everyone = g("Range", np.int64(0), end, np.int64(1))  # [seen]
    future = g("Greater", g("Unsqueeze", everyone, scalar), g("Unsqueeze", places, np.array([1], np.int64)))
    speeds = base ** (-np.arange(size // 2) / (size // 2))
    angles = g(
        "Mul", g("Unsqueeze", g("Cast", places, to=TensorProto.FLOAT), np.array([1], np.int64)), speeds
    )
    cos, sin = g("Cos", angles), g("Sin", angles)

    def turn(q: str) -> str:
        a, b = g("Split", q, n=2, axis=-1, num_outputs=2)
        left = g("Sub", g("Mul", a, cos), g("Mul", b, sin))
        return g("Concat", left, g("Add", g("Mul", a, sin), g("Mul", b, cos)), axis=-1)

    for number in range(layers):
        part = {
            name.split(".")[2]: value
            for name, value in weights.items()
            if name.startswith(f"layers.{number}.")
        }
        qkv = g("Add", g("MatMul", rms(x, part["attention_norm"]), part["qkv"].T), part["qkv_bias"])
        q, k, v = (split(one) for one in g("Split", qkv, n=3, axis=-1, num_outputs=3))
        if number < turned:
            q, k = turn(q), turn(k)
        k, v = (g("Concat", f"{name}.{number}", new, axis=1) for name, new in (("keys", k), ("values", v)))
        g.rename(k, f"new_keys.{number}")
        g.rename(v, f"new_values.{number}")
        scores = g("Div", g("MatMul", q, g("Transpose", k, perm=[0, 2, 1])), np.float32(np.sqrt(size)))
        shares = g("Softmax", g("Where", future, np.float32(-1e9), scores), axis=-1)
        heard = g("Transpose", g("MatMul", shares, v), perm=[1, 0, 2])
        heard = g("Reshape", heard, np.array([-1, width], np.int64))
        x = g("Add", x, g("MatMul", heard, part["out"].T))
        detectors = g("Relu", g("MatMul", rms(x, part["mlp_norm"]), part["up"].T))
        x = g("Add", x, g("MatMul", detectors, part["down"].T))
    last = g("Gather", x, np.array([-1], np.int64), axis=0)
    logits = g("MatMul", rms(last, weights["final_norm"]), weights["embedding"].T)
    g.nodes.append(helper.make_node("Reshape", [logits, g.constant(np.array([-1], np.int64))], ["logits"]))

    def kept(name: str, length: str) -> list[Any]:
        shape = [heads, length, size]
        return [helper.make_tensor_value_info(f"{name}.{n}", TensorProto.FLOAT, shape) for n in range(layers)]

    inputs = [
        helper.make_tensor_value_info("ids", TensorProto.INT64, ["time"]),
        helper.make_tensor_value_info("past", TensorProto.INT64, [1]),
        *kept("keys", "read"),
        *kept("values", "read"),
    ]
    outputs = [
        helper.make_tensor_value_info("logits", TensorProto.FLOAT, [vocabulary]),
        *kept("new_keys", "seen"),
        *kept("new_values", "seen"),
    ]
    graph = helper.make_graph(g.nodes, "network", inputs, outputs, list(g.constants.values()))
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
    onnx.checker.check_model(model)
    return model


def main(source: str, target: str) -> None:
    found = dict(np.load(source))
    settings = json.loads(str(found.pop("settings")))
    onnx.save(build(found, settings["heads"], settings["rope_base"], settings["rope_layers"]), target)


if __name__ == "__main__":
    main(*sys.argv[1:])
