"""How one type of question is told: what JavaScript receives, and what is read without it."""

from __future__ import annotations

import html
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Generic, TypeVar
from urllib.parse import urlsplit

from chevet.inline import parser
from chevet.pictures import BESIDE
from chevet.quiz.model import Question
from chevet.typography import no_break

State = dict[str, Any]  # one question as JavaScript reads it
Q = TypeVar("Q", bound=Question)


@dataclass(frozen=True)
class View(Generic[Q]):
    """The Python half of what a type looks like; the other half is ``types.js`` and what it imports."""

    name: str
    """« Plusieurs réponses », as the card says it."""
    exam: str
    """« (QRM) », the name of the type in an exam, or nothing."""
    state: Callable[[Q], State]
    """The keys of its own in what JavaScript receives."""
    blanks: Callable[[State], str]
    """HTML of what one answers on, on paper."""
    correction: Callable[[State], str]
    """HTML of what is right and why, without the general feedback."""


def inline(text: str) -> str:
    """Markdown of one line as HTML, with the no-break spaces of French outside code."""
    markdown = parser()
    tokens = markdown.parseInline(text)
    for token in tokens[0].children or []:
        if token.type == "text":
            token.content = no_break(token.content)
        elif token.type == "image" and not urlsplit(str(token.attrGet("src"))).scheme:
            token.attrSet("src", f"{BESIDE}{token.attrGet('src')}")
    return str(markdown.renderer.render(tokens, markdown.options, {}))


def quoted(text: str) -> str:
    """« text », with its no-break spaces, as HTML."""
    return f"«\u00a0{html.escape(text)}\u00a0»"


def french(number: float) -> str:
    """-1234.5 → « −1 234,5 », with a minus sign and a narrow no-break space."""
    text = f"{Decimal(repr(number)):,f}".replace(",", "\u202f").replace("-", "−")
    whole, _, decimals = text.partition(".")
    return f"{whole},{decimals}" if decimals.strip("0") else whole


def line_to_fill(unit: str | None = None, words: str = "Votre réponse") -> str:
    """A line to write on, before its unit."""
    told = f"\u00a0{html.escape(unit)}" if unit else ""
    return f'<p class="chevet-blanks">{words}\u00a0: <span class="chevet-line"></span>{told}</p>'
