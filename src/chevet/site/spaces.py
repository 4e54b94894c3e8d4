"""The prose of every page gets its no-break spaces, whatever its author typed; code and formulas are left alone."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform

from chevet.typography import no_break

_AS_IT_IS = (nodes.literal, nodes.literal_block, nodes.math, nodes.math_block, nodes.raw, nodes.comment)


def connect(app: Sphinx) -> None:
    app.add_transform(NoBreakSpaces)


class NoBreakSpaces(SphinxTransform):
    """Applies :func:`chevet.typography.no_break` to the text of a page, before anything reads it."""

    default_priority = 400

    def apply(self, **kwargs: Any) -> None:
        for text in list(self.document.findall(nodes.Text)):
            node: Any = text.parent
            while node is not None and not isinstance(node, _AS_IT_IS):
                node = node.parent
            if node is None and (told := no_break(text)) != text:
                text.parent.replace(text, nodes.Text(told))
