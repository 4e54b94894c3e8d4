"""The Markdown of one line that an author writes in YAML: stems, choices, feedback, hints, vignettes, instructions.

This is the only door from such a text to HTML, and it lets no HTML of the author's through: ``html: False`` makes of
« < » a sign, and a link leads to a page, to a mail or nowhere. So nothing is left for a sanitiser to take away;
everything else that is shown goes through ``html.escape`` in Python and ``textContent`` in JavaScript. The corpus of
attacks of ``tests/vectors/attacks.json`` is put through every output, and a browser that has no policy runs none.
"""

from __future__ import annotations

from functools import cache
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

from chevet.quiz.quotation import QUOTATION

SCHEMES = ("http", "https", "mailto")


class Inline(MarkdownIt):
    """CommonMark without HTML, whose links and images have an address of the course, of the web or of a mail."""

    def validateLink(self, url: str) -> bool:
        """Refuse any other scheme: markdown-it knows only the four worst."""
        return super().validateLink(url) and scheme_of(url) in ("", *SCHEMES)


@cache
def parser() -> Inline:
    """The one parser of these texts."""
    made = Inline("commonmark", {"html": False})
    made.inline.ruler.before("backticks", "quotation", _quotation)
    return made


def _quotation(state: StateInline, silent: bool) -> bool:
    found = QUOTATION.match(state.src, state.pos)
    if not found:
        return False
    if not silent:
        # The marks are for who reads the words alone; the tag brings its own.
        state.push("q_open", "q", 1).content = "«\u00a0"
        state.push("text", "", 0).content = found[1]
        state.push("q_close", "q", -1).content = "\u00a0»"
    state.pos = found.end()
    return True


def scheme_of(address: str) -> str:
    """« https », "" for an address of the course, « ? » for what no browser would read twice the same way."""
    try:
        return urlsplit(address).scheme.lower()
    except ValueError:
        return "?"
