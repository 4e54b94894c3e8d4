"""One frame: what the function draws, returns or prints for one position of its sliders, and its sentence."""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from chevet.widgets.explore.drawing import house_style, to_svg
from chevet.widgets.explore.numbers import Table, figure_tables, is_table, read_table
from chevet.widgets.parts import file_part


@dataclass(frozen=True)
class Frame:
    """``svg`` (with its ``size`` in CSS pixels), tables of numbers, text: any of them may be empty."""

    svg: str = ""
    size: tuple[int, int] = (0, 0)
    tables: tuple[Table, ...] = ()
    text: str = ""
    said: str = field(default="", compare=False)  # the sentence that the function itself returned

    def files(self) -> list[str]:
        """What a page fetches to show it."""
        return [one for one in (self.svg, self.body()) if one]

    def body(self) -> str:
        """Tables and text as JSON; nothing when there are none."""
        if not (self.tables or self.text):
            return ""
        return json.dumps({"text": self.text, "tables": self.tables}, ensure_ascii=False, sort_keys=True)

    def to_state(self) -> dict[str, Any]:
        body = self.body()
        return {
            "svg": file_part(".svg", self.svg) if self.svg else None,
            "size": list(self.size),
            "body": file_part(".json", body) if body else None,
        }


def evaluate(function: Callable[..., Any], values: Mapping[str, Any], *, told: bool) -> Frame:
    """Call ``function(**values)`` and keep what it makes.

    A figure that it returns or leaves drawn, a pandas table, a text returned or printed, or several of them in a
    tuple. ``told`` says that ``say`` gives the sentence; otherwise the first text returned is the sentence.

    Raises:
        TypeError: the function returns something else, or nothing at all.
    """
    printed = io.StringIO()
    with _figures_kept() as drawn, contextlib.redirect_stdout(printed):
        result = function(**values)
        figure, tables, texts = None, [], []
        for piece in result if isinstance(result, tuple) else (result,):
            if isinstance(piece, str):
                texts.append(piece)
            elif is_table(piece):
                tables.append(read_table(piece))
            elif hasattr(piece, "savefig") or hasattr(getattr(piece, "figure", None), "savefig"):
                figure = piece if hasattr(piece, "savefig") else piece.figure
            elif piece is not None:
                raise TypeError(
                    f"la fonction rend un objet {type(piece).__name__} : "
                    "rendez une figure, un tableau pandas ou un texte"
                )
        figure = figure or (drawn() or [None])[-1]
        svg, size = to_svg(figure) if figure is not None else ("", (0, 0))
        if figure is not None and not tables:
            tables = figure_tables(figure)
    if printed.getvalue().strip():
        texts.append(printed.getvalue().strip())
    if not (svg or tables or texts):
        raise TypeError("la fonction ne dessine, ne rend et n'écrit rien")
    said = "" if told or not texts else texts.pop(0)
    return Frame(svg, size, tuple(tables), "\n".join(texts), said)


@contextlib.contextmanager
def _figures_kept() -> Iterator[Callable[[], list[Any]]]:
    """Figures drawn inside stay ours: a notebook would show them at ``plt.show()`` and close them."""
    import matplotlib as mpl
    import matplotlib.pyplot as plt

    before, show = set(plt.get_fignums()), plt.show

    def fresh() -> list[Any]:
        return [plt.figure(number) for number in plt.get_fignums() if number not in before]

    plt.show = lambda *args, **kwargs: None
    try:
        with mpl.rc_context(cast(Any, house_style())):  # matplotlib's stubs name every key
            yield fresh
    finally:
        plt.show = show
        for number in set(plt.get_fignums()) - before:
            plt.close(number)
