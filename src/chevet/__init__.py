"""Chevet : comprendre, éprouver et valider les modèles de langue en santé.

What a chapter imports: ``show_quiz``, ``load_dataset``, ``explore``, ``show_timeline``, and every widget by its class name;
a practical work, ``verifier`` too.
"""

from __future__ import annotations

import re
import sys
from importlib import import_module
from importlib.util import find_spec
from typing import Any

# Where JupyterLab is installed, jsonschema (behind every notebook format) finds a grammar of addresses and spends two
# seconds on it, at each command. No setting and no notebook of ours holds an address that needs it.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

__version__ = "0.1.0"
__all__ = ["explore", "load_dataset", "show_quiz", "show_timeline", "verifier"]


_DOORS = {
    "explore": "chevet.widgets.explore.explore",
    "load_dataset": "chevet.datasets",
    "show_quiz": "chevet.widgets.quiz.quiz",
    "show_timeline": "chevet.timeline",
    "verifier": "chevet.answers",
}


def door(name: str) -> str:
    """The module that ``chevet.<name>`` opens, "" if there is none.

    A widget needs no line above: ``TokenExplorer`` is looked for in ``widgets/token_explorer``.
    """
    if name in _DOORS:
        return _DOORS[name]
    if re.fullmatch(r"[A-Z][A-Za-z0-9]*", name):
        folder = re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()
        if find_spec(f"chevet.widgets.{folder}"):
            return f"chevet.widgets.{folder}.{folder}"
    return ""


def __getattr__(name: str) -> Any:
    """Import on first use, so that ``import chevet`` and the command line stay quick."""
    if module := door(name):
        return getattr(import_module(module), name)
    raise AttributeError(f"module 'chevet' has no attribute {name!r}")
