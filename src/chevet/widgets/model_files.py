"""The files of the language model, for those who publish or weigh them without showing a widget."""

from __future__ import annotations

from pathlib import Path

import chevet
from chevet.lm.weights import FOLDER

KINDS = ("gpt", "masked")
CLIENT = Path(chevet.__file__).parent / "web" / "lm_client.js"
"""What the module of such a widget imports, itself or through another: the sign that it needs the model."""
WORKER = CLIENT.with_name("lm_worker.js")


def weights_file(kind: str) -> Path | None:
    """The weights of the model ``kind``; None when there is no such model, or no file of it here."""
    path = FOLDER / f"{kind}.safetensors"
    return path if kind in KINDS and path.is_file() else None
