"""The Sphinx extension of Chevet: its theme, its directives, and widgets that live without a kernel.

It asks nothing of Jupyter Book: plain Sphinx with myst-nb and sphinx-external-toc builds the same site.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from chevet import __version__

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config

THEME = Path(__file__).parent / "theme" / "chevet"

# What makes a site ours, whatever Jupyter Book sends; a course's own _config.yml says only what is its own.
SETTINGS: dict[str, Any] = {
    "html_theme": "chevet",
    "html_theme_options": {},
    "html_static_path": [],
    "html_copy_source": False,
    "html_show_sourcelink": False,
    "html_permalinks": False,
    "html_use_index": False,
    "smartquotes": False,  # quotes are typed as they are, no-break spaces are set by spaces.py
    "myst_update_mathjax": False,
    "numfig_format": {"figure": "Figure %s."},
    # Pygments does not know the narrow no-break space of our French inside YAML.
    "suppress_warnings": ["myst.domains", "misc.highlighting_failure"],
    # Widgets are mounted from their text/html by web/host.js; no ipywidgets script is loaded.
    "nb_mime_priority_overrides": [["html", "text/html", 0], ["html", "image/svg+xml", 1]],
    "nb_ipywidgets_js": {},
    "nb_render_markdown_format": "gfm",
    "nb_code_prompt_show": "Voir le code",
    "nb_code_prompt_hide": "Cacher le code",
}


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect each part; Sphinx calls this once."""
    # Here and not above: the commands that build, serve or check the site import this package without Sphinx's half.
    from chevet.site import (
        accessibility,
        assets,
        directives,
        freshness,
        making,
        mathml,
        moodle_form,
        pages,
        pictures,
        references,
        spaces,
        stored,
        strict,
        terms,
    )

    app.add_html_theme("chevet", str(THEME))
    app.add_config_value(
        "comments_config", {}, "html"
    )  # Jupyter Book always sends it; its extension is not loaded
    app.connect("config-inited", _settle, priority=50)
    for part in (
        freshness,
        mathml,
        references,
        directives,
        making,
        strict,
        assets,
        pictures,
        pages,
        terms,
        spaces,
        stored,
        moodle_form,
        accessibility,
    ):
        part.connect(app)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True, "env_version": 1}


def _settle(app: Sphinx, config: Config) -> None:
    for name, value in SETTINGS.items():
        setattr(config, name, value)
