"""The pieces of the report: text made safe, French numbers, tables, small drawings that the text does not need."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence

from chevet.cohort.sheet import Figure

NBSP, THIN = "\u00a0", "\u202f"
MINUS = "−"


class Safe(str):
    """HTML already; anything else is escaped."""


def safe(value: object) -> Safe:
    """``value`` as text that no browser takes for markup."""
    return value if isinstance(value, Safe) else Safe(html.escape(str(value), quote=True))


def typeset(text: object) -> object:
    """French spaces that do not break: before ; ! ? %, before : and inside « »."""
    if isinstance(text, Safe) or not isinstance(text, str):
        return text
    text = re.sub(r" (?=[;!?%])", THIN, text)
    return re.sub(r" (?=:|»)|(?<=«) ", NBSP, text)


def number(value: float | None, digits: int = 2) -> str:
    """« 0,62 »; « — » where there is none."""
    if value is None:
        return "—"
    text = f"{abs(value):.{digits}f}"
    sign = MINUS if value < 0 and float(text) else ""
    return sign + text.replace(".", ",")


def percent(value: float | None) -> str:
    """« 62 % »."""
    return "—" if value is None else f"{number(value * 100, 0)}{THIN}%"


def count(value: int) -> str:
    """« 1 234 567 », with narrow spaces."""
    return f"{value:,}".replace(",", THIN)


def anchor(item: str) -> str:
    """The fragment of a question's section: letters, digits and hyphens of its id."""
    return "q-" + "-".join(re.findall(r"[A-Za-z0-9]+", item))


def several(n: int, word: str, plural: str = "") -> str:
    """« 1 question », « 3 questions »."""
    return f"{count(n)}{NBSP}{word if n < 2 else plural or word + 's'}"


def interval(figure: Figure, as_percent: bool = False) -> str:
    """« [0,55 ; 0,68] »; nothing where there is none."""
    if figure.low is None or figure.high is None:
        return ""
    if as_percent:
        return f"[{number(figure.low * 100, 0)}{THIN}; {number(figure.high * 100, 0)}]"
    return f"[{number(figure.low)}{THIN}; {number(figure.high)}]"


def with_interval(figure: Figure, as_percent: bool = False, ends: tuple[float, float] | None = None) -> Safe:
    """A figure over its interval, and a strip that shows both between ``ends``."""
    shown = percent(figure.value) if as_percent else number(figure.value)
    below = f'<span class="ci">{safe(interval(figure, as_percent))}</span>' if figure.interval else ""
    return Safe(f"{safe(shown)}{below}{strip(figure, *ends) if ends else ''}")


def strip(figure: Figure, low: float, high: float, width: int = 90) -> Safe:
    """The interval as a line and the value as a dot, hidden from who listens: the numbers stand above."""
    if figure.value is None or figure.low is None or figure.high is None:
        return Safe("")

    def x(value: float) -> str:
        return f"{4 + (min(high, max(low, value)) - low) / (high - low) * (width - 8):.1f}"

    zero = f'<line class="mark" x1="{x(0)}" x2="{x(0)}" y1="0" y2="10"/>' if low < 0 else ""
    return Safe(
        f'<svg class="strip" width="{width}" height="10" viewBox="0 0 {width} 10" aria-hidden="true">'
        f'<line class="axis" x1="4" x2="{width - 4}" y1="5" y2="5"/>{zero}'
        f'<line class="range" x1="{x(figure.low)}" x2="{x(figure.high)}" y1="5" y2="5"/>'
        f'<circle class="dot" cx="{x(figure.value)}" cy="5" r="3.5"/></svg>'
    )


def table(
    caption: str,
    heads: Sequence[str],
    rows: Iterable[tuple[str, *tuple[object, ...]]],
    words: Iterable[int] = (),
) -> Safe:
    """A table that scrolls sideways in a narrow window, by keyboard too.

    Args:
        caption: what it holds.
        heads: of the columns; the first one names the rows.
        words: ranks of the columns of text; the others are numbers.
    """
    text = {0, *words}
    kinds = [
        ' class="words"' if rank in text and rank else "" if rank in text else ' class="n"'
        for rank in range(len(heads))
    ]
    head = "".join(
        f'<th scope="col"{kind}>{safe(typeset(one))}</th>' for one, kind in zip(heads, kinds, strict=True)
    )
    body = ""
    for row in rows:
        first, *rest = row
        cells = "".join(f"<td{kind}>{safe(cell)}</td>" for cell, kind in zip(rest, kinds[1:], strict=True))
        wide = ' class="words"' if len(first) > 30 and not isinstance(first, Safe) else ""
        body += f'<tr><th scope="row"{wide}>{safe(first)}</th>{cells}</tr>\n'
    return Safe(
        f'<div class="scroll" role="region" tabindex="0" aria-label="{safe(typeset(caption))}"><table>'
        f"<caption>{safe(typeset(caption))}</caption><thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody></table></div>\n"
    )


def bars(counts: Sequence[int], label: str) -> Safe:
    """One bar per mark out of twenty."""
    most = max(counts, default=0) or 1
    wide, tall, step = 640, 160, 32
    drawn = "".join(
        f'<rect x="{rank * step + 3}" y="{20 + (tall - 44) * (1 - n / most):.1f}" width="{step - 6}" '
        f'height="{(tall - 44) * n / most:.1f}"/>'
        for rank, n in enumerate(counts)
    )
    ticks = "".join(
        f'<text x="{rank * step}" y="{tall - 8}">{rank}</text>' for rank in range(0, len(counts), 2)
    )
    return Safe(
        f'<svg class="bars" viewBox="0 0 {wide} {tall}" role="img" aria-label="{safe(label)}">{drawn}'
        f'<line x1="0" x2="{wide}" y1="{tall - 24}" y2="{tall - 24}"/>{ticks}</svg>\n'
    )


def paragraph(text: object, kind: str = "") -> Safe:
    """A paragraph."""
    return Safe(f"<p{f' class={chr(34)}{kind}{chr(34)}' if kind else ''}>{safe(typeset(text))}</p>\n")


def items(lines: Iterable[object]) -> Safe:
    """A list."""
    return Safe("<ul>" + "".join(f"<li>{safe(typeset(line))}</li>" for line in lines) + "</ul>\n")
