"""Où sont les nombres qu'un modèle a appris : lire, et écrire, un fichier de poids.

Un modèle de langue entraîné, c'est un programme de deux pages (``network.py``) et un grand tas de
nombres. Le tas tient dans un fichier *safetensors*, dont le format se lit d'un coup d'œil :

    8 octets      la longueur n de l'en-tête, petit bout d'abord (« little-endian »)
    n octets      l'en-tête, en JSON : le nom, le type, la forme et la place de chaque tableau
    le reste      les nombres, à la suite

Pour tenir peu de place, une matrice est arrondie à 8 bits : chaque ligne garde son échelle, et un
poids vaut son entier, de -127 à 127, fois l'échelle de sa ligne. Quatre fois moins d'octets, presque
les mêmes réponses.

>>> entiers, echelles = quantise(np.array([[0.5, -1.27, 0.0]]))
>>> entiers, echelles
(array([[  50, -127,    0]], dtype=int8), array([0.01], dtype=float32))

Format : https://github.com/huggingface/safetensors
"""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from chevet.lm.network import Floats, Network
from chevet.problems import CourseError, Problem
from chevet.writing import write_whole

FOLDER = Path(__file__).parent / "weights"

TYPES: dict[str, np.dtype[Any]] = {"I8": np.dtype("<i1"), "F16": np.dtype("<f2"), "F32": np.dtype("<f4")}


def load_network(kind: str = "gpt", path: str | Path | None = None) -> Network:
    """Le modèle livré avec le cours, prêt à lire un texte.

    Args:
        kind: ``"gpt"`` (il prédit le token suivant) ou ``"masked"`` (il retrouve un token caché).
        path: un autre fichier de poids, à la place du modèle livré.

    Raises:
        CourseError: le fichier manque, n'est pas un safetensors, ou n'est pas un modèle de cette sorte.
    """
    path = FOLDER / f"{kind}.safetensors" if path is None else Path(path)
    tensors, metadata = read_safetensors(path)
    if metadata.get("kind") != kind:
        found = metadata.get("kind", "sans nom")
        raise _error(
            path, f"le modèle est de sorte « {found} », et non « {kind} ».", "Donnez l’autre fichier."
        )
    try:
        network = Network(tensors, metadata)
    except (KeyError, TypeError, ValueError) as error:
        raise _error(path, f"le modèle est incomplet ({error}).", "Reprenez le fichier d’origine.") from error
    if wrong := _wrong_shapes(network):
        message = f"ces tableaux n’ont pas la bonne forme : {', '.join(wrong)}."
        raise _error(path, message, "Reprenez le fichier d’origine.")
    return network


def _wrong_shapes(network: Network) -> list[str]:
    """Les noms des tableaux dont la forme ne va pas avec la largeur d, les têtes ou le vocabulaire."""
    d = network.width
    expected = {"qkv": (3 * d, d), "qkv_bias": (3 * d,), "out": (d, d), "up": (4 * d, d), "down": (d, 4 * d)}
    expected |= {"attention_norm": (d,), "mlp_norm": (d,)}
    wrong = [
        f"layers.{number}.{name}"
        for number, layer in enumerate(network.layers)
        for name, shape in expected.items()
        if getattr(layer, name).shape != shape
    ]
    wrong += [name for name in ("embedding_norm", "final_norm") if getattr(network, name).shape != (d,)]
    if network.vocabulary_size != len(network.tokenizer.vocabulary):
        wrong.append("embedding")
    if d % (2 * network.n_heads):  # une tête a des paires à faire tourner
        wrong.append("heads")
    return wrong


