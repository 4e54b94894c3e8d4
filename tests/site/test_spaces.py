"""Plain spaces of French prose become the right ones, where they are prose and nowhere else."""

from __future__ import annotations

import pytest
from docutils.core import publish_doctree
from docutils.nodes import Text

from chevet.site.spaces import NoBreakSpaces
from chevet.typography import no_break

CASES = {
    "Vraiment ?": "Vraiment\u202f?",
    "Ici ; là : non !": "Ici\u202f; là\u00a0: non\u202f!",
    "Un « mot ».": "Un «\u00a0mot\u00a0».",
    "« Pourquoi ? »": "«\u00a0Pourquoi\u202f?\u00a0»",
    "(lequel ?)": "(lequel\u202f?)",
    "20 % et 3,5 %.": "20\u00a0% et 3,5\u00a0%.",
    "Déjà\u202f; mis\u00a0: oui": "Déjà\u202f; mis\u00a0: oui",
    "https://exemple.fr a :class: b": "https://exemple.fr a :class: b",  # no colon of prose
    "10 %d de :term:": "10 %d de :term:",
    "14 mm, 4 g/L, 12 h 30, 3 ans.": "14\u00a0mm, 4\u00a0g/L, 12\u00a0h 30, 3\u00a0ans.",
    "6 malades, 2 s’en vont, 3 minutes": "6 malades, 2 s’en vont, 3 minutes",  # words, not units
}


@pytest.mark.parametrize("typed", CASES)
def test_no_break(typed: str) -> None:
    assert no_break(typed) == CASES[typed]
    assert no_break(CASES[typed]) == CASES[typed]


def test_code_and_formulas_are_left_alone() -> None:
    document = publish_doctree("Vrai ? ``a ; b ?`` puis :math:`x ; y`.\n\n::\n\n  print(1) ; x ?\n")
    NoBreakSpaces(document).apply()
    texts = [str(text) for text in document.findall(Text)]
    assert texts == ["Vrai\u202f? ", "a ; b ?", " puis ", "x ; y", ".", "print(1) ; x ?"]
