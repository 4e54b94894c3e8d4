"""What is drawn stands out: edges of controls, bars, marks and the ring of the focus, 3 to 1 at least by day and by night.

Texts are measured where they stand by axe (tests/browser/test_pages.py); drawings take their colours from these tokens.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

CSS = (Path(__file__).parents[2] / "book" / "_static" / "chevet.css").read_text(encoding="utf-8")
SURFACES = ("paper", "sunk", "sheet")
# The edge of a control; what the reader does; what a machine proposes; verdicts; the ring of the focus.
DRAWN = ("edge", "accent", "generated", "right", "partial", "wrong", "ink", "ink-2", "focus")


def tokens(block: str) -> dict[str, str]:
    return dict(re.findall(r"--chevet-([\w-]+):\s*(#[0-9a-f]{6})\b", block))


def by_day() -> dict[str, str]:
    return tokens(CSS[CSS.index(":root {") : CSS.index('html[data-theme="dark"] {')])


def by_night() -> dict[str, str]:
    return by_day() | tokens(CSS[CSS.index('html[data-theme="dark"] {') : CSS.index("@media")])


def luminance(colour: str) -> float:
    """WCAG 2.1, relative luminance, from 0 to 1."""
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_formula_is_that_of_wcag() -> None:
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("colours", [by_day(), by_night()], ids=["day", "night"])
def test_what_is_drawn_stands_out(colours: dict[str, str]) -> None:
    faint = {
        f"{mark} on {surface}": round(contrast(colours[mark], colours[surface]), 2)
        for mark in DRAWN
        for surface in SURFACES
        if contrast(colours[mark], colours[surface]) < 3
    }
    assert faint == {}
    # A button filled with accent, and the two rings of the focus, each other's ground.
    assert contrast(colours["on-accent"], colours["accent"]) >= 4.5
    assert contrast(colours["focus"], colours["focus-halo"]) >= 3