def read_safetensors(path: str | Path) -> tuple[dict[str, Floats], dict[str, str]]:
    """Les tableaux d'un fichier, en nombres à virgule, et ses métadonnées.

    Une matrice arrondie à 8 bits est remise à l'échelle ; ``nom.scale`` disparaît donc du résultat.

    Raises:
        CourseError: le fichier manque ou ne se lit pas.
    """
    path = Path(path)
    if not path.is_file():
        raise _error(path, "le fichier de poids n’existe pas.", "Retrouvez-le dans git.")
    content = path.read_bytes()
    try:
        (length,) = struct.unpack_from("<Q", content)
        header: dict[str, Any] = json.loads(content[8 : 8 + length])
        metadata: dict[str, str] = header.pop("__metadata__", {})
        raw = {name: _read_array(content, 8 + length, entry) for name, entry in header.items()}
        tensors = {
            name: _dequantise(array, raw[f"{name}.scale"])
            if array.dtype == np.int8
            else array.astype(np.float32)
            for name, array in raw.items()
            if not name.endswith(".scale")
        }
        if endless := [name for name, array in tensors.items() if not np.isfinite(array).all()]:
            raise ValueError(f"{', '.join(endless)} : un nombre infini, ou qui n’en est pas un")
        return tensors, metadata
    except (struct.error, ValueError, KeyError, TypeError, AttributeError) as error:
        message = f"ce n’est pas un safetensors lisible ({error})."
        raise _error(path, message, "Reprenez le fichier d’origine.") from error


def _read_array(content: bytes, origin: int, entry: dict[str, Any]) -> npt.NDArray[Any]:
    """Un tableau du fichier : ``entry`` donne son type, sa forme, son début et sa fin après l'en-tête."""
    start, end = entry["data_offsets"]
    shape = tuple(entry["shape"])
    kind = TYPES[entry["dtype"]]
    if end - start != math.prod(shape) * kind.itemsize or origin + end > len(content):
        raise ValueError(f"{shape} ne remplit pas {end - start} octets")
    flat: npt.NDArray[Any] = np.frombuffer(content, kind, math.prod(shape), origin + start)
    return flat.reshape(shape)


def _dequantise(integers: npt.NDArray[np.int8], scale: npt.NDArray[Any]) -> Floats:
    """Poids [lignes, colonnes] = entiers [lignes, colonnes] × échelle [lignes], ligne à ligne."""
    if scale.shape != integers.shape[:1]:
        raise ValueError(f"{scale.shape} échelles pour {integers.shape}")
    with np.errstate(over="ignore", invalid="ignore"):  # ce qui déborde est refusé plus loin, avec son nom
        return integers.astype(np.float32) * scale.astype(np.float32)[:, None]


def quantise(matrix: npt.ArrayLike) -> tuple[npt.NDArray[np.int8], Floats]:
    """Une matrice arrondie à 8 bits : entiers [lignes, colonnes] et échelle [lignes] de chaque ligne."""
    weights = np.asarray(matrix, dtype=np.float32)
    largest = np.abs(weights).max(axis=1)
    scale = np.where(largest > 0, largest / np.float32(127), np.float32(1)).astype(np.float32)
    return np.rint(weights / scale[:, None]).astype(np.int8), scale


def write_safetensors(
    path: str | Path, arrays: Mapping[str, npt.NDArray[Any]], metadata: dict[str, str]
) -> None:
    """Écrit des tableaux int8, float16 ou float32 ; les mêmes tableaux donnent toujours les mêmes octets."""
    names = {dtype: name for name, dtype in TYPES.items()}
    # Les nombres les plus larges d'abord : chacun commence alors à un multiple de sa taille, ce que
    # demandent les tableaux typés de JavaScript.
    order = sorted(arrays, key=lambda name: (-arrays[name].dtype.itemsize, name))
    header: dict[str, Any] = {"__metadata__": dict(sorted(metadata.items()))}
    place = 0
    for name in order:
        array = arrays[name]
        span = [place, place + array.nbytes]
        header[name] = {"dtype": names[array.dtype], "shape": list(array.shape), "data_offsets": span}
        place += array.nbytes
    text = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    body = b"".join(np.ascontiguousarray(arrays[name]).tobytes() for name in order)
    write_whole(Path(path), struct.pack("<Q", len(text)) + text + body)


def _error(path: Path, message: str, remedy: str) -> CourseError:
    return CourseError(Problem(path.name, 0, message, remedy))
