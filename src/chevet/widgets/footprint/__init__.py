"""Compare the footprint of two uses, every hypothesis in sight: the calculator of chapter 05."""

from chevet.widgets.footprint.footprint import Footprint

__all__ = ["Footprint"]
