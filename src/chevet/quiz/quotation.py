"""What a source wrote, word for word, in a bank as in a chapter: {q}`« … »`."""

from __future__ import annotations

import re

QUOTATION = re.compile(r"\{q\}`«[ \u00a0]([^`]+?)[ \u00a0]»`")


def without_role(text: str) -> str:
    """``text`` as one who knows no role reads it: the quotation between its marks."""
    return QUOTATION.sub("«\u00a0\\1\u00a0»", text)
