"""What a page may load and run, by its Content-Security-Policy: one for the course, one for a sheet that stands alone.

Apart from ``site/strict.py``, which checks pages, so that a report or a paper is written without loading Sphinx.
"""

from __future__ import annotations

import base64
import hashlib

CSP = "default-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'"
"""Pages of the site, of packages and of the USB key; ``deploy/`` repeats it."""


def sealed(style: str, images: str = "") -> str:
    """The policy of one HTML file that asks nothing of anybody: its own ``style``, by its hash, and no script.

    Args:
        style: what the ``<style>`` of the page holds, to the last space.
        images: where pictures may come from, ``"data:"``; nothing, nowhere.
    """
    digest = base64.b64encode(hashlib.sha256(style.encode("utf-8")).digest()).decode("ascii")
    seen = f"img-src {images}; " if images else ""
    return f"default-src 'none'; {seen}style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
