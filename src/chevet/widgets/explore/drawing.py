"""A matplotlib figure as a small SVG that is the same bytes at each build: text stays text, nothing is dated."""

from __future__ import annotations

import io
import re
from typing import Any, cast

COLOURS = ("#1b4b72", "#93285d", "#0a625a", "#9d3316", "#74490a", "#4b4e5e")  # book/_static/chevet.css
HOUSE: dict[str, Any] = {
    # Small, with large letters: on a telephone the figure takes the width of the screen, and must still be read.
    "figure.figsize": (4.6, 3.1),
    "font.size": 11,
    "figure.constrained_layout.use": True,
    "text.color": "#1f2333",
    "axes.labelcolor": "#1f2333",
    "axes.edgecolor": "#4b4e5e",
    "xtick.color": "#4b4e5e",
    "ytick.color": "#4b4e5e",
    "legend.frameon": False,
}
_FONTS = "'Segoe UI', Roboto, 'Noto Sans', 'Helvetica Neue', Arial, 'DejaVu Sans', sans-serif"
_WRITTEN = {"svg.fonttype": "none", "svg.hashsalt": "chevet", "font.family": ["DejaVu Sans"]}


def house_style() -> dict[str, Any]:
    """The rcParams that a figure of the course starts from; its author may set others on the figure."""
    from cycler import cycler

    return {**HOUSE, **_WRITTEN, "axes.prop_cycle": cycler(color=COLOURS)}


def to_svg(figure: Any) -> tuple[str, tuple[int, int]]:
    """The figure as SVG, and its width and height in CSS pixels."""
    import matplotlib as mpl

    out = io.StringIO()
    if engine := figure.get_layout_engine():
        # Laid out once and left so: saving would do it twice, and draw the figure twice.
        engine.execute(figure)
        with mpl.rc_context({"figure.constrained_layout.use": False, "figure.autolayout": False}):
            figure.set_layout_engine(None)
    with mpl.rc_context(cast(Any, _WRITTEN)):  # matplotlib's stubs name every key
        figure.savefig(out, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    width, height = (round(inches * 96) for inches in figure.get_size_inches())
    return tidy(out.getvalue()), (width, height)


def tidy(svg: str) -> str:
    """Without prologue, comments, metadata and unused ids; two decimals; numbers of an axis in French."""
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<!--.*?-->|<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    used = set(re.findall(r"(?:url\(#|xlink:href=\"#|\bhref=\"#)([^\")]+)", svg))
    kept = [name for name in dict.fromkeys(re.findall(r' id="([^"]+)"', svg)) if name in used]
    names = {old: f"i{rank}" for rank, old in enumerate(kept)}
    svg = re.sub(r' id="([^"]+)"', lambda match: f' id="{names[match[1]]}"' if match[1] in names else "", svg)
    svg = re.sub(r'(url\(#|href="#)([^")]+)', lambda match: match[1] + names.get(match[2], match[2]), svg)
    svg = re.sub(r"-?\d+\.\d{3,}", _shorter, svg)
    svg = re.sub(r"font-family: [^;\"]+", f"font-family: {_FONTS}", svg)
    svg = re.sub(r"(font: [^;\"]*?\d(?:px)? )'[^;\"]+", rf"\g<1>{_FONTS}", svg)
    svg = re.sub(r"(>\s*[−-]?\d+)\.(\d+\s*</text>)", r"\1,\2", svg)
    return re.sub(r">\s+<", "><", svg).strip() + "\n"


def _shorter(match: re.Match[str]) -> str:
    text = f"{float(match[0]):.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
