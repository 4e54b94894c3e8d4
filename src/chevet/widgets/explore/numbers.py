"""The numbers behind a frame, as tables of text: those that the author gives, else those that a figure holds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from chevet.widgets.explore.axes import say_number

Table = dict[str, Any]
"""``caption``, ``head`` (a list of titles) and ``rows`` (lists of cells): text only."""
UNNAMED = "Cas"  # over the names of the rows, when the author gives them no title
MOST_ROWS = 60  # beyond, a table of points tells nobody anything: the author says what matters


def is_table(value: object) -> bool:
    """Whether this is a pandas table or series."""
    return type(value).__module__.split(".")[0] == "pandas" and hasattr(value, "index")


def read_table(value: Any) -> Table:
    """A pandas table, its index first unless it only counts the rows."""
    import pandas as pd

    table = value.to_frame() if isinstance(value, pd.Series) else value
    if not isinstance(table.index, pd.RangeIndex) or table.index.name:
        table = table.reset_index(names=table.index.name or UNNAMED)
    return {
        "caption": "",
        "head": [str(name).strip() or UNNAMED for name in table.columns],
        "rows": [[_cell(cell) for cell in row] for row in table.itertuples(index=False)],
    }


def figure_tables(figure: Any) -> list[Table]:
    """Lines and bars of each axes of a figure, as far as a table of them can be read."""
    tables = []
    for axes in figure.axes:
        for table in (_lines(axes), _bars(axes)):
            if table:
                tables.append({"caption": axes.get_title(), **table})
    return tables


def _cell(value: Any) -> str:
    if isinstance(value, str):
        return value
    if value is None or value is np.nan:
        return "–"
    if isinstance(value, bool | np.bool_):
        return "oui" if value else "non"
    return say_number(value) if isinstance(value, int | float | np.number) else str(value)


def _lines(axes: Any) -> Table:
    # axhline and its like are marks, not data: they are placed on the axes, not on the scale alone.
    lines = [line for line in axes.get_lines() if line.get_transform() == axes.transData]
    points = [dict(zip(*map(np.asarray, line.get_data(orig=False)), strict=True)) for line in lines]
    places = sorted({x for line in points for x in line})
    if len(places) > MOST_ROWS:
        return {}
    names = [str(line.get_label()) for line in lines]
    heads = [axes.get_ylabel() if name.startswith("_") else name for name in names]
    title, name = _names(axes.xaxis)
    return _readable(
        [title, *heads],
        [[name(x), *(_cell(line[x]) if x in line else "" for line in points)] for x in places],
    )


def _bars(axes: Any) -> Table:
    groups = [
        group for group in axes.containers if hasattr(group, "patches") and hasattr(group, "orientation")
    ]
    if sum(len(group.patches) for group in groups) > MOST_ROWS:
        return {}
    upright = not groups or groups[0].orientation == "vertical"
    title, name = _names(axes.xaxis if upright else axes.yaxis)
    rows = []
    for group in groups:
        label = "" if str(group.get_label()).startswith("_") else f"{group.get_label()}, "
        for bar in group.patches:
            place = bar.get_x() + bar.get_width() / 2 if upright else bar.get_y() + bar.get_height() / 2
            size = bar.get_height() if upright else bar.get_width()
            rows.append([f"{label}{name(place)}", say_number(size)])
    return _readable([title, axes.get_ylabel() if upright else axes.get_xlabel()], rows)


def _names(axis: Any) -> tuple[str, Callable[[float], str]]:
    """The title of an axis, and how a reader finds a place on it: the word written nearest, else the number."""
    from matplotlib.ticker import LogFormatter, ScalarFormatter

    formatter = axis.get_major_formatter()
    if isinstance(formatter, ScalarFormatter | LogFormatter):
        return axis.get_label_text(), say_number
    places = np.asarray(axis.get_majorticklocs(), dtype=float)
    words = [" ".join(str(text).split()) for text in formatter.format_ticks(places)]
    reach = np.diff(np.sort(places)).min() / 2 if len(places) > 1 else np.inf

    def name(place: float) -> str:
        rank = int(np.abs(places - place).argmin()) if len(places) else -1
        near = rank >= 0 and abs(places[rank] - place) < reach
        return (words[rank] if near else "") or say_number(place)

    return axis.get_label_text() or UNNAMED, name


def _readable(head: list[str], rows: list[list[str]]) -> Table:
    """The table, if each row and each column has a name of its own; otherwise the sentence alone tells the frame."""
    for names in (head, [row[0] for row in rows]):
        if not names or "" in names or len(set(names)) < len(names):
            return {}
    return {"head": head, "rows": rows}
