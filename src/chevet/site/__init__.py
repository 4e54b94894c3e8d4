"""The Sphinx extension of Chevet: its theme, its directives, and widgets that live without a kernel.

It asks nothing of Jupyter Book: plain Sphinx with myst-nb and sphinx-external-toc builds the same site.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from chevet import __version__
from chevet.site import assets, directives, freshness, mathml, pages, references, strict

THEME = Path(__file__).parent / "theme" / "chevet"


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect each part; Sphinx calls this once."""
    app.add_html_theme("chevet", str(THEME))
    app.add_config_value(
        "comments_config", {}, "html"
    )  # Jupyter Book always sends it; its extension is not loaded
    for part in (freshness, mathml, references, directives, strict, assets, pages):
        part.connect(app)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True, "env_version": 1}
