"""Move through what a function draws, without a kernel: the static twin of ``ipywidgets.interact``."""

from chevet.widgets.explore.explore import Explore, explore

__all__ = ["Explore", "explore"]
