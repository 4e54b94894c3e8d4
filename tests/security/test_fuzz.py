"""Whatever a file holds, its reader reads it or says what is wrong with it; ``tools/fuzz.py`` tries for longer."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from .targets import TARGETS

FEW = settings(
    max_examples=8,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fuzz")


@pytest.mark.parametrize("name", TARGETS)
def test_a_spoiled_file_is_read_or_refused(name: str, folder: Path) -> None:
    target = TARGETS[name]
    FEW(given(target.given)(lambda value: target.read(folder, value)))()


_HEADER = (
    b'{"a":{"dtype":"I8","shape":[1,1],"data_offsets":[0,1]},'
    b'"a.scale":{"dtype":"F32","shape":[1],"data_offsets":[1,5]}}'
)
OVERFLOWING = struct.pack("<Q", len(_HEADER)) + _HEADER + struct.pack("<bf", 127, 3e38)

# What fuzzing found, one by one, with the reader that let a traceback through.
FOUND = {
    "an empty front matter": ("chapitre", b"---\n---\n# Essai\n"),
    "a control character in a header": ("travaux-pratiques", b"---\n\0chapter: 01-essai\n---\n\n# Essai\n"),
    "a day that does not exist": ("chapitre", b"---\nduration: 2026-13-45\n---\n# Essai\n"),
    "brackets that never close": ("travaux-pratiques", b"---\na: " + b"[" * 5000 + b"\n---\n# Essai\n"),
    "letters in UTF-16": ("lettres", "lettre,genre\nx,y\n".encode("utf-16")),
    "an empty programme": ("programme", b""),
    "a part of the summary that is nothing": ("sommaire", b"root: index\nparts:\n- \n"),
    "settings that are no date": ("reglages", b"title: !!timestamp x\n"),
    "a schema that is no date": ("jeu-schema", b"columns: 2026-13-45\n"),
    "weights larger than a float": ("poids", OVERFLOWING),
    "a whole number too large for a float": ("jeu-table", b"mot,morceaux\na," + b"9" * 400 + b"\n"),
}


@pytest.mark.parametrize("case", FOUND)
def test_what_fuzzing_found_is_told(case: str, folder: Path) -> None:
    name, content = FOUND[case]
    TARGETS[name].read(folder, content)
