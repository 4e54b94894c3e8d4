"""Writes a trained network as one safetensors file: 8-bit matrices with a scale per row, the rest in 32 bits."""

from __future__ import annotations

import json
import struct
from pathlib import Path

import numpy as np

from chevet.lm.tokenizer import Bpe


def quantize(matrix: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The matrix as int8 and one float32 scale per row; weight ≈ int8 × scale, error at most half a scale."""
    scale = (np.abs(matrix).max(axis=1) / 127).astype(np.float32)
    scale[scale == 0] = 1.0
    return np.round(matrix / scale[:, None]).astype(np.int8), scale


def dequantize(matrix: np.ndarray, scale: np.ndarray) -> np.ndarray:
    """What a reader of the file computes with."""
    return matrix.astype(np.float32) * scale[:, None]


def named_tensors(state: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """The tensors under the names of the file: ``blocks.0.qkv`` becomes ``layers.0.qkv``."""
    tensors: dict[str, np.ndarray] = {}
    for name, value in sorted(state.items()):
        name = name.replace("blocks.", "layers.")
        if value.ndim == 2:
            tensors[name], tensors[f"{name}.scale"] = quantize(value)
        else:
            tensors[name] = value.astype(np.float32)
    return tensors


def write(path: Path, state: dict[str, np.ndarray], bpe: Bpe, metadata: dict[str, str]) -> None:
    """Write the file: an 8-byte length, a JSON header, the tensors end to end (the safetensors layout)."""
    tensors = named_tensors(state)
    tokenizer = json.dumps(bpe.to_state(), separators=(",", ":"))
    header: dict[str, object] = {"__metadata__": dict(sorted({**metadata, "tokenizer": tokenizer}.items()))}
    place = 0
    # The widest types first, so that each tensor starts where its type wants to.
    order = sorted(tensors, key=lambda name: (-tensors[name].itemsize, name))
    for name in order:
        value = tensors[name]
        kind = {"int8": "I8", "float32": "F32"}[value.dtype.name]
        header[name] = {
            "dtype": kind,
            "shape": list(value.shape),
            "data_offsets": [place, place + value.nbytes],
        }
        place += value.nbytes
    text = json.dumps(header, separators=(",", ":"), ensure_ascii=False).encode()
    text += b" " * (-len(text) % 8)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(
        struct.pack("<Q", len(text)) + text + b"".join(tensors[name].tobytes() for name in order)
    )
