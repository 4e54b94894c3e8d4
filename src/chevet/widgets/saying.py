"""What several instruments say alike, in Python: the twin of ``web/instrument.js`` and ``web/lm_bars.js``."""

from __future__ import annotations

import math
from collections.abc import Sequence

from chevet.typography import fr

# A byte such as 0x07 is a token too: shown as the picture Unicode has for it, « ␇ ».
_CONTROL = {code: 0x2400 + code for code in range(0x20)} | {0x7F: 0x2421}
_VISIBLE = _CONTROL | str.maketrans({" ": "␣", "\n": "↵", "\t": "⇥", "\u00a0": "⍽", "\u202f": "⍽"})


def number(value: int) -> str:
    """1234 → « 1 234 », with the narrow space that never breaks."""
    return f"{value:,}".replace(",", "\u202f")


def decimal(value: float, digits: int) -> str:
    """3.25 → « 3,3 » or « 3,25 »: halves go up, so that JavaScript rounds the same way."""
    scaled = math.floor(value * 10**digits + 0.5)
    text = f"{abs(scaled) / 10**digits:,.{digits}f}".replace(",", "\u202f").replace(".", ",")
    return f"{'−' if scaled < 0 else ''}{text}"


def percent(p: float) -> str:
    """A probability: « 93,2 % ». What is neither impossible nor certain is never written 0 nor 100 %."""
    if p <= 0 or p >= 1:
        return f"{0 if p <= 0 else 100}\u00a0%"
    if p < 0.0005:
        return "<\u00a00,1\u00a0%"
    if p >= 0.9995:
        return ">\u00a099,9\u00a0%"
    return f"{decimal(100 * p, 1)}\u00a0%"


def visible(token: str) -> str:
    """A token with its spaces made visible: « ␣dys »."""
    return token.translate(_VISIBLE)


def quoted(token: str) -> str:
    """« « ␣dys » »: a token among words."""
    return fr("« {token} »", token=visible(token))


def listed(parts: Sequence[str]) -> str:
    """« a, b et c »."""
    return " et ".join(filter(None, [", ".join(parts[:-1]), *parts[-1:]]))
