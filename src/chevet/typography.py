"""The no-break spaces of French: whoever writes may type plain ones.

Source: Imprimerie nationale, Lexique des règles typographiques en usage, « ponctuation »: a narrow no-break space
before ; ! and ?, a no-break space before the colon and inside « », one between a number and its sign %.
"""

from __future__ import annotations

import re

_RULES = (
    (re.compile(r" (?=[;!?](?:[\s»)\]*]|$))"), "\u202f"),
    (re.compile(r" (?=:(?:[\s»)*]|$))"), "\u00a0"),
    (re.compile(r"« "), "«\u00a0"),
    (re.compile(r" »"), "\u00a0»"),
    (re.compile(r"(?<=\d) (?=[%‰](?!\w))"), "\u00a0"),
)


def no_break(text: str) -> str:
    """``text`` with the spaces of French typography where plain spaces stood; nothing else changes.

    >>> no_break("Vraiment ? « Oui » : 20 %.")
    'Vraiment\\u202f? «\\xa0Oui\\xa0»\\xa0: 20\\xa0%.'
    """
    for pattern, space in _RULES:
        text = pattern.sub(space, text)
    return text
