"""The numbers behind a frame, as tables of text: those that the author gives, else those that a figure holds."""

from __future__ import annotations

from typing import Any

import numpy as np

from chevet.widgets.explore.axes import say_number

Table = dict[str, Any]
"""``caption``, ``head`` (a list of titles) and ``rows`` (lists of cells): text only."""
MOST_ROWS = 60  # beyond, a table of points tells nobody anything: the author says what matters


def is_table(value: object) -> bool:
    """Whether this is a pandas table or series."""
    return type(value).__module__.split(".")[0] == "pandas" and hasattr(value, "index")


def read_table(value: Any) -> Table:
    """A pandas table, its index first unless it only counts the rows."""
    import pandas as pd

    table = value.to_frame() if isinstance(value, pd.Series) else value
    if not isinstance(table.index, pd.RangeIndex) or table.index.name:
        table = table.reset_index(names=table.index.name or " ")
    return {
        "caption": "",
        "head": [str(name).strip() for name in table.columns],
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
    if not places or len(places) > MOST_ROWS:
        return {}
    names = [str(line.get_label()) for line in lines]
    heads = ["" if name.startswith("_") else name for name in names]
    return {
        "head": [axes.get_xlabel(), *(head or axes.get_ylabel() for head in heads)],
        "rows": [[_cell(x), *(_cell(line[x]) if x in line else "" for line in points)] for x in places],
    }


def _bars(axes: Any) -> Table:
    groups = [
        group for group in axes.containers if hasattr(group, "patches") and hasattr(group, "orientation")
    ]
    if not groups or sum(len(group.patches) for group in groups) > MOST_ROWS:
        return {}
    upright = groups[0].orientation == "vertical"
    axis = axes.xaxis if upright else axes.yaxis
    axes.figure.draw_without_rendering()  # labels of ticks are written when the figure is drawn
    ticks = {round(float(tick.get_loc()), 6): tick.label1.get_text() for tick in axis.get_major_ticks()}
    rows = []
    for group in groups:
        name = "" if str(group.get_label()).startswith("_") else f"{group.get_label()} "
        for bar in group.patches:
            place = bar.get_x() + bar.get_width() / 2 if upright else bar.get_y() + bar.get_height() / 2
            size = bar.get_height() if upright else bar.get_width()
            rows.append([f"{name}{ticks.get(round(float(place), 6)) or say_number(place)}", say_number(size)])
    scale = (axes.get_xlabel(), axes.get_ylabel())
    return {"head": list(scale if upright else scale[::-1]), "rows": rows}
