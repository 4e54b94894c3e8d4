"""What a builder loads before it is asked for anything: most of the time of a small build (site/build.py)."""

import jupyter_book.cli.main
import jupyter_book.sphinx
import myst_nb.sphinx_ext
import sphinx.builders.html
import sphinx.environment.collectors.toctree

from chevet.site import assets, directives, freshness, making, pages, references, terms

__all__ = [
    "assets",
    "directives",
    "freshness",
    "jupyter_book",
    "making",
    "myst_nb",
    "pages",
    "references",
    "sphinx",
    "terms",
]
