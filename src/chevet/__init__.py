"""Chevet : comprendre, éprouver et valider les modèles de langue en santé.

What a chapter imports: ``show_quiz``, ``load_dataset``, ``explore``, ``show_timeline``, and every widget by its class name;
a practical work, ``verifier`` too.
"""

from __future__ import annotations

import re
from importlib import import_module
from importlib.util import find_spec
from typing import Any

__version__ = "0.1.0"
__all__ = ["explore", "load_dataset", "show_quiz", "show_timeline", "verifier"]


def __getattr__(name: str) -> Any:
    """Import on first use, so that ``import chevet`` and the command line stay quick.

    A widget needs no line here: ``TokenExplorer`` is looked for in ``widgets/token_explorer``.
    """
    if name == "show_quiz":
        return import_module("chevet.widgets.quiz.quiz").show_quiz
    if name == "explore":
        return import_module("chevet.widgets.explore.explore").explore
    if name == "load_dataset":
        return import_module("chevet.datasets").load_dataset
    if name == "show_timeline":
        return import_module("chevet.timeline").show_timeline
    if name == "verifier":
        return import_module("chevet.answers").verifier
    if re.fullmatch(r"[A-Z][A-Za-z0-9]*", name):
        folder = re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()
        if find_spec(f"chevet.widgets.{folder}"):
            return getattr(import_module(f"chevet.widgets.{folder}.{folder}"), name)
    raise AttributeError(f"module 'chevet' has no attribute {name!r}")
