"""The file of weights: read byte by byte as its format says, and refused with a reason when it is not one."""

from __future__ import annotations

import doctest
import json
import runpy
import struct
from pathlib import Path

import numpy as np
import pytest

from chevet.lm import weights
from chevet.lm.weights import load_network, quantise, read_safetensors, write_safetensors
from chevet.problems import CourseError

VECTORS = Path(__file__).parents[1] / "vectors"
TINY = VECTORS / "lm_tiny.safetensors"


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def test_the_example_of_the_docstring_is_true():
    assert doctest.testmod(weights).failed == 0


def test_a_file_written_by_hand_is_read():
    entries = {
        "__metadata__": {"kind": "gpt"},
        "half": {"dtype": "F16", "shape": [2], "data_offsets": [0, 4]},
        "single": {"dtype": "F32", "shape": [1, 1], "data_offsets": [4, 8]},
        "m": {"dtype": "I8", "shape": [2, 3], "data_offsets": [16, 22]},
        "m.scale": {"dtype": "F32", "shape": [2], "data_offsets": [8, 16]},
    }
    header = json.dumps(entries).encode()
    data = bytes.fromhex("003c 00c0 0000c03f 0000003f 00000040 01ff7f 000281")  # 1 -2 | 1.5 | 0.5 2 | rows
    content = len(header).to_bytes(8, "little") + header + data
    tensors, metadata = read(content)
    assert metadata == {"kind": "gpt"}
    assert {name: array.tolist() for name, array in tensors.items()} == {
        "half": [1.0, -2.0],
        "single": [[1.5]],
        "m": [[0.5, -0.5, 63.5], [0.0, 4.0, -254.0]],
    }
    assert {array.dtype for array in tensors.values()} == {np.dtype(np.float32)}


def read(content: bytes):
    Path("essai.safetensors").write_bytes(content)
    return read_safetensors("essai.safetensors")


def test_what_is_written_is_read_again_and_rounding_costs_half_a_step():
    draw = np.random.default_rng(1)
    matrix = (draw.standard_normal((20, 30)) * draw.uniform(1e-3, 9, (20, 1))).astype(np.float32)
    matrix[3] = 0
    integers, scale = quantise(matrix)
    write_safetensors("a.safetensors", {"m": integers, "m.scale": scale, "b": matrix[0]}, {"é": "ü"})
    tensors, metadata = read_safetensors("a.safetensors")
    assert metadata == {"é": "ü"}
    assert (tensors["b"] == matrix[0]).all()
    assert (abs(tensors["m"] - matrix) <= scale[:, None] * 0.50001).all()
    assert (abs(integers).max(axis=1) == np.where(matrix.any(axis=1), 127, 0)).all()
    # Numbers of four bytes start at a multiple of four: JavaScript reads them in place.
    (length,) = struct.unpack_from("<Q", Path("a.safetensors").read_bytes())
    assert length % 8 == 0


def test_the_tiny_models_are_those_their_script_makes(tmp_path):
    made = runpy.run_path(str(VECTORS / "make_lm_vectors.py"))["write_models"](tmp_path)
    for path in made:
        assert path.read_bytes() == (VECTORS / path.name).read_bytes(), "run tests/vectors/make_lm_vectors.py"


def header_with(**changes):
    """The tiny model with another header."""
    content = TINY.read_bytes()
    (length,) = struct.unpack_from("<Q", content)
    header = json.loads(content[8 : 8 + length])
    for name, change in changes.items():
        change(
            header.setdefault(name.replace("__", "."), {}) if name != "metadata" else header["__metadata__"]
        )
    text = json.dumps({name: entry for name, entry in header.items() if entry}).encode()
    return struct.pack("<Q", len(text)) + text + content[8 + length :]


def one_scale(entry):
    start, _ = entry["data_offsets"]
    entry.update(shape=[1], data_offsets=[start, start + 4])


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (lambda: b"", "n’est pas un safetensors"),
        (lambda: b"version https://git-lfs.github.com/spec/v1\n", "n’est pas un safetensors"),
        (lambda: TINY.read_bytes()[:-1], "ne remplit pas"),
        (lambda: header_with(final_norm=lambda e: e.update(dtype="F8")), "n’est pas un safetensors"),
        (lambda: header_with(final_norm=lambda e: e.update(shape=[17])), "ne remplit pas"),
        (lambda: header_with(embedding__scale=dict.clear), "embedding.scale"),
        (lambda: header_with(embedding__scale=one_scale), "(1,) échelles pour (300, 16)"),
        (lambda: header_with(final_norm=dict.clear), "incomplet ('final_norm')"),
        (lambda: header_with(layers__1__mlp_norm=dict.clear), "incomplet ('layers.1.mlp_norm')"),
        (lambda: header_with(metadata=lambda m: m.pop("rope_base")), "incomplet ('rope_base')"),
        (lambda: header_with(metadata=lambda m: m.update(heads="3")), "bonne forme : heads"),
        (lambda: header_with(metadata=lambda m: m.update(tokenizer='{"merges": []}')), "forme : embedding"),
        (lambda: header_with(layers__1__out=lambda e: e.update(shape=[8, 32])), "forme : layers.1.out"),
        (lambda: header_with(metadata=lambda m: m.update(kind="masked")), "« masked », et non « gpt »"),
    ],
)
def test_a_file_that_is_no_model_is_refused_with_the_reason(content, told):
    Path("essai.safetensors").write_bytes(content())
    with pytest.raises(CourseError) as error:
        load_network("gpt", "essai.safetensors")
    assert str(error.value).startswith("essai.safetensors : ")
    assert told in str(error.value)


def test_a_missing_file_is_named():
    with pytest.raises(CourseError, match=r"absent\.safetensors : le fichier de poids n’existe pas"):
        load_network("gpt", "absent.safetensors")
