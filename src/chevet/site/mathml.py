"""Formulas as MathML, written at build: every browser draws them and screen readers say them."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from latex2mathml.converter import convert
from sphinx.application import Sphinx


def connect(app: Sphinx) -> None:
    app.add_html_math_renderer("chevet", (_inline, None), (_block, None))
    app.connect("config-inited", lambda _app, config: setattr(config, "html_math_renderer", "chevet"))


def _inline(self: Any, node: nodes.math) -> None:
    self.body.append(convert(node.astext()))
    raise nodes.SkipNode


def _block(self: Any, node: nodes.math_block) -> None:
    self.body.append(f'<div class="chevet-math">{convert(node.astext(), display="block")}</div>')
    raise nodes.SkipNode
