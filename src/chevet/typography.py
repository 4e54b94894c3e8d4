"""The no-break spaces of French: whoever writes may type plain ones.

The rules of the course: a narrow no-break space before ; ! and ?, a no-break space before the colon and inside « »,
one between a number and its sign % or its unit. ``fr`` is for the templates of our own code, ``no_break`` for any text.
"""

from __future__ import annotations

import re

_UNITS = "[cdkmµ]?[gmL]|m?s|h|min|ans?|mmol|mmHg|bpm|°C|k?Hz|[kMG]?o"
_RULES = (
    (re.compile(r" (?=[;!?](?:[\s»)\]*]|$))"), "\u202f"),
    (re.compile(r" (?=:(?:[\s»)*]|$))"), "\u00a0"),
    (re.compile(r"« "), "«\u00a0"),
    (re.compile(r" »"), "\u00a0»"),
    (re.compile(r"(?<=\d) (?=[%‰](?!\w))"), "\u00a0"),
    (re.compile(rf"(?<=\d) (?=(?:{_UNITS})(?![\w’']))"), "\u00a0"),
)


def no_break(text: str) -> str:
    """``text`` with the spaces of French typography where plain spaces stood; nothing else changes.

    >>> no_break("Vraiment ? « Oui » : 20 %.")
    'Vraiment\\u202f? «\\xa0Oui\\xa0»\\xa0: 20\\xa0%.'
    """
    for pattern, space in _RULES:
        text = pattern.sub(space, text)
    return text


def fr(template: str, **values: object) -> str:
    """The template with French spaces and apostrophes in its fixed part; the values put in it are left alone.

    >>> fr("L'essai : {n} fois ?", n="'3'")
    "L’essai\\xa0: '3' fois\\u202f?"
    """
    fixed = re.sub(r" ([;!?])", "\u202f\\1", template)
    fixed = re.sub(r" ([:»%])", "\u00a0\\1", fixed)
    fixed = re.sub(r"(«|n°) ", "\\1\u00a0", fixed).replace("'", "’")
    return fixed.format(**values)
